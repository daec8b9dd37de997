/// The vocabulary of those who write programs.
extension ProgramBuilder {
  /// Writes a real without axes.
  public mutating func constant(_ number: Double) -> ValueID { append(.constant(number)) }

  /// Writes x + y.
  public mutating func add(_ x: ValueID, _ y: ValueID) -> ValueID {
    append(.binary(.add, x, y))
  }

  /// Writes x - y.
  public mutating func subtract(_ x: ValueID, _ y: ValueID) -> ValueID {
    append(.binary(.subtract, x, y))
  }

  /// Writes x y.
  public mutating func multiply(_ x: ValueID, _ y: ValueID) -> ValueID {
    append(.binary(.multiply, x, y))
  }

  /// Writes x / y.
  public mutating func divide(_ x: ValueID, _ y: ValueID) -> ValueID {
    append(.binary(.divide, x, y))
  }

  /// Writes f(x).
  public mutating func unary(_ f: Unary, _ x: ValueID) -> ValueID { append(.unary(f, x)) }

  /// Writes f(x, y).
  public mutating func binary(_ f: Binary, _ x: ValueID, _ y: ValueID) -> ValueID {
    append(.binary(f, x, y))
  }

  /// Writes -x.
  public mutating func negate(_ x: ValueID) -> ValueID { append(.unary(.negate, x)) }

  /// Writes whether a relation holds.
  public mutating func compare(_ relation: Comparison, _ x: ValueID, _ y: ValueID) -> ValueID {
    append(.compare(relation, x, y))
  }

  /// Writes x where the condition holds, y elsewhere.
  public mutating func select(_ condition: ValueID, _ x: ValueID, _ y: ValueID) -> ValueID {
    append(.select(condition, then: x, otherwise: y))
  }

  /// Writes the positions along an axis.
  public mutating func position(_ axis: AxisID) -> ValueID { append(.position(axis)) }

  /// Writes the value as another element type.
  public mutating func cast(_ x: ValueID, to element: ElementType) -> ValueID {
    type(x).element == element ? x : append(.cast(x, to: element))
  }

  /// Writes the value with another axis in place of one.
  public mutating func rename(_ x: ValueID, from: AxisID, to: AxisID) -> ValueID {
    from == to ? x : append(.rename(x, from: from, to: to))
  }

  /// Writes the elements at positions along an axis.
  public mutating func gather(_ x: ValueID, axis: AxisID, at: ValueID) -> ValueID {
    append(.gather(x, axis: axis, at: at))
  }

  /// Writes a whole number near the largest element over axes, to take out of exponents: a step, so
  /// that no derivative goes into it.
  public mutating func level(of x: ValueID, over axes: [AxisID]) -> ValueID {
    unary(.round, axes.isEmpty ? x : reduce(.maximum, x, over: axes))
  }

  /// The sum over axes; along an axis that the operand does not have, its size times as much.
  public mutating func sum(_ x: ValueID, over axes: [AxisID]) -> ValueID {
    reduce(.sum, x, over: axes)
  }

  /// Reduces over axes; along an axis that the operand does not have, it is taken as repeated.
  public mutating func reduce(
    _ reduction: Reduction, _ x: ValueID, over axes: [AxisID]
  ) -> ValueID {
    let own = Set(type(x).axes)
    let missing = Set(axes).subtracting(own).sorted()
    let wide = append(.broadcast(x, along: missing))
    return append(.reduce(reduction, wide, over: Set(axes).sorted()))
  }

  /// The sum of x y over axes that both have.
  public mutating func contract(
    _ x: ValueID, _ y: ValueID, over axes: [AxisID]
  ) -> ValueID {
    append(.contract(x, y, over: axes.sorted()))
  }
}
