/// A log density with its sign reversed, to be minimised.
struct Cost<Density: LogDensity> {
  private var density: Density
  /// How often the density was evaluated.
  private(set) var evaluationCount = 0

  /// A point with the cost and its gradient there.
  struct Point {
    var position: [Double]
    var gradient: [Double]
    /// The cost; infinite where there is none.
    var value = Double.infinity

    init(position: [Double]) {
      self.position = position
      gradient = [Double](repeating: 0, count: position.count)
    }

    /// The largest relative change of the cost that a relative change of a coordinate makes.
    ///
    /// Dennis and Schnabel: Numerical methods for unconstrained optimization (1983), section 7.2.
    var relativeGradient: Double {
      let change = zip(gradient, position).reduce(0) { largest, pair in
        max(largest, abs(pair.0) * max(1, abs(pair.1)))
      }
      return change / max(1, abs(value))
    }
  }

  init(_ density: Density) { self.density = density }

  /// Evaluates the cost at the point's position.
  ///
  /// - Throws: any failure; the point's value is then infinite.
  mutating func evaluate(_ point: inout Point) throws(EvaluationFailure) {
    evaluationCount += 1
    point.value = .infinity
    point.value = -(try density.evaluateFinite(point.position, gradient: &point.gradient))
    for index in point.gradient.indices { point.gradient[index] = -point.gradient[index] }
  }

  /// Evaluates the cost at the point's position; infinity stands for a recoverable failure.
  ///
  /// - Throws: only failures that are not recoverable.
  mutating func attempt(_ point: inout Point) throws(EvaluationFailure) {
    do throws(EvaluationFailure) {
      try evaluate(&point)
    } catch {
      guard error.isRecoverable else { throw error }
    }
  }
}

/// What a climb says of its points.
extension Cost {
  func progress(at point: Point, _ iterationCount: Int) -> OptimizationProgress {
    OptimizationProgress(
      iteration: iterationCount, value: -point.value, gradientNorm: maximumNorm(point.gradient),
      evaluationCount: evaluationCount)
  }

  func maximum(_ point: Point, _ iterationCount: Int, _ reason: StopReason) -> Maximum {
    Maximum(
      position: point.position, value: -point.value, gradient: point.gradient.map { -$0 },
      iterationCount: iterationCount, evaluationCount: evaluationCount, reason: reason)
  }
}

/// Returns the largest absolute element; zero if there is none.
func maximumNorm(_ vector: [Double]) -> Double {
  vector.reduce(0) { max($0, abs($1)) }
}
