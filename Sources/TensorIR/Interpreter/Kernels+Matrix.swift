import ScalarMath

/// Loops of an op on one matrix (and one vector) at a time.
struct MatrixLoops: Hashable, Sendable {
  let order: Int
  /// Over the axes of the matrix beside rows and columns.
  let batch: LoopNest
  /// Over the axes that only the right-hand side has.
  let sides: LoopNest
  /// Steps of out, the matrix and the right-hand side from one row to the next.
  let row: Strides
  /// The same from one column to the next.
  let column: Strides
}

extension Kernels {
  /// The lower Cholesky factor of each matrix, NaN throughout if there is none.
  static func cholesky<R: Real>(
    _ loops: MatrixLoops, _ out: UnsafeMutablePointer<R>, _ m: UnsafePointer<R>,
    scratch a: UnsafeMutablePointer<R>
  ) {
    let n = loops.order
    forEachOffset(loops.batch) { offset in
      load(loops, m + offset[1], into: a)
      let succeeded = factorize(a, order: n)
      let o = out + offset[0]
      for i in 0..<n {
        for j in 0..<n {
          o[i &* loops.row[0] &+ j &* loops.column[0]] =
            !succeeded ? .nan : j <= i ? a[i &* n &+ j] : 0
        }
      }
    }
  }

  /// The solution of each triangular system; `scratch` holds a matrix and a vector.
  static func solveTriangular<R: Real>(
    _ loops: MatrixLoops, _ out: UnsafeMutablePointer<R>, _ m: UnsafePointer<R>,
    _ b: UnsafePointer<R>, transposed: Bool, scratch a: UnsafeMutablePointer<R>
  ) {
    let n = loops.order
    let x = a + n * n
    forEachSystem(loops, out, m, b, transposed: transposed, scratch: a, prepare: {}) {
      transposed ? solveUpper(a, order: n, replacing: x) : solveLower(a, order: n, replacing: x)
    }
  }

  /// The solution of each square system; `scratch` holds a matrix, a vector and the pivots.
  static func solve<R: Real>(
    _ loops: MatrixLoops, _ out: UnsafeMutablePointer<R>, _ m: UnsafePointer<R>,
    _ b: UnsafePointer<R>, transposed: Bool, scratch a: UnsafeMutablePointer<R>,
    pivots: UnsafeMutablePointer<Int>
  ) {
    let n = loops.order
    let x = a + n * n
    var isSingular = false
    forEachSystem(
      loops, out, m, b, transposed: transposed, scratch: a,
      prepare: {
        _ = eliminate(a, order: n, pivots: pivots)
        isSingular = (0..<n).contains { a[$0 * n + $0] == 0 }
      }
    ) {
      if isSingular {
        fill(x, count: n, .nan)
      } else if transposed {
        substituteTransposed(a, order: n, pivots: pivots, replacing: x)
      } else {
        substitute(a, order: n, pivots: pivots, replacing: x)
      }
    }
  }

  /// det M, or log |det M|, of each matrix.
  static func determinant<R: Real>(
    _ loops: MatrixLoops, _ out: UnsafeMutablePointer<R>, _ m: UnsafePointer<R>,
    logarithm: Bool, scratch a: UnsafeMutablePointer<R>, pivots: UnsafeMutablePointer<Int>
  ) {
    let n = loops.order
    forEachOffset(loops.batch) { offset in
      load(loops, m + offset[1], into: a)
      let sign: R = eliminate(a, order: n, pivots: pivots)
      var result: R = logarithm ? 0 : sign
      for i in 0..<n {
        let pivot = a[i &* n &+ i]
        result = logarithm ? result + R(wide: .log(pivot.magnitude.wide)) : result * pivot
      }
      out[offset[0]] = result
    }
  }

  /// Calls `body` with the offsets of each element of a nest.
  @inline(__always)
  private static func forEachOffset(_ nest: LoopNest, _ body: (Strides) -> Void) {
    nest.forEachRow { start in
      var offset = start
      for _ in 0..<nest.columns.size {
        body(offset)
        offset &+= nest.columns.strides
      }
    }
  }

  /// Loads each matrix, prepares it, and solves in place for each of its right-hand sides, which
  /// lies behind the matrix.
  @inline(__always)
  private static func forEachSystem<R: Real>(
    _ loops: MatrixLoops, _ out: UnsafeMutablePointer<R>, _ m: UnsafePointer<R>,
    _ b: UnsafePointer<R>, transposed: Bool, scratch a: UnsafeMutablePointer<R>,
    prepare: () -> Void, solve: () -> Void
  ) {
    let n = loops.order
    let x = a + n * n
    let (given, found) = transposed ? (loops.column, loops.row) : (loops.row, loops.column)
    forEachOffset(loops.batch) { matrix in
      load(loops, m + matrix[1], into: a)
      prepare()
      forEachOffset(loops.sides) { side in
        let offset = matrix &+ side
        for i in 0..<n { x[i] = b[offset[2] &+ i &* given[2]] }
        solve()
        for i in 0..<n { out[offset[0] &+ i &* found[0]] = x[i] }
      }
    }
  }

  /// Copies a matrix to consecutive memory.
  private static func load<R: Real>(
    _ loops: MatrixLoops, _ m: UnsafePointer<R>, into a: UnsafeMutablePointer<R>
  ) {
    let n = loops.order
    for i in 0..<n {
      for j in 0..<n { a[i &* n &+ j] = m[i &* loops.row[1] &+ j &* loops.column[1]] }
    }
  }
}
