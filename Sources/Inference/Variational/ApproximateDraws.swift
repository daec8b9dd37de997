public import Posterior
public import ScalarMath

/// Independent draws of a distribution that stands in for a density.
public struct ApproximateDraws: Sendable {
  /// The points.
  public let points: [[Double]]
  /// log p - log q at each point; minus infinity where the density is zero.
  public let logRatios: [Double]

  public init(points: [[Double]], logRatios: [Double]) {
    self.points = points
    self.logRatios = logRatios
  }

  /// The evidence lower bound: the mean of the ratios, with its standard error.
  public var bound: EvidenceEstimate {
    let count = Double(logRatios.count)
    let mean = logRatios.reduce(0, +) / count
    let square = logRatios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return EvidenceEstimate(
      logEvidence: mean, error: (square / max(count - 1, 1) / count).squareRoot())
  }

  /// The weights of the draws, smoothed, with the shape of their tail.
  public var weights: SmoothedWeights { SmoothedWeights(smoothing: logRatios) }

  /// Draws points anew, each with its weight, by systematic resampling.
  public func resampled(_ count: Int, stream: RandomStream) -> [[Double]] {
    var stream = stream
    let shares = weights.logWeights.map { Double.exp($0) }
    guard shares.allSatisfy(\.isFinite) else { return Array(points.prefix(count)) }
    var result: [[Double]] = []
    var total = 0.0
    var level = stream.uniform() / Double(count)
    for (point, share) in zip(points, shares) {
      total += share
      while result.count < count, level < total {
        result.append(point)
        level += 1 / Double(count)
      }
    }
    while result.count < count, let last = points.last { result.append(last) }
    return result
  }
}

extension NormalFamily {
  /// Draws points and weighs them by a density.
  ///
  /// - Throws: only failures that are not recoverable.
  public func draws(
    _ count: Int, parameters: [Double], of density: some LogDensity, stream: RandomStream
  ) throws(EvidenceFailure) -> ApproximateDraws {
    var (density, stream) = (density, stream)
    var gradient = [Double](repeating: 0, count: dimension)
    var points: [[Double]] = []
    var ratios: [Double] = []
    for _ in 0..<count {
      let noise = (0..<noiseCount).map { _ in stream.normal() }
      var point = gradient
      place(parameters.span, noise: noise.span, at: 0, into: &point)
      let value = try density.value(at: point, gradient: &gradient)
      points.append(point)
      ratios.append(value - logDensity(parameters, noise: noise))
    }
    return ApproximateDraws(points: points, logRatios: ratios)
  }
}

extension GaussianApproximation {
  /// Draws points and weighs them by a density.
  ///
  /// - Throws: only failures that are not recoverable.
  public func draws(
    _ count: Int, of density: some LogDensity, stream: RandomStream
  ) throws(EvidenceFailure) -> ApproximateDraws {
    var (density, stream) = (density, stream)
    var gradient = mean
    var points: [[Double]] = []
    var ratios: [Double] = []
    for _ in 0..<count {
      let z = mean.map { _ in stream.normal() }
      let point = self.point(z)
      let value = try density.value(at: point, gradient: &gradient)
      points.append(point)
      ratios.append(value - logDensity(standardised: z))
    }
    return ApproximateDraws(points: points, logRatios: ratios)
  }
}
