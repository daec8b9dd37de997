import Diagnostics
import Syntax

extension ModelChecker {
  /// The type of one draw; `nil` after a message.
  mutating func drawnType(
    _ draw: Assembly, hint: ValueType?, _ d: DistributionExpression, _ draws: Draws
  ) -> ValueType? {
    let signature = draw.family.signature
    switch signature.support {
    case .real: return .real
    case .positive: return .positive
    case .unit: return .unit
    case .int: return .int
    case .nat: return .nat
    case .bool: return .bool
    case .interval:
      guard let lower = draw.arguments[.lower], let upper = draw.arguments[.upper] else {
        return nil
      }
      if let a = model.constant(lower), let b = model.constant(upper), b <= a {
        report(.emptyRange(a, b, at: d.span))
        return nil
      }
      return lower.type.rank == 0 && upper.type.rank == 0 ? model.interval(lower, upper) : .real
    case .member:
      return eventSet(draw, [.probabilities, .logits]).map { .member($0) }
    case .members:
      guard let members = draw.arguments[.members] else { return nil }
      return members.type
    case .vector:
      return eventSet(draw, [.mean, .covariance, .precision, .cholesky]).map {
        .array(.real, over: [$0])
      }
    case .simplex: return eventSet(draw, [.concentration]).map { .simplex($0) }
    case .counts: return eventSet(draw, [.probabilities]).map { .array(.nat, over: [$0]) }
    case .covariance: return eventSet(draw, [.scale]).map { .covariance($0) }
    case .correlation: return correlation(hint, d, draws)
    case .category:
      if case .member? = hint { return hint }
      return .nat
    case .value: return draw.arguments[.value]?.type
    case .declared:
      guard let hint, !hint.isPoison else {
        if draws.declared == nil { report(.flatWithoutType(draws.side.text, at: d.span)) }
        return nil
      }
      return hint
    }
  }

  /// The set of a vector or matrix argument: a named one if any argument has it.
  private func eventSet(_ draw: Assembly, _ names: [ParameterName]) -> IndexSetID? {
    let sets = names.compactMap { draw.arguments[$0]?.type.shape.last }
    return sets.first { !model.isAnonymous($0) } ?? sets.first
  }

  private mutating func correlation(
    _ hint: ValueType?, _ d: DistributionExpression, _ draws: Draws
  ) -> ValueType? {
    switch hint {
    case .correlation(let set)?: return .correlation(set)
    case .choleskyFactor(let set)?, .choleskyCorrelation(let set)?:
      return .choleskyCorrelation(set)
    case .poison?: return nil
    case .some, nil:
      report(.lkjWantsCorrelation(draws.side.text, at: d.span))
      return nil
    }
  }

  /// The distribution with the sets of the declared type, or poison after a message.
  mutating func agreed(
    _ result: Distribution, _ draw: Assembly, with declared: ValueType, _ draws: Draws,
    _ d: DistributionExpression
  ) -> Distribution {
    if declared.isPoison { return result }
    if draws.declared != nil {
      if let problem = mismatch(result, draw, declared, draws, d) {
        report(problem)
        return poisoned(d)
      }
    } else if !model.agree(result.type.shape, declared.shape) {
      return result
    }
    var names: [IndexSetID: IndexSetID] = [:]
    for (old, new) in zip(result.type.shape, declared.shape)
    where model.isAnonymous(old) && old != new {
      names[old] = new
    }
    if case .member(let old) = result.type.scalar, case .member(let new) = declared.scalar,
      model.isAnonymous(old)
    {
      names[old] = new
    }
    guard !names.isEmpty, case .family(let family, let arguments) = result.kind else {
      return result
    }
    return Distribution(
      kind: .family(family, arguments.mapValues { model.settled($0, names) }),
      copies: result.copies.map { names[$0] ?? $0 }, lifted: result.lifted.map { names[$0] ?? $0 },
      isOrdered: result.isOrdered, truncation: result.truncation,
      type: model.settled(result.type, names), span: result.span)
  }

  /// What is wrong between what is drawn and what is declared.
  private func mismatch(
    _ result: Distribution, _ draw: Assembly, _ declared: ValueType, _ draws: Draws,
    _ d: DistributionExpression
  ) -> Diagnostic? {
    let type = result.type
    let isContinuous = model.domain(of: declared.scalar)?.isInteger == false
    if draw.family.signature.isDiscrete != !isContinuous, draw.family != .delta,
      draw.family != .flat
    {
      return .supportMismatch(result, draw.family, declared, draws, d, in: model)
    }
    switch model.fit(type, declared) {
    case .always: return nil
    case .wrongRank: return .numberOrVector(result, declared, draws, in: model)
    case .wrongSets:
      if type.rank == declared.rank, !model.agree(type.shape, declared.shape) {
        return .drawSetsDiffer(result, declared, draws, in: model)
      }
      return .drawMembersDiffer(result, declared, draws, in: model)
    case .atRunTime, .outside:
      // Members and integers of a range are compared with the data.
      if draw.family.signature.isDiscrete, draw.family != .skellam { return nil }
      if draw.family == .delta { return nil }
      if isWithin(type, declared) { return nil }
      return .supportTooLarge(result, declared, draws, in: model)
    case .never: return .supportMismatch(result, draw.family, declared, draws, d, in: model)
    }
  }

  /// Whether an interval with bounds that are no literals may be the declared one.
  private func isWithin(_ type: ValueType, _ declared: ValueType) -> Bool {
    switch (type.scalar, declared.scalar) {
    case (.interval(let lower, let upper), .interval(let low, let high)):
      return isSame(lower, low) && isSame(upper, high)
    case (.interval(let lower, let upper), let wanted):
      // A bound that is no literal counts by its type: `truncated (phi1, inf)` of a positive.
      guard let target = model.domain(of: wanted), let low = model.domain(of: lower),
        let high = model.domain(of: upper)
      else { return false }
      return target.lower <= low.lower && high.upper <= target.upper
    default: return false
    }
  }

  private func isSame(_ a: TypedExpression, _ b: TypedExpression) -> Bool {
    model.text(of: a) == model.text(of: b)
  }
}
