import ScalarMath
import TensorIR

extension ProgramBuilder {
  /// softmax(V u) for the orthonormal basis V of vectors that sum to 0 (Helmert's).
  ///
  /// With `Σ V u = 0`, the log Jacobian is `Σ_k log x_k + log(K) / 2`.
  mutating func constrainToSimplex(
    _ u: ValueID, along axis: AxisID?, _ component: AxisID
  ) -> Constrained {
    let logits: ValueID
    if let axis, program[axis].size > 0 {
      logits = contract(helmertBasis(component, axis), u, over: [axis])
    } else {
      logits = append(.broadcast(constant(0), along: [component]))
    }
    // Not log-sum-exp, which has to mind infinite terms.
    let shifted = subtract(logits, level(of: logits, over: [component]))
    let logValue = subtract(
      shifted, unary(.log, sum(unary(.exp, shifted), over: [component])))
    let half = constant(0.5 * Double.log(Double(program[component].size)))
    return Constrained(
      value: Operand(unary(.exp, logValue), components: [component]),
      logJacobian: add(sum(logValue, over: [component]), half))
  }

  /// Vᵀ log x; V is orthonormal and orthogonal to the constant vector.
  mutating func unconstrainFromSimplex(
    _ x: ValueID, along axis: AxisID?, _ component: AxisID
  ) -> ValueID {
    guard let axis else { return x }
    return contract(helmertBasis(component, axis), unary(.log, x), over: [component])
  }

  /// V[k, j] = 1/√((j+1)(j+2)) for k ≤ j, -(j+1)/√((j+1)(j+2)) for k = j + 1, else 0.
  private mutating func helmertBasis(_ component: AxisID, _ axis: AxisID) -> ValueID {
    let k = cast(position(component), to: .real)
    let j = add(cast(position(axis), to: .real), constant(1))
    let length = unary(.sqrt, multiply(j, add(j, constant(1))))
    let zero = constant(0)
    let below = select(compare(.less, k, j), constant(1), zero)
    let entry = select(compare(.equal, k, j), negate(j), below)
    return divide(entry, length)
  }
}
