extension ScalarDraws {
  /// Returns the autocovariance at each lag, with the divisor n, averaged over the chains.
  ///
  /// Two chains share one complex transform: the transform of their summed power spectra is, in
  /// its real part, the sum of their autocovariances. Zeros double the length, so nothing wraps.
  func meanAutocovariance() -> [Double] {
    let transform = FourierTransform(atLeast: 2 * drawCount)
    var power = [Double](repeating: 0, count: transform.count)
    for first in stride(from: 0, to: chainCount, by: 2) {
      var real = [Double](repeating: 0, count: transform.count)
      var imaginary = real
      centre(chain(first), into: &real)
      if first + 1 < chainCount { centre(chain(first + 1), into: &imaginary) }
      transform.apply(&real, &imaginary)
      for k in power.indices { power[k] += real[k] * real[k] + imaginary[k] * imaginary[k] }
    }
    var zeros = [Double](repeating: 0, count: transform.count)
    transform.apply(&power, &zeros)
    let scale = 1 / (Double(transform.count) * Double(drawCount) * Double(chainCount))
    return power.prefix(drawCount).map { $0 * scale }
  }
}

/// Writes the values less their mean.
private func centre(_ chain: ArraySlice<Double>, into target: inout [Double]) {
  let center = chain.mean
  for (offset, value) in chain.enumerated() { target[offset] = value - center }
}
