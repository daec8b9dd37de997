import Binding
import Diagnostics
import ScalarMath
import Semantics
import Syntax
import Testing

@testable import Objectives

/// What generative classifiers say of the class, against the linear functions derived from them.
@Suite struct LogisticTwinTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let features: String
    let x: String
    var classes = "plate c in C = 0..2"
    var prior = "Categorical(pi)"
    var isLinear = true
    var testDescription: String { name }

    var source: String {
      """
      model Classifier {
        plate n in N
        \(classes)
        axis D = 2
        param pi : simplex(C)
        partial y[n] : C ~ \(prior)
        \(features)
        maximize log p(y | x)
      }
      """
    }

    var data: String { #"{"x": \#(x), "y": [0, 2, 1, 2]}"# }
  }

  static let plane = "[[0.3, -1.2], [2.1, 0.4], [-0.7, 0.9], [1.5, -0.1]]"
  static let cases = [
    Case(
      name: "shared deviations",
      features: """
        param mu[c] : real^D
        param s : positive^D
        observed x[n] : real^D ~ Normal(mu[y[n]], s)
        """, x: plane),
    Case(
      name: "shared variance",
      features: """
        param mu[c] : real^D
        param v : positive
        observed x[n] : real^D ~ Normal(mu[y[n]], var = v)
        """, x: plane),
    Case(
      name: "shared precisions",
      features: """
        plate d in F
        param mu[c,d] : real
        param t[d] : positive
        observed x[n,d] : real ~ Normal(mu[y[n],d], prec = t[d])
        """, x: plane),
    Case(
      name: "own deviations",
      features: """
        param mu[c] : real^D
        param s[c] : positive^D
        observed x[n] : real^D ~ Normal(mu[y[n]], s[y[n]])
        """, x: plane, isLinear: false),
    Case(
      name: "shared covariance",
      features: """
        param mu[c] : real^D
        param S : cov(D)
        observed x[n] : real^D ~ MvNormal(mu[y[n]], S)
        """, x: plane, prior: "Categorical(logits = [0.2, -0.4, 0.1])"),
    Case(
      name: "through a computed mean",
      features: """
        param a[c] : real
        param r : real
        m[n] = a[y[n]] + r
        observed x[n] : real ~ Normal(m[n], 0.7)
        """, x: "[0.3, -1.2, 2.1, 0.4]", prior: "Uniform(C)"),
    Case(
      name: "yes or no",
      features: """
        plate d in F
        param theta[c,d] : unit
        observed x[n,d] : bool ~ Bernoulli(theta[y[n],d])
        """, x: "[[1, 0, 1], [0, 0, 1], [1, 1, 1], [0, 1, 0]]"),
    Case(
      name: "logits",
      features: """
        plate d in F
        param eta[c,d] : real
        observed x[n,d] : bool ~ Bernoulli(logit = eta[y[n],d])
        """, x: "[[1, 0, 1], [0, 0, 1], [1, 1, 1], [0, 1, 0]]"),
    Case(
      name: "categories",
      features: """
        plate d in F
        plate v in V = 0..3
        param theta[c,d] : simplex(V)
        observed x[n,d] : V ~ Categorical(theta[y[n],d])
        """, x: "[[1, 0], [3, 1], [2, 2], [0, 3]]"),
    Case(
      name: "counts",
      features: """
        plate d in F
        param rate[c,d] : positive
        observed x[n,d] : nat ~ Poisson(rate[y[n],d])
        """, x: "[[1, 0], [3, 1], [2, 5], [0, 3]]"),
    Case(
      name: "words",
      features: """
        axis V = 3
        param theta[c] : simplex(V)
        observed x[n] : nat^V ~ Multinomial(6, theta[y[n]])
        """, x: "[[1, 0, 5], [3, 1, 2], [2, 4, 0], [0, 3, 3]]"),
    Case(
      name: "lifetimes",
      features: """
        param rate[c] : positive
        param shape[c] : positive
        observed x[n] : positive ~ Gamma(shape[y[n]], rate[y[n]])
        """, x: "[1.5, 0.2, 3.1, 0.9]", isLinear: false),
  ]

  private func twin(_ bound: BoundModel) throws -> LogisticTwin? {
    let y = try #require(bound.model.variables.ids.first { bound.model.variables[$0].name == "y" })
    return LogisticTwin(of: bound.model, classes: y)
  }

  /// Bayes' rule by elimination, and softmax of the derived functions.
  @Test(arguments: cases) func conditionalIsTheSoftmaxOfLinearFunctions(_ case: Case) throws {
    let bound = try bound(`case`.source, `case`.data)
    let twin = try #require(try twin(bound))
    #expect(twin.isLinear == `case`.isLinear)
    let stage = try #require(bound.model.objectives.first?.stages.first)
    var log = DiagnosticLog()
    let asked = try #require(lowerObjective(bound, stage: stage, log: &log))
    let sizes = bound.sizes
    let extended = BoundModel(
      model: twin.model, sizes: sizes, firstMembers: bound.firstMembers,
      memberNames: bound.memberNames, values: bound.values)
    let linear = Objective.Stage(
      direction: .maximize, value: twin.logConditional, over: stage.over, estimator: nil,
      span: stage.span)
    let derived = try #require(lowerObjective(extended, stage: linear, log: &log))
    #expect(log.diagnostics.map(\.message) == [])
    #expect(asked.blocks.map(\.name) == derived.blocks.map(\.name))
    let count = asked.blocks.reduce(0) { $0 + $1.count }
    var stream = RandomStream(seed: 5).stream("points")
    for _ in 0..<5 {
      let point = (0..<count).map { _ in 0.8 * stream.normal() }
      let (a, b) = (
        try asked.value(atCoordinates: point), try derived.value(atCoordinates: point)
      )
      #expect(agrees(a, b, 1e-10), "\(a) and \(b)")
      let (f, g) = (
        try asked.gradient(atCoordinates: point), try derived.gradient(atCoordinates: point)
      )
      #expect(zip(f, g).allSatisfy { agrees($0, $1, 1e-8) })
    }
  }

  static let without = [
    // A mixture in each class.
    """
    plate k in K = 1..2
    param mu[c,k] : real
    latent z[n] : K ~ Categorical([0.5, 0.5])
    observed x[n] : real ~ Normal(mu[y[n],z[n]], 1)
    """,
    // No exponential family in these parameters.
    "param mu[c] : real\nobserved x[n] : real ~ Laplace(mu[y[n]], 1)",
    // Each class has its own ellipse.
    "param mu[c] : real^D\nparam S[c] : cov(D)\nobserved x[n] : real^D ~ MvNormal(mu[y[n]], S[y[n]])",
    // The weights depend on the row.
    "param a[c] : real\ngiven u[n] : real\nobserved x[n] : real ~ Normal(a[y[n]] * u[n], 1)",
  ]

  @Test(arguments: without) func othersHaveNone(_ features: String) throws {
    let source = Case(name: "", features: features, x: "").source
    var log = DiagnosticLog()
    var sources = SourceMap()
    let file = sources.add(SourceFile(name: "test.gm", bytes: Array(source.utf8)))
    let typed = check(parse(file, in: sources, log: &log), importing: { _ in nil }, log: &log)
    let model = try #require(typed.models.first)
    let y = try #require(model.variables.ids.first { model.variables[$0].name == "y" })
    #expect(LogisticTwin(of: model, classes: y) == nil)
  }

  /// Written with their names, in both notations.
  @Test func formulas() throws {
    let model = try bound(Self.cases[0].source, Self.cases[0].data).model
    let stage = try #require(model.objectives.first?.stages.first)
    let plain = derivation(of: model, stage: stage, notation: .plain).markdown
    #expect(plain.contains("p(y[n] = c | x[n]) ∝ exp(b[c] + Σ[d] w[c,d] x[n,d])"), "\(plain)")
    #expect(plain.contains("w[c,d] = μ[c,d] / "), "\(plain)")
    let latex = derivation(of: model, stage: stage, notation: .latex).latex
    #expect(latex.contains(#"w_{c, d} = \frac{\mu_{c, d}}{"#), "\(latex)")
  }
}
