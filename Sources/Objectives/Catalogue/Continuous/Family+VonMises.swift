import ScalarMath
import Semantics

/// Von Mises: exp(conc cos(x - mean)) / (2 pi I_0(conc)), a density over any interval of length
/// 2 pi; draws lie within pi of the mean.
extension DistributionRow {
  static let vonMises = DistributionRow(
    .vonMises, [(.mean, .real), (.concentration, .nonNegative)],
    logDensity: { s in
      // cos t - 1 = -2 sin^2(t / 2), so neither part grows with the concentration.
      let k = s[.concentration]
      let half = sin(0.5 * (s.x - s[.mean]))
      return -2 * k * half.square - logScaledBessel(k) - .log(2 * .pi)
    },
    draw: { stream, p in
      [p[.mean] + stream.vonMises(concentration: p[.concentration])]
    },
    mean: { [$0[.mean]] },
    variance: { p in vonMisesVariance(p[.concentration]).map { [$0] } })
}

/// log(exp(-k) I_0(k)); from 64 on by the expansion of Hankel, because log I_0(k) - k cancels.
private func logScaledBessel(_ k: Formula) -> Formula {
  let isLow = k < 64
  let low = isLow.select(k, else: 64)
  let large = isLow.select(64, else: k)
  let inverse = 1 / large
  // The coefficients are ((2 j - 1)!!)^2 / (j! 8^j).
  var series = k.constant(0)
  for j in (1...12).reversed() {
    let odd = Double(2 * j - 1)
    series = (1 + series) * (odd * odd / Double(8 * j)) * inverse
  }
  let high = log1p(series) - 0.5 * log(2 * .pi * large)
  return isLow.select(logBesselI(k.constant(0), low) - low, else: high)
}

/// The variance on the line, pi^2/3 + 4 sum of (-1)^j I_j(k) / (I_0(k) j^2); nil where the
/// alternating sum would cancel.
private func vonMisesVariance(_ k: Double) -> Double? {
  guard k < 100 else { return nil }
  var sum = Double.pi * .pi / 3
  var weight = 1.0
  for j in 1...200 {
    weight *= -Double.besselIRatio(order: Double(j - 1), k)
    sum += 4 * weight / Double(j * j)
    if abs(weight) < 1e-18 { break }
  }
  return sum
}
