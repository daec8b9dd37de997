public import ScalarMath

/// Where random starting points are sensible: around a centre, with a scale for each coordinate.
///
/// Free coordinates have no common scale: a mean may be 70 and the logarithm of a deviation 2. So a
/// first ascent begins at the origin, where exchangeable components are equal and stay equal on the
/// way, and ends at the centre: the common mean of the data, say. The curvature there is the scale.
public struct StartRegion: Sendable, Equatable {
  /// The end of the first ascent.
  public let center: [Double]
  /// The objective there.
  public let value: Double
  /// The distance at which the objective changes by about one half, per coordinate; zero where it
  /// has no measurable curvature.
  public let scale: [Double]
}

/// Finds the region for the starting points of restarts.
///
/// Costs an ascent of at most `centerIterations`, and two evaluations for each of a few probes.
/// - Throws: the last failure if no point with a finite objective is found, or a fault.
public func findStartRegion<Density: LogDensity>(
  of density: Density, settings: RestartSettings, stream: RandomStream,
  progress: (OptimizationProgress) -> RunDecision = { _ in .proceed }
) throws(EvaluationFailure) -> StartRegion {
  var density = density
  var stream = stream.stream("region")
  var ascent = settings.ascent
  ascent.maximumIterations = min(ascent.maximumIterations, settings.centerIterations)
  let origin = try firstFinitePoint(&density, settings: settings, stream: &stream)
  let end = try maximize(density, from: origin, settings: ascent, progress: progress)
  let curvature = try curvatureNorms(
    of: density, at: end.position, probes: settings.curvatureProbes, stream: stream)
  let largest = curvature.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
  return StartRegion(
    center: end.position, value: end.value,
    scale: zip(curvature, end.position).map { curvature, x in
      curvature > settings.flatness * largest ? max(1, abs(x)) / curvature.squareRoot() : 0
    })
}

/// Returns the origin, or a random point if the objective is not finite there.
private func firstFinitePoint(
  _ density: inout some LogDensity, settings: RestartSettings, stream: inout RandomStream
) throws(EvaluationFailure) -> [Double] {
  let origin = [Double](repeating: 0, count: density.dimension)
  var gradient = origin
  do throws(EvaluationFailure) {
    _ = try density.evaluateFinite(origin, gradient: &gradient)
    return origin
  } catch {
    guard error.isRecoverable else { throw error }
    return try drawStartingPoint(
      &density, radius: settings.radius, tries: settings.tries, stream: &stream)
  }
}

extension StartRegion {
  /// Draws a point below the centre by `depth` at most; nil if none has a finite objective.
  ///
  /// The point lies in a random direction, at first as far away as a quadratic objective would
  /// allow four times over, then halving the distance until it is not too deep.
  func draw(
    _ density: inout some LogDensity, depth: Double, radius: Double, stream: inout RandomStream
  ) throws(EvaluationFailure) -> [Double]? {
    let direction = center.map { _ in 2 * stream.uniform() - 1 }
    // Squares of such numbers have the mean 1/3.
    var distance = 4 * (6 * depth / Double(max(center.count, 1))).squareRoot()
    var gradient = center
    for _ in 0..<40 {
      let position = center.indices.map { index in
        let width = scale[index] > 0 ? distance * scale[index] : radius
        return center[index] + direction[index] * width
      }
      do throws(EvaluationFailure) {
        if try density.evaluateFinite(position, gradient: &gradient) >= value - depth {
          return position
        }
      } catch {
        guard error.isRecoverable else { throw error }
      }
      distance /= 2
    }
    return nil
  }
}
