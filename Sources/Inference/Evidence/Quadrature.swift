import ScalarMath

/// The most coordinates that nested quadrature is used for.
public let quadratureLimit = 3

/// Integrates a density of at most three coordinates by nested quadrature.
///
/// The coordinates are those in which `gaussian` is standard normal. Each line has a place of its
/// own, found from that of the line before.
/// - Parameter progress: is told the share of the outermost line that is done, about.
/// - Returns: the log of the integral, with a bound of its error.
public func quadrature(
  _ density: some LogDensity, around gaussian: GaussianApproximation, tolerance: Double = 1e-10,
  progress: () -> RunDecision = { .proceed }
) throws(EvidenceFailure) -> EvidenceEstimate {
  precondition((1...quadratureLimit).contains(density.dimension))
  var nest = Nest(density, gaussian, tolerance: tolerance)
  try nest.lookAtCentre()
  let result = try nest.integrate(0, progress)
  // Every inner line may be off by its own tolerance.
  return EvidenceEstimate(
    logEvidence: result.value + gaussian.logStretch,
    error: result.error + nest.innerTolerance)
}

/// The state of nested lines.
private struct Nest<Density: LogDensity> {
  private var density: Density
  private let gaussian: GaussianApproximation
  private let tolerance: Double
  private var z: [Double]
  private var gradient: [Double]
  private var places: [Place]
  /// The highest log density of all lines, and of those within the present one.
  private var highest = -Double.infinity
  private var highestWithin = -Double.infinity

  var innerTolerance: Double { z.count > 1 ? tolerance / 10 : 0 }

  init(_ density: Density, _ gaussian: GaussianApproximation, tolerance: Double) {
    self.density = density
    self.gaussian = gaussian
    self.tolerance = tolerance
    z = gaussian.mean.map { _ in 0 }
    gradient = z
    places = z.map { _ in Place(center: 0, width: 1) }
  }

  /// Takes note of how high the density is in the middle.
  mutating func lookAtCentre() throws(EvidenceFailure) {
    highest = try density.value(at: gaussian.point(z), gradient: &gradient)
  }

  /// The log of the integral over the coordinates from `level` on, at those before.
  mutating func integrate(
    _ level: Int, _ progress: () -> RunDecision
  ) throws(EvidenceFailure) -> LineIntegral.Result {
    let line = LineIntegral(tolerance: level == 0 ? tolerance : tolerance / 10)
    let isLast = level == z.count - 1
    let guess = places[level]
    let result = try line.integrate(from: guess) { u throws(EvidenceFailure) in
      z[level] = u
      if isLast {
        let value = try density.value(at: gaussian.point(z), gradient: &gradient)
        highestWithin = max(highestWithin, value)
        return value
      }
      if progress() == .stop { throw .cancelled }
      return try value(ofLinesFrom: level + 1, progress)
    }
    places[level] = result.place
    return result
  }

  /// The log of an inner integral: far out, where numbers overflow or have no digits left, lines
  /// without an integral that lie far below others are zero.
  private mutating func value(
    ofLinesFrom level: Int, _ progress: () -> RunDecision
  ) throws(EvidenceFailure) -> Double {
    let outer = highestWithin
    highestWithin = -.infinity
    defer { highestWithin = max(outer, highestWithin) }
    do throws(EvidenceFailure) {
      let result = try integrate(level, progress)
      highest = max(highest, highestWithin)
      return result.value
    } catch {
      switch error {
      case .unbounded, .unreliable:
        guard highestWithin < highest - Self.depth else { throw error }
        return -.infinity
      case .cancelled, .evaluation: throw error
      }
    }
  }

  /// How far below the highest density, as a log, what is lost does not matter.
  private static var depth: Double { 200 }
}
