/// Dense factorisations of one matrix of a given order, row by row in consecutive memory.
extension Kernels {
  /// Replaces the lower triangle by the Cholesky factor; false if not positive definite.
  static func factorize<R: Real>(_ a: UnsafeMutablePointer<R>, order n: Int) -> Bool {
    for i in 0..<n {
      let row = a + i * n
      for j in 0..<i {
        row[j] = (row[j] - dot(row, a + j * n, count: j)) / a[j * n + j]
      }
      let square = row[i] - dot(row, row, count: i)
      guard square > 0, square.isFinite else { return false }
      row[i] = square.squareRoot()
    }
    return true
  }

  /// Replaces b by the solution of L x = b.
  static func solveLower<R: Real>(
    _ l: UnsafePointer<R>, order n: Int, replacing b: UnsafeMutablePointer<R>
  ) {
    for i in 0..<n { b[i] = (b[i] - dot(l + i * n, b, count: i)) / l[i * n + i] }
  }

  /// Replaces b by the solution of transpose(L) x = b.
  static func solveUpper<R: Real>(
    _ l: UnsafePointer<R>, order n: Int, replacing b: UnsafeMutablePointer<R>
  ) {
    for i in (0..<n).reversed() {
      b[i] /= l[i * n + i]
      for j in 0..<i { b[j] -= l[i * n + j] * b[i] }
    }
  }

  /// Replaces a by its factors L (with ones on the diagonal) and U, rows exchanged as `pivots`
  /// says; returns the sign of the exchanges. A zero pivot on U's diagonal means singular.
  static func eliminate<R: Real>(
    _ a: UnsafeMutablePointer<R>, order n: Int, pivots: UnsafeMutablePointer<Int>
  ) -> R {
    var sign: R = 1
    for k in 0..<n {
      var pivot = k
      for i in (k + 1)..<max(n, k + 1)
      where a[i * n + k].magnitude > a[pivot * n + k].magnitude {
        pivot = i
      }
      pivots[k] = pivot
      if pivot != k {
        sign = -sign
        for j in 0..<n { swap(&a[k * n + j], &a[pivot * n + j]) }
      }
      if a[k * n + k] == 0 { continue }
      for i in (k + 1)..<max(n, k + 1) {
        let factor = a[i * n + k] / a[k * n + k]
        a[i * n + k] = factor
        for j in (k + 1)..<n { a[i * n + j] -= factor * a[k * n + j] }
      }
    }
    return sign
  }

  /// Replaces b by the solution of M x = b, given the factors of M.
  static func substitute<R: Real>(
    _ a: UnsafePointer<R>, order n: Int, pivots: UnsafePointer<Int>,
    replacing b: UnsafeMutablePointer<R>
  ) {
    for k in 0..<n where pivots[k] != k { swap(&b[k], &b[pivots[k]]) }
    for i in 0..<n { b[i] -= dot(a + i * n, b, count: i) }
    for i in (0..<n).reversed() {
      b[i] = (b[i] - dot(a + (i * n + i + 1), b + (i + 1), count: n - 1 - i)) / a[i * n + i]
    }
  }

  /// Replaces b by the solution of transpose(M) x = b, given the factors of M.
  static func substituteTransposed<R: Real>(
    _ a: UnsafePointer<R>, order n: Int, pivots: UnsafePointer<Int>,
    replacing b: UnsafeMutablePointer<R>
  ) {
    for i in 0..<n {
      b[i] /= a[i * n + i]
      for j in (i + 1)..<max(n, i + 1) { b[j] -= a[i * n + j] * b[i] }
    }
    for i in (0..<n).reversed() {
      for j in 0..<i { b[j] -= a[i * n + j] * b[i] }
    }
    for k in (0..<n).reversed() where pivots[k] != k { swap(&b[k], &b[pivots[k]]) }
  }
}
