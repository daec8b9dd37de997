import Inference
import Objectives
import Posterior
import Reporting
import ScalarMath

/// The methods that begin at a mode.
extension Session {
  /// The highest of several maxima in the coordinates of the target.
  func mode(of target: EvidenceTarget) throws(EvidenceFailure) -> Maximum {
    let stream = target.stream.stream("mode")
    var settings = RestartSettings()
    settings.depth = Double(max(1, target.bound.observationCount))
    settings.count = 8
    let (density, count) = (target.density, settings.count)
    let chosen = settings
    let progress = Progress(console, isQuiet: isQuiet)
    let region = try? findStartRegion(of: density, settings: chosen, stream: stream)
    let results = parallelMap(count, threads: threadCount) { index in
      Result { () throws(EvaluationFailure) in
        let start = try restartPoint(
          index, of: density, in: region, settings: chosen, stream: stream)
        return try maximize(density, from: start, settings: chosen.ascent) { state in
          progress.report { "looking for the mode, iteration \(state.iteration)" }
          return Interruption.isRequested ? .stop : .proceed
        }
      }
    }
    progress.finish()
    if Interruption.isRequested { throw .cancelled }
    if let restarts = Restarts(results.map { try? $0.get() }) { return restarts.best }
    for case .failure(let failure) in results {
      if !failure.isRecoverable { throw .evaluation(failure) }
      throw .unreliable("no starting point has a finite density: \(failure.explanation)")
    }
    throw .unreliable("no start was tried")
  }

  /// The exchangeable labels of a target, with the cell around a point.
  func cells(
    of target: EvidenceTarget, around draws: [[Double]]
  ) throws(EvidenceFailure) -> [Exchangeable] {
    guard let values = target.values else { return [] }
    var stream = target.stream.stream("labels")
    // Points that are not symmetric themselves: a little away from the given one.
    let points = (0..<3).map { _ in
      (draws.first ?? []).map { $0 + 0.3 * stream.normal() }
    }
    var cells = try Exchangeable.find(values, target.density, at: points)
    for index in cells.indices { cells[index].settle(on: draws) }
    return cells
  }

  func quadratureEvidence(_ target: EvidenceTarget) throws(EvidenceFailure) -> Evidence {
    let count = target.lowered.dimension
    guard count <= quadratureLimit else {
      throw .unreliable(
        "\(count) coordinates are left; quadrature takes \(quadratureLimit) at most")
    }
    let mode = try mode(of: target)
    let gaussian =
      (try? laplace(target.density, at: mode.position))?.gaussian
      ?? GaussianApproximation(unitAt: mode.position)
    let progress = Progress(console, isQuiet: isQuiet)
    var lineCount = 0
    let result = try quadrature(target.density, around: gaussian) {
      lineCount += 1
      progress.report { "quadrature, line \(lineCount)" }
      return Interruption.isRequested ? .stop : .proceed
    }
    progress.finish()
    return Evidence(
      logEvidence: result.logEvidence, error: result.error, method: .quadrature,
      checks: [
        .init("coordinates", .integer(count)), .init("numerical_error", .number(result.error)),
      ])
  }

  /// The Laplace approximation and the bounds, which rest on the same normal distribution.
  ///
  /// Importance sampling from that distribution says how far the approximation may be off: with a
  /// tail shape above 0.7 nothing is reported. The bounds hold whatever the shape.
  func expansionEvidence(
    _ target: EvidenceTarget, _ method: EvidenceMethod
  ) throws(EvidenceFailure) -> Evidence {
    let mode = try mode(of: target)
    guard mode.isConverged else { throw .unreliable("no mode was found") }
    let expansion = try laplace(target.density, at: mode.position)
    let cells = try cells(of: target, around: [mode.position])
    let logCopies = cells.reduce(0) { $0 + $1.logCopies }
    let check = try importanceCheck(
      of: expansion.gaussian, for: CellDensity(target.density, cells: cells),
      stream: target.stream.stream("importance"))
    var checks: [JSONValue.Member] = [
      .init("coordinates", .integer(target.lowered.dimension)),
      .init("khat", .number(check.weights.khat)),
    ]
    if logCopies > 0 { checks.append(.init("log_label_copies", .number(logCopies))) }
    if method.isBound {
      func bound(_ check: ImportanceCheck) -> EvidenceEstimate {
        method == .elbo ? check.lowerBound : check.tighterBound
      }
      var result = bound(check)
      var added = logCopies
      if !result.logEvidence.isFinite, !cells.isEmpty {
        // The distribution reaches into other cells: it bounds the whole, and no copies count.
        added = 0
        checks.removeAll { $0.name == "log_label_copies" }
        result = bound(
          try importanceCheck(
            of: expansion.gaussian, for: target.density,
            stream: target.stream.stream("importance")))
      }
      guard result.logEvidence.isFinite else {
        throw .unreliable("the normal distribution at the mode reaches where the density is zero")
      }
      return Evidence(
        logEvidence: result.logEvidence + added, error: result.error, method: method,
        checks: checks)
    }
    guard cells.isEmpty || check.missingShare < 0.02 else {
      throw .unreliable(
        "the modes of exchangeable labels overlap, so none can be counted by itself")
    }
    guard check.weights.isTrusted else {
      throw .unreliable(
        "k-hat is \(significant(check.weights.khat, digits: 2)), above 0.7: the posterior is not "
          + "like a normal distribution")
    }
    let sampled = check.estimate
    let difference = expansion.logEvidence - sampled.logEvidence
    checks += [
      .init("importance_sampling", .number(sampled.logEvidence + logCopies)),
      .init("importance_sampling_mcse", .number(sampled.error)),
    ]
    return Evidence(
      logEvidence: expansion.logEvidence + logCopies,
      error: (difference * difference + sampled.error * sampled.error).squareRoot(),
      method: .laplace, checks: checks)
  }
}
