import TensorIR

extension ProgramBuilder {
  /// `a + exp(u)`, `b - exp(u)` or `a + (b - a) logistic(u)`.
  mutating func constrainToInterval(
    _ u: ValueID, lower: ValueID?, upper: ValueID?
  ) -> Constrained {
    switch (lower, upper) {
    case (nil, nil):
      return Constrained(value: Operand(u), logJacobian: constant(0))
    case (let a?, nil):
      return Constrained(value: Operand(add(a, unary(.exp, u))), logJacobian: u)
    case (nil, let b?):
      return Constrained(value: Operand(subtract(b, unary(.exp, u))), logJacobian: u)
    case (let a?, let b?):
      let width = subtract(b, a)
      let value = add(a, multiply(width, unary(.logistic, u)))
      let tails = add(unary(.softplus, u), unary(.softplus, negate(u)))
      return Constrained(
        value: Operand(value), logJacobian: subtract(unary(.log, width), tails))
    }
  }

  mutating func unconstrainFromInterval(
    _ x: ValueID, lower: ValueID?, upper: ValueID?
  ) -> ValueID {
    switch (lower, upper) {
    case (nil, nil): return x
    case (let a?, nil): return unary(.log, subtract(x, a))
    case (nil, let b?): return unary(.log, subtract(b, x))
    case (let a?, let b?):
      return subtract(unary(.log, subtract(x, a)), unary(.log, subtract(b, x)))
    }
  }
}
