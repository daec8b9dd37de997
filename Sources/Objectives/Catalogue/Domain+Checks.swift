import Semantics
import TensorIR

extension Domain {
  /// What a parameter must be, in words.
  var phrase: String {
    switch self {
    case .real: "a finite number"
    case .positive: "positive"
    case .nonNegative: "0 or more"
    case .unit: "between 0 and 1"
    case .natural: "a whole number, 0 or more"
    case .simplex: "probabilities that add up to 1"
    case .ordered: "increasing"
    case .positiveDefinite: "a positive-definite matrix"
    case .choleskyFactor: "lower triangular with a positive diagonal"
    case .aboveLower: "greater than the lower bound"
    case .aboveOrder: "greater than the number of rows less one"
    }
  }

  /// True iff every value of the type is in the domain, so that nothing needs to be tested.
  func contains(_ type: ValueType) -> Bool {
    switch type {
    case .array(let element, _): return contains(element)
    case .poison: return true
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .simplex,
      .ordered, .positiveOrdered, .covariance, .correlation, .choleskyFactor,
      .choleskyCorrelation, .weights, .optional, .record, .group:
      return containsElement(type)
    }
  }

  private func containsElement(_ type: ValueType) -> Bool {
    switch self {
    case .real: true
    case .positive:
      type == .positive || type == .unit || isPositiveOrdered(type) || startsAtZero(type)
    case .nonNegative:
      Domain.positive.contains(type) || type == .nat || type == .bool || type == .spread
    case .unit: type == .unit || type == .bool
    case .natural: type == .nat || type == .bool
    case .simplex: if case .simplex = type { true } else { false }
    case .ordered: if case .ordered = type { true } else { isPositiveOrdered(type) }
    // The Cholesky factor is NaN otherwise, and so is the density.
    case .positiveDefinite, .choleskyFactor: true
    case .aboveLower, .aboveOrder: false
    }
  }

  private func isPositiveOrdered(_ type: ValueType) -> Bool {
    if case .positiveOrdered = type { true } else { false }
  }

  private func startsAtZero(_ type: ValueType) -> Bool {
    guard case .interval(let lower, _) = type, case .number(let bound) = lower.kind else {
      return false
    }
    return bound >= 0
  }

  /// Whether a parameter is in the domain, at each point of its batch; `nil` needs no test.
  func test(
    _ parameter: Operand, among parameters: DistributionRow.Parameters,
    in builder: inout ProgramBuilder
  ) -> ValueID? {
    if let number = builder.constantValue(parameter.value), contains(number) { return nil }
    guard let holds = elementTest(parameter, among: parameters, in: &builder) else { return nil }
    let own = parameter.components.filter { builder.type(holds).axes.contains($0) }
    guard !own.isEmpty else { return holds }
    let all = builder.reduce(.minimum, builder.cast(holds, to: .real), over: own)
    return builder.compare(.less, builder.constant(0.5), all)
  }

  /// True iff a number is in the domain whatever the other parameters are.
  private func contains(_ number: Double) -> Bool {
    switch self {
    case .real: number.isFinite
    case .positive: 0 < number && number.isFinite
    case .nonNegative: 0 <= number && number.isFinite
    case .unit: 0 <= number && number <= 1
    case .natural: 0 <= number && number == number.rounded()
    case .simplex, .ordered, .positiveDefinite, .choleskyFactor, .aboveLower, .aboveOrder: false
    }
  }

  /// The test of each element of a parameter.
  private func elementTest(
    _ parameter: Operand, among parameters: DistributionRow.Parameters,
    in builder: inout ProgramBuilder
  ) -> ValueID? {
    let x = parameter.value
    let zero = builder.constant(0)
    switch self {
    case .real, .positiveDefinite, .choleskyFactor: return nil
    case .aboveLower: return parameters[.lower].map { builder.compare(.less, $0.value, x) }
    case .aboveOrder:
      guard let row = parameters[.scale]?.components.first else { return nil }
      let order = builder.constant(Double(builder.program[row].size - 1))
      return builder.compare(.less, order, x)
    case .positive: return builder.compare(.less, zero, x)
    case .nonNegative: return builder.compare(.lessOrEqual, zero, x)
    case .unit:
      let above = builder.compare(.lessOrEqual, zero, x)
      let below = builder.compare(.lessOrEqual, x, builder.constant(1))
      return builder.append(.logical(.and, above, below))
    case .natural:
      let whole = builder.compare(.equal, x, builder.unary(.floor, x))
      let above = builder.compare(.lessOrEqual, zero, x)
      return builder.append(.logical(.and, above, whole))
    case .simplex:
      let least = builder.reduce(.minimum, x, over: parameter.components)
      let total = builder.sum(x, over: parameter.components)
      let off = builder.unary(.absolute, builder.subtract(total, builder.constant(1)))
      let sums = builder.compare(.less, off, builder.constant(1e-8))
      let above = builder.compare(.lessOrEqual, zero, least)
      return builder.append(.logical(.and, above, sums))
    case .ordered:
      guard let axis = parameter.components.last else { return nil }
      let place = builder.position(axis)
      let one = builder.cast(builder.constant(1), to: .integer)
      let scratch = builder.axis("before", size: builder.program[axis].size)
      let moved = builder.rename(x, from: axis, to: scratch)
      let before = builder.gather(moved, axis: scratch, at: builder.subtract(place, one))
      let isFirst = builder.compare(
        .equal, builder.cast(place, to: .real), builder.constant(0))
      let rises = builder.append(
        .logical(.or, isFirst, builder.compare(.less, before, x)))
      let all = builder.reduce(.minimum, builder.cast(rises, to: .real), over: [axis])
      return builder.compare(.less, builder.constant(0.5), all)
    }
  }
}
