import TensorIR

/// Products as lists of factors, so that what does not depend on an axis leaves the sum over it.
extension ProgramBuilder {
  /// A product: a number times some values, divided by others.
  private struct Product {
    var number = 1.0
    var above: [ValueID] = []
    var below: [ValueID] = []

    static func * (a: Product, b: Product) -> Product {
      Product(number: a.number * b.number, above: a.above + b.above, below: a.below + b.below)
    }

    var inverse: Product { Product(number: 1 / number, above: below, below: above) }
  }

  private func factors(of value: ValueID) -> Product {
    switch program[value].op {
    case .binary(.multiply, let x, let y): return factors(of: x) * factors(of: y)
    case .binary(.divide, let x, let y): return factors(of: x) * factors(of: y).inverse
    case .unary(.square, let x): return factors(of: x) * factors(of: x)
    case .unary(.reciprocal, let x): return factors(of: x).inverse
    case .unary(.negate, let x): return Product(number: -1) * factors(of: x)
    case .constant(let number): return Product(number: number)
    default: return Product(above: [value])
    }
  }

  /// The sum of a value over axes, where what it lacks counts as repeated.
  ///
  /// Factors without the axes stay outside the sum, and no product over more axes than the result
  /// has is made if it can be a contraction: `sum_n x[n,i] x[n,j] / s^2` is one contraction of data
  /// and a division.
  mutating func sumOfFactors(_ value: ValueID, over axes: Set<AxisID>) -> ValueID {
    if axes.isEmpty { return value }
    let parts = factors(of: value)
    func isInside(_ factor: ValueID) -> Bool { !axes.isDisjoint(with: type(factor).axes) }
    var inner = parts.above.filter(isInside)
    for factor in parts.below where isInside(factor) { inner.append(unary(.reciprocal, factor)) }
    let ranks = Dictionary(inner.map { ($0, type($0).axes.count) }) { first, _ in first }
    inner.sort { a, b in
      let (x, y) = (ranks[a, default: 0], ranks[b, default: 0])
      return x == y ? a < b : y < x
    }
    var total = innerSum(inner, over: axes)
    for factor in parts.above where !isInside(factor) { total = multiply(total, factor) }
    for factor in parts.below where !isInside(factor) { total = divide(total, factor) }
    return parts.number == 1 ? total : multiply(constant(parts.number), total)
  }

  /// The sum of a product in which every factor has one of the axes.
  private mutating func innerSum(_ factors: [ValueID], over axes: Set<AxisID>) -> ValueID {
    var left = constant(1)
    var right: ValueID?
    for (position, factor) in factors.enumerated() {
      if position == 0 {
        left = factor
      } else if Set(type(factor).axes).isSubset(of: type(left).axes),
        right == nil
          || type(factor).axes.count < type(left).axes.count
      {
        left = multiply(left, factor)
      } else {
        right = right.map { multiply($0, factor) } ?? factor
      }
    }
    guard let right else { return sum(left, over: axes.sorted()) }
    let (ours, theirs) = (Set(type(left).axes), Set(type(right).axes))
    let first = sum(left, over: axes.intersection(ours).subtracting(theirs).sorted())
    let second = sum(right, over: axes.intersection(theirs).subtracting(ours).sorted())
    let shared = axes.intersection(ours).intersection(theirs).sorted()
    let product = shared.isEmpty ? multiply(first, second) : contract(first, second, over: shared)
    return sum(product, over: axes.subtracting(ours).subtracting(theirs).sorted())
  }

  /// The value with another axis in place of one, factor by factor, so that factors stay visible.
  mutating func renameFactors(_ value: ValueID, from: AxisID, to: AxisID) -> ValueID {
    guard type(value).axes.contains(from) else { return value }
    switch program[value].op {
    case .binary(.multiply, let x, let y):
      let (a, b) = (renameFactors(x, from: from, to: to), renameFactors(y, from: from, to: to))
      return multiply(a, b)
    case .binary(.divide, let x, let y):
      let (a, b) = (renameFactors(x, from: from, to: to), renameFactors(y, from: from, to: to))
      return divide(a, b)
    case .unary(.negate, let x): return negate(renameFactors(x, from: from, to: to))
    default: return rename(value, from: from, to: to)
    }
  }

  /// Whether a value depends on a hole: on what is to be integrated over.
  func isOpen(_ value: ValueID) -> Bool { firstHole(in: value) != nil }

  /// Whether a value depends on one of some holes.
  func dependsOnAny(of holes: Set<ValueID>, _ value: ValueID) -> Bool {
    !holes.isEmpty && firstHole(in: value, among: holes) != nil
  }

  /// A hole that a value depends on.
  func firstHole(in value: ValueID, among holes: Set<ValueID>? = nil) -> ValueID? {
    var seen: Set<ValueID> = []
    var waiting = [value]
    while let next = waiting.popLast() {
      guard seen.insert(next).inserted else { continue }
      if case .hole = program[next].op, holes?.contains(next) ?? true { return next }
      waiting += program[next].op.operands
    }
    return nil
  }

  /// 1 where the relation holds between two integers, 0 elsewhere.
  mutating func indicator(_ relation: Comparison, _ x: ValueID, _ y: ValueID) -> ValueID {
    cast(compare(relation, x, y), to: .real)
  }

  /// The value repeated along those of the axes that it lacks.
  mutating func spread(_ value: ValueID, along axes: some Sequence<AxisID>) -> ValueID {
    widen(value, to: TensorType(type(value).element, axes))
  }
}
