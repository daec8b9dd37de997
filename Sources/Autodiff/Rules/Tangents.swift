import TensorIR

extension ProgramBuilder {
  /// The change of a node with its operands, nil if there is none.
  ///
  /// `tangent` gives the changes of operands; they may lack axes, being constant along them, and
  /// have others that the program does not use.
  mutating func tangent(of value: ValueID, _ tangent: (ValueID) -> ValueID?) -> ValueID? {
    let op = program[value].op
    switch op {
    case .input, .constant, .table, .position, .hole, .compare, .logical, .not: return nil
    case .scan: preconditionFailure("the results of a loop change together")
    case .unary(let f, let x):
      guard let given = tangent(x), let slope = derivative(f, x, value) else { return nil }
      return multiply(given, slope)
    case .binary(let f, let x, let y):
      var parts: [ValueID] = []
      if let given = tangent(x), let slope = firstDerivative(f, x, y, value) {
        parts.append(multiply(given, slope))
      }
      if let given = tangent(y), let slope = secondDerivative(f, x, y, value) {
        parts.append(multiply(given, slope))
      }
      return total(parts)
    case .select(let condition, let x, let y):
      let (left, right) = (tangent(x), tangent(y))
      if left == nil, right == nil { return nil }
      return select(condition, left ?? constant(0), right ?? constant(0))
    case .cast(let x, _), .broadcast(let x, _): return tangent(x)
    case .rename(let x, let from, let to):
      return tangent(x).map { renameIfPresent($0, from: from, to: to) }
    case .reduce(let reduction, let x, let over):
      guard let given = tangent(x) else { return nil }
      let slope = derivative(reduction, x, value, over: over)
      return sumOfProduct(given, slope, over: Set(over))
    case .contract(let x, let y, let over):
      var parts: [ValueID] = []
      if let given = tangent(x) { parts.append(sumOfProduct(given, y, over: Set(over))) }
      if let given = tangent(y) { parts.append(sumOfProduct(x, given, over: Set(over))) }
      return total(parts)
    case .cumulativeSum(let x, let axis, let exclusive, let reversed):
      guard let given = tangent(x) else { return nil }
      let wide = widen(given, along: [axis])
      return append(
        .cumulativeSum(wide, along: axis, exclusive: exclusive, reversed: reversed))
    case .gather(let x, let axis, let at):
      guard let given = tangent(x) else { return nil }
      return gather(widen(given, along: [axis]), axis: axis, at: at)
    case .scatterAdd(let x, let axis, let at, let over):
      guard let given = tangent(x) else { return nil }
      let wide = widen(given, to: type(x))
      return append(.scatterAdd(wide, axis: axis, at: at, over: over))
    case .cholesky(let m, let row, let column):
      return tangent(m).map { choleskyTangent(value, $0, row: row, column: column) }
    case .solveTriangular(let m, let b, let row, let column, let transposed):
      guard
        let side = sideTangent(
          value, tangent(m), tangent(b), row, column, transposed: transposed, isTriangular: true)
      else { return nil }
      return append(
        .solveTriangular(m, side, row: row, column: column, transposed: transposed))
    case .solve(let m, let b, let row, let column, let transposed):
      guard
        let side = sideTangent(
          value, tangent(m), tangent(b), row, column, transposed: transposed,
          isTriangular: false)
      else { return nil }
      return append(.solve(m, side, row: row, column: column, transposed: transposed))
    case .logAbsDeterminant(let m, let row, let column):
      guard let given = tangent(m) else { return nil }
      let slope = transposedInverse(m, row: row, column: column)
      return sumOfProduct(given, slope, over: [row, column])
    case .determinant(let m, let row, let column):
      guard let given = tangent(m) else { return nil }
      let slope = transposedInverse(m, row: row, column: column)
      let change = sumOfProduct(given, slope, over: [row, column])
      return multiply(change, value)
    }
  }

  /// The sum of values, nil for none.
  mutating func total(_ parts: [ValueID]) -> ValueID? {
    guard let first = parts.first else { return nil }
    return parts.dropFirst().reduce(first) { add($0, $1) }
  }

  /// The tangent of a right-hand side, less what the tangent of the matrix takes from it.
  private mutating func sideTangent(
    _ solution: ValueID, _ matrix: ValueID?, _ side: ValueID?, _ row: AxisID, _ column: AxisID,
    transposed: Bool, isTriangular: Bool
  ) -> ValueID? {
    var parts: [ValueID] = []
    if let side { parts.append(widen(side, along: [transposed ? column : row])) }
    if let matrix {
      parts.append(
        systemTangent(
          matrix, solution: solution, row: row, column: column, transposed: transposed,
          isTriangular: isTriangular))
    }
    return total(parts)
  }
}
