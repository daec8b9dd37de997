public import Semantics

/// Returns the plate diagram of a model, section 15 of the language reference.
///
/// It is drawn from the declarations alone and never depends on data, but for sizes on request.
public func diagram(of model: TypedModel, options: DiagramOptions = DiagramOptions())
  -> PlateDiagram
{
  var story = Story(model, options)
  if let question = options.question { story.contract(to: question, of: model) }
  let chain = options.chains == .unrolled ? ChainColumns(model, story, options) : nil
  var builder = DiagramBuilder(model, story, chain, options)
  builder.addNodes()
  builder.addEdges()
  builder.addChainRows()
  builder.addPlates()
  return builder.diagram.pruned(keepsAll: options.guides != .only)
}

/// Builds the diagram of a model from its story.
struct DiagramBuilder {
  /// What a node stands for; an unrolled variable has one for each column.
  struct Key: Hashable {
    enum Subject: Hashable {
      case variable(VariableID)
      case net(FunctionID)
      case factor(Stanza.Child)
    }
    let subject: Subject
    var column: Int?
  }

  let model: TypedModel
  let story: Story
  let chain: ChainColumns?
  let options: DiagramOptions
  var diagram: PlateDiagram
  var ids: [Key: NodeID] = [:]
  /// The keys in the order of the nodes.
  var keys: [Key] = []

  init(
    _ model: TypedModel, _ story: Story, _ chain: ChainColumns?, _ options: DiagramOptions
  ) {
    self.model = model
    self.story = story
    self.chain = chain
    self.options = options
    diagram = PlateDiagram(name: model.name, title: model.documentation)
  }

  mutating func add(_ node: Node, as key: Key) {
    ids[key] = diagram.add(node)
    keys.append(key)
  }

  func node(_ subject: Key.Subject, _ column: Int? = nil) -> NodeID? {
    ids[Key(subject: subject, column: column)]
  }

  /// Whether a variable has a node for each slice.
  func isUnrolled(_ id: VariableID) -> Bool {
    guard let chain else { return false }
    return model.variables[id].isOn(chain.set, in: model)
  }
}

extension PlateDiagram {
  /// Returns the diagram without what touches nothing: hypers, parameters and nets that no
  /// distribution reads, and for a guide alone everything but what it is about.
  func pruned(keepsAll: Bool) -> PlateDiagram {
    var isTouched = [Bool](repeating: false, count: nodes.count)
    for edge in edges {
      isTouched[edge.from.index] = true
      isTouched[edge.to.index] = true
    }
    let isKept = zip(nodes, isTouched).map { node, isTouched in
      if isTouched { return true }
      switch node.kind {
      case .observed, .partial, .latent, .factor: return true
      case .given, .deterministic: return keepsAll
      case .parameter, .hyper, .net, .ellipsis: return false
      }
    }
    var renamed: [NodeID: NodeID] = [:]
    var result = PlateDiagram(name: name, title: title)
    for id in nodeIDs where isKept[id.index] { renamed[id] = result.add(self[id]) }
    result.edges = edges.compactMap { edge in
      guard let from = renamed[edge.from], let to = renamed[edge.to] else { return nil }
      return Edge(
        from: from, to: to, style: edge.style, isRanked: edge.isRanked, label: edge.label)
    }
    result.chains = chains.map { chain in
      Chain(rows: chain.rows.map { row in row.map { $0.flatMap { renamed[$0] } } })
    }
    var plateIDs: [PlateID: PlateID] = [:]
    for (i, plate) in plates.enumerated() {
      let members = plate.members.compactMap { renamed[$0] }
      guard !members.isEmpty else { continue }
      plateIDs[PlateID(i)] = result.add(
        Plate(
          name: plate.name, label: plate.label, members: members,
          parents: plate.parents.compactMap { plateIDs[$0] }))
    }
    return result
  }
}
