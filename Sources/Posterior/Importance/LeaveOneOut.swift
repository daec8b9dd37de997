import ScalarMath

/// What each observation would have been worth as a prediction from all the others.
///
/// A. Vehtari, A. Gelman and J. Gabry, "Practical Bayesian model evaluation using leave-one-out
/// cross-validation and WAIC" (2017).
public struct LeaveOneOut: Sendable, Equatable {
  /// The log predictive density of each observation.
  public let pointwise: [Double]
  /// The tail shape of the weights of each observation.
  public let khats: [Double]
  /// The effective number of parameters.
  public let effectiveParameters: Double

  /// The expected log predictive density: the sum over observations.
  public var elpd: Double { pointwise.reduce(0, +) }

  /// The standard error of `elpd`.
  public var elpdError: Double {
    let mean = elpd / Double(pointwise.count)
    let squares = pointwise.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return squares.squareRoot()
  }

  /// The worst tail shape; one above 0.7 makes `elpd` unreliable.
  public var worstShape: Double { khats.max() ?? -.infinity }

  /// - Parameters:
  ///   - logLikelihoods: for each observation, its log density at each draw of the posterior.
  ///   - relativeEfficiency: how many independent draws one of these is worth.
  public init(logLikelihoods: [[Double]], relativeEfficiency: Double = 1) {
    var pointwise: [Double] = []
    var khats: [Double] = []
    var inSample = 0.0
    for row in logLikelihoods {
      let weights = SmoothedWeights(
        smoothing: row.map { -$0 }, relativeEfficiency: relativeEfficiency)
      pointwise.append(Double.logSumExp(zip(row, weights.logWeights).map { $0 + $1 }))
      khats.append(weights.khat)
      inSample += Double.logSumExp(row) - Double.log(Double(row.count))
    }
    self.pointwise = pointwise
    self.khats = khats
    effectiveParameters = inSample - pointwise.reduce(0, +)
  }
}
