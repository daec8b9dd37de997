import Semantics

/// One line of the story: what a node, or one region of it, depends on.
struct Stanza {
  enum Child: Hashable {
    case variable(VariableID)
    case factor(Int)
    case tie(Int)
  }

  let child: Child
  /// One region for each index of the variable.
  let region: [Variable.Region]
  var references: [Reference]
  let style: Edge.Style
  /// Whether lines run from the factor to a variable that it defines, and so down.
  var isDefinedBelow = false
}

/// The dependencies of a model, with abbreviations and functions seen through.
struct Story {
  var stanzas: [Stanza] = []
  /// The variables that are drawn, in the order of the model.
  var variables: [VariableID] = []

  init(_ model: TypedModel, _ options: DiagramOptions) {
    func references(_ visit: (inout ReferenceCollector) -> Void) -> [Reference] {
      var collector = ReferenceCollector(model, foldsNets: options.foldsNets)
      visit(&collector)
      return collector.references
    }
    addVariables(of: model, options, references)
    addFactors(of: model, references)
    if options.guides != .hidden { addGuides(of: model, references) }
    if options.guides == .only { stanzas.removeAll { $0.style != .guide } }
  }

  private mutating func addVariables(
    of model: TypedModel, _ options: DiagramOptions,
    _ references: ((inout ReferenceCollector) -> Void) -> [Reference]
  ) {
    for id in model.variables.ids {
      let variable = model.variables[id]
      guard variable.parts.contains(where: { $0.role != .abbreviation }) else { continue }
      if variable.guide != nil && options.guides == .hidden { continue }
      variables.append(id)
      for part in variable.parts {
        let parents = references { $0.visit(part.definition) }
        guard case .distribution(let distribution) = part.definition,
          case .energy = distribution.kind
        else {
          let style: Edge.Style = variable.guide == nil ? .story : .guide
          stanzas.append(
            Stanza(
              child: .variable(id), region: part.region, references: parents, style: style))
          continue
        }
        // An unnormalised density is a factor between the variable and the rest.
        let own = Reference(target: .variable(id), places: model.ownPlaces(of: id))
        energies.append(
          Energy(variables: [id], references: parents.filter { $0.target != own.target }))
      }
    }
  }

  /// An unnormalised density of one variable, `x[n] ~ exp(-E(x[n]))`.
  struct Energy {
    let variables: [VariableID]
    let references: [Reference]
  }
  private(set) var energies: [Energy] = []

  private mutating func addFactors(
    of model: TypedModel, _ references: ((inout ReferenceCollector) -> Void) -> [Reference]
  ) {
    for (i, factor) in model.factors.enumerated() {
      let touched = references { $0.visit(factor.logValue) }
      addFactor(.factor(i), touched: touched, defines: factor.defines, in: model)
    }
    for (i, energy) in energies.enumerated() {
      addFactor(
        .factor(model.factors.count + i), touched: energy.references, defines: energy.variables,
        in: model)
    }
    for (i, tie) in model.ties.enumerated() {
      var touched = [tie.first, tie.second].map { Reference(target: .variable($0)) }
      if !tie.isLabelledByHyper(in: model) { touched += references { $0.visit(tie.within) } }
      addFactor(.tie(i), touched: touched, defines: [], in: model)
    }
  }

  private mutating func addFactor(
    _ child: Stanza.Child, touched: [Reference], defines: [VariableID], in model: TypedModel
  ) {
    let above = touched.filter { reference in
      !defines.contains { reference.target == .variable($0) }
    }
    stanzas.append(Stanza(child: child, region: [], references: above, style: .undirected))
    let below = defines.map { Reference(target: .variable($0), places: model.ownPlaces(of: $0)) }
    guard !below.isEmpty else { return }
    stanzas.append(
      Stanza(
        child: child, region: [], references: below, style: .undirected, isDefinedBelow: true))
  }

  private mutating func addGuides(
    of model: TypedModel, _ references: ((inout ReferenceCollector) -> Void) -> [Reference]
  ) {
    for guide in model.guides.rows {
      guard case .statements(let statements) = guide.body else { continue }
      for statement in statements {
        stanzas.append(
          Stanza(
            child: .variable(statement.variable), region: statement.region,
            references: references { $0.visit(statement.distribution) }, style: .guide))
      }
    }
  }
}

extension TypedModel {
  /// A variable at the place of its own statement.
  func ownPlaces(of id: VariableID) -> [IndexSetID: Reference.Place] {
    var places: [IndexSetID: Reference.Place] = [:]
    for letter in variables[id].indices where indexSets[indices[letter].set].kind == .chain {
      places[indices[letter].set] = .offset(0)
    }
    return places
  }
}

extension Tie {
  /// Whether `within` is one hyper, whose symbol then labels the square.
  func isLabelledByHyper(in model: TypedModel) -> Bool {
    guard case .variable(let id, _) = within.kind else { return false }
    return model.variables[id].parts.allSatisfy { $0.role == .hyper }
  }
}
