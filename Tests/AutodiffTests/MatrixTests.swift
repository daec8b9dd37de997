import TensorIR
import Testing

@Suite struct MatrixTests {
  /// A well-conditioned square matrix of parameters over rows, columns and further axes; not
  /// symmetric.
  private func square(
    _ b: inout ProgramBuilder, _ row: AxisID, _ column: AxisID, _ batch: [AxisID] = []
  ) -> ValueID {
    let x = b.parameter("m", [row, column] + batch)
    let isDiagonal = b.compare(.equal, b.position(row), b.position(column))
    let shift = b.multiply(b.constant(3), b.cast(isDiagonal, to: .real))
    return b.add(x, shift)
  }

  @Test func choleskyFactors() throws {
    try expectDerivatives(at: scattered(9), tolerance: 1e-6) { b in
      let (row, column) = (b.axis("i", size: 3), b.axis("j", size: 3))
      let m = square(&b, row, column)
      return b.append(.cholesky(m, row: row, column: column))
    }
  }

  @Test func choleskyFactorsOfManyMatrices() throws {
    try expectDerivatives(at: scattered(8), tolerance: 1e-6) { b in
      let column = b.axis("j", size: 2)
      let batch = b.axis("n", size: 2)
      let row = b.axis("i", size: 2)
      let m = square(&b, row, column, [batch])
      let l = b.append(.cholesky(m, row: row, column: column))
      return b.unary(.sin, l)
    }
  }

  @Test(arguments: [false, true], [false, true])
  func systems(isTriangular: Bool, transposed: Bool) throws {
    // The right-hand side has axes of the matrix, others, both.
    for (matrixAxes, sideAxes) in [([], []), ([], [0]), ([0], []), ([0], [0]), ([0], [0, 1])]
      as [([Int], [Int])]
    {
      let sizes = [2, 2]
      let matrixCount = 4 * matrixAxes.reduce(1) { $0 * sizes[$1] }
      let sideCount = 2 * sideAxes.reduce(1) { $0 * sizes[$1] }
      try expectDerivatives(at: scattered(matrixCount + sideCount), tolerance: 1e-6) { b in
        let axes = sizes.map { b.axis("a", size: $0) }
        let (row, column) = (b.axis("i", size: 2), b.axis("j", size: 2))
        let m = square(&b, row, column, matrixAxes.map { axes[$0] })
        let side = b.parameter("b", [transposed ? column : row] + sideAxes.map { axes[$0] })
        return b.append(
          isTriangular
            ? .solveTriangular(m, side, row: row, column: column, transposed: transposed)
            : .solve(m, side, row: row, column: column, transposed: transposed))
      }
    }
  }

  @Test func determinants() throws {
    try expectDerivatives(at: scattered(18), tolerance: 1e-6) { b in
      let (row, column) = (b.axis("i", size: 3), b.axis("j", size: 3))
      let batch = b.axis("n", size: 2)
      let m = square(&b, row, column, [batch])
      let log = b.append(.logAbsDeterminant(m, row: row, column: column))
      let plain = b.append(.determinant(m, row: row, column: column))
      return b.add(log, b.unary(.sin, plain))
    }
  }

  @Test func logDensityOfAMultivariateNormal() throws {
    try expectDerivatives(at: scattered(6), tolerance: 1e-6) { b in
      let (row, column) = (b.axis("i", size: 4), b.axis("j", size: 4))
      let x = b.append(.table([0.1, 0.7, 1.9, 2.6], along: row))
      let scales = b.parameter("s", [b.axis("p", size: 2)])
      let y = b.parameter("y", [row])
      let length = b.unary(.exp, b.sum(scales, over: b.type(scales).axes))
      let distance = b.subtract(x, b.rename(x, from: row, to: column))
      let kernel = b.unary(.exp, b.negate(b.divide(b.unary(.square, distance), length)))
      let isDiagonal = b.compare(.equal, b.position(row), b.position(column))
      let noise = b.multiply(b.constant(0.5), b.cast(isDiagonal, to: .real))
      let l = b.append(.cholesky(b.add(kernel, noise), row: row, column: column))
      let z = b.append(.solveTriangular(l, y, row: row, column: column, transposed: false))
      let quadratic = b.sum(b.unary(.square, z), over: [column])
      let log = b.append(.logAbsDeterminant(l, row: row, column: column))
      return b.add(b.multiply(b.constant(-0.5), quadratic), b.negate(log))
    }
  }
}
