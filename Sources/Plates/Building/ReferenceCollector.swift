import Semantics

/// Collects what expressions depend on, through abbreviations and functions.
struct ReferenceCollector {
  private let model: TypedModel
  private let foldsNets: Bool
  /// In the order of their first occurrence, without repetition.
  private(set) var references: [Reference] = []
  private var seen: Set<Reference> = []
  private var openFunctions: Set<FunctionID> = []
  private var openVariables: Set<VariableID> = []

  init(_ model: TypedModel, foldsNets: Bool) {
    self.model = model
    self.foldsNets = foldsNets
  }

  mutating func visit(_ distribution: Distribution) {
    switch distribution.kind {
    case .family(_, let arguments):
      for name in ParameterName.allCases { arguments[name].map { visit($0) } }
    case .query(let query): visit(query)
    case .energy(let value): visit(value)
    }
    distribution.truncation?.lower.map { visit($0) }
    distribution.truncation?.upper.map { visit($0) }
  }

  /// A query is a conditional: it depends on what stands right of its bar.
  mutating func visit(_ query: Query) {
    for item in query.conditions {
      if let value = item.value {
        visit(value)
        continue
      }
      // Without a value, an identity of a used model means nothing here.
      if case .use = query.density { continue }
      switch item.subject {
      case .variable(let variable, let subscripts): refer(to: variable, subscripts)
      case .group(let group): visit(group)
      }
    }
  }

  mutating func visit(_ definition: Variable.Definition) {
    switch definition {
    case .none, .jointFactor: break
    case .distribution(let distribution): visit(distribution)
    case .expression(let expression): visit(expression)
    }
  }

  mutating func visit(_ expression: TypedExpression) {
    switch expression.kind {
    case .number, .boolean, .infinity, .none, .local, .index, .member, .endpoint, .indexSet,
      .elbo, .poison:
      break
    case .variable(let variable, let subscripts): refer(to: variable, subscripts)
    case .range(let range): visit(range)
    case .element(let array, let subscripts): visitAll([array] + subscripts)
    case .field(let record, _): visit(record)
    case .group(let group): visit(group)
    case .unary(_, let operand): visit(operand)
    case .binary(_, let left, let right): visitAll([left, right])
    case .conditional(let condition, let then, let otherwise):
      visitAll([condition, then, otherwise])
    case .call(_, let arguments), .vector(let arguments): visitAll(arguments)
    case .apply(let function, let arguments, let weights):
      visitAll(arguments)
      if let weights { visit(weights) }
      apply(function, hasWeights: weights != nil)
    case .reduction(_, let letters, let condition, let body):
      for letter in letters { model.indices[letter].range.map { visit($0) } }
      condition.map { visit($0) }
      visit(body)
    case .expectation(let draws, let body):
      for draw in draws { visit(draw.distribution) }
      visit(body)
    case .logQuery(let query): visit(query)
    case .known(let element): visit(element)
    }
  }

  private mutating func visitAll(_ expressions: [TypedExpression]) {
    for expression in expressions { visit(expression) }
  }

  private mutating func visit(_ range: BoundRange) { visitAll([range.lower, range.upper]) }

  private mutating func visit(_ group: GroupID) {
    for member in model.groups[group].members { refer(to: member, []) }
  }

  private mutating func add(_ reference: Reference) {
    if seen.insert(reference).inserted { references.append(reference) }
  }

  private mutating func refer(to id: VariableID, _ subscripts: [TypedExpression]) {
    visitAll(subscripts)
    let variable = model.variables[id]
    let places = self.places(of: variable, subscripts)
    guard variable.parts.allSatisfy({ $0.role == .abbreviation }) else {
      add(Reference(target: .variable(id), places: places))
      return
    }
    // An abbreviation passes on what it depends on, from where it is read.
    guard openVariables.insert(id).inserted else { return }
    var inner = ReferenceCollector(model, foldsNets: foldsNets)
    inner.openVariables = openVariables
    inner.openFunctions = openFunctions
    for part in variable.parts { inner.visit(part.definition) }
    for var reference in inner.references {
      for (set, place) in reference.places {
        reference.places[set] = place.seen(through: places[set] ?? .offset(0))
      }
      add(reference)
    }
    openVariables.remove(id)
  }

  private func places(
    of variable: Variable, _ subscripts: [TypedExpression]
  ) -> [IndexSetID: Reference.Place] {
    var places: [IndexSetID: Reference.Place] = [:]
    for (position, letter) in variable.indices.enumerated() {
      let set = model.indices[letter].set
      guard model.indexSets[set].kind == .chain else { continue }
      places[set] =
        position < subscripts.count ? model.place(subscripts[position], on: set) : .whole
    }
    return places
  }

  /// A net with its own weights is a dot; one that is written with nets passes on to them.
  private mutating func apply(_ id: FunctionID, hasWeights: Bool) {
    let function = model.functions[id]
    let before = references.count
    let isNet = function.kind != .abbreviation
    if isNet, hasWeights { return }
    guard openFunctions.insert(id).inserted else { return }
    defer { openFunctions.remove(id) }
    switch function.body {
    case .layers(let body):
      add(Reference(target: .net(id)))
      visitAll(body.inputs)
    case .expression(let value):
      if isNet, foldsNets { add(Reference(target: .net(id))) } else { visit(value) }
    case .block(let steps, let returned):
      if isNet, foldsNets {
        add(Reference(target: .net(id)))
      } else {
        for step in steps { visit(step.value) }
        visit(returned)
      }
    }
    // A net without inner nets has weights of its own.
    if function.kind == .net, references.count == before { add(Reference(target: .net(id))) }
  }
}
