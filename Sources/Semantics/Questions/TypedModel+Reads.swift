import Syntax

extension TypedExpression {
  /// The expressions directly inside, in the order of the source; those of distributions and
  /// queries included.
  public var children: [TypedExpression] {
    switch kind {
    case .number, .boolean, .infinity, .none, .local, .index, .member, .endpoint, .indexSet,
      .group, .elbo, .poison:
      []
    case .variable(_, let subscripts): subscripts
    case .range(let range): [range.lower, range.upper]
    case .element(let base, let subscripts): [base] + subscripts
    case .field(let base, _), .unary(_, let base), .known(let base): [base]
    case .binary(_, let a, let b): [a, b]
    case .conditional(let test, let then, let otherwise): [test, then, otherwise]
    case .call(_, let arguments), .vector(let arguments): arguments
    case .apply(_, let arguments, let weights): arguments + [weights].compactMap { $0 }
    case .reduction(_, _, let condition, let body): [condition].compactMap { $0 } + [body]
    case .expectation(let draws, let body): draws.flatMap(\.distribution.children) + [body]
    case .logQuery(let query): query.children
    }
  }

  /// Calls `body` with the expression and everything inside it, outermost first.
  public func forEach(_ body: (TypedExpression) -> Void) {
    body(self)
    for child in children { child.forEach(body) }
  }
}

extension Query {
  /// The subscripts and values of its items.
  public var children: [TypedExpression] {
    (targets + conditions).flatMap { item in
      switch item.subject {
      case .variable(_, let subscripts): subscripts + [item.value].compactMap { $0 }
      case .group: [item.value].compactMap { $0 }
      }
    }
  }
}

extension Distribution {
  /// The expressions in its arguments and bounds.
  public var children: [TypedExpression] {
    let own: [TypedExpression] =
      switch kind {
      case .family(_, let arguments):
        arguments.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)
      case .query(let query): query.children
      case .energy(let e): [e]
      }
    return own + [truncation?.lower, truncation?.upper].compactMap { $0 }
  }
}

extension TypedModel {
  /// Returns the variables that an expression reads by name, each once, in the order of the source.
  ///
  /// Those read by the bodies of functions that it applies are included; abbreviations and
  /// deterministic values stand for themselves (`parents` looks through abbreviations).
  public func variablesRead(by e: TypedExpression) -> [VariableID] {
    var found: [VariableID] = []
    var functions: Set<FunctionID> = []
    collect(from: e, &found, &functions)
    return found
  }

  /// Returns the variables that a distribution reads by name, each once.
  public func variablesRead(by distribution: Distribution) -> [VariableID] {
    var found: [VariableID] = []
    var functions: Set<FunctionID> = []
    for e in distribution.children { collect(from: e, &found, &functions) }
    if case .query(let query) = distribution.kind { collect(from: query, &found) }
    return found
  }

  private func collect(
    from e: TypedExpression, _ found: inout [VariableID], _ functions: inout Set<FunctionID>
  ) {
    switch e.kind {
    case .variable(let id, _): if !found.contains(id) { found.append(id) }
    case .group(let id):
      for member in groups[id].members where !found.contains(member) { found.append(member) }
    case .logQuery(let query): collect(from: query, &found)
    case .apply(let id, _, _):
      if functions.insert(id).inserted {
        for inner in self.functions[id].expressions { collect(from: inner, &found, &functions) }
      }
    case .number, .boolean, .infinity, .none, .local, .index, .member, .endpoint, .indexSet,
      .range, .element, .field, .unary, .binary, .conditional, .call, .vector, .reduction,
      .expectation, .elbo, .known, .poison:
      break
    }
    for child in e.children { collect(from: child, &found, &functions) }
  }

  /// The variables of this model that a query names.
  private func collect(from query: Query, _ found: inout [VariableID]) {
    for id in variables(namedBy: query) where !found.contains(id) { found.append(id) }
  }

  /// Returns the variables of this model among the items of a query, groups taken apart; none for
  /// the density of a used model, whose items speak of its own.
  public func variables(namedBy query: Query) -> [VariableID] {
    if case .use = query.density { return [] }
    return (query.targets + query.conditions).flatMap { variables(in: $0) }
  }

  /// Returns the variables of this model that an item names.
  public func variables(in item: QueryItem) -> [VariableID] {
    switch item.subject {
    case .variable(let id, _): members(of: id)
    case .group(let id): groups[id].members
    }
  }

  /// Returns the variables that a definition reads, abbreviations replaced by what they read:
  /// the parents in the picture.
  public func parents(of definition: Variable.Definition) -> [VariableID] {
    var result: [VariableID] = []
    var seen: Set<VariableID> = []
    func look(_ ids: [VariableID]) {
      for id in ids where seen.insert(id).inserted {
        if variables[id].isAbbreviation {
          for part in variables[id].parts { look(read(by: part.definition)) }
        } else {
          result.append(id)
        }
      }
    }
    look(read(by: definition))
    return result
  }

  /// Returns the parents of all parts of a variable, each once.
  public func parents(of id: VariableID) -> [VariableID] {
    var result: [VariableID] = []
    for part in variables[id].parts {
      for parent in parents(of: part.definition) where !result.contains(parent) {
        // An energy is a function of the variable that it gives a density.
        if parent != id || !part.definition.isEnergy { result.append(parent) }
      }
    }
    return result
  }

  private func read(by definition: Variable.Definition) -> [VariableID] {
    switch definition {
    case .none: []
    case .distribution(let distribution): variablesRead(by: distribution)
    case .expression(let e): variablesRead(by: e)
    case .jointFactor: []
    }
  }
}

extension Variable.Definition {
  /// Whether it is an unnormalised density of the variable alone.
  var isEnergy: Bool {
    guard case .distribution(let distribution) = self, case .energy = distribution.kind else {
      return false
    }
    return true
  }
}

extension Variable {
  /// Whether it is a `let`.
  public var isAbbreviation: Bool { parts.contains { $0.role == .abbreviation } }

  /// Whether a part of it has a distribution.
  public var isRandom: Bool { parts.contains { $0.role.isRandom } }
}

extension Function {
  /// The expressions of its body.
  public var expressions: [TypedExpression] {
    switch body {
    case .expression(let e): [e]
    case .layers(let body):
      body.inputs + body.hidden + body.options.sorted { $0.key < $1.key }.flatMap(\.value)
    case .block(let steps, let returned): steps.map(\.value) + [returned]
    }
  }
}
