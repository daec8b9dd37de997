extension ScalarDraws {
  /// Returns the autocovariance at each lag, with the divisor n, averaged over the chains.
  ///
  /// Two chains share one complex transform: the transform of their summed power spectra is, in
  /// its real part, the sum of their autocovariances. Zeros double the length, so nothing wraps.
  func meanAutocovariance(_ means: [Double], _ transform: FourierTransform) -> [Double] {
    var power = [Double](repeating: 0, count: transform.count)
    var (real, imaginary) = (power, power)
    for first in stride(from: 0, to: chainCount, by: 2) {
      centre(first, means, into: &real)
      centre(first + 1, means, into: &imaginary)
      transform.scatter(&real, &imaginary)
      for k in power.indices { power[k] += real[k] * real[k] + imaginary[k] * imaginary[k] }
    }
    // The order of the frequencies does not matter until here.
    for k in imaginary.indices { imaginary[k] = 0 }
    transform.gather(&power, &imaginary)
    let scale = 1 / (Double(transform.count) * Double(drawCount) * Double(chainCount))
    return power.prefix(drawCount).map { $0 * scale }
  }

  /// Writes the values of a chain less their mean, and zeros behind; for no chain, zeros.
  private func centre(_ chain: Int, _ means: [Double], into target: inout [Double]) {
    let count = chain < chainCount ? drawCount : 0
    for draw in 0..<count { target[draw] = values[chain * drawCount + draw] - means[chain] }
    for place in count..<target.count { target[place] = 0 }
  }
}
