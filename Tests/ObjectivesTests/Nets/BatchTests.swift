import Autodiff
import Backends
import Binding
import Diagnostics
import Semantics
import TensorIR
import Testing

@testable import Objectives

/// Minibatches: over an epoch, their estimates and gradients average to those of all rows.
@Suite struct BatchTests {
  /// Value and gradient at a point with some rows, of both back ends.
  private func evaluate(
    _ lowered: LoweredDensity, _ bound: BoundModel, rows: [Int], at point: [Double],
    _ engine: inout Backends
  ) throws -> [Double] {
    var x = point
    for input in lowered.batch?.inputs ?? [] {
      let type = lowered.program[input.input].type
      var part = [Double](repeating: .nan, count: lowered.program.count(type))
      var span = part.mutableSpan
      switch input.origin {
      case .values(let id, let strides):
        let value = try #require(bound.values[id])
        try #require(RowReader(value, slot: input.slot, strides: strides))
          .read(rows, into: &span)
      case .known(let id, let strides):
        let value = try #require(bound.values[id])
        try #require(RowReader(knownOf: value, slot: input.slot, strides: strides))
          .read(rows, into: &span)
      case .rows: part = rows.map(Double.init)
      case .sizes, .weights, .noise: Issue.record("\(input.origin)")
      }
      x += part
    }
    engine.run(x)
    return [engine.scalar(0)] + (0..<lowered.blocks.count).flatMap { engine.output($0 + 1) }
  }

  private func lower(_ bound: BoundModel, _ batch: Minibatch?) throws -> LoweredDensity {
    var log = DiagnosticLog()
    let stage = try #require(bound.model.objectives.first?.stages.first)
    let lowered = lowerObjective(bound, stage: stage, batch: batch, log: &log)
    #expect(log.diagnostics.map(\.message) == [])
    return try #require(lowered)
  }

  private func plate(_ bound: BoundModel) throws -> IndexSetID {
    try #require(bound.model.indexSets.ids.first { bound.model.indexSets[$0].name == "N" })
  }

  /// Checks that batches average to the whole.
  private func expectMean(
    _ bound: BoundModel, _ batch: Minibatch, _ batches: [[Int]],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let whole = try lower(bound, nil)
    let point = wave(whole.dimension, 1)
    let wanted =
      [try whole.value(atCoordinates: point)]
      + (try whole.gradient(atCoordinates: point))
    let lowered = try lower(bound, batch)
    var engine = try Backends(
      lowered.steppable { differentiate($0, output: 0) }, data: lowered.data)
    var mean = [Double](repeating: 0, count: wanted.count)
    for rows in batches {
      let found = try evaluate(lowered, bound, rows: rows, at: point, &engine)
      for index in mean.indices { mean[index] += found[index] / Double(batches.count) }
    }
    for (a, b) in zip(mean, wanted) {
      #expect(agrees(a, b, 1e-12), "\(a), \(b)", sourceLocation: location)
    }
  }

  private let json = """
    {"x": [[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8], [0.1, 0.2], [1, 1], [-2, 0.4]],
     "y": [0.2, -0.4, 1.1, 0, 2, -1], "c": [0, 2, 1, 1, 0, 2]}
    """

  /// A prior counts once, rows as often as there are more of them; means are not scaled twice.
  @Test func sumsOverThePlateAreScaledAndNothingElse() throws {
    let bound = try bound(
      """
      model Regression {
        plate n in N
        axis D = 2
        axis C = 0..2
        net f(x : real^D, c : C) -> (mu : real, s : positive) = mlp(x, c, hidden = [3], act = tanh)
        latent   b    : real ~ Normal(0, 1)
        given    x[n] : real^D
        given    c[n] : C
        m[n] = f(x[n], c[n]).mu + b
        observed y[n] : real ~ Normal(m[n], f(x[n], c[n]).s)
        maximize log p(y, b | x, c) + size(N) * (mean n: m[n] * n) + (sum n: m[n]^2) over f, b
      }
      """, json)
    let set = try plate(bound)
    try expectMean(bound, Minibatch(set: set, size: 2, of: 6), [[4, 0], [1, 3], [5, 2]])
    try expectMean(bound, Minibatch(set: set, size: 3, of: 6), [[5, 0, 2], [1, 4, 3]])
  }

  /// Known and missing rows in fixed numbers, each counting for all of its kind.
  @Test func stratifiedBatches() throws {
    let bound = try bound(
      """
      model Labels {
        plate n in N
        axis D = 2
        axis C = 0..2
        net g(x : real^D) -> simplex(C) = dense(x)
        net f(x : real^D, c : C) -> real = mlp(x, c, hidden = [2], act = tanh)
        given    x[n] : real^D
        partial  c[n] : C    ~ Categorical(g(x[n]))
        observed y[n] : real ~ Normal(f(x[n], c[n]), 1)
        maximize log p(y, c | x) + 3 * mean n where known(c[n]): log(g(x[n])[c[n]])
      }
      """,
      json.replacing(#""c": [0, 2, 1, 1, 0, 2]"#, with: #""c": [null, 2, null, null, 0, null]"#))
    let batch = Minibatch(set: try plate(bound), weights: [2, 2, 2])
    // One of two known rows and two of four missing ones.
    try expectMean(bound, batch, [[1, 0, 2], [4, 5, 3]])
    let uneven = Minibatch(set: try plate(bound), weights: [1, 1, 4])
    try expectMean(bound, uneven, [[1, 4, 0], [4, 1, 2], [1, 4, 3], [1, 4, 5]])
  }

  /// Stories with a state that is known on some rows, in the ways in which it is summed over.
  private static let partialModels = [
    // Summed out exactly, with a net that reads what is summed.
    """
    maximize log p(y, c | x) + 3 * mean n where known(c[n]): log(g(x[n])[c[n]])
    """,
    // Under a guide, with draws and closed divergences.
    """
    latent z[n] : real^Z ~ Normal(h(c[n]), 1)
    guide q {
      net k(x : real^D, c : C) -> (mu : real^Z, s : positive^Z) = mlp(x, c, hidden = [3], act = tanh)
      c[n] ~ Categorical(g(x[n]))
      z[n] ~ Normal(k(x[n], c[n]).mu, k(x[n], c[n]).s)
    }
    maximize elbo(q) + 0.3 * size(N) * mean n where known(c[n]): log q(c[n] | x[n])
    """,
    // Of two states one is always hidden.
    """
    latent z[n] : real^Z ~ Normal(h(c[n]), 1)
    latent b[n] : bool   ~ Bernoulli(0.3)
    given  u[n] : real
    observed v[n] : real ~ Normal(u[n] + f(x[n], c[n]) * (if b[n] then 1 else -1), 1 + (z[n] @ z[n]))
    guide q {
      c[n] ~ Categorical(g(x[n]))
      b[n] ~ Bernoulli(g(x[n])[c[n]])
      z[n] ~ Normal(h(c[n]), 0.5)
    }
    maximize elbo(q)
    """,
  ]

  /// Rows that know their state are not computed for others: value and gradient stay the same.
  @Test(arguments: partialModels.indices) func knownRowsAreNotEnumerated(_ index: Int) throws {
    let bound = try bound(
      """
      model Labels {
        plate n in N
        axis D = 2
        axis Z = 2
        axis C = 0..2
        net g(x : real^D) -> simplex(C) = dense(x)
        net h(c : C) -> real^Z = dense(c)
        net f(x : real^D, c : C) -> real = mlp(x, c, hidden = [2], act = tanh)
        given    x[n] : real^D
        partial  c[n] : C    ~ Categorical(g(x[n]))
        observed y[n] : real ~ Normal(f(x[n], c[n]), 1)
        \(Self.partialModels[index])
      }
      """,
      json.replacing(#""c": [0, 2, 1, 1, 0, 2]"#, with: #""c": [null, 2, null, null, 0, null]"#)
        .replacing(
          #""y": ["#, with: #""u": [1, 2, 0, 1, 3, 1], "v": [0, 1, 1, 2, 3, 0.5], "y": ["#))
    let variable = try #require(
      bound.model.variables.ids.first { bound.model.variables[$0].name == "c" })
    let set = try plate(bound)
    let known = Minibatch.KnownRows(variable: variable, count: 2)
    let weights = [1.0, 1, 2, 2]
    let whole = try lower(bound, Minibatch(set: set, weights: weights))
    let split = try lower(bound, Minibatch(set: set, weights: weights, known: known))
    let point = wave(whole.dimension, 1)
    var found: [[Double]] = []
    for lowered in [whole, split] {
      var engine = try Backends(
        lowered.steppable { differentiate($0, output: 0) }, data: lowered.data)
      found.append(try evaluate(lowered, bound, rows: [4, 1, 2, 5], at: point, &engine))
    }
    for (a, b) in zip(found[0], found[1]) { #expect(agrees(a, b, 1e-12), "\(a), \(b)") }
    let program = split.program.pruned()
    let axis = try #require(program.axes.firstIndex { $0.name == "n known" })
    for node in program.nodes where node.type.axes.contains(AxisID(index: Int32(axis))) {
      #expect(!node.type.axes.contains { program[$0].name == "c" }, "\(node.op)")
    }
  }

  @Test func whatHasNoBatchesIsRefused() throws {
    let cases = [
      ("maximize sum n: x[n, 1] * u[n]", "`u` has a point for each row", "param u[n] : real"),
      ("maximize max n: v * x[n, 1]", "`max` over it cannot be estimated", "param v : real"),
      ("maximize sum n: v * x[1, 1]", "a row reads another", "param v : real"),
      (
        "maximize log p(y, c | x)", "`z` is summed out around it",
        "param v : real\nlatent z : bool ~ Bernoulli(0.3)\n"
          + "observed y[n] : real ~ Normal(if z then v else x[n, 1], 1)\n"
          + "observed c[n] : int ~ Poisson(2)"
      ),
    ]
    for (objective, reason, declaration) in cases {
      let bound = try bound(
        """
        model Refused {
          plate n in N
          axis D = 2
          given x[n] : real^D
          \(declaration)
          \(objective)
        }
        """, json)
      var log = DiagnosticLog()
      let stage = try #require(bound.model.objectives.first?.stages.first)
      let batch = Minibatch(set: try plate(bound), size: 2, of: 6)
      #expect(lowerObjective(bound, stage: stage, batch: batch, log: &log) == nil)
      #expect(
        log.diagnostics.map(\.message)
          == ["gmc cannot compute minibatches of `N` here: \(reason) yet"])
    }
  }
}
