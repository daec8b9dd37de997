import Binding
import Diagnostics
import Inference
import Objectives
import Posterior
import ScalarMath
import Semantics
import TensorIR

extension CalibrationRun {
  /// Compares the truth with draws of NUTS.
  ///
  /// Draws that are compared have to be independent. A chain that is worth fewer than are wanted is
  /// run anew, with twice the warm-up and twice the draws, up to `attemptCount` times; if it still
  /// is, the truth is compared with as many as it is worth.
  func sampled(
    _ truth: BoundModel, _ data: BoundModel, _ stream: RandomStream, _ log: inout DiagnosticLog
  ) throws(Failure) -> Outcome {
    let posterior = try SimulatedPosterior(data, of: self, &log)
    var settings = settings
    let start = startsAtTruth ? posterior.point(of: truth) : nil
    var chain = try posterior.chain(settings, self, stream, start)
    var draws = try posterior.draws(of: chain)
    for _ in 1..<max(attemptCount, 1) where draws.smallestESS < Double(rankedDraws) {
      settings.warmupCount *= 2
      settings.drawCount *= 2
      chain = try posterior.chain(settings, self, stream, start)
      draws = try posterior.draws(of: chain)
    }
    var outcome = Outcome()
    outcome.divergenceCount = chain.divergenceCount
    outcome.smallestESS = draws.smallestESS
    let worth = draws.smallestESS.isFinite ? max(1, Int(draws.smallestESS)) : 1
    let count = min(rankedDraws, worth, draws.points.count)
    outcome.rankedDraws = count
    var (fractions, deals) = (stream.stream("fractions"), stream.stream("labels"))
    // The last of each stretch.
    let places = (1...count).map { $0 * draws.points.count / count - 1 }
    let rows = places.map { posterior.values(at: draws.dealt($0, &deals)) }
    for (column, name) in posterior.names.enumerated() {
      guard let value = posterior.value(of: column, in: truth) else { continue }
      outcome.names.append(name)
      outcome.places.append(
        placeAmongDraws(value, rows.map { $0[column] }, fraction: fractions.uniform()))
    }
    if let value = posterior.logDensity(of: truth) {
      outcome.names.append("log density")
      outcome.places.append(
        placeAmongDraws(
          value, places.map { chain.statistics[$0].logDensity }, fraction: fractions.uniform()))
    }
    return outcome
  }
}

/// The posterior of simulated data, with what it takes to draw from it and to read the draws.
private struct SimulatedPosterior {
  typealias Failure = CalibrationRun.Failure

  private let lowered: LoweredDensity
  private let density: ProgramDensity
  private let reporter: Interpreter
  private let labels: PosteriorValues?
  /// The quantities that the truth has a value for, each with its first place among the values.
  private let quantities: [(quantity: Quantity, start: Int)]

  init(
    _ data: BoundModel, of run: CalibrationRun, _ log: inout DiagnosticLog
  ) throws(Failure) {
    guard let lowered = lowerPosterior(data, log: &log) else { throw .diagnosed(log) }
    self.lowered = lowered
    do throws(EngineFailure) {
      density = try ProgramDensity(
        lowered, precision: run.precision, backend: run.backend, copies: 1, threads: 1,
        isCached: run.isCached)
    } catch {
      throw .engine(error)
    }
    do throws(InterpreterFailure) {
      reporter = try Interpreter(lowered.report, data: lowered.data)
    } catch {
      throw .engine(.program(error))
    }
    labels = PosteriorValues(lowered) { data.dimensions(of: $0) }
    var found: [(quantity: Quantity, start: Int)] = []
    var start = 0
    for quantity in lowered.quantities {
      if lowered.blocks.contains(where: { $0.variable == quantity.variable }) {
        found.append((quantity, start))
      }
      start += quantity.places.count
    }
    quantities = found
  }

  /// The names of what is compared, the log density apart.
  var names: [String] { quantities.flatMap { $0.quantity.elementNames } }

  func chain(
    _ settings: NUTSSettings, _ run: CalibrationRun, _ stream: RandomStream, _ start: [Double]?
  ) throws(Failure) -> Chain {
    do throws(SamplingFailure) {
      return try sampleChain(run.altered(density), settings: settings, stream: stream, start: start)
    } catch {
      throw .sampling(error)
    }
  }

  /// The draws of a chain, with labels that may be swapped dealt out alike in all of them.
  func draws(of chain: Chain) throws(Failure) -> CalibrationDraws {
    var points = chain.statistics.indices.map { Array(chain.draw($0)) }
    var cells: [Exchangeable] = []
    if let labels {
      do throws(EvidenceFailure) {
        cells = try Exchangeable.find(labels, density, at: Array(points.suffix(3)))
      } catch {
        throw .run("\(error)", hint: "a density that cannot be evaluated has no draws either")
      }
      let sample = stride(from: 0, to: points.count, by: max(1, points.count / 100))
      for index in cells.indices {
        cells[index].settle(on: sample.map { points[$0] })
        points = points.map { cells[index].movedIntoCell($0) }
      }
    }
    let rows = points.map { values(at: $0) }
    var columns = names.indices.map { column in rows.map { $0[column] } }
    columns.append(chain.statistics.map(\.logDensity))
    let sizes = columns.map {
      ParameterSummary(name: "", draws: ScalarDraws(chains: [$0])).bulkESS
    }
    return CalibrationDraws(
      points: points, cells: cells, smallestESS: sizes.filter(\.isFinite).min() ?? .infinity)
  }

  /// The values that are compared, in the order of the names.
  func values(at point: [Double]) -> [Double] {
    var reporter = reporter
    reporter.run(point)
    let outputs = lowered.quantities.enumerated().flatMap { output, quantity in
      let values = reporter.output(output)
      return quantity.places.map { values[$0] }
    }
    return quantities.flatMap { outputs[$0.start..<$0.start + $0.quantity.places.count] }
  }

  /// The value of a name in the truth; `nil` if it has none.
  func value(of column: Int, in truth: BoundModel) -> Double? {
    var column = column
    for (quantity, _) in quantities {
      if column < quantity.places.count { return truth.values[quantity.variable]?.numbers[column] }
      column -= quantity.places.count
    }
    return nil
  }

  /// The coordinates of the truth; `nil` if it has none.
  func point(of truth: BoundModel) -> [Double]? {
    var known: [VariableID: [Double]] = [:]
    for (quantity, _) in quantities {
      known[quantity.variable] = truth.values[quantity.variable]?.numbers
    }
    guard let point = lowered.coordinates(of: known), point.allSatisfy(\.isFinite) else {
      return nil
    }
    return point
  }

  /// The log density at the truth; `nil` if it has no coordinates.
  func logDensity(of truth: BoundModel) -> Double? {
    guard let point = point(of: truth) else { return nil }
    var (density, gradient) = (density, point)
    var span = gradient.mutableSpan
    return try? density.evaluate(point.span, gradient: &span)
  }
}

/// Draws of a chain.
private struct CalibrationDraws {
  /// The draws, each in the cell of its labels.
  let points: [[Double]]
  /// The sets of labels that may be swapped.
  let cells: [Exchangeable]
  /// The smallest effective sample size of what is compared.
  let smallestESS: Double

  /// A draw with its labels dealt out at random: the posterior has all ways alike, a chain that
  /// stays near one of them does not.
  func dealt(_ index: Int, _ stream: inout RandomStream) -> [Double] {
    cells.reduce(points[index]) { point, cell in
      var order = Array(0..<cell.count)
      for place in stride(from: cell.count - 1, to: 0, by: -1) {
        order.swapAt(place, min(place, Int(stream.uniform() * Double(place + 1))))
      }
      return cell.dealt(point, order) ?? point
    }
  }
}
