import ScalarMath

/// A generalised Pareto distribution fitted to excesses over a threshold.
///
/// The estimator of J. Zhang and M. A. Stephens, "A new and efficient estimation method for the
/// generalized Pareto distribution" (2009), with the weakly informative prior on the shape that A.
/// Vehtari et al., "Pareto smoothed importance sampling" (2024), add: ten observations of 1/2.
struct ParetoTail: Sendable, Equatable {
  /// Above 1/2 the variance is infinite, above 1 the mean.
  let shape: Double
  let scale: Double

  /// - Parameter excesses: in ascending order, all above zero, at least five.
  init(fitting excesses: [Double]) {
    let count = excesses.count
    let n = Double(count)
    let gridCount = 30 + Int(n.squareRoot())
    let quartile = excesses[max(0, Int(n / 4 + 0.5) - 1)]
    let largest = excesses[count - 1]
    let grid = (1...gridCount).map { index in
      (1 - (Double(gridCount) / (Double(index) - 0.5)).squareRoot()) / (3 * quartile) + 1 / largest
    }
    func shape(_ b: Double) -> Double {
      excesses.reduce(0) { $0 + Double.log1p(-b * $1) } / n
    }
    let heights = grid.map { b in
      let k = shape(b)
      return n * (Double.log(-b / k) - k - 1)
    }
    let total = Double.logSumExp(heights)
    let weights = heights.map { Double.exp($0 - total) }
    let kept = grid.indices.filter { weights[$0] >= 10 * Double.ulpOfOne }
    let mass = kept.reduce(0) { $0 + weights[$1] }
    let b = kept.reduce(0) { $0 + grid[$1] * weights[$1] } / mass
    let raw = shape(b)
    scale = -raw / b
    self.shape = raw * n / (n + 10) + 10 * 0.5 / (n + 10)
  }

  /// The excess below which the given share of the tail lies.
  func quantile(_ probability: Double) -> Double {
    guard shape != 0 else { return -scale * Double.log1p(-probability) }
    return scale * Double.expm1(-shape * Double.log1p(-probability)) / shape
  }
}
