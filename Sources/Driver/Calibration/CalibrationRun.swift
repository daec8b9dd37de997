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

  /// What the inference gets to see of a simulation.
  private func data(of truth: BoundModel) -> BoundModel {
    var result = BoundModel(
      model: model, sizes: truth.sizes, raggedSizes: truth.raggedSizes,
      firstMembers: truth.firstMembers, memberNames: truth.memberNames, values: truth.values)
    for id in model.variables.ids where model.variables[id].isHidden { result.values[id] = nil }
    return result
  }

  /// Compares the truth with draws of NUTS.
  private func sampled(
    _ truth: BoundModel, _ data: BoundModel, _ stream: RandomStream, _ log: inout DiagnosticLog
  ) throws(Failure) -> Outcome {
    guard let lowered = lowerPosterior(data, log: &log) else { throw .diagnosed(log) }
    let density: ProgramDensity
    let reporter: Interpreter
    do throws(EngineFailure) {
      density = try ProgramDensity(
        lowered, precision: precision, backend: backend, copies: 1, threads: 1,
        isCached: isCached)
    } catch {
      throw .engine(error)
    }
    do throws(InterpreterFailure) {
      reporter = try Interpreter(lowered.report, data: lowered.data)
    } catch {
      throw .engine(.program(error))
    }
    let chain: Chain
    do throws(SamplingFailure) {
      chain = try sampleChain(altered(density), settings: settings, stream: stream)
    } catch {
      throw .sampling(error)
    }
    var outcome = Outcome()
    outcome.divergenceCount = chain.divergenceCount
    let rows = values(of: chain, lowered, reporter)
    var fractions = stream.stream("fractions")
    func compare(_ name: String, _ value: Double, _ draws: [Double]) {
      let count = min(rankedDraws, draws.count)
      // The last of each stretch.
      let ranked = (1...max(count, 1)).map { draws[$0 * draws.count / max(count, 1) - 1] }
      outcome.names.append(name)
      outcome.places.append(placeAmongDraws(value, ranked, fraction: fractions.uniform()))
      let summary = ParameterSummary(name: name, draws: ScalarDraws(chains: [draws]))
      if summary.bulkESS.isFinite {
        outcome.smallestESS = min(outcome.smallestESS, summary.bulkESS)
      }
    }
    var known: [VariableID: [Double]] = [:]
    var start = 0
    for quantity in lowered.quantities {
      defer { start += quantity.places.count }
      guard lowered.blocks.contains(where: { $0.variable == quantity.variable }),
        let values = truth.values[quantity.variable]?.numbers
      else { continue }
      known[quantity.variable] = values
      for (place, name) in quantity.elementNames.enumerated() {
        compare(name, values[place], rows.map { $0[start + place] })
      }
    }
    if let point = lowered.coordinates(of: known), point.allSatisfy(\.isFinite) {
      var (copy, gradient) = (density, point)
      let value = try? copy.evaluate(point, into: &gradient)
      if let value {
        compare("log density", value, chain.statistics.map(\.logDensity))
      }
    }
    return outcome
  }

  private func values(
    of chain: Chain, _ lowered: LoweredDensity, _ reporter: Interpreter
  ) -> [[Double]] {
    var reporter = reporter
    return chain.statistics.indices.map { draw in
      reporter.run(Array(chain.draw(draw)))
      return lowered.quantities.enumerated().flatMap { output, quantity in
        let values = reporter.output(output)
        return quantity.places.map { values[$0] }
      }
    }
  }
}

extension ProgramDensity {
  /// The log density at a point.
  fileprivate mutating func evaluate(
    _ point: [Double], into gradient: inout [Double]
  ) throws(EvaluationFailure) -> Double {
    var span = gradient.mutableSpan
    return try evaluate(point.span, gradient: &span)
  }
}

extension Variable {
  /// Whether inference has to find it: a latent without any data.
  var isHidden: Bool { guide == nil && parts.allSatisfy { $0.role == .latent } }
}

extension BoundValue {
  /// The elements as numbers: positions of members, 0 and 1 for truth values.
  var numbers: [Double] {
    switch storage {
    case .reals(let values): values
    case .integers(let values): values.map(Double.init)
    case .booleans(let values): values.map { $0 ? 1 : 0 }
    case .bytes(let values, let scale): values.map { Double($0) * scale }
    }
  }
}
