import TensorIR

/// The part of an operand's cotangent that comes from one user.
struct Contribution {
  let operand: ValueID
  /// May lack axes of the operand, and have others that are still to be summed over.
  let cotangent: ValueID
}

extension ProgramBuilder {
  /// What a node passes on to those of its operands that are active, given its own cotangent.
  ///
  /// `given` may lack axes of the node: it is constant along them.
  mutating func contributions(
    of value: ValueID, _ given: ValueID, to isActive: [Bool]
  ) -> [Contribution] {
    func needs(_ operand: ValueID) -> Bool { isActive[Int(operand.index)] }
    let op = program[value].op
    switch op {
    case .input, .constant, .table, .position, .hole, .compare, .logical, .not: return []
    case .scan: preconditionFailure("the results of a loop pass on together")
    case .unary(let f, let x):
      guard let slope = derivative(f, x, value) else { return [] }
      return [Contribution(operand: x, cotangent: multiply(given, slope))]
    case .binary(let f, let x, let y):
      var result: [Contribution] = []
      if needs(x), let slope = firstDerivative(f, x, y, value) {
        result.append(scaled(given, by: slope, to: x, from: value))
      }
      if needs(y), let slope = secondDerivative(f, x, y, value) {
        result.append(scaled(given, by: slope, to: y, from: value))
      }
      return result
    case .select(let condition, let x, let y):
      let zero = constant(0)
      var result: [Contribution] = []
      if needs(x) {
        result.append(summed(select(condition, given, zero), to: x, from: value))
      }
      if needs(y) {
        result.append(summed(select(condition, zero, given), to: y, from: value))
      }
      return result
    case .cast(let x, _): return [Contribution(operand: x, cotangent: given)]
    case .broadcast(let x, _): return [summed(given, to: x, from: value)]
    case .rename(let x, let from, let to):
      return [Contribution(operand: x, cotangent: renameIfPresent(given, from: to, to: from))]
    case .reduce(let reduction, let x, let over):
      let slope = derivative(reduction, x, value, over: over)
      return [Contribution(operand: x, cotangent: multiply(given, slope))]
    case .contract(let x, let y, _):
      if x == y {
        let double = multiply(given, constant(2))
        return [scaled(double, by: x, to: x, from: value)]
      }
      var result: [Contribution] = []
      if needs(x) { result.append(scaled(given, by: y, to: x, from: value)) }
      if needs(y) { result.append(scaled(given, by: x, to: y, from: value)) }
      return result
    case .cumulativeSum(let x, let axis, let exclusive, let reversed):
      let wide = widen(given, along: [axis])
      let sums = append(
        .cumulativeSum(wide, along: axis, exclusive: exclusive, reversed: !reversed))
      return [Contribution(operand: x, cotangent: sums)]
    case .gather(let x, let axis, let at):
      if let slice = sliceCotangent(x, axis, at, given) {
        return [Contribution(operand: x, cotangent: slice)]
      }
      let over = Set(type(at).axes).subtracting(type(x).axes).sorted()
      let scattered = append(.scatterAdd(given, axis: axis, at: at, over: over))
      return [Contribution(operand: x, cotangent: scattered)]
    case .scatterAdd(let x, let axis, let at, _):
      let picked = gather(widen(given, along: [axis]), axis: axis, at: at)
      let added = Set(type(at).axes).subtracting(type(x).axes).sorted()
      return [Contribution(operand: x, cotangent: sum(picked, over: added))]
    case .cholesky(let m, let row, let column):
      let cotangent = choleskyCotangent(value, given, row: row, column: column)
      return [Contribution(operand: m, cotangent: cotangent)]
    case .solveTriangular(let m, let b, let row, let column, let transposed):
      let wide = widen(given, along: [transposed ? row : column])
      let side = append(
        .solveTriangular(m, wide, row: row, column: column, transposed: !transposed))
      return systemContributions(value, m, b, side, row, column, isTriangular: true)
        .filter { needs($0.operand) }
    case .solve(let m, let b, let row, let column, let transposed):
      let wide = widen(given, along: [transposed ? row : column])
      let side = append(.solve(m, wide, row: row, column: column, transposed: !transposed))
      return systemContributions(value, m, b, side, row, column, isTriangular: false)
        .filter { needs($0.operand) }
    case .logAbsDeterminant(let m, let row, let column):
      let slope = transposedInverse(m, row: row, column: column)
      return [Contribution(operand: m, cotangent: multiply(given, slope))]
    case .determinant(let m, let row, let column):
      let slope = transposedInverse(m, row: row, column: column)
      let scale = multiply(given, value)
      return [Contribution(operand: m, cotangent: multiply(scale, slope))]
    }
  }

  /// The cotangent of what a slice is taken of, one position of a new axis after the other: it is a
  /// slice as well, since what lies outside is zero.
  private mutating func sliceCotangent(
    _ x: ValueID, _ axis: AxisID, _ at: ValueID, _ given: ValueID
  ) -> ValueID? {
    var start: ValueID?
    var place = at
    if case .binary(.add, let first, let offset) = program[at].op, type(offset).axes.isEmpty {
      (place, start) = (first, offset)
    }
    guard case .position(let own) = program[place].op, !type(x).axes.contains(own) else {
      return nil
    }
    let here = position(axis)
    let back = start.map { subtract(here, $0) } ?? here
    return gather(widen(given, along: [own]), axis: own, at: back)
  }

  /// The axes that `value` has and `operand` repeats along.
  private func repeated(_ operand: ValueID, in value: ValueID) -> Set<AxisID> {
    Set(type(value).axes).subtracting(type(operand).axes)
  }

  private mutating func scaled(
    _ given: ValueID, by slope: ValueID, to operand: ValueID, from value: ValueID
  ) -> Contribution {
    let over = repeated(operand, in: value)
    if let factor = uniformValue(slope), abs(factor) == 1, !over.isEmpty {
      let total = summed(given, to: operand, from: value)
      return Contribution(operand: operand, cotangent: multiply(total.cotangent, slope))
    }
    return Contribution(operand: operand, cotangent: sumOfProduct(given, slope, over: over))
  }

  private mutating func summed(
    _ cotangent: ValueID, to operand: ValueID, from value: ValueID
  ) -> Contribution {
    let over = repeated(operand, in: value)
    // The sum of a product needs no memory for the product.
    if case .binary(.multiply, let x, let y) = program[cotangent].op, !over.isEmpty {
      return Contribution(operand: operand, cotangent: sumOfProduct(x, y, over: over))
    }
    return Contribution(operand: operand, cotangent: sum(cotangent, over: over.sorted()))
  }

  private mutating func systemContributions(
    _ solution: ValueID, _ m: ValueID, _ b: ValueID, _ side: ValueID, _ row: AxisID,
    _ column: AxisID, isTriangular: Bool
  ) -> [Contribution] {
    let matrix = systemCotangent(
      of: m, solution: solution, side: side, row: row, column: column,
      isTriangular: isTriangular)
    let added = Set(type(side).axes).subtracting(type(b).axes).sorted()
    return [
      Contribution(operand: m, cotangent: matrix),
      Contribution(operand: b, cotangent: sum(side, over: added)),
    ]
  }
}
