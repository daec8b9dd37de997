extension Kernels {
  /// out = x at a position along an axis with the given size and stride in x, zero outside.
  static func gather<X>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<X>, _ x: UnsafePointer<X>,
    _ at: UnsafePointer<Int>, size: Int, stride: Int, zero: X
  ) {
    let columns = nest.columns
    let step = columns.strides
    nest.forEachRow { offset in
      let o = out + offset[0]
      let x = x + offset[1]
      let at = at + offset[2]
      for i in 0..<columns.size {
        let position = at[i &* step[2]]
        o[i &* step[0]] =
          position >= 0 && position < size ? x[i &* step[1] &+ position &* stride] : zero
      }
    }
  }

  /// out += x at a position along an axis with the given size and stride in out; dropped outside.
  @inline(__always)
  static func scatterAdd<X>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<X>, _ x: UnsafePointer<X>,
    _ at: UnsafePointer<Int>, size: Int, stride: Int, _ add: (X, X) -> X
  ) {
    let columns = nest.columns
    let step = columns.strides
    nest.forEachRow { offset in
      let o = out + offset[0]
      let x = x + offset[1]
      let at = at + offset[2]
      for i in 0..<columns.size {
        let position = at[i &* step[2]]
        guard position >= 0, position < size else { continue }
        let target = i &* step[0] &+ position &* stride
        o[target] = add(o[target], x[i &* step[1]])
      }
    }
  }

  /// out = running sums of x along an axis that is not part of the nest.
  @inline(__always)
  static func cumulativeSum<X>(
    _ nest: LoopNest, _ out: UnsafeMutablePointer<X>, _ x: UnsafePointer<X>,
    along axis: LoopLevel, exclusive: Bool, reversed: Bool, zero: X, _ add: (X, X) -> X
  ) {
    let columns = nest.columns
    let (so, sx) = (axis.strides[0], axis.strides[1])
    nest.forEachRow { offset in
      for column in 0..<columns.size {
        let o = out + (offset[0] &+ column &* columns.strides[0])
        let x = x + (offset[1] &+ column &* columns.strides[1])
        var sum = zero
        for k in 0..<axis.size {
          let i = reversed ? axis.size - 1 - k : k
          let next = add(sum, x[i &* sx])
          o[i &* so] = exclusive ? sum : next
          sum = next
        }
      }
    }
  }
}
