import Objectives
import Reporting
import ScalarMath
import Semantics

extension Session {
  /// Where a fit starts: at the point of `--init`, and at random ones for `nil`.
  mutating func startingPoints(of problem: Problem, in model: TypedModel) throws(CommandFailure)
    -> [[Double]?]
  {
    let initial = try startingPoint(of: problem.lowered, in: model)
    guard problem.lowered.hasWeights else {
      return [initial] + Array(repeating: nil, count: startCount - 1)
    }
    // Weights that all start alike stay alike, so nets have starts of their own.
    let stream = RandomStream(seed: UInt64(seed)).stream("fit").stream("start")
    let others = (0..<startCount).map { start in
      problem.lowered.startingPoint(using: start == 0 ? stream : stream.stream(start))
    }
    return [initial ?? others[0]] + others.dropFirst().map { $0 }
  }

  /// How many starts a fit has.
  var startCount: Int { invocation.integer(.restarts) ?? (invocation.has(.initial) ? 1 : 10) }

  /// The coordinates of the point of `--init`, if there is one.
  mutating func startingPoint(
    of lowered: LoweredDensity, in model: TypedModel
  ) throws(CommandFailure) -> [Double]? {
    guard let fit = try initialFit() else { return nil }
    let path = initialPaths
    var values: [VariableID: [Double]] = [:]
    for block in lowered.blocks {
      guard let id = block.variable,
        let quantity = lowered.quantities.first(where: { $0.variable == id })
      else { continue }
      guard let table = fit.table(quantity) else {
        throw .usage(missing(quantity, from: fit, at: path))
      }
      values[id] = table
    }
    let weights = try startingWeights(of: lowered, in: model, from: fit)
    guard let point = lowered.coordinates(of: values, weights: weights),
      point.allSatisfy(\.isFinite)
    else {
      throw .usage(
        UsageError(
          "the values in `\(path)` are outside the domains of their variables",
          hint: "a `positive` is above zero, a `simplex` adds up to one, a `cov` is symmetric and "
            + "positive definite"))
    }
    return point
  }

  private func missing(_ quantity: Quantity, from fit: SavedFit, at path: String) -> UsageError {
    guard let had = fit.tables[quantity.name] else {
      return UsageError(
        "`\(path)` has no value for `\(quantity.name)`",
        hint: "a fit of this model has all of them: `gmc fit … -o fit.json`")
    }
    return UsageError(
      "`\(path)` has \(had.count) numbers for `\(quantity.name)`, which takes "
        + "\(quantity.places.count)",
      hint: "it is a fit of another model, or of data of other sizes")
  }

  /// The weights of the nets that move: those of a fit, and for nets that it lacks, if it has some
  /// of the model, random ones.
  private func startingWeights(
    of lowered: LoweredDensity, in model: TypedModel, from fit: SavedFit
  ) throws(CommandFailure) -> [FunctionID: [Double]] {
    let path = initialPaths
    let isCarried = model.functions.ids.contains { fit.tables[model.functions[$0].name] != nil }
    let stream = RandomStream(seed: UInt64(seed)).stream("fit").stream("start")
    var weights = lowered.weights(at: lowered.startingPoint(using: stream))
    var fresh: [String] = []
    for (id, flat) in weights.sorted(by: { $0.key < $1.key }) {
      let name = model.functions[id].name
      let saved = fit.tables[name]
      if saved == nil, isCarried {
        fresh.append("`\(name)`")
        continue
      }
      guard let saved, saved.count == flat.count else {
        throw .usage(
          UsageError(
            "`\(path)` has no \(flat.count) weights for the net `\(name)`",
            hint: "it is a fit of another net, or of data of other sizes"))
      }
      weights[id] = saved
    }
    if !fresh.isEmpty {
      note("\(fresh.joined(separator: ", ")) start at random: `\(path)` has no weights for them")
    }
    return weights
  }

  /// The weights of the nets of a model in the fit of `--init`, or in the one that goes on: those
  /// that do not move stay at them.
  mutating func carriedWeights(of model: TypedModel) throws(CommandFailure) -> [FunctionID:
    [Double]]
  {
    guard !model.functions.ids.isEmpty else { return [:] }
    var fit = try initialFit()
    if fit == nil, let path = invocation.text(.resume) { fit = try savedFit(path) }
    guard let fit else { return [:] }
    return model.functions.ids.reduce(into: [:]) { weights, id in
      weights[id] = fit.tables[model.functions[id].name]
    }
  }

  /// What the fits of `--init` say together: of several that have a value the last one counts.
  private mutating func initialFit() throws(CommandFailure) -> SavedFit? {
    var result: SavedFit?
    for path in invocation.texts(.initial) {
      let fit = try savedFit(path)
      result = result?.replaced(by: fit) ?? fit
    }
    return result
  }

  /// How messages call the fits of `--init`.
  private var initialPaths: String { invocation.texts(.initial).joined(separator: "`, `") }

  /// A fit that was saved as JSON.
  mutating func savedFit(_ path: String) throws(CommandFailure) -> SavedFit {
    guard let fit = SavedFit(try savedFitDocument(path)) else { throw noFit(path) }
    return fit
  }

  /// The document that a fit was saved as.
  mutating func savedFitDocument(_ path: String) throws(CommandFailure) -> JSONValue {
    if let document = readFits[path] { return document }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try readFile(path)
    } catch {
      throw .usage(
        UsageError("cannot read `\(path)`: \(error.reason)", hint: "name a fit that was saved"))
    }
    guard let document = JSONValue(bytes) else { throw noFit(path) }
    readFits[path] = document
    return document
  }

  private func noFit(_ path: String) -> CommandFailure {
    .usage(UsageError("`\(path)` is no saved fit", hint: "`gmc fit … -o fit.json` writes one"))
  }
}
