import CProducts
import Testing

/// Products of matrices in single precision, against sums in double precision.
@Suite(.enabled(if: products_available() != 0)) struct WideProductTests {
  /// A matrix of given steps in memory with numbers of mixed signs.
  private struct Matrix {
    let rows, columns, rowStride, columnStride: Int
    var memory: [Float]

    init(_ rows: Int, _ columns: Int, byColumns: Bool = false, slack: Int, seed: Int) {
      (self.rows, self.columns) = (rows, columns)
      (rowStride, columnStride) = byColumns ? (1, rows + slack) : (columns + slack, 1)
      memory = (0..<(byColumns ? columns : rows) * max(rowStride, columnStride)).map {
        Float(($0 * 7919 + seed * 104_729) % 2003 - 1001) / 1001
      }
    }

    subscript(i: Int, j: Int) -> Double { Double(memory[i * rowStride + j * columnStride]) }
  }

  private func check(
    _ a: Matrix, _ b: Matrix, _ before: Matrix, _ after: Matrix, adds: Bool
  ) {
    // Sums of at most k + 1 numbers up to 1 are off by (k + 1)² halves of a unit in the last place
    // at most (N. Higham, "The accuracy of floating point summation", 1993).
    let terms = Double(a.columns + 1)
    for i in 0..<after.rows {
      for j in 0..<after.columns {
        var wanted = adds ? before[i, j] : 0
        for p in 0..<a.columns { wanted += a[i, p] * b[p, j] }
        #expect(
          abs(after[i, j] - wanted) <= 0x1p-24 * terms * terms,
          "\(i), \(j): \(after[i, j]), \(wanted)")
      }
      for j in after.columns..<after.rowStride {
        #expect(after.memory[i * after.rowStride + j] == before.memory[i * after.rowStride + j])
      }
    }
  }

  /// Few rows are multiplied where the second factor lies; of more rows, and where it lies by
  /// columns, it is copied by blocks of 128 along the inner direction.
  @Test(arguments: [
    (1, 1, 1), (2, 16, 3), (5, 17, 20), (6, 64, 9), (7, 65, 10), (13, 100, 31), (50, 52, 40),
    (9, 130, 1), (12, 15, 33), (8, 70, 128), (130, 20, 129), (129, 81, 17), (260, 9, 40),
    (40, 33, 300),
  ])
  func sumsAreRight(_ m: Int, _ n: Int, _ k: Int) {
    for adds in [false, true] {
      for (first, second) in [(false, false), (false, true), (true, false), (true, true)] {
        let before = Matrix(m, n, slack: 3, seed: 1)
        let a = Matrix(m, k, byColumns: first, slack: 2, seed: 2)
        let b = Matrix(k, n, byColumns: second, slack: 5, seed: 3)
        var c = before
        products_f32(
          m, n, k, a.memory, a.rowStride, a.columnStride, b.memory, b.rowStride, b.columnStride,
          adds ? 1 : 0, &c.memory, c.rowStride)
        check(a, b, before, c, adds: adds)
      }
    }
  }
}
