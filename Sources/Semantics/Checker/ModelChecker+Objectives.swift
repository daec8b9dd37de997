import Diagnostics
import Syntax

extension ModelChecker {
  mutating func check(
    _ objective: ObjectiveDeclaration, at span: SourceSpan, level: Level
  ) -> Objective {
    Objective(stages: objective.stages.map { check($0, level) }, span: span)
  }

  private mutating func check(
    _ stage: ObjectiveDeclaration.Stage, _ level: Level
  ) -> Objective.Stage {
    let value = question(stage.value, level, prefix: stage.direction.rawValue + " ")
    let estimator = stage.estimator.flatMap { check($0) }
    if stage.estimator != nil, estimator == nil { brokenEstimators.insert(stage.span) }
    let over = stage.over.map { paths in
      paths.flatMap { path in
        let movables = moved(path, level)
        overPlaces[stage.span, default: []] += movables.map { ($0, path.span) }
        return movables
      }
    }
    return Objective.Stage(
      direction: stage.direction, value: value, over: over ?? model.movedByDefault(in: value),
      estimator: estimator, span: stage.span)
  }

  /// An expression that must be one number.
  ///
  /// `prefix` is the word in front of it, for a hint.
  mutating func question(
    _ e: Expression, _ level: Level, prefix: String
  ) -> TypedExpression {
    collected = []
    let value = check(e, Scope(level))
    if value.type.isPoison { return value }
    let letters = distinct(collected.map(\.letter))
    if !letters.isEmpty {
      let names = letters.map { model.indices[$0].name }
      return poison(
        .notOneNumber(
          names, text: model.text(of: value), isAdded: value.isSumOfLogs, prefix: prefix,
          at: e.span), at: e.span)
    }
    guard value.type.rank == 0, model.fit(value, .real).isPossible else {
      return poison(
        .questionIsNoNumber(
          model.phrase(of: value.type), text: model.text(of: value), isArray: 0 < value.type.rank,
          at: e.span), at: e.span)
    }
    return value
  }

  /// What one name after `over` moves.
  private mutating func moved(_ path: Path, _ level: Level) -> [Movable] {
    let name = path.names[path.names.count - 1]
    var found = symbol(name.text, from: level)
    if path.names.count == 2, case .guide(let id)? = symbol(path.names[0].text, from: level) {
      found = symbol(name.text, from: .guide(id))
    }
    if found == nil {
      for id in model.guides.ids where found == nil {
        found = symbols[Key(level: .guide(id), name: name.text)]
      }
    }
    switch found {
    case .variable(let id)?:
      let roles = statementRoles(of: id)
      let isMovable = roles.contains { role in
        switch role {
        case .latent, .partial, .parameter, .hyper: true
        case .observed, .given, .deterministic, .abbreviation: false
        }
      }
      guard isMovable else {
        report(.movesFixed(name, roles.first ?? .deterministic))
        return []
      }
      return [.variable(id)]
    case .function(let id)?:
      guard model.functions[id].kind != .abbreviation else {
        report(.movesFixed(name, .abbreviation))
        return []
      }
      return [.function(id)]
    case .group(let id)?: return model.groups[id].members.map { .variable($0) }
    case .poison?: return []
    case .indexSet, .letter, .guide, .use, .type:
      report(.notMovable(name))
      return []
    case nil:
      let known = names(from: level)
      report(.unknownName(name, nearest: closest(to: name.text, among: known)))
      return []
    }
  }

  /// What follows `using`; `nil` after a message.
  mutating func check(_ e: EstimatorExpression) -> Estimator? {
    guard let method = Estimator.Method(rawValue: e.name.text) else {
      let known = Estimator.Method.allCases.map(\.rawValue)
      report(
        .unknownEstimator(e.name, nearest: closest(to: e.name.text, among: known), known))
      return nil
    }
    var result: [String: TypedExpression] = [:]
    let wanted = method.arguments
    var position = 0
    for argument in e.arguments?.values ?? [] {
      var row: (name: String, type: ValueType)?
      if let label = argument.name {
        row = wanted.first { $0.name == label.text }
        if row == nil {
          let known = wanted.map(\.name)
          report(
            .unknownOption(
              label, of: e.name.text, nearest: closest(to: label.text, among: known), known))
          continue
        }
      } else if position < wanted.count {
        row = wanted[position]
        position += 1
      }
      guard let row else {
        report(
          .tooManyArguments(
            of: e.name.text, wanted: wanted.map(\.name),
            found: e.arguments?.values.count ?? 0, at: argument.value.span))
        continue
      }
      let value = check(argument.value, Scope(.model))
      if !value.type.isPoison, !model.fit(value, row.type).isPossible {
        report(
          .optionMismatch(
            Name(row.name, at: argument.value.span), wanted: model.phrase(of: row.type),
            at: value.span))
        continue
      }
      if result[row.name] != nil { report(.optionTwice(row.name, at: argument.value.span)) }
      result[row.name] = value
    }
    return Estimator(
      method: method, arguments: result,
      span: e.arguments.map { e.name.span.union($0.span) } ?? e.name.span)
  }

  mutating func check(
    _ compare: CompareDeclaration, at span: SourceSpan, level: Level
  ) -> Comparison? {
    let subject: Comparison.Subject
    switch compare.subject {
    case .members:
      if level != .family {
        report(.membersOutsideFamily(at: span))
        return nil
      }
      subject = .members
    case .grids(let grids): subject = .grids(grids.compactMap { grid($0, level) })
    }
    let value = question(compare.value, level, prefix: "by ")
    let estimator = compare.estimator.flatMap { check($0) }
    if compare.estimator != nil, estimator == nil { brokenEstimators.insert(span) }
    return Comparison(
      subject: subject, isHeldOut: compare.isHeldOut, value: value, estimator: estimator,
      span: span)
  }

  /// A hyper with its values; `nil` after a message.
  mutating func grid(_ grid: Grid, _ level: Level) -> ValueGrid? {
    let name = grid.name
    let id: VariableID
    switch symbol(name.text, from: level) {
    case .variable(let found)?:
      resolveHeader(found)
      guard statementRoles(of: found).contains(.hyper) else {
        report(.gridOfOther(name, statementRoles(of: found).first ?? .latent))
        return nil
      }
      id = found
    case .poison?: return nil
    case .indexSet, .letter, .function, .group, .guide, .use, .type:
      report(.gridOfOther(name, nil))
      return nil
    case nil:
      _ = unknown(name, Scope(level))
      return nil
    }
    let type = model.variables[id].type
    switch grid.values {
    case .listed(let values):
      let typed = values.map { gridValue($0, type, level) }
      return ValueGrid(variable: id, values: .listed(typed))
    case .range(let lower, let upper, let step):
      let range = BoundRange(
        lower: gridValue(lower, type, level), upper: gridValue(upper, type, level))
      let typedStep = step.map { check($0, Scope(level), expecting: .positive) }
      return ValueGrid(variable: id, values: .range(range, step: typedStep))
    }
  }

  private mutating func gridValue(
    _ e: Expression, _ type: ValueType, _ level: Level
  ) -> TypedExpression {
    let value = check(e, Scope(level), expecting: type)
    if !accepts(value, type) {
      return poison(
        .typeMismatch(
          value.span, is: model.phrase(of: value.type), wanted: model.phrase(of: type)),
        at: e.span)
    }
    return value
  }
}
