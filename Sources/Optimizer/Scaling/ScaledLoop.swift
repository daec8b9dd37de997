import TensorIR

extension ProgramBuilder {
  /// Writes a loop that adds up exponentials as one that adds up numbers.
  ///
  /// - Returns: what the loop leaves, and when it is right; nil if a step does anything else with
  ///   the message than to add to it, to sum over its states and to rename them.
  mutating func scaledLoop(
    _ scan: Scan
  ) -> (message: ScaledMessage, conditions: [ValueID])? {
    let (message, next) = unrolled(scan)
    var step = LinearStep(message: message, next: next, along: scan.axis, in: &self)
    guard let product = step.product(in: &self) else { return nil }
    let states = step.states
    let total = sum(step.carry, over: states)
    let divisor = unary(.binade, total)
    var value = multiply(product, unary(.reciprocal, divisor))
    var growth = step.shifts.reduce(unary(.log, divisor)) { add($0, $1) }
    if let mask = step.mask {
      value = select(mask, value, step.carry)
      growth = select(mask, growth, constant(0))
    }
    let initial = scan.operands[0]
    let largest = level(of: initial, over: states.filter { type(initial).axes.contains($0) })
    // The divisors are kept rather than their logarithms, which are taken in vectors afterwards.
    let written = writeScan(
      along: scan.axis, reversed: scan.isReversed,
      carries: [
        ScanCarry(
          hole: step.carry, initial: unary(.exp, subtract(initial, largest)), next: value)
      ], keeping: [divisor])
    growth = substitute([divisor: each(divisor, of: written)], in: [growth])[0]
    let whole = widen(growth, to: type(growth).adding(scan.axis))
    let shift = add(largest, sum(whole, over: [scan.axis]))
    return (
      ScaledMessage(linear: final(0, of: written), shift: shift),
      step.spread.map { [isNarrow($0)] } ?? []
    )
  }

  private mutating func isNarrow(_ spread: ValueID) -> ValueID {
    compare(.lessOrEqual, spread, constant(widestSpread))
  }

  /// Writes the body of a loop for all steps at once, with a hole for its carry.
  private mutating func unrolled(_ scan: Scan) -> (carry: ValueID, next: ValueID) {
    let body = scan.body.program
    let carry = hole(body.inputs[0].name, body.inputs[0].type)
    var values: [ValueID] = []
    for node in body.nodes {
      if case .input(let input) = node.op {
        values.append(input.index == 0 ? carry : scan.operands[Int(input.index)])
      } else {
        values.append(rewrite(node.op.mapOperands { values[Int($0.index)] }))
      }
    }
    return (carry, values[Int(scan.body.next[0].index)])
  }
}
