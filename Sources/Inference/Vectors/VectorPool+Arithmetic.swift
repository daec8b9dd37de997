/// The loops of the integrator, each of which reads and writes every vector once.
extension VectorPool {
  /// A vector of at least as many elements is summed in lanes.
  ///
  /// Shorter ones are summed in order, where the wait of each addition for the one before is
  /// short as well.
  private static var summedInLanes: Int { 256 }

  /// Moves half a step in momentum and a whole one in position, by a diagonal inverse metric.
  func kickAndDrift(
    from point: PhasePoint, to next: PhasePoint, stepSize: Double, variances: Slot
  ) {
    let (momentum, gradient) = (start(point.momentum), start(point.gradient))
    let (position, variances) = (start(point.position), start(variances))
    let (newMomentum, newPosition) = (start(next.momentum), start(next.position))
    let half = stepSize / 2
    for group in 0..<groupCount {
      let p = momentum[group: group] + half * gradient[group: group]
      newMomentum[group: group] = p
      newPosition[group: group] = position[group: group] + stepSize * (variances[group: group] * p)
    }
  }

  /// Adds a multiple of the gradient to the momentum; the velocity follows by a diagonal inverse
  /// metric. Returns their inner product.
  func kick(_ point: PhasePoint, by factor: Double, variances: Slot) -> Double {
    let (momentum, gradient) = (start(point.momentum), start(point.gradient))
    let (velocity, variances) = (start(point.velocity), start(variances))
    let isLong = dimension >= Self.summedInLanes
    var sum = 0.0
    var lanes = SIMD4<Double>.zero
    for group in 0..<groupCount {
      let p = momentum[group: group] + factor * gradient[group: group]
      let v = variances[group: group] * p
      momentum[group: group] = p
      velocity[group: group] = v
      let products = p * v
      if isLong {
        lanes += products
      } else {
        sum = sum + products[0] + products[1] + products[2] + products[3]
      }
    }
    return isLong ? lanes.sum() : sum
  }

  /// Returns the inner product of two vectors.
  func dot(_ first: Slot, _ second: Slot) -> Double {
    let (x, y) = (start(first), start(second))
    let isLong = dimension >= Self.summedInLanes
    var sum = 0.0
    var lanes = SIMD4<Double>.zero
    for group in 0..<groupCount {
      let products = x[group: group] * y[group: group]
      if isLong {
        lanes += products
      } else {
        sum = sum + products[0] + products[1] + products[2] + products[3]
      }
    }
    return isLong ? lanes.sum() : sum
  }

  /// Writes the sum of a vector and a multiple of another.
  func add(_ factor: Double, times addend: Slot, to summand: Slot, into target: Slot) {
    let (x, y, sum) = (start(addend), start(summand), start(target))
    for group in 0..<groupCount { sum[group: group] = y[group: group] + factor * x[group: group] }
  }
}

extension UnsafeMutablePointer<Double> {
  /// The group of four elements with a number.
  ///
  /// - Precondition: the memory is aligned for vectors.
  subscript(group group: Int) -> SIMD4<Double> {
    @inline(__always) get {
      UnsafeRawPointer(self).load(fromByteOffset: 32 &* group, as: SIMD4<Double>.self)
    }
    @inline(__always) nonmutating set {
      UnsafeMutableRawPointer(self)
        .storeBytes(of: newValue, toByteOffset: 32 &* group, as: SIMD4<Double>.self)
    }
  }

  /// The pair of elements with a number.
  ///
  /// - Precondition: the memory is aligned for vectors.
  subscript(pair pair: Int) -> SIMD2<Double> {
    @inline(__always) get {
      UnsafeRawPointer(self).load(fromByteOffset: 16 &* pair, as: SIMD2<Double>.self)
    }
    @inline(__always) nonmutating set {
      UnsafeMutableRawPointer(self)
        .storeBytes(of: newValue, toByteOffset: 16 &* pair, as: SIMD2<Double>.self)
    }
  }
}
