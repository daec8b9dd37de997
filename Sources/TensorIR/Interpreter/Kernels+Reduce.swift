import ScalarMath

extension Kernels {
  /// Fills a run of memory.
  @inline(__always)
  static func fill<X>(_ out: UnsafeMutablePointer<X>, count: Int, _ value: X) {
    for i in 0..<count { out[i] = value }
  }

  /// out += x, where several elements of x may meet one of out.
  static func addUp<R: Real>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<R>, _ x: UnsafePointer<R>
  ) {
    let step = nest.columns.strides
    if step[0] == 0, step[1] == 1 {
      nest.forEachRow { offset in
        out[offset[0]] += sum(x + offset[1], count: nest.columns.size)
      }
    } else {
      fold(nest, out, x) { $0 + $1 }
    }
  }

  /// out += x y, where several elements of x and y may meet one of out.
  static func contract<R: Real>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<R>, _ x: UnsafePointer<R>,
    _ y: UnsafePointer<R>
  ) {
    let step = nest.columns.strides
    if step[0] == 0, step[1] == 1, step[2] == 1 {
      nest.forEachRow { offset in
        out[offset[0]] += dot(x + offset[1], y + offset[2], count: nest.columns.size)
      }
    } else {
      fold(nest, out, x, y) { $0 + $1 * $2 }
    }
  }

  /// The sum of a run of memory, in short blocks so that rounding errors do not pile up.
  static func sum<R: Real>(_ x: UnsafePointer<R>, count: Int) -> R {
    var total: R = 0
    var start = 0
    while start < count {
      let end = min(start + 1024, count)
      var lanes = SIMD8<R>(repeating: 0)
      var i = start
      while i + 8 <= end {
        lanes += SIMD8(
          x[i], x[i + 1], x[i + 2], x[i + 3], x[i + 4], x[i + 5], x[i + 6], x[i + 7])
        i += 8
      }
      while i < end {
        total += x[i]
        i += 1
      }
      total += lanes.sum()
      start = end
    }
    return total
  }

  /// The inner product of two runs of memory, in blocks like `sum`.
  @inline(__always)
  static func dot<R: Real>(
    _ x: UnsafePointer<R>, _ y: UnsafePointer<R>, count: Int
  ) -> R {
    var total: R = 0
    var start = 0
    while start < count {
      let end = min(start + 1024, count)
      var lanes = SIMD8<R>(repeating: 0)
      var i = start
      while i + 8 <= end {
        let a = SIMD8(
          x[i], x[i + 1], x[i + 2], x[i + 3], x[i + 4], x[i + 5], x[i + 6], x[i + 7])
        let b = SIMD8(
          y[i], y[i + 1], y[i + 2], y[i + 3], y[i + 4], y[i + 5], y[i + 6], y[i + 7])
        lanes += a * b
        i += 8
      }
      while i < end {
        total += x[i] * y[i]
        i += 1
      }
      total += lanes.sum()
      start = end
    }
    return total
  }

  /// Reduces reals into `out` of the given size; `scratch` is as large, for `logSumExp`.
  static func reduce<R: Real>(
    _ reduction: Reduction, _ nest: LoopNest, _ out: UnsafeMutablePointer<R>,
    _ x: UnsafePointer<R>, count: Int, scratch: UnsafeMutablePointer<R>
  ) {
    switch reduction {
    case .sum:
      fill(out, count: count, 0)
      addUp(nest, out, x)
    case .product:
      fill(out, count: count, 1)
      fold(nest, out, x) { $0 * $1 }
    case .maximum:
      fill(out, count: count, -.infinity)
      fold(nest, out, x) { R.larger($0, $1) }
    case .minimum:
      fill(out, count: count, .infinity)
      fold(nest, out, x) { R.smaller($0, $1) }
    case .logSumExp:
      logSumExp(nest, out, x, count: count, largest: scratch)
    }
  }

  private static func logSumExp<R: Real>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<R>, _ x: UnsafePointer<R>, count: Int,
    largest: UnsafeMutablePointer<R>
  ) {
    fill(largest, count: count, -.infinity)
    fold(nest, largest, x) { R.larger($0, $1) }
    fill(out, count: count, 0)
    let columns = nest.columns
    let (so, sx) = (columns.strides[0], columns.strides[1])
    nest.forEachRow { offset in
      let o = out + offset[0]
      let m = largest + offset[0]
      let x = x + offset[1]
      for i in 0..<columns.size {
        o[i &* so] += R(wide: .exp((x[i &* sx] - m[i &* so]).wide))
      }
    }
    for i in 0..<count {
      // Infinite differences are not numbers; then the largest term is the sum.
      out[i] = largest[i].isFinite ? largest[i] + R(wide: .log(out[i].wide)) : largest[i]
    }
  }

  /// Reduces integers; an empty maximum or minimum is the least or greatest integer.
  static func reduce(
    _ reduction: Reduction, _ nest: LoopNest, _ out: UnsafeMutablePointer<Int>,
    _ x: UnsafePointer<Int>, count: Int
  ) {
    switch reduction {
    case .sum:
      fill(out, count: count, 0)
      fold(nest, out, x) { $0 &+ $1 }
    case .product:
      fill(out, count: count, 1)
      fold(nest, out, x) { $0 &* $1 }
    case .maximum:
      fill(out, count: count, .min)
      fold(nest, out, x) { max($0, $1) }
    case .minimum:
      fill(out, count: count, .max)
      fold(nest, out, x) { min($0, $1) }
    case .logSumExp:
      preconditionFailure("logSumExp of integers; the verifier rejects it")
    }
  }
}
