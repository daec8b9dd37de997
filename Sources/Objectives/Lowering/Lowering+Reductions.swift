import Diagnostics
import Semantics
import Syntax
import TensorIR

/// Sums, means and products over letters.
extension Lowering {
  mutating func reduce(
    _ op: ReductionOperator, _ bound: [IndexID], where condition: TypedExpression?,
    _ body: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let outer = letters
    defer { letters = outer }
    var mask: ValueID?
    for letter in bound {
      bind(letter)
      if let range = model.indices[letter].range {
        mask = both(mask, try isInside(range, letter))
      }
      if let ragged = raggedMasks[axis(of: letter)] { mask = both(mask, ragged) }
    }
    if let condition { mask = both(mask, try lower(condition).value) }
    let axes = bound.map { axis(of: $0) }
    switch op {
    case .sum, .mean: break
    case .prod, .max, .min, .logsumexp:
      if axes.contains(where: { isBatched($0) }) {
        refuseBatch("`\(op.rawValue)` over it cannot be estimated", at: body.span)
      }
    }
    let operand = try number(body)
    try requireNoStates(in: operand.value, along: bound, at: body.span)
    if let mask { try requireNoStates(in: mask, along: bound, at: body.span) }
    let value = reduce(op, operand.value, over: axes, where: mask)
    return Operand(value, components: operand.components)
  }

  /// Reduces over the axes where the mask holds; over nothing, a mean is 0.
  mutating func reduce(
    _ op: ReductionOperator, _ value: ValueID, over axes: [AxisID], where mask: ValueID?
  ) -> ValueID {
    let reduction: Reduction =
      switch op {
      case .sum, .mean: .sum
      case .prod: .product
      case .max: .maximum
      case .min: .minimum
      case .logsumexp: .logSumExp
      }
    let kept = mask.map { builder.select($0, value, builder.constant(neutral(reduction))) } ?? value
    guard reduction == .sum else { return builder.reduce(reduction, kept, over: axes) }
    let total = weightedSum(kept, over: axes)
    guard op == .mean else { return total }
    let ones = mask.map { builder.cast($0, to: .real) } ?? builder.constant(1)
    let count = weightedSum(ones, over: axes)
    return builder.divide(total, builder.binary(.maximum, count, builder.constant(1)))
  }

  private func neutral(_ reduction: Reduction) -> Double {
    switch reduction {
    case .sum: 0
    case .product: 1
    case .maximum, .logSumExp: -.infinity
    case .minimum: .infinity
    }
  }

  private mutating func isInside(
    _ range: BoundRange, _ letter: IndexID
  ) throws(LoweringFailure) -> ValueID {
    let set = model.indices[letter].set
    let here = letters[letter]?.position ?? integer(0)
    let low = builder.compare(.lessOrEqual, try position(range.lower, in: set), here)
    let high = builder.compare(.lessOrEqual, here, try position(range.upper, in: set))
    return builder.append(.logical(.and, low, high))
  }

  mutating func both(_ x: ValueID?, _ y: ValueID) -> ValueID {
    guard let x else { return y }
    return builder.append(.logical(.and, x, y))
  }
}
