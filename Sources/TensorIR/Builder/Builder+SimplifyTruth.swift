/// Identities of comparisons, conditions and whole numbers, where what they compare is known.
extension ProgramBuilder {
  /// The truth value that all elements of a boolean are known to be.
  func uniformTruth(_ value: ValueID) -> Bool? {
    switch program[value].op {
    case .cast(let x, .boolean): uniformValue(x).map { $0 != 0 }
    case .broadcast(let x, _), .rename(let x, _, _): uniformTruth(x)
    default: nil
    }
  }

  /// Returns a truth value repeated along axes.
  private mutating func uniform(_ truth: Bool, _ type: TensorType) -> ValueID {
    let number = constant(truth ? 1 : 0)
    let scalar = appendVerbatim(.cast(number, to: .boolean))
    return widen(scalar, to: type)
  }

  /// The least and the greatest number that a real without NaN is known to be.
  private func bounds(_ value: ValueID) -> ClosedRange<Double>? {
    switch program[value].op {
    case .constant(let number): number.isNaN ? nil : number...number
    case .position(let axis) where program[axis].size > 0: 0...Double(program[axis].size - 1)
    case .cast(let x, .real) where type(x).element == .integer: bounds(x)
    case .broadcast(let x, _), .rename(let x, _, _): bounds(x)
    default: nil
    }
  }

  mutating func simplifiedComparison(
    _ relation: Comparison, _ x: ValueID, _ y: ValueID
  ) -> ValueID? {
    guard type(x).element == .real, let left = bounds(x), let right = bounds(y),
      let truth = relation.holds(left, right)
    else { return nil }
    return uniform(truth, program.resultType(of: .compare(relation, x, y)))
  }

  mutating func simplifiedLogical(_ f: Logical, _ x: ValueID, _ y: ValueID) -> ValueID? {
    if x == y { return x }
    let type = program.resultType(of: .logical(f, x, y))
    // The value that decides, whatever the other is.
    let strong = f == .or
    if let truth = uniformTruth(x) {
      return truth == strong ? uniform(strong, type) : widen(y, to: type)
    }
    if let truth = uniformTruth(y) {
      return truth == strong ? uniform(strong, type) : widen(x, to: type)
    }
    return nil
  }

  mutating func simplifiedNot(_ x: ValueID) -> ValueID? {
    if let truth = uniformTruth(x) { return uniform(!truth, type(x)) }
    if case .not(let inner) = program[x].op { return inner }
    return nil
  }

  mutating func simplifiedSelect(
    _ condition: ValueID, _ x: ValueID, _ y: ValueID
  ) -> ValueID? {
    let type = program.resultType(of: .select(condition, then: x, otherwise: y))
    if let truth = uniformTruth(condition) { return widen(truth ? x : y, to: type) }
    return x == y && self.type(x) == type ? x : nil
  }

  mutating func simplifiedCast(_ x: ValueID, _ element: ElementType) -> ValueID? {
    if type(x).element == element { return x }
    if element == .real, let truth = uniformTruth(x) { return uniform(truth ? 1 : 0, type(x)) }
    // A whole number is itself again.
    if element == .integer, case .cast(let whole, .real) = program[x].op,
      type(whole).element == .integer
    {
      return whole
    }
    return nil
  }

  /// A value read at each position of an axis of the same size is the value along that axis.
  mutating func simplifiedGather(_ x: ValueID, _ axis: AxisID, _ place: ValueID) -> ValueID? {
    guard case .position(let other) = program[place].op,
      program[other].size == program[axis].size, !type(x).axes.contains(other)
    else { return nil }
    return rename(x, from: axis, to: other)
  }
}

extension Comparison {
  /// Whether it holds for all numbers of two ranges, or for none; `nil` if that is not known.
  fileprivate func holds(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> Bool? {
    switch self {
    case .less: x.upperBound < y.lowerBound ? true : x.lowerBound >= y.upperBound ? false : nil
    case .lessOrEqual:
      x.upperBound <= y.lowerBound ? true : x.lowerBound > y.upperBound ? false : nil
    case .equal: equality(x, y)
    case .notEqual: equality(x, y).map { !$0 }
    }
  }

  private func equality(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> Bool? {
    if !x.overlaps(y) { return false }
    return x == y && x.lowerBound == x.upperBound ? true : nil
  }
}
