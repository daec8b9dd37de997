extension VectorPool {
  /// Writes the sum of the momenta of two neighbouring stretches; true iff the whole is straight.
  ///
  /// The generalised criterion asks that the velocities at both ends of a stretch point along the
  /// sum of its momenta (Betancourt: A conceptual introduction to Hamiltonian Monte Carlo, 2017,
  /// appendix A.4.2). It is asked of the whole, and of each part with the first point of the
  /// other, which catches turns that the doubling hides.
  func addMomenta(of first: Stretch, _ next: Stretch, into total: Slot) -> Bool {
    first.isPoint && next.isPoint
      ? addPoints(first.near, next.near, into: total) : addStretches(first, next, into: total)
  }

  /// Of two points, of which the three questions are one.
  private func addPoints(_ near: Stretch.End, _ far: Stretch.End, into total: Slot) -> Bool {
    let (p, q, sum) = (start(near.momentum), start(far.momentum), start(total))
    let (v, w) = (start(near.velocity), start(far.velocity))
    var atNear = SIMD2<Double>.zero
    var atFar = atNear
    for pair in 0..<2 * groupCount {
      let momentum = p[pair: pair] + q[pair: pair]
      sum[pair: pair] = momentum
      atNear += v[pair: pair] * momentum
      atFar += w[pair: pair] * momentum
    }
    return atNear.sum() > 0 && atFar.sum() > 0
  }

  private func addStretches(_ first: Stretch, _ next: Stretch, into total: Slot) -> Bool {
    let (firstSum, nextSum) = (start(first.momentumSum), start(next.momentumSum))
    let sum = start(total)
    let (nearVelocity, farVelocity) = (start(first.near.velocity), start(first.far.velocity))
    let farMomentum = start(first.far.momentum)
    let nextNearMomentum = start(next.near.momentum)
    let nextNearVelocity = start(next.near.velocity)
    let lastVelocity = start(next.far.velocity)
    // Velocities at the two ends of the whole, of the first part and of the second.
    var (a, b) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    var (c, d, e, f) = (a, a, a, a)
    for pair in 0..<2 * groupCount {
      let (own, other) = (firstSum[pair: pair], nextSum[pair: pair])
      let withNext = own + nextNearMomentum[pair: pair]
      let withFar = other + farMomentum[pair: pair]
      let (near, last) = (nearVelocity[pair: pair], lastVelocity[pair: pair])
      let whole = own + other
      sum[pair: pair] = whole
      a += near * whole
      b += last * whole
      c += near * withNext
      d += nextNearVelocity[pair: pair] * withNext
      e += farVelocity[pair: pair] * withFar
      f += last * withFar
    }
    return a.sum() > 0 && b.sum() > 0 && c.sum() > 0 && d.sum() > 0 && e.sum() > 0 && f.sum() > 0
  }
}
