/// Elementwise loops; each call site is its own loop in the compiled program.
enum Kernels {
  /// out = f(x)
  @inline(__always)
  static func map<X, Z>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<Z>, _ x: UnsafePointer<X>, _ f: (X) -> Z
  ) {
    let count = nest.columns.size
    let step = nest.columns.strides
    let (so, sx) = (step[0], step[1])
    nest.forEachRow { offset in
      let o = out + offset[0]
      let x = x + offset[1]
      if so == 1, sx == 1 {
        for i in 0..<count { o[i] = f(x[i]) }
      } else {
        for i in 0..<count { o[i &* so] = f(x[i &* sx]) }
      }
    }
  }

  /// out = f(x, y)
  @inline(__always)
  static func map<X, Y, Z>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<Z>, _ x: UnsafePointer<X>,
    _ y: UnsafePointer<Y>, _ f: (X, Y) -> Z
  ) {
    let count = nest.columns.size
    let step = nest.columns.strides
    let (so, sx, sy) = (step[0], step[1], step[2])
    nest.forEachRow { offset in
      let o = out + offset[0]
      let x = x + offset[1]
      let y = y + offset[2]
      if so == 1, sx == 1, sy == 1 {
        for i in 0..<count { o[i] = f(x[i], y[i]) }
      } else if so == 1, sx == 1, sy == 0 {
        let y = y[0]
        for i in 0..<count { o[i] = f(x[i], y) }
      } else if so == 1, sx == 0, sy == 1 {
        let x = x[0]
        for i in 0..<count { o[i] = f(x, y[i]) }
      } else {
        for i in 0..<count { o[i &* so] = f(x[i &* sx], y[i &* sy]) }
      }
    }
  }

  /// out = c ? x : y
  static func select<X>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<X>, _ c: UnsafePointer<Bool>,
    _ x: UnsafePointer<X>, _ y: UnsafePointer<X>
  ) {
    let count = nest.columns.size
    let step = nest.columns.strides
    nest.forEachRow { offset in
      let o = out + offset[0]
      let c = c + offset[1]
      let x = x + offset[2]
      let y = y + offset[3]
      for i in 0..<count {
        o[i &* step[0]] = c[i &* step[1]] ? x[i &* step[2]] : y[i &* step[3]]
      }
    }
  }

  /// out = f(out, x), where several elements of x may meet one of out.
  @inline(__always)
  static func fold<X, Z>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<Z>, _ x: UnsafePointer<X>, _ f: (Z, X) -> Z
  ) {
    let count = nest.columns.size
    let step = nest.columns.strides
    let (so, sx) = (step[0], step[1])
    nest.forEachRow { offset in
      let o = out + offset[0]
      let x = x + offset[1]
      if so == 0 {
        var sum = o[0]
        for i in 0..<count { sum = f(sum, x[i &* sx]) }
        o[0] = sum
      } else if so == 1, sx == 1 {
        for i in 0..<count { o[i] = f(o[i], x[i]) }
      } else {
        for i in 0..<count { o[i &* so] = f(o[i &* so], x[i &* sx]) }
      }
    }
  }

  /// out = f(out, x, y), where several elements of x and y may meet one of out.
  @inline(__always)
  static func fold<X, Y, Z>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<Z>, _ x: UnsafePointer<X>,
    _ y: UnsafePointer<Y>, _ f: (Z, X, Y) -> Z
  ) {
    let count = nest.columns.size
    let step = nest.columns.strides
    let (so, sx, sy) = (step[0], step[1], step[2])
    nest.forEachRow { offset in
      let o = out + offset[0]
      let x = x + offset[1]
      let y = y + offset[2]
      if so == 0 {
        var sum = o[0]
        for i in 0..<count { sum = f(sum, x[i &* sx], y[i &* sy]) }
        o[0] = sum
      } else if so == 1, sx == 1, sy == 0 {
        let y = y[0]
        for i in 0..<count { o[i] = f(o[i], x[i], y) }
      } else if so == 1, sx == 0, sy == 1 {
        let x = x[0]
        for i in 0..<count { o[i] = f(o[i], x, y[i]) }
      } else {
        for i in 0..<count { o[i &* so] = f(o[i &* so], x[i &* sx], y[i &* sy]) }
      }
    }
  }
}
