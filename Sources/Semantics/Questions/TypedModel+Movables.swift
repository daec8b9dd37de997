import Diagnostics
import Syntax

extension TypedModel {
  /// Returns every `param` and every net with weights of its own that a value reads, also through
  /// the densities that it asks for: what an objective without `over` moves.
  func movedByDefault(in value: TypedExpression) -> [Movable] {
    var search = MovableSearch(model: self)
    search.look(at: value)
    search.finish()
    return search.found.sorted { place(of: $0) < place(of: $1) }
  }

  private func place(of movable: Movable) -> SourceSpan {
    switch movable {
    case .variable(let id): variables[id].span
    case .function(let id): functions[id].span
    }
  }
}

/// Follows everything that an objective's value depends on.
private struct MovableSearch {
  let model: TypedModel
  var found: [Movable] = []
  var variables: Set<VariableID> = []
  var waiting: [VariableID] = []
  var functions: Set<FunctionID> = []
  var guides: Set<GuideID> = []

  mutating func look(at e: TypedExpression) {
    switch e.kind {
    case .variable(let id, _): look(at: id)
    case .group(let id): for member in model.groups[id].members { look(at: member) }
    case .apply(let id, _, let weights): look(at: id, hasOwnWeights: weights == nil)
    case .logQuery(let query): look(at: query)
    case .elbo(let id):
      for variable in model.variables.ids where model.variables[variable].guide == nil {
        if model.variables[variable].isRandom { look(at: variable) }
      }
      for factor in model.factors { look(at: factor.logValue) }
      look(at: id)
    case .expectation(let draws, _): for draw in draws { look(at: draw.distribution) }
    case .number, .boolean, .infinity, .none, .local, .index, .member, .endpoint, .indexSet,
      .range, .element, .field, .unary, .binary, .conditional, .call, .vector, .reduction,
      .known, .poison:
      break
    }
    for child in e.children { look(at: child) }
  }

  private mutating func look(at query: Query) {
    switch query.density {
    case .guide(let id): look(at: id)
    case .model:
      for id in model.variables(namedBy: query) { look(at: id) }
      for factor in model.factors { look(at: factor.logValue) }
    case .use: break
    }
  }

  private mutating func look(at distribution: Distribution) {
    if case .query(let query) = distribution.kind { look(at: query) }
    for child in distribution.children { look(at: child) }
  }

  private mutating func look(at id: VariableID) {
    if variables.insert(id).inserted { waiting.append(id) }
  }

  /// Looks at the variables that were met, and at those that they lead to.
  mutating func finish() {
    while let id = waiting.popLast() {
      for part in model.variables[id].parts {
        if part.role == .parameter { found.append(.variable(id)) }
        switch part.definition {
        case .none, .jointFactor: continue
        case .expression(let e): look(at: e)
        case .distribution(let distribution): look(at: distribution)
        }
      }
    }
  }

  /// A net called as `f(x; w)` only lends its form.
  private mutating func look(at id: FunctionID, hasOwnWeights: Bool) {
    guard hasOwnWeights, functions.insert(id).inserted else { return }
    let function = model.functions[id]
    if case .layers = function.body { found.append(.function(id)) }
    for e in function.expressions { look(at: e) }
  }

  private mutating func look(at id: GuideID) {
    guard guides.insert(id).inserted else { return }
    switch model.guides[id].body {
    case .named: break
    case .statements(let statements):
      for statement in statements { look(at: statement.distribution) }
    }
  }
}
