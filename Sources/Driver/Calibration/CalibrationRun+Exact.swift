import Binding
import Diagnostics
import Objectives
import Posterior
import ScalarMath
import Semantics
import TensorIR

/// Posteriors in closed form: of what is discrete, by the evidence with each state in its place; of
/// what is real, by the one Gaussian that a quadratic log density is.
extension CalibrationRun {
  /// Finds the place of the truth in exact posteriors.
  func exact(
    _ truth: BoundModel, _ data: BoundModel, _ stream: RandomStream, _ log: inout DiagnosticLog
  ) throws(Failure) -> Outcome {
    var outcome = Outcome()
    var fractions = stream.stream("fractions")
    for id in model.variables.ids where model.variables[id].isHidden {
      guard let value = truth.values[id], let count = stateCount(of: id) else { continue }
      let names = data.elementNames(of: id)
      for (element, state) in value.numbers.enumerated() {
        let states = try probabilities(ofElement: element, of: id, count, data, &log)
        let place = Int(state)
        let below = states[..<place].reduce(0, +)
        outcome.names.append(names[element])
        outcome.places.append(below + fractions.uniform() * states[place])
      }
    }
    try addGaussian(truth, data, &log, &outcome)
    guard !outcome.names.isEmpty else {
      throw .run(
        "`\(model.name)` has no latent whose posterior is known in closed form",
        hint: "`--method nuts` is for all of them")
    }
    return outcome
  }

  private func stateCount(of id: VariableID) -> Int? {
    switch model.variables[id].type {
    case .bool: 2
    case .member(let set): story.sizes[set]
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights,
      .array, .optional, .record, .group, .poison:
      nil
    }
  }

  /// P(element = k | data) for each k: the evidences with k in its place, normalised.
  private func probabilities(
    ofElement element: Int, of id: VariableID, _ count: Int, _ data: BoundModel,
    _ log: inout DiagnosticLog
  ) throws(Failure) -> [Double] {
    let shape = data.shape(of: id)
    let size = shape.reduce(1, *)
    let logs = try (0..<count).map { state throws(Failure) in
      var stated = data
      let isTruth = model.variables[id].type == .bool
      stated.values[id] = BoundValue(
        shape: shape,
        storage: isTruth
          ? .booleans(Array(repeating: state == 1, count: size))
          : .integers(Array(repeating: Int32(state), count: size)),
        known: (0..<size).map { $0 == element })
      return try logEvidence(stated, &log)
    }
    let total = Double.logSumExp(logs)
    return logs.map { .exp($0 - total) }
  }

  private func logEvidence(
    _ data: BoundModel, _ log: inout DiagnosticLog
  ) throws(Failure) -> Double {
    guard let lowered = lowerEvidence(data, log: &log) else { throw .diagnosed(log) }
    guard lowered.dimension == 0 else {
      throw .run(
        "the posterior of `\(model.name)` is not known in closed form",
        hint: "`--method nuts` draws from it")
    }
    do throws(InterpreterFailure) {
      var interpreter = try Interpreter(lowered.program, data: lowered.data)
      interpreter.run([Double]())
      return interpreter.scalar(0)
    } catch {
      throw .engine(.program(error))
    }
  }
}

extension CalibrationRun {
  /// Adds the real latents, if their posterior is Gaussian, each with its marginal distribution.
  private func addGaussian(
    _ truth: BoundModel, _ data: BoundModel, _ log: inout DiagnosticLog, _ outcome: inout Outcome
  ) throws(Failure) {
    guard let lowered = lowerPosterior(data, log: &log) else { throw .diagnosed(log) }
    guard lowered.dimension > 0 else { return }
    var known: [VariableID: [Double]] = [:]
    for block in lowered.blocks {
      if let id = block.variable { known[id] = truth.values[id]?.numbers }
    }
    var density: ProgramDensity
    do throws(EngineFailure) {
      density = try ProgramDensity(
        lowered, precision: .f64, backend: .reference, copies: 1, threads: 1, isCached: false)
    } catch {
      throw .engine(error)
    }
    guard let point = lowered.coordinates(of: known),
      let posterior = GaussianPosterior(&density, dimension: lowered.dimension)
    else {
      throw .run(
        "the posterior of `\(model.name)` is not Gaussian in its real latents",
        hint: "`--method nuts` draws from it")
    }
    for (index, coordinate) in lowered.coordinates(in: model).enumerated() {
      let z = (point[index] - posterior.means[index]) / posterior.deviations[index]
      outcome.names.append(coordinate.name)
      outcome.places.append(.normalCDF(z))
    }
  }
}

/// The Gaussian that a quadratic log density is.
private struct GaussianPosterior {
  private(set) var means: [Double] = []
  private(set) var deviations: [Double] = []

  /// `nil` if the density is not quadratic, or has no maximum.
  init?(_ density: inout ProgramDensity, dimension: Int) {
    let origin = [Double](repeating: 0, count: dimension)
    guard let slope = density.gradient(at: origin) else { return nil }
    var precision: [Double] = []
    for index in 0..<dimension {
      var point = origin
      point[index] = 1
      guard let column = density.gradient(at: point) else { return nil }
      precision += zip(slope, column).map { $0 - $1 }
    }
    // A third point says whether the slope is linear.
    let point = (0..<dimension).map { 0.5 + 0.25 * Double($0 % 3) }
    guard let actual = density.gradient(at: point) else { return nil }
    for row in 0..<dimension {
      let change = (0..<dimension).reduce(0) { $0 + precision[row * dimension + $1] * point[$1] }
      let scale = max(abs(slope[row]), abs(change), 1)
      guard abs(slope[row] - change - actual[row]) < 1e-7 * scale else { return nil }
    }
    var factor = precision
    guard DenseMatrix.factorize(&factor, order: dimension) else { return nil }
    means = slope
    DenseMatrix.solveLower(factor, order: dimension, replacing: &means)
    DenseMatrix.solveLower(factor, order: dimension, transposed: true, replacing: &means)
    // The precision is L L', so variances are the squared columns of the inverse of L.
    let inverse = DenseMatrix.inverse(lower: factor, order: dimension)
    deviations = (0..<dimension).map { column in
      (0..<dimension).reduce(0) { sum, row in
        sum + inverse[row * dimension + column] * inverse[row * dimension + column]
      }.squareRoot()
    }
  }
}

extension ProgramDensity {
  fileprivate mutating func gradient(at point: [Double]) -> [Double]? {
    var gradient = point
    var span = gradient.mutableSpan
    guard (try? evaluate(point.span, gradient: &span)) != nil else { return nil }
    return gradient.allSatisfy(\.isFinite) ? gradient : nil
  }
}
