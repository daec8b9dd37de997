import Binding
import Diagnostics
import Inference
import Objectives
import Posterior
import ScalarMath
import Semantics
import TensorIR

/// The posterior of simulated data, with what it takes to draw from it and to read the draws.
struct SimulatedPosterior {
  typealias Failure = CalibrationRun.Failure

  private let lowered: LoweredDensity
  private let density: ProgramDensity
  /// What the sampler explores, if real latents have been integrated out, and how they are drawn
  /// back.
  private let rest: (lowered: LoweredDensity, density: ProgramDensity, drawer: RealDrawer)?
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
      density = try run.density(lowered)
      rest = run.eliminates ? try run.remainder(of: data, lowered) : nil
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
    let explored = rest?.density ?? density
    if explored.dimension == 0 { return Chain(drawCount: settings.drawCount, logDensity: 0) }
    do throws(SamplingFailure) {
      return try sampleChain(
        run.altered(explored), settings: settings, stream: stream, start: start)
    } catch {
      throw .sampling(error)
    }
  }

  /// The draws of a chain, with labels that may be swapped dealt out alike in all of them.
  ///
  /// - Parameter stream: the noise of latents that are drawn back.
  func draws(
    of chain: Chain, _ stream: RandomStream
  ) throws(Failure) -> CalibrationDraws {
    var points = chain.statistics.indices.map { Array(chain.draw($0)) }
    if let rest { points = rest.drawer.positions(at: points, stream) }
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

  /// Where a chain begins that begins at the truth; `nil` if that has no coordinates.
  func start(at truth: BoundModel) -> [Double]? { point(of: truth, in: rest?.lowered ?? lowered) }

  private func point(of truth: BoundModel, in lowered: LoweredDensity) -> [Double]? {
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
    guard let point = point(of: truth, in: lowered) else { return nil }
    return try? logDensity(at: point)
  }

  /// The log density at a point of the whole posterior.
  func logDensity(at point: [Double]) throws(Failure) -> Double {
    var (density, gradient) = (density, point)
    var span = gradient.mutableSpan
    do throws(EvaluationFailure) { return try density.evaluate(point.span, gradient: &span) } catch
    {
      throw .run("\(error)", hint: "a density that cannot be evaluated has no draws either")
    }
  }
}

extension CalibrationRun {
  fileprivate func density(_ lowered: LoweredDensity) throws(EngineFailure) -> ProgramDensity {
    try ProgramDensity(
      lowered, precision: precision, backend: backend, copies: 1, threads: 1, isCached: isCached)
  }

  /// What is left of a posterior after integrating out; `nil` if nothing can be.
  fileprivate func remainder(
    of data: BoundModel, _ whole: LoweredDensity
  ) throws(EngineFailure) -> (LoweredDensity, ProgramDensity, RealDrawer)? {
    var attempt = DiagnosticLog()
    guard let remainder = lowerRemainder(data, log: &attempt), !remainder.draws.variables.isEmpty
    else { return nil }
    let drawer = try RealDrawer(remainder, of: whole) { program, data throws(EngineFailure) in
      try Engine(
        program, data: data, precision: .f64, backend: backend, copies: 1, threads: 1,
        isCached: isCached)
    }
    return (remainder.density, try density(remainder.density), drawer)
  }
}

/// Draws of a chain.
struct CalibrationDraws {
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
