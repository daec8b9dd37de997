import ScalarMath

/// Gaussian elimination with partial pivoting on one matrix in consecutive memory, row-major.
public enum Elimination {
  /// Replaces `side` by the solution of M x = side, or of transpose(M) x = side; NaN throughout for
  /// a singular matrix. Overwrites the matrix.
  ///
  /// - Parameter order: the number of rows of the matrix and of `side`.
  public static func solve(
    order: Int, _ matrix: UnsafeMutablePointer<Double>, _ side: UnsafeMutablePointer<Double>,
    transposed: Bool
  ) {
    withPivots(order) { pivots in
      let _: Double = Kernels.eliminate(matrix, order: order, pivots: pivots)
      if (0..<order).contains(where: { matrix[$0 * order + $0] == 0 }) {
        Kernels.fill(side, count: order, .nan)
      } else if transposed {
        Kernels.substituteTransposed(matrix, order: order, pivots: pivots, replacing: side)
      } else {
        Kernels.substitute(matrix, order: order, pivots: pivots, replacing: side)
      }
    }
  }

  /// Returns det M. Overwrites the matrix.
  public static func determinant(order: Int, _ matrix: UnsafeMutablePointer<Double>) -> Double {
    withPivots(order) { pivots in
      let sign: Double = Kernels.eliminate(matrix, order: order, pivots: pivots)
      return (0..<order).reduce(sign) { $0 * matrix[$1 * order + $1] }
    }
  }

  /// Returns log |det M|, -inf for a singular matrix. Overwrites the matrix.
  public static func logAbsDeterminant(
    order: Int, _ matrix: UnsafeMutablePointer<Double>
  ) -> Double {
    withPivots(order) { pivots in
      let _: Double = Kernels.eliminate(matrix, order: order, pivots: pivots)
      return (0..<order).reduce(0) { $0 + .log(matrix[$1 * order + $1].magnitude) }
    }
  }

  private static func withPivots<Result>(
    _ order: Int, _ body: (UnsafeMutablePointer<Int>) -> Result
  ) -> Result {
    // On the stack if there are few.
    withUnsafeTemporaryAllocation(of: Int.self, capacity: order + 1) { memory in
      guard let start = memory.baseAddress else {
        preconditionFailure("memory for at least one number")
      }
      return body(start)
    }
  }
}
