import Binding
import Inference
import Objectives
import Reporting
import ScalarMath
import Semantics

/// A density whose integral is an evidence, with what is needed to integrate it.
struct EvidenceTarget: Sendable {
  let lowered: LoweredDensity
  let density: ProgramDensity
  let bound: BoundModel
  let stream: RandomStream

  /// The values of the latents and the way back; `nil` if the programs cannot be run here.
  var values: PosteriorValues? {
    PosteriorValues(lowered) { bound.dimensions(of: $0) }
  }
}

extension Session {
  /// The log evidence of a bound model.
  ///
  /// Params are maximised first. What can be summed or integrated out in closed form is; a method
  /// that the user names works on the rest, or on all latents where nothing is left.
  mutating func evidence(
    of bound: BoundModel, by method: EvidenceMethod, stream: RandomStream
  ) throws(CommandFailure) -> Evidence {
    let watch = Stopwatch()
    guard checkNormalised(bound, log: &log) else { throw .diagnosed }
    var bound = bound
    let maximised = try maximiseParameters(of: &bound)
    guard let lowered = lowerEvidence(bound, log: &log) else { throw .diagnosed }
    var result: Evidence
    switch method {
    case .auto where lowered.dimension == 0: result = try exactEvidence(lowered)
    case .auto where lowered.dimension <= 2:
      let target = try target(lowered, bound, stream)
      do throws(EvidenceFailure) {
        result = try quadratureEvidence(target)
      } catch {
        guard case .unreliable(let reason) = error else { throw failure(error, .quadrature) }
        note("no quadrature: \(reason)")
        result = try estimated(target, by: .bridge)
      }
    case .auto: result = try estimated(target(lowered, bound, stream), by: .bridge)
    case .exact:
      guard lowered.dimension == 0 else { throw notExact(lowered) }
      result = try exactEvidence(lowered)
    case .smc, .ais: result = try tempered(bound, by: method, stream)
    case .quadrature, .laplace, .bridge, .elbo, .iwae:
      var lowered: LoweredDensity? = lowered
      if lowered?.dimension == 0 { lowered = lowerPosterior(bound, log: &log) }
      guard let lowered else { throw .diagnosed }
      if lowered.dimension == 0 {
        result = try exactEvidence(lowered)
      } else {
        result = try estimated(target(lowered, bound, stream), by: method)
      }
    }
    result.maximised = maximised
    result.seconds = watch.seconds
    return result
  }

  private func target(
    _ lowered: LoweredDensity, _ bound: BoundModel, _ stream: RandomStream
  ) throws(CommandFailure) -> EvidenceTarget {
    EvidenceTarget(
      lowered: lowered, density: try density(lowered, runs: threadCount), bound: bound,
      stream: stream)
  }

  /// The evidence of a target by one of the methods that integrate a density.
  private func estimated(
    _ target: EvidenceTarget, by method: EvidenceMethod
  ) throws(CommandFailure) -> Evidence {
    do throws(EvidenceFailure) {
      switch method {
      case .quadrature: return try quadratureEvidence(target)
      case .laplace, .elbo, .iwae: return try expansionEvidence(target, method)
      case .auto, .exact, .bridge, .smc, .ais: break
      }
    } catch {
      throw failure(error, method)
    }
    return try bridgeEvidence(target)
  }

  /// The evidence of a density without coordinates.
  private func exactEvidence(_ lowered: LoweredDensity) throws(CommandFailure) -> Evidence {
    var density = try density(lowered, runs: 1)
    var gradient: [Double] = []
    do throws(EvidenceFailure) {
      let value = try density.value(at: [], gradient: &gradient)
      guard value.isFinite else {
        throw EvidenceFailure.unbounded("the density of the data is \(value == 0 ? 0 : value)")
      }
      return Evidence(logEvidence: value, error: 0, method: .exact)
    } catch {
      throw failure(error, .exact)
    }
  }

  private func notExact(_ lowered: LoweredDensity) -> CommandFailure {
    let names = lowered.blocks.map { "`\($0.name)`" }.joined(separator: ", ")
    return .run(
      "\(names) cannot be integrated out exactly",
      hint: lowered.dimension <= quadratureLimit
        ? "`--method quadrature`" : "`--method bridge`, `--method smc`")
  }

  /// Why there is no evidence, in the words of the command.
  func failure(_ failure: EvidenceFailure, _ method: EvidenceMethod) -> CommandFailure {
    switch failure {
    case .unbounded(let reason):
      .run(
        "the evidence has no finite value: \(reason)",
        hint: "look for a prior that does not add up to one, or data that are impossible")
    case .unreliable(let reason):
      .run(
        "no log evidence by \(method.rawValue): \(reason)",
        hint: method == .smc || method == .ais
          ? "`--particles 4000`, or `--method bridge`"
          : method == .bridge
            ? "`--method smc`, or more `--warmup` and `--draws`"
            : "`--method bridge` or `--method smc`")
    case .cancelled: .run("interrupted; there is no estimate yet", hint: nil)
    case .evaluation(let failure): .fault(failure.explanation)
    }
  }
}
