import Binding
import Diagnostics
import NetCDFBridge
import Objectives
import Reporting
import ScalarMath
import Semantics

/// Data sets drawn from the story, one for each draw of a fit or all from the prior.
struct Replicates: Sendable {
  let sets: [BoundModel]
  let axes: [LabelledAxis]
  /// Whether latents come from a fit.
  let isFitted: Bool
  let checks: [PredictiveCheck]
}

extension BoundModel {
  /// The model whose data are to be drawn anew; what is given of a variable stays.
  func story(_ model: TypedModel) -> BoundModel {
    var result = BoundModel(
      model: model, sizes: sizes, raggedSizes: raggedSizes, firstMembers: firstMembers,
      memberNames: memberNames, values: values, standardisations: standardisations)
    result.weights = weights
    for id in self.model.variables.ids where self.model.variables[id].isData {
      if self.model.variables[id].parts.contains(where: { $0.role == .given }) { continue }
      result.values[id] = nil
    }
    return result
  }
}

extension Session {
  /// What `--check` asks for.
  func testQuantities(_ observed: BoundModel?) throws(CommandFailure) -> [TestQuantity] {
    guard let observed else { return [] }
    do throws(UsageError) {
      return try TestQuantity.parse(invocation.texts(.testQuantity), of: observed)
    } catch {
      throw .usage(error)
    }
  }

  /// Draws the data sets, and compares them with the data where that is asked for.
  mutating func replicates(
    _ fitted: FittedModels, _ observed: BoundModel?, _ quantities: [TestQuantity],
    averaging averaged: Set<VariableID>
  ) throws(CommandFailure) -> Replicates {
    let isMany = observed != nil || FilePath.ending(of: invocation.text(.output) ?? "") == "nc"
    let asked = invocation.integer(.count) ?? (isMany ? 1000 : 1)
    let count = fitted.models.count > 1 ? fitted.models.count : asked
    let stream = RandomStream(seed: UInt64(seed)).stream("generate")
    let keepsSets = observed == nil || invocation.has(.output)
    let drawn = parallelMap(count, threads: threadCount) { index -> Replicate in
      let model = fitted.models[fitted.models.count > 1 ? index : 0]
      return Replicate(
        model, averaged, stream.stream(index), observed, quantities, keepsSet: keepsSets)
    }
    var pairs: [[Replicate.Pair]] = []
    for replicate in drawn {
      guard let own = replicate.pairs else {
        for diagnostic in replicate.log.diagnostics { log.insert(diagnostic) }
        throw .diagnosed
      }
      pairs.append(own)
    }
    let checks = pairs[0].indices.map { place in
      PredictiveCheck(
        name: pairs[0][place].name, realised: pairs.map { $0[place].realised },
        replicated: pairs.map { $0[place].replicated })
    }
    let draws = fitted.models.count > 1 ? fitted.draws : LabelledAxis("draw", count: count)
    return Replicates(
      sets: drawn.compactMap(\.set), axes: [fitted.chains, draws],
      isFitted: invocation.has(.fit), checks: checks)
  }

  /// Prints the comparisons with the data.
  func printChecks(_ replicates: Replicates) {
    let kind = replicates.isFitted ? "posterior predictive" : "prior predictive"
    let count = replicates.axes.reduce(1) { $0 * $1.members.count }
    if invocation.has(.json) {
      console.output(
        JSONValue.object([
          .init("kind", .string(kind)), .init("count", .integer(count)),
          .init("checks", .array(replicates.checks.map(\.json))),
        ]).text() + "\n")
    } else {
      console.output(PredictiveCheck.table(replicates.checks))
      console.output(
        "\(count) \(kind) data sets; p is the share in which the quantity is at least that of the "
          + "data\n")
    }
  }

  /// Writes the draws as InferenceData: beside the groups of the fit, or as those of a prior.
  func writeReplicates(
    _ replicates: Replicates, of chosen: ChosenModel, to path: String
  ) throws(CommandFailure) {
    var root = NetCDFGroup(attributes: provenance(of: chosen))
    if let fit = invocation.text(.fit), FilePath.ending(of: fit) == "nc" {
      root.groups = try readInferenceData(fit).groups
    }
    let (data, latents) = (tables(replicates) { $0.isData }, tables(replicates) { $0.isHidden })
    var groups = [group(replicates.isFitted ? "posterior_predictive" : "prior_predictive", data)]
    if !replicates.isFitted { groups.append(group("prior", latents)) }
    for group in groups where !group.variables.isEmpty {
      root.groups.removeAll { $0.name == group.name }
      root.groups.append(group)
    }
    try write(root, to: path)

    /// The variables of a kind, each one table over all draws.
    func tables(_ replicates: Replicates, _ isWanted: (Variable) -> Bool) -> [LabelledTable] {
      chosen.model.variables.ids.filter { isWanted(chosen.model.variables[$0]) }.compactMap { id in
        let tables = replicates.sets.compactMap { set in
          set.values[id].map { set.table(of: id, $0) }
        }
        guard let first = tables.first, tables.count == replicates.sets.count else { return nil }
        return LabelledTable(
          name: first.name, axes: replicates.axes + first.axes,
          values: .joined(tables.map(\.values)))
      }
    }
  }
}

/// One data set with what is compared.
private struct Replicate: Sendable {
  struct Pair: Sendable {
    let name: String
    let realised: Double
    let replicated: Double
  }

  private(set) var set: BoundModel?
  /// `nil` if something failed, which the log says.
  private(set) var pairs: [Pair]?
  private(set) var log = DiagnosticLog()

  init(
    _ model: BoundModel, _ averaged: Set<VariableID>, _ stream: RandomStream,
    _ observed: BoundModel?, _ quantities: [TestQuantity], keepsSet: Bool
  ) {
    guard let drawn = simulate(model, averaging: averaged, using: stream, log: &log) else { return }
    if keepsSet { set = drawn }
    var pairs: [Pair] = []
    if let observed {
      var real = drawn
      for (id, value) in observed.values { real.values[id] = value }
      for quantity in quantities {
        guard let realised = quantity.values(in: real, observed, log: &log),
          let replicated = quantity.values(in: drawn, observed, log: &log)
        else { return }
        for (a, b) in zip(realised, replicated) {
          pairs.append(Pair(name: a.name, realised: a.value, replicated: b.value))
        }
      }
    }
    self.pairs = pairs
  }
}

extension NetCDFVariable.Values {
  /// Tables of one kind, one behind the other.
  fileprivate static func joined(_ tables: [Self]) -> Self {
    var (texts, integers, truths): ([String], [Int], [Bool]) = ([], [], [])
    for table in tables {
      switch table {
      case .texts(let values): texts += values
      case .integers(let values): integers += values
      case .booleans(let values): truths += values
      case .reals: break
      }
    }
    switch tables.first {
    case .texts: return .texts(texts)
    case .integers: return .integers(integers)
    case .booleans: return .booleans(truths)
    case .reals, nil: return .reals(tables.flatMap { $0.numbers ?? [] })
    }
  }
}
