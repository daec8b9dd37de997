import TensorIR
import Testing

@Suite struct MatrixOpTests {
  /// Two matrices of order 3 along an axis that lies between rows and columns in memory.
  private struct Batch {
    var b = ProgramBuilder()
    let row, batch, column: AxisID
    let m: ValueID

    init() {
      column = b.axis("j", size: 3)
      batch = b.axis("n", size: 2)
      row = b.axis("i", size: 3)
      m = b.parameter("m", [column, batch, row])
    }
  }

  /// Symmetric positive definite, and far from that in the second.
  private let point: [Double] = [
    4, 2, 0.6, 0.1, 9, 1,
    2, 5, 1, 7, -0.3, 0.2,
    0.6, 1, 3, 2, 2, 8,
  ]

  private func entry(_ batch: Int, _ row: Int, _ column: Int) -> Double {
    point[column * 6 + batch * 3 + row]
  }

  private func determinant(_ batch: Int) -> Double {
    func e(_ i: Int, _ j: Int) -> Double { entry(batch, i, j) }
    let first = e(0, 0) * (e(1, 1) * e(2, 2) - e(1, 2) * e(2, 1))
    let second = e(0, 1) * (e(1, 0) * e(2, 2) - e(1, 2) * e(2, 0))
    let third = e(0, 2) * (e(1, 0) * e(2, 1) - e(1, 1) * e(2, 0))
    return first - second + third
  }

  @Test(arguments: Precision.allCases)
  func determinantsAgreeWithTheExpansion(_ precision: Precision) throws {
    let tolerance = precision == .f64 ? 1e-13 : 1e-5
    var x = Batch()
    let plain = x.b.append(.determinant(x.m, row: x.row, column: x.column))
    let log = x.b.append(.logAbsDeterminant(x.m, row: x.row, column: x.column))
    let program = x.b.finish([Output(name: "d", value: plain), Output(name: "l", value: log)])
    let expected = [determinant(0), determinant(1)]
    let found = try evaluate(program, at: point, precision: precision)
    #expect(agree(found, expected, within: tolerance))
    let logs = try evaluate(program, at: point, precision: precision, output: 1)
    let absolute = zip(logs, expected).map { ($0, Double($1.magnitude)) }
    for (log, size) in absolute {
      var b = ProgramBuilder()
      let y = b.unary(.log, b.parameter("x"))
      #expect(agrees(log, try evaluate(b.finish(y), at: [size])[0], within: tolerance))
    }
  }

  @Test func choleskyFactorsMultiplyBack() throws {
    var x = Batch()
    let l = x.b.append(.cholesky(x.m, row: x.row, column: x.column))
    let inner = x.b.axis("k", size: 3)
    let left = x.b.rename(l, from: x.column, to: inner)
    let moved = x.b.rename(left, from: x.row, to: x.column)
    let product = x.b.contract(left, moved, over: [inner])
    let program = x.b.finish([Output(name: "p", value: product), Output(name: "l", value: l)])
    let found = try evaluate(program, at: point)
    let factor = try evaluate(program, at: point, output: 1)
    for i in 0..<3 {
      for j in 0..<3 {
        #expect(agrees(found[j * 6 + i], entry(0, max(i, j), min(i, j))))
        #expect(found[j * 6 + 3 + i].isNaN)
        if i < j { #expect(factor[j * 6 + i] == 0) }
      }
    }
  }

  @Test(arguments: [false, true], [false, true])
  func solutionsSatisfyTheirSystems(isTriangular: Bool, transposed: Bool) throws {
    var x = Batch()
    let sides = x.b.axis("s", size: 2)
    let (given, found) = transposed ? (x.column, x.row) : (x.row, x.column)
    let side = x.b.parameter("b", [given, sides])
    let solution = x.b.append(
      isTriangular
        ? .solveTriangular(x.m, side, row: x.row, column: x.column, transposed: transposed)
        : .solve(x.m, side, row: x.row, column: x.column, transposed: transposed))
    let isLower = x.b.compare(.lessOrEqual, x.b.position(x.column), x.b.position(x.row))
    let read = isTriangular ? x.b.select(isLower, x.m, x.b.constant(0)) : x.m
    let product = x.b.contract(read, solution, over: [found])
    let wide = x.b.append(.broadcast(side, along: [x.batch]))
    let program = x.b.finish([
      Output(name: "product", value: product), Output(name: "side", value: wide),
    ])
    let full = point + [1, 2, -3, 4, 0.5, -0.25]
    #expect(
      agree(
        try evaluate(program, at: full), try evaluate(program, at: full, output: 1),
        within: 1e-12))
  }

  @Test func singularMatricesHaveNoSolution() throws {
    var b = ProgramBuilder()
    let (row, column) = (b.axis("i", size: 2), b.axis("j", size: 2))
    let m = b.parameter("m", [row, column])
    let side = b.parameter("b", [row])
    let results = [
      b.append(.solve(m, side, row: row, column: column, transposed: false)),
      b.append(.logAbsDeterminant(m, row: row, column: column)),
      b.append(.determinant(m, row: row, column: column)),
      b.append(.cholesky(m, row: row, column: column)),
    ]
    let program = b.finish(results.map { Output(name: "y", value: $0) })
    let point: [Double] = [1, 2, 2, 4, 1, 1]
    #expect(try evaluate(program, at: point).allSatisfy(\.isNaN))
    #expect(try evaluate(program, at: point, output: 1) == [-.infinity])
    #expect(try evaluate(program, at: point, output: 2) == [0])
    #expect(try evaluate(program, at: point, output: 3).allSatisfy(\.isNaN))
  }

  @Test func matricesOfOrderZero() throws {
    var b = ProgramBuilder()
    let (row, column) = (b.axis("i", size: 0), b.axis("j", size: 0))
    let m = b.parameter("m", [row, column])
    let results = [
      b.append(.determinant(m, row: row, column: column)),
      b.append(.logAbsDeterminant(m, row: row, column: column)),
      b.append(.cholesky(m, row: row, column: column)),
    ]
    let program = b.finish(results.map { Output(name: "y", value: $0) })
    #expect(try evaluate(program) == [1])
    #expect(try evaluate(program, output: 1) == [0])
    #expect(try evaluate(program, output: 2) == [])
  }
}
