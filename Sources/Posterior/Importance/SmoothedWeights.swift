import ScalarMath

/// Importance weights whose largest ones are replaced by what a fitted Pareto tail expects.
///
/// A. Vehtari, D. Simpson, A. Gelman, Y. Yao and J. Gabry, "Pareto smoothed importance sampling"
/// (2024).
public struct SmoothedWeights: Sendable, Equatable {
  /// The logs of the weights, which add up to one, in the order of the draws.
  public let logWeights: [Double]
  /// The shape of the tail: above 0.7 averages under these weights cannot be trusted. Infinite
  /// where no tail could be fitted.
  public let khat: Double
  /// The log of the mean of the weights before they were made to add up to one.
  public let logMean: Double

  /// The shape of the tail up to which averages can be trusted.
  public static let trustedShape = 0.7

  /// Log weights that differ by less are equal.
  private static let roundingError = 1e-9

  /// True iff averages under these weights can be trusted.
  public var isTrusted: Bool { khat <= Self.trustedShape }

  /// How many independent draws of the target the weights are worth.
  public var effectiveCount: Double {
    1 / logWeights.reduce(0) { $0 + Double.exp(2 * $1) }
  }

  /// The standard error of `logMean`, for independent draws.
  public var logMeanError: Double {
    let count = Double(logWeights.count)
    return max(0, (count / effectiveCount - 1) / max(count - 1, 1)).squareRoot()
  }

  /// - Parameters:
  ///   - ratios: the logs of target over proposal at each draw, up to a constant; minus infinity
  ///     where the target is zero.
  ///   - relativeEfficiency: how many independent draws one of these is worth.
  public init(smoothing ratios: [Double], relativeEfficiency: Double = 1) {
    let count = ratios.count
    let largest = ratios.max() ?? -.infinity
    guard count > 0, largest.isFinite, !ratios.contains(where: \.isNaN) else {
      (logWeights, khat, logMean) = (ratios.map { _ in .nan }, .infinity, .nan)
      return
    }
    var smoothed = ratios.map { $0 - largest }
    let n = Double(count)
    let wanted = min(0.2 * n, 3 * (n / relativeEfficiency).squareRoot()).rounded(.up)
    let order = smoothed.indices.sorted { smoothed[$0] < smoothed[$1] }
    let cutoffIndex = max(0, count - Int(wanted) - 1)
    let cutoff = max(smoothed[order[cutoffIndex]], Double.log(.leastNormalMagnitude))
    let tail = order.filter { smoothed[$0] > cutoff }
    var shape = Double.infinity
    if smoothed[order[0]] > -Self.roundingError {
      // Equal weights have no tail: nothing could be better.
      shape = -.infinity
    } else if tail.count > 4 {
      let base = Double.exp(cutoff)
      let fit = ParetoTail(fitting: tail.map { Double.exp(smoothed[$0]) - base })
      if fit.shape.isFinite {
        shape = fit.shape
        for (rank, index) in tail.enumerated() {
          let share = (Double(rank) + 0.5) / Double(tail.count)
          smoothed[index] = min(0, Double.log(fit.quantile(share) + base))
        }
      }
    }
    let total = Double.logSumExp(smoothed)
    logWeights = smoothed.map { $0 - total }
    logMean = total + largest - Double.log(n)
    khat = shape
  }
}
