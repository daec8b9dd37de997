import TensorIR

/// Multiplies constant factors with one another: a (b x) becomes (a b) x.
func foldFactors(_ program: TensorProgram) -> TensorProgram {
  program.rewritten { foldFactor }
}

private func foldFactor(_ builder: inout ProgramBuilder, _ op: Op) -> ValueID? {
  guard case .binary(.multiply, let x, let y) = op else { return nil }
  guard var (factor, value) = builder.factor(x, y), factor.isNormal else { return nil }
  var hasMore = false
  // A product that leaves the normal range would change what overflows.
  while let (inner, rest) = builder.factor(in: value), inner.isNormal,
    (factor * inner).isNormal
  {
    (factor, value) = (factor * inner, rest)
    hasMore = true
  }
  guard hasMore else { return nil }
  let type = builder.program.resultType(of: op)
  let product = builder.multiply(builder.constant(factor), value)
  return builder.widen(product, to: type)
}

extension ProgramBuilder {
  fileprivate func factor(_ x: ValueID, _ y: ValueID) -> (Double, ValueID)? {
    if let number = uniformValue(x) { return (number, y) }
    if let number = uniformValue(y) { return (number, x) }
    return nil
  }

  fileprivate func factor(in value: ValueID) -> (Double, ValueID)? {
    switch program[value].op {
    case .binary(.multiply, let x, let y): return factor(x, y)
    case .unary(.negate, let x): return (-1, x)
    default: return nil
    }
  }
}
