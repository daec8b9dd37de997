import ScalarMath

extension NoUTurnSampler {
  /// Doubles or halves the step size until the acceptance of one step crosses 0.8.
  ///
  /// Each try has a new momentum and starts at the current draw, where it also ends.
  /// Hoffman and Gelman (2014), algorithm 4, with Stan's threshold.
  /// - Throws: `improper` if no step is too large, `noStepSize` if none is small enough.
  mutating func findStepSize(_ stream: inout RandomStream) throws(SamplingFailure) {
    let home = point
    defer { point = home }
    let isGrowing = try isAcceptable(from: home, &stream)
    while try isAcceptable(from: home, &stream) == isGrowing {
      stepSize *= isGrowing ? 2 : 0.5
      if stepSize > 1e7 { throw .improper }
      if stepSize == 0 { throw .noStepSize }
    }
  }

  /// True iff one step with a new momentum keeps more than log 0.8 of the energy.
  private mutating func isAcceptable(
    from home: PhasePoint, _ stream: inout RandomStream
  ) throws(SamplingFailure) -> Bool {
    point.assign(home)
    hamiltonian.refreshMomentum(&point, &stream)
    let before = hamiltonian.energy(point)
    do {
      try hamiltonian.leapfrog(&point, stepSize: stepSize)
    } catch {
      throw .evaluation(error)
    }
    return before - hamiltonian.energy(point) > .log(0.8)
  }
}
