import Semantics
import Syntax

extension DiagramBuilder {
  /// Adds variables in the order of the model, then factors and nets as the story names them.
  mutating func addNodes() {
    for id in story.variables {
      if isUnrolled(id), let chain {
        for column in chain.columns.indices { addSlice(of: id, column, chain) }
      } else {
        let variable = model.variables[id]
        let part =
          variable.parts.first { $0.region.allSatisfy { $0 == .all } }
          ?? variable.parts.first { $0.definition != .none } ?? variable.parts.first
        guard let role = part?.role, let look = look(of: role) else { continue }
        let label = label(of: variable).subscripted(by: indexLetters(variable.indices))
        add(
          Node(name: variable.name, kind: look.kind, shape: look.shape, label: label),
          as: Key(subject: .variable(id)))
      }
    }
    for stanza in story.stanzas {
      addFactor(stanza.child)
      for reference in stanza.references {
        guard case .net(let id) = reference.target, node(.net(id)) == nil else { continue }
        let function = model.functions[id]
        let label = function.label.map { MathText(tex: $0) } ?? MathText(name: function.name)
        add(
          Node(name: "net \(function.name)", kind: .net, shape: .accentDot, label: label),
          as: Key(subject: .net(id)))
      }
    }
  }

  private func look(of role: Role) -> (kind: Node.Kind, shape: Node.Shape)? {
    switch role {
    case .observed: (.observed, .greyCircle)
    case .partial: (.partial, .halfGreyCircle)
    case .latent: (.latent, .whiteCircle)
    case .given: (.given, options.given == .dot ? .dot : .greyCircle)
    case .parameter: (.parameter, .accentDot)
    case .hyper: (.hyper, .bare)
    case .deterministic: (.deterministic, .dot)
    case .abbreviation: nil
    }
  }

  private func label(of variable: Variable) -> MathText {
    variable.label.map { MathText(tex: $0) } ?? MathText(name: variable.name)
  }

  private func indexLetters(_ letters: [IndexID]) -> [MathText.Run] {
    MathText.indices(letters.map { MathText(name: model.indices[$0].name) })
  }

  /// One slice of an unrolled variable; its subscript is its place on the chain alone, since the
  /// plates say the rest.
  private mutating func addSlice(of id: VariableID, _ column: Int, _ chain: ChainColumns) {
    let variable = model.variables[id]
    let key = Key(subject: .variable(id), column: column)
    guard chain.columns[column].slice != .ellipsis else {
      guard chain.carriers.contains(id) else { return }
      let dots = MathText([MathText.Run("⋯", .upright)])
      add(
        Node(name: "\(variable.name) … \(column)", kind: .ellipsis, shape: .bare, label: dots),
        as: key)
      return
    }
    guard let part = part(of: variable, at: column, chain), let look = look(of: part.role)
    else { return }
    let slice = chain.columns[column].label
    let label = label(of: variable).subscripted(by: slice)
    add(
      Node(
        name: "\(variable.name) \(MathText(slice).plain)", kind: look.kind, shape: look.shape,
        label: label),
      as: key)
  }

  /// The statement that says what a slice is.
  private func part(
    of variable: Variable, at column: Int, _ chain: ChainColumns
  ) -> Variable.Part? {
    let special = variable.parts.last { part in
      region(part.region, of: variable, on: chain).map { chain.covers($0, column, in: model) }
        ?? false
    }
    return special
      ?? variable.parts.first { region($0.region, of: variable, on: chain) == .all }
      ?? variable.parts.first
  }

  /// The region on the unrolled chain.
  func region(
    _ regions: [Variable.Region], of variable: Variable, on chain: ChainColumns
  ) -> Variable.Region? {
    zip(variable.indices, regions).first { model.indices[$0.0].set == chain.set }?.1
  }

  private mutating func addFactor(_ child: Stanza.Child) {
    let key = Key(subject: .factor(child))
    guard ids[key] == nil else { return }
    let name: String
    let label: MathText
    switch child {
    case .variable: return
    case .factor(let i):
      name = "factor \(i + 1)"
      let text = i < model.factors.count ? model.factors[i].label : nil
      label = text.map { MathText(tex: $0) } ?? MathText([])
    case .tie(let i):
      name = "tie \(i + 1)"
      label = tieLabel(model.ties[i])
    }
    add(Node(name: name, kind: .factor, shape: .square, label: label), as: key)
  }

  /// What `as` says, or the spread if it is a name or a number.
  private func tieLabel(_ tie: Tie) -> MathText {
    if let text = tie.label { return MathText(tex: text) }
    if case .variable(let id, _) = tie.within.kind { return self.label(of: model.variables[id]) }
    if case .number(let value) = tie.within.kind {
      let text = abs(value) < 1e9 ? decimal(value, places: 4) : "\(value)"
      return MathText([MathText.Run(text, .upright)])
    }
    if case .infinity = tie.within.kind { return MathText([MathText.Run("∞", .upright)]) }
    return MathText([])
  }
}
