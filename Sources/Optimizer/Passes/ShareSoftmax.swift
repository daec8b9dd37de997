import TensorIR

/// Writes log-sum-exp as maximum, exponentials and sum, and takes the weights exp(x - logsumexp x)
/// that its derivative needs from the same exponentials.
///
/// With m the maximum, e = exp(x - m) and s = Σ e, the result is m + log s and the weights are e/s.
/// Where m is infinite there is no such s: the result is m, and the weights are e as they stand
/// (x - m is NaN for terms that equal +inf, and m counts as 0 if all terms are -inf), which is what
/// exp(x - m) gives.
func shareSoftmax(_ program: TensorProgram) -> TensorProgram {
  program.rewritten(shareSoftmaxRule)
}

private func shareSoftmaxRule() -> RewriteRule {
  var known: [ValueID: Softmax] = [:]
  return { builder, op in
    if case .reduce(.logSumExp, let x, let over) = op {
      let softmax = builder.softmax(x, over: over)
      known[softmax.total] = softmax
      return softmax.total
    }
    guard case .unary(.exp, let exponent) = op,
      case .binary(.subtract, let x, let shift) = builder.program[exponent].op,
      let total = builder.guarded(shift), let softmax = known[total], softmax.terms == x
    else { return nil }
    return builder.multiply(softmax.exponentials, softmax.scale)
  }
}

/// The parts of one log-sum-exp.
private struct Softmax {
  let terms, total, exponentials, scale: ValueID
}

extension ProgramBuilder {
  fileprivate mutating func softmax(_ x: ValueID, over: [AxisID]) -> Softmax {
    let largest = append(.reduce(.maximum, x, over: over))
    let isNone = compare(.equal, largest, constant(-.infinity))
    let shift = select(isNone, constant(0), largest)
    let exponentials = unary(.exp, subtract(x, shift))
    let sum = append(.reduce(.sum, exponentials, over: over))
    let isExtreme = compare(.equal, unary(.absolute, largest), constant(.infinity))
    let total = select(isExtreme, largest, add(largest, unary(.log, sum)))
    let scale = unary(.reciprocal, select(isExtreme, constant(1), sum))
    return Softmax(terms: x, total: total, exponentials: exponentials, scale: scale)
  }

  /// The total in `total == -inf ? 0 : total`, the form in which derivatives subtract it.
  fileprivate func guarded(_ shift: ValueID) -> ValueID? {
    guard case .select(let condition, let zero, let total) = program[shift].op,
      uniformValue(zero) == 0,
      case .compare(.equal, total, let bound) = program[condition].op,
      uniformValue(bound) == -.infinity
    else { return nil }
    return total
  }
}
