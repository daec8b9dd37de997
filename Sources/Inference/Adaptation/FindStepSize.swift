import ScalarMath

extension NoUTurnSampler {
  /// Doubles or halves the step size until the acceptance of one step crosses 0.8.
  ///
  /// Each try has a new momentum and starts at the current draw.
  /// Hoffman and Gelman (2014), algorithm 4, with Stan's threshold.
  /// - Throws: `improper` if no step is too large, `noStepSize` if none is small enough.
  mutating func findStepSize(_ stream: inout RandomStream) throws(SamplingFailure) {
    let isGrowing = try isAcceptable(&stream)
    while try isAcceptable(&stream) == isGrowing {
      stepSize *= isGrowing ? 2 : 0.5
      if stepSize > 1e7 { throw .improper }
      if stepSize == 0 { throw .noStepSize }
    }
  }

  /// True iff one step with a new momentum keeps more than log 0.8 of the energy.
  private mutating func isAcceptable(
    _ stream: inout RandomStream
  ) throws(SamplingFailure) -> Bool {
    hamiltonian.refreshMomentum(&point, &stream)
    do throws(EvaluationFailure) {
      let end = try hamiltonian.leapfrog(from: point, stepSize: stepSize)
      hamiltonian.vectors.release(end)
      return point.energy - end.energy > .log(0.8)
    } catch {
      throw .evaluation(error)
    }
  }
}
