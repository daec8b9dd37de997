import Diagnostics
import Syntax

extension ModelChecker {
  /// Checks all that a model says, in an order in which each part finds what it needs.
  mutating func checkModel(_ statements: [Statement]) {
    allocateInOrder(statements)
    checkAll(at: .model)
    checkJoints()
    for statement in statements {
      if case .guide(let guide) = statement.kind,
        case .guide(let id)? = symbol(guide.name.text, from: .model),
        model.guides[id].span == statement.span
      {
        checkGuide(id, guide)
      }
    }
    for statement in statements { checkQuestion(statement) }
  }

  /// Gives the model's own names their rows in the order of the source.
  private mutating func allocateInOrder(_ statements: [Statement]) {
    for statement in statements {
      if case .use(let path, let alias) = statement.kind {
        _ = symbol((alias ?? path.names[path.names.count - 1]).text, from: .model)
      }
    }
    for name in declarations[.model]?.order ?? [] {
      if case .variable(let rows)? = declarations[.model]?.entries[name] {
        let key = Key(level: .model, name: name)
        if symbols[key] == nil { symbols[key] = .variable(allocate(key, rows)) }
      }
    }
    for name in declarations[.model]?.order ?? [] { _ = symbol(name, from: .model) }
  }

  /// Resolves everything that a level declares.
  mutating func checkAll(at level: Level) {
    for name in declarations[level]?.chains(longerThan: 256) ?? [] {
      report(.tooDeep(name))
      if case .variable(let id)? = symbol(name.text, from: level) { abandon(id) }
    }
    for name in declarations[level]?.dependencyOrder ?? [] {
      if case .variable(let id)? = symbol(name, from: level) { resolveBody(id) }
    }
    // What was only named on the way is completed as well.
    for id in model.variables.ids where pending[id] != nil && level == .model {
      if pending[id]?.level != .file { continue }
      resolveBody(id)
    }
  }

  /// `observed x[n] : T, partial y[n] : C ~ exp(e)`: one factor of several variables.
  private mutating func checkJoints() {
    for joint in declarations[.model]?.joints ?? [] {
      let ids = joint.parts.compactMap { part -> VariableID? in
        guard case .variable(let id)? = symbol(part.declarator.name.text, from: .model)
        else { return nil }
        return id
      }
      var letters: [IndexID] = []
      for id in ids {
        for letter in model.variables[id].indices where !letters.contains(letter) {
          letters.append(letter)
        }
      }
      var scope = Scope(.model)
      scope.letters = Set(letters)
      let text = joint.parts.map { Self.text(of: $0.declarator) }.joined(separator: ", ")
      scope.freeLetters = .forbidden(LeftSide(text: text, letters: letters))
      guard case .distribution(let d) = joint.definition else {
        report(.jointWantsEnergy(text, at: joint.span))
        continue
      }
      guard d.callee.text == "exp" else {
        report(.jointWantsEnergy(text, at: d.span))
        continue
      }
      let distribution = check(
        d, scope,
        Draws(
          side: LeftSide(text: text, letters: letters), declared: .real, expected: nil,
          place: joint.span))
      guard case .energy(let e) = distribution.kind else { continue }
      model.factors.append(
        Factor(
          logValue: e, indices: letters, defines: ids, label: joint.label?.text,
          span: joint.span))
    }
  }

  private mutating func checkQuestion(_ statement: Statement) {
    switch statement.kind {
    case .factor(let e, let label): checkFactor(e, label, statement)
    case .tie(let a, let b, let within, let label):
      checkTie(a, b, within, label, statement)
    case .objective(let objective):
      model.objectives.append(check(objective, at: statement.span, level: .model))
    case .compare(let compare):
      if let comparison = check(compare, at: statement.span, level: .model) {
        model.comparisons.append(comparison)
      }
    case .importFile, .model, .family, .typeAlias, .indexSet, .net, .abbreviation, .use, .group,
      .node, .deterministic, .guide, .member, .unreadable:
      break
    }
  }

  private mutating func checkFactor(
    _ e: Expression, _ label: StringLiteral?, _ statement: Statement
  ) {
    collected = []
    let value = check(e, Scope(.model), expecting: .positive)
    if value.type.isPoison { return }
    guard value.type.rank == 0, let domain = model.domain(of: value) else {
      report(.typeMismatch(e.span, is: model.phrase(of: value.type), wanted: "one number"))
      return
    }
    if domain.upper < 0 || domain.isPoint && domain.upper == 0 {
      report(.factorNotPositive(e.span))
      return
    }
    model.factors.append(
      Factor(
        logValue: Self.logarithm(of: value), indices: distinct(collected.map(\.letter)),
        defines: [], label: label?.text, span: statement.span))
  }

  /// The log of a factor; of `exp(a)` it is `a`.
  private static func logarithm(of e: TypedExpression) -> TypedExpression {
    if case .call(.exp, let arguments) = e.kind { return arguments[0] }
    return TypedExpression(.call(.log, [e]), .real, at: e.span)
  }

  func distinct(_ letters: [IndexID]) -> [IndexID] {
    var result: [IndexID] = []
    for letter in letters where !result.contains(letter) { result.append(letter) }
    return result
  }

  private mutating func checkTie(
    _ a: Name, _ b: Name, _ within: Expression, _ label: StringLiteral?,
    _ statement: Statement
  ) {
    let ids = [a, b].map { name in tied(name) }
    let value = check(within, Scope(.model), expecting: .spread)
    guard let first = ids[0], let second = ids[1], !value.type.isPoison else { return }
    guard value.type.rank == 0, model.fit(value, .spread).isPossible else {
      report(
        .typeMismatch(value.span, is: model.phrase(of: value.type), wanted: "a spread, 0 to inf"))
      return
    }
    let types = [first, second].map { model.wholeType(of: $0) }
    guard first != second, areAlike(types[0], types[1]) else {
      report(
        .tieWantsAlike(
          a.text, model.phrase(of: types[0]), b.text, model.phrase(of: types[1]),
          at: statement.span))
      return
    }
    model.ties.append(
      Tie(
        first: first, second: second, within: value, label: label?.text, span: statement.span))
  }

  /// Whether two variables may become one: they have the same free coordinates.
  private func areAlike(_ a: ValueType, _ b: ValueType) -> Bool {
    if a == b || a.isPoison || b.isPoison { return true }
    // A real may happen to be positive, but moves otherwise.
    let domains = [a, b].map { model.domain(of: $0.scalar) }
    return model.fit(a, b).isPossible && domains[0]?.lower == domains[1]?.lower
      && domains[0]?.upper == domains[1]?.upper
  }

  private mutating func tied(_ name: Name) -> VariableID? {
    switch symbol(name.text, from: .model) {
    case .variable(let id)?: return id
    case .poison?: return nil
    case .indexSet, .letter, .function, .group, .guide, .use, .type:
      report(.groupWantsVariables(name))
      return nil
    case nil:
      _ = unknown(name, Scope(.model))
      return nil
    }
  }
}
