import Diagnostics
import Syntax

extension ModelChecker {
  /// `log p(y | x)`.
  mutating func logQuery(
    _ e: Expression, _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    guard case .call(let callee, let arguments) = e.kind, case .name(let name) = callee.kind
    else { return poison(.logWantsQuery(at: e.span), at: span) }
    var inner = scope
    inner.subscripted = nil
    guard let query = query(Path([name]), arguments, inner, isDraw: false, at: e.span) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    return TypedExpression(.logQuery(query), .real, at: span)
  }

  /// A query without `log` that is asked from outside, of one number or row by row.
  mutating func question(_ e: Expression) -> Query? {
    var inside = e
    while case .parenthesized(let inner) = inside.kind { inside = inner }
    if case .logOf(let inner) = inside.kind { inside = inner }
    guard case .call(let callee, let arguments) = inside.kind, case .name(let name) = callee.kind
    else {
      if case .missing = inside.kind { return nil }
      report(.notAQuery(at: e.span))
      return nil
    }
    return query(Path([name]), arguments, Scope(.model), isDraw: false, at: e.span)
  }

  /// The query of a density; `nil` after a message. Right of `~` its target is what is drawn.
  mutating func query(
    _ callee: Path, _ arguments: CallArguments, _ scope: Scope, isDraw: Bool,
    at span: SourceSpan
  ) -> Query? {
    guard let density = density(callee, scope) else { return nil }
    if let weights = arguments.weights?.first {
      report(.weightsWanted(callee.text, at: weights.value.span))
      return nil
    }
    var seen: [QueryItem.Subject: SourceSpan] = [:]
    let targets = items(arguments.values, density, scope, needsValue: !isDraw, &seen)
    let conditions = items(arguments.conditions ?? [], density, scope, needsValue: true, &seen)
    guard let targets, let conditions else { return nil }
    guard !targets.isEmpty else {
      report(.emptyQuery(callee.text, at: span))
      return nil
    }
    for target in targets {
      if let problem = targetProblem(target, density) {
        report(problem)
        return nil
      }
    }
    return Query(density: density, targets: targets, conditions: conditions, span: span)
  }

  private mutating func density(_ callee: Path, _ scope: Scope) -> Query.Density? {
    let name = callee.names[callee.names.count - 1]
    switch symbol(name.text, from: scope.level) {
    case .guide(let id)?: return .guide(id)
    case .use(let id)?: return .use(id)
    case .poison?: return nil
    case .indexSet, .letter, .variable, .function, .group, .type, nil: break
    }
    if name.text == "p" { return .model }
    let densities =
      ["p"]
      + names(from: .model).filter { name in
        switch declarations[.model]?.entries[name] {
        case .guide?, .use?: true
        default: false
        }
      }
    report(.unknownDensity(name, nearest: closest(to: name.text, among: densities), densities))
    return nil
  }

  private mutating func items(
    _ arguments: [Argument], _ density: Query.Density, _ scope: Scope, needsValue: Bool,
    _ seen: inout [QueryItem.Subject: SourceSpan]
  ) -> [QueryItem]? {
    var result: [QueryItem] = []
    var isSound = true
    for argument in arguments {
      guard let item = item(argument, density, scope, needsValue: needsValue) else {
        isSound = false
        continue
      }
      if seen[item.subject] != nil {
        report(.itemTwice(text(of: item.subject, density), at: item.span))
        isSound = false
      }
      seen[item.subject] = item.span
      result.append(item)
    }
    return isSound ? result : nil
  }

  func text(of subject: QueryItem.Subject, _ density: Query.Density) -> String {
    let owner: TypedModel
    if case .use(let use) = density { owner = model.uses[use].model } else { owner = model }
    switch subject {
    case .variable(let id, let subscripts):
      return owner.variables[id].name + model.subscriptText(subscripts)
    case .group(let id): return owner.groups[id].name
    }
  }

  /// `x`, `x[n]`, `name = e`; `nil` after a message.
  private mutating func item(
    _ argument: Argument, _ density: Query.Density, _ scope: Scope, needsValue: Bool
  ) -> QueryItem? {
    if let upper = argument.upper {
      report(.queryListsVariables(at: argument.value.span.union(upper.span)))
      return nil
    }
    if let name = argument.name {
      guard let subject = subject(name, [], density, scope) else { return nil }
      let wanted = type(of: subject, in: density)
      let value = check(argument.value, scope, expecting: wanted)
      if value.type.isPoison { return nil }
      if !wanted.isPoison, !isSubstitute(value.type, for: wanted, density),
        !isElement(value, of: subject, density)
      {
        report(
          .substitutionMismatch(
            name.text, model.phrase(of: wanted), is: model.phrase(of: value.type),
            at: value.span))
        return nil
      }
      return QueryItem(subject: subject, value: value, span: name.span.union(value.span))
    }
    var e = argument.value
    while case .parenthesized(let inner) = e.kind { e = inner }
    switch e.kind {
    case .name(let name):
      guard let subject = subject(name, [], density, scope) else { return nil }
      return QueryItem(
        subject: subject, value: mine(name, e, density, scope, needsValue: needsValue),
        span: e.span)
    case .subscripted(let base, let subscripts):
      guard case .name(let name) = base.kind else { break }
      guard let subject = subject(name, subscripts, density, scope) else { return nil }
      return QueryItem(
        subject: subject, value: mine(name, e, density, scope, needsValue: needsValue),
        span: e.span)
    default: break
    }
    report(.queryListsVariables(at: e.span))
    return nil
  }

  /// Whether a value can stand for a variable or a group of the density's model.
  private func isSubstitute(
    _ type: ValueType, for wanted: ValueType, _ density: Query.Density
  ) -> Bool {
    if case .group(let own, _) = type, case .group(let other, _) = wanted { return own == other }
    return model.fit(type, wanted).isPossible
  }

  /// Whether a value is one element of a variable, which then stands for all of them.
  private mutating func isElement(
    _ value: TypedExpression, of subject: QueryItem.Subject, _ density: Query.Density
  ) -> Bool {
    guard case .variable(let id, let subscripts) = subject, subscripts.isEmpty else { return false }
    switch density {
    case .use(let use):
      return accepts(value, translated(model.uses[use].model.variables[id].type, use))
    case .model, .guide: return accepts(value, model.variables[id].type)
    }
  }

  /// My variable of the same name, which a positional item of a used model's density binds.
  private mutating func mine(
    _ name: Name, _ e: Expression, _ density: Query.Density, _ scope: Scope, needsValue: Bool
  ) -> TypedExpression? {
    guard case .use = density, needsValue,
      symbol(name.text, from: scope.level) != nil || scope.locals[name.text] != nil
    else { return nil }
    let value = check(e, scope)
    return value.type.isPoison ? nil : value
  }

  /// The variable or group of the density's model that an item names.
  private mutating func subject(
    _ name: Name, _ subscripts: [Expression], _ density: Query.Density, _ scope: Scope
  ) -> QueryItem.Subject? {
    switch density {
    case .use(let use): return subject(name, subscripts, ofUse: use, scope)
    case .model, .guide:
      switch symbol(name.text, from: scope.level) {
      case .group(let id)? where subscripts.isEmpty: return .group(id)
      case .variable(let id)?:
        resolveHeader(id)
        let place = subscripts.last.map { name.span.union($0.span) } ?? name.span
        guard !subscripts.isEmpty else { return .variable(id, []) }
        let e = Expression(
          .subscripted(Expression(.name(name), at: name.span), subscripts), at: place)
        var inner = scope
        inner.locals[name.text] = nil
        guard case .variable(_, let typed) = check(e, inner).kind,
          !typed.contains(where: \.type.isPoison)
        else { return nil }
        return .variable(id, typed)
      case .poison?: return nil
      case nil:
        let known = names(from: scope.level)
        report(.unknownName(name, nearest: closest(to: name.text, among: known)))
      case .indexSet, .letter, .function, .group, .guide, .use, .type:
        report(.queryListsVariables(at: name.span))
      }
      return nil
    }
  }

  /// The type of what an item speaks of, in the terms of this model.
  func type(of item: QueryItem, in density: Query.Density) -> ValueType {
    type(of: item.subject, in: density)
  }

  func type(of subject: QueryItem.Subject, in density: Query.Density) -> ValueType {
    switch (subject, density) {
    case (.group(let id), .use(let use)): return .group(id, of: use)
    case (.group(let id), .model), (.group(let id), .guide): return .group(id, of: nil)
    case (.variable(let id, let subscripts), .use(let use)):
      let whole = translated(model.uses[use].model.wholeType(of: id), use)
      return whole.subscripted(subscripts.count) ?? .poison
    case (.variable(let id, let subscripts), .model), (.variable(let id, let subscripts), .guide):
      return model.wholeType(of: id).subscripted(subscripts.count) ?? .poison
    }
  }

  /// What forbids a target: it must be random.
  private func targetProblem(_ item: QueryItem, _ density: Query.Density) -> Diagnostic? {
    guard case .variable(let id, _) = item.subject else { return nil }
    let owner: TypedModel
    var roles: [Role]
    switch density {
    case .guide: return nil
    case .use(let use):
      owner = model.uses[use].model
      roles = owner.variables[id].parts.map(\.role)
    case .model:
      owner = model
      roles = statementRoles(of: id)
    }
    if roles.isEmpty { roles = [.deterministic] }
    guard !roles.contains(where: \.isRandom) else { return nil }
    return .targetIsNotRandom(owner.variables[id].name, roles[0], at: item.span)
  }
}

extension TypedModel {
  /// The type of a variable over all its letters.
  public func wholeType(of id: VariableID) -> ValueType {
    let variable = variables[id]
    return variable.type.array(over: variable.indices.map { indices[$0].set })
  }
}
