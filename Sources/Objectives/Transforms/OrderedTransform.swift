import TensorIR

extension ProgramBuilder {
  /// Running sums of `u_1, exp(u_2), …`, or, positive, of `exp(u_1), exp(u_2), …`.
  mutating func constrainToOrdered(
    _ u: ValueID, along axis: AxisID?, _ component: AxisID, positive: Bool
  ) -> Constrained {
    let own = rename(u, from: axis ?? component, to: component)
    let steps = unary(.exp, own)
    let isFirst = compare(.equal, cast(position(component), to: .real), constant(0))
    let increments = positive ? steps : select(isFirst, own, steps)
    let stretch = positive ? own : select(isFirst, constant(0), own)
    let value = append(
      .cumulativeSum(increments, along: component, exclusive: false, reversed: false))
    return Constrained(
      value: Operand(value, components: [component]),
      logJacobian: sum(stretch, over: [component]))
  }

  mutating func unconstrainFromOrdered(
    _ x: ValueID, along axis: AxisID?, _ component: AxisID, positive: Bool
  ) -> ValueID {
    guard let axis else { return x }
    let here = rename(x, from: component, to: axis)
    let before = append(.binary(.subtract, position(axis), cast(constant(1), to: .integer)))
    let step = subtract(here, gather(x, axis: component, at: before))
    let isFirst = compare(.equal, cast(position(axis), to: .real), constant(0))
    return positive ? unary(.log, step) : select(isFirst, here, unary(.log, step))
  }
}
