import TensorIR

extension ProgramBuilder {
  /// The derivative of y, a reduction of x over axes, in each element of x.
  mutating func derivative(
    _ reduction: Reduction, _ x: ValueID, _ y: ValueID, over axes: [AxisID]
  ) -> ValueID {
    switch reduction {
    case .sum: constant(1)
    case .product: productOfOthers(x, over: axes)
    case .maximum, .minimum: shareOfExtreme(x, y, over: axes)
    case .logSumExp: weight(of: x, in: y)
    }
  }

  /// The product of all elements but one, for each one; exact also where elements are zero.
  private mutating func productOfOthers(_ x: ValueID, over axes: [AxisID]) -> ValueID {
    var factors = x
    var isSelf: ValueID?
    var twins: [AxisID] = []
    for axis in axes {
      let other = twin(of: axis, besides: [x, factors])
      factors = rename(factors, from: axis, to: other)
      let (left, right) = (position(axis), position(other))
      let isSame = compare(.equal, left, right)
      isSelf = isSelf.map { append(.logical(.and, $0, isSame)) } ?? isSame
      twins.append(other)
    }
    guard let isSelf else { return constant(1) }
    let others = select(isSelf, constant(1), factors)
    return reduce(.product, others, over: twins)
  }

  /// The elements that equal the extreme one share its change evenly.
  private mutating func shareOfExtreme(
    _ x: ValueID, _ y: ValueID, over axes: [AxisID]
  ) -> ValueID {
    let isExtreme = compare(.equal, x, y)
    let mask = cast(isExtreme, to: .real)
    let count = sum(mask, over: axes)
    return divide(mask, count)
  }
}
