import Binding
import Inference
import Objectives
import Reporting
import ScalarMath
import Semantics

/// What a careful user would ask about before believing a point.
struct FitAdvice: Sendable {
  /// The elements that the end of a fit that did not converge has at the edge of their domains.
  var runaways: [String] = []
  /// The log densities that the objective takes away: `0.5 times log p(x | w)`.
  var subtractions: [String] = []
  /// The elements that the objective does not depend on where a converged fit ended.
  var undetermined: [String] = []

  /// Whether there is nothing to say of a converged fit.
  var isEmpty: Bool { undetermined.isEmpty && subtractions.isEmpty }

  init(
    on maximum: Maximum, of density: ProgramDensity, _ coordinates: [FreeCoordinate],
    of stage: Objective.Stage, in bound: BoundModel, stream: RandomStream
  ) throws(EvaluationFailure) {
    subtractions = bound.subtractionTexts(in: stage)
    guard maximum.isConverged else {
      runaways = Self.names(coordinates, where: { coordinates[$0].isAtEdge(maximum.position[$0]) })
      return
    }
    let curvature = try curvatureNorms(of: density, at: maximum.position, stream: stream)
    // One unit of a log density is much; a ten-thousandth is nothing.
    undetermined = Self.names(coordinates, where: { curvature[$0] < 1e-4 })
  }

  private static func names(
    _ coordinates: [FreeCoordinate], where isMeant: (Int) -> Bool
  ) -> [String] {
    var seen: Set<String> = []
    return coordinates.indices.filter(isMeant).map { coordinates[$0].name }
      .filter { seen.insert($0).inserted }
  }
}

extension Session {
  /// Says what the objective leaves open.
  func note(_ advice: FitAdvice) {
    noteSubtractions(advice.subtractions)
    guard !advice.undetermined.isEmpty else { return }
    note(
      "warning: the objective leaves \(listed(advice.undetermined)) open: other values are as good"
        + "\n  hint: a part of the model that explains no data, or a value that runs to infinity; "
        + "give it a prior, or leave it out")
  }

  /// Why what a stage ended at is no result; `nil` if it is one.
  func unfinished(_ stage: Training.Stage) -> CommandFailure? {
    switch stage.end {
    case .steps(let end): failure(of: end)
    case .climbs(let restarts, let advice):
      stage.fit.isConverged ? nil : unfinished(stage.fit, restarts.best.reason, advice)
    }
  }

  private func unfinished(
    _ fit: Fit, _ reason: StopReason, _ advice: FitAdvice
  ) -> CommandFailure {
    if !advice.subtractions.isEmpty {
      return .run(
        "no maximum: the objective takes \(advice.subtractions.joined(separator: " and ")) away, "
          + "which nothing in it bounds", hint: Self.subtractionHint)
    }
    if !advice.runaways.isEmpty {
      return .run(
        "no maximum: \(listed(advice.runaways)) ran to the edge of the domain",
        hint: "a component that shrinks onto a few rows makes a likelihood infinite; give it a "
          + "prior, use fewer components, or try more `--restarts`")
    }
    switch reason {
    case .iterationLimit:
      return .run(
        "not converged after \(fit.iterations) iterations",
        hint: "more `--iterations`, or other starts with `--restarts`")
    case .noAscent, .smallGradient, .smallChange, .precision, .cancelled:
      return .run(
        "not converged: after \(fit.iterations) iterations no step raises the objective, yet it "
          + "is not level",
        hint: "data of very different or very large scales do this, `--standardise NAME` helps; or "
          + "it grows without end, and wants priors; or try other starts with `--restarts`")
    }
  }

  /// The same for steps, which do not find out where they lead.
  func noteSubtractions(
    of stage: Objective.Stage, in bound: BoundModel, for member: String? = nil
  ) {
    noteSubtractions(bound.subtractionTexts(in: stage), for: member)
  }

  private func noteSubtractions(_ texts: [String], for member: String? = nil) {
    if texts.isEmpty { return }
    note(
      "warning: \(member.map { "\($0): " } ?? "")the objective takes "
        + "\(texts.joined(separator: " and ")) away, which nothing in it bounds\n"
        + "  hint: \(Self.subtractionHint)")
  }

  private static let subtractionHint =
    "a log density wants a weight of 0 or more: a blend has both for lambda between 0 and 1"

  private func listed(_ names: [String]) -> String {
    names.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
      + (names.count > 6 ? " and \(names.count - 6) more" : "")
  }
}

extension BoundModel {
  fileprivate func subtractionTexts(in stage: Objective.Stage) -> [String] {
    subtractions(in: stage).map {
      let times = $0.weight == 1 ? "" : "\(significant($0.weight, digits: 2)) times "
      return "\(times)`log \(model.text(of: $0.query))`"
    }
  }
}
