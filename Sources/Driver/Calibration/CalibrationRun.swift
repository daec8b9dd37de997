import Binding
import Diagnostics
import Inference
import Objectives
import Posterior
import ScalarMath
import Semantics
import TensorIR

/// Simulations of a story: a truth from the prior, data from the truth, the posterior of the data.
///
/// Whatever is drawn in one depends on the seed and its number alone.
struct CalibrationRun: Sendable {
  /// How the posterior of simulated data is found.
  enum Method: String, CaseIterable, Sendable {
    case nuts
    /// Probabilities of discrete latents, and Gaussian posteriors, in closed form.
    case exact
  }

  /// The story with its sizes and what is given; latents and data are open.
  let story: BoundModel
  /// The model in which data are data.
  let model: TypedModel
  let method: Method
  let settings: NUTSSettings
  /// How many draws of a chain the truth is compared with.
  let rankedDraws: Int
  /// How often a chain is tried that is worth fewer draws.
  let attemptCount: Int
  /// Whether a chain begins at the truth, which is a draw of the posterior, so that it is in the
  /// right one of several modes with the right probability.
  let startsAtTruth: Bool
  /// Whether real latents are integrated out and drawn back where that is exact.
  let eliminates: Bool
  let precision: Precision
  let backend: Backend
  let isCached: Bool
  let stream: RandomStream
  /// What the sampler gets in place of the density: a test may spoil it.
  var altered: @Sendable (ProgramDensity) -> any LogDensity = { $0 }

  /// Where the truth of one simulation lies.
  struct Outcome: Sendable {
    var names: [String] = []
    var places: [Double] = []
    var smallestESS = Double.infinity
    var rankedDraws = 0
    var divergenceCount = 0
  }

  enum Failure: Error {
    case diagnosed(DiagnosticLog)
    case engine(EngineFailure)
    case sampling(SamplingFailure)
    case run(String, hint: String)
  }

  /// Runs the simulation with a number.
  func outcome(_ index: Int) -> Result<Outcome, Failure> {
    Result { () throws(Failure) in
      var log = DiagnosticLog()
      let stream = stream.stream(index)
      guard let truth = simulate(story, using: stream.stream("truth"), log: &log) else {
        throw .diagnosed(log)
      }
      switch method {
      case .nuts: return try sampled(truth, data(of: truth), stream, &log)
      case .exact: return try exact(truth, data(of: truth), stream, &log)
      }
    }
  }

  /// What the inference gets to see of a simulation: no latents, and every other value of what may
  /// be known in part.
  private func data(of truth: BoundModel) -> BoundModel {
    var result = BoundModel(
      model: model, sizes: truth.sizes, raggedSizes: truth.raggedSizes,
      firstMembers: truth.firstMembers, memberNames: truth.memberNames, values: truth.values)
    for id in model.variables.ids {
      let variable = model.variables[id]
      if variable.isHidden { result.values[id] = nil }
      guard variable.guide == nil, variable.parts.allSatisfy({ $0.role == .partial }),
        let value = result.values[id]
      else { continue }
      let indices = result.shape(of: id).prefix(variable.indices.count)
      result.values[id] = BoundValue(
        shape: value.shape, storage: value.storage,
        known: (0..<indices.reduce(1, *)).map { $0 % 2 == 0 })
    }
    return result
  }
}

extension Variable {
  /// Whether inference has to find it: a latent without any data.
  var isHidden: Bool { guide == nil && parts.allSatisfy { $0.role == .latent } }
}
