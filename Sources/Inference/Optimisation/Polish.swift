import ScalarMath

/// Improves a maximum by Newton steps for as long as they shrink the gradient.
///
/// `hessian` returns the Hessian of the log density at a point, row after row. A point that is no
/// strict maximum, where minus the Hessian is not positive definite, is returned as it is.
/// `tolerance` is that of `LBFGSSettings.gradientTolerance`.
/// - Throws: failures of the Hessian, and those of the density that are not recoverable.
public func polish<Density: LogDensity>(
  _ maximum: Maximum, of density: Density, maximumSteps: Int = 20, tolerance: Double = 1e-9,
  hessian: ([Double]) throws(EvaluationFailure) -> [Double]
) throws(EvaluationFailure) -> Maximum {
  var cost = Cost(density)
  var best = maximum
  for _ in 0..<maximumSteps {
    guard let step = newtonStep(best.gradient, hessian: try hessian(best.position)) else { break }
    var trial = Cost<Density>.Point(position: zip(best.position, step).map { $0 + $1 })
    try cost.attempt(&trial)
    let isBetter =
      trial.value <= -best.value + 1e-13 * max(1, abs(best.value))
      && maximumNorm(trial.gradient) < maximumNorm(best.gradient)
    guard isBetter else { break }
    best = Maximum(
      position: trial.position, value: -trial.value, gradient: trial.gradient.map { -$0 },
      iterationCount: best.iterationCount + 1,
      evaluationCount: maximum.evaluationCount + cost.evaluationCount,
      reason: trial.relativeGradient <= tolerance ? .smallGradient : best.reason)
  }
  return best
}

/// Returns minus the inverse Hessian times the gradient, or nil unless that is an ascent.
private func newtonStep(_ gradient: [Double], hessian: [Double]) -> [Double]? {
  precondition(hessian.count == gradient.count * gradient.count)
  var factor = hessian.map { -$0 }
  guard DenseMatrix.factorize(&factor, order: gradient.count) else { return nil }
  var step = gradient
  DenseMatrix.solveLower(factor, order: gradient.count, replacing: &step)
  DenseMatrix.solveLower(factor, order: gradient.count, transposed: true, replacing: &step)
  return step
}
