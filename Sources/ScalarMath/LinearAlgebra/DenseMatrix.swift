/// Dense matrices of tens of rows, row by row in a buffer that holds other things as well.
///
/// A square matrix of order n occupies n * n numbers from an offset on; entry (i, j) lies at
/// offset + i * n + j.
public enum DenseMatrix {
  /// Replaces a symmetric matrix by its lower Cholesky factor, with zeros above the diagonal.
  ///
  /// Only the lower triangle is read. Returns false, and leaves the matrix unusable, if it is not
  /// positive definite or not finite.
  public static func factorize(_ a: inout [Double], at offset: Int = 0, order n: Int) -> Bool {
    for i in 0..<n {
      let row = offset + i * n
      for j in 0...i {
        let other = offset + j * n
        var sum = a[row + j]
        for k in 0..<j { sum -= a[row + k] * a[other + k] }
        if i > j {
          a[row + j] = sum / a[other + j]
        } else {
          guard sum > 0, sum.isFinite else { return false }
          a[row + i] = sum.squareRoot()
        }
      }
      for j in (i + 1)..<max(n, i + 1) { a[row + j] = 0 }
    }
    return true
  }

  /// Replaces B by the solution X of L X = B, or of transpose(L) X = B.
  ///
  /// L is lower triangular of order n, only its lower triangle is read; B has n rows and the given
  /// number of columns. A zero on the diagonal gives infinities.
  public static func solveLower(
    _ l: [Double], at offset: Int = 0, order n: Int, transposed: Bool = false,
    replacing b: inout [Double], from start: Int = 0, columns: Int = 1
  ) {
    for step in 0..<n {
      let i = transposed ? n - 1 - step : step
      let known = transposed ? (i + 1)..<n : 0..<i
      let diagonal = l[offset + i * n + i]
      for column in 0..<columns {
        var sum = b[start + i * columns + column]
        for k in known {
          let entry = transposed ? l[offset + k * n + i] : l[offset + i * n + k]
          sum -= entry * b[start + k * columns + column]
        }
        b[start + i * columns + column] = sum / diagonal
      }
    }
  }

  /// Returns the sum of the logarithms of the diagonal: half the log determinant of L L'.
  public static func logDiagonal(_ l: [Double], at offset: Int = 0, order n: Int) -> Double {
    (0..<n).reduce(0) { $0 + Double.log(l[offset + $1 * n + $1]) }
  }

  /// Returns L L', row by row, for a lower triangular L.
  public static func square(lower l: [Double], at offset: Int = 0, order n: Int) -> [Double] {
    var result = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var sum = 0.0
        for k in 0...j { sum += l[offset + i * n + k] * l[offset + j * n + k] }
        result[i * n + j] = sum
        result[j * n + i] = sum
      }
    }
    return result
  }

  /// Returns the inverse of a lower triangular matrix, row by row.
  public static func inverse(lower l: [Double], at offset: Int = 0, order n: Int) -> [Double] {
    var result = [Double](repeating: 0, count: n * n)
    for i in 0..<n { result[i * n + i] = 1 }
    solveLower(l, at: offset, order: n, replacing: &result, columns: n)
    return result
  }
}
