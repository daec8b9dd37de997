import Backends
import Binding
import Objectives
import Semantics
import TensorIR
import Testing

/// Steps that maximise the expected log density of the complete data.
@Suite struct MaximisationTests {
  /// A step on both back ends, from a point that the names of variables give.
  struct Climb {
    let lowered: LoweredDensity
    let step: MaximisationStep
    var point: [Double]

    init(_ source: String, _ json: String, from values: [String: [Double]]) throws {
      lowered = try objective(source, json)
      let model = try bound(source, json)
      let stage = try #require(model.model.objectives.first?.stages.first)
      step = try lowerMaximisation(model, stage: stage)
      point = try lowered.coordinates(values)
    }

    /// Takes a step and returns the objective before it.
    mutating func advance() throws -> Double {
      var evaluator = try Backends(step.program, data: step.data)
      evaluator.run(point)
      point = lowered.blocks.indices.flatMap { evaluator.output($0 + 1) }
      return evaluator.scalar(0)
    }
  }

  /// From reference/gaussian_mixture.py: the objective before each of four steps, and weights,
  /// means and covariances after it.
  static let scikitLearn: [(value: Double, pi: [Double], mu: [Double], sigma: [Double])] = [
    (
      -44.24150990128269, [0.36520683296975287, 0.6347931670302471],
      [1.167966128319026, -0.003391167206477119, 4.14589233042043, 2.5355846508224724],
      [
        0.355164252253311, 0.2808807751995407, 0.2808807751995407, 0.3410248178715633,
        1.0951120012521536, 0.7310866802797228, 0.7310866802797228, 0.9689438921431984,
      ]
    ),
    (
      -30.513538358046002, [0.39561491284679323, 0.6043850871532068],
      [1.2100025048425658, 0.0492125340866552, 4.268203092148303, 2.6288936552580866],
      [
        0.3431286301121285, 0.281512893086999, 0.281512893086999, 0.3454169722799069,
        0.841810168599459, 0.5324586786097644, 0.5324586786097643, 0.8376584776831196,
      ]
    ),
    (
      -30.13724014494162, [0.4148041907096477, 0.5851958092903523],
      [1.251328338954091, 0.08884259394884454, 4.339192205529856, 2.68539355221207],
      [
        0.3724682588370242, 0.31215082303941144, 0.31215082303941144, 0.37421960802745396,
        0.7036005872328311, 0.41657718788728165, 0.41657718788728165, 0.7557920361005084,
      ]
    ),
    (
      -29.936483033324066, [0.4289649053275494, 0.5710350946724506],
      [1.294151152780439, 0.1289138156875188, 4.383597312941294, 2.7196819338789555],
      [
        0.4208411611366963, 0.3583981589001347, 0.3583981589001347, 0.4152965880983188,
        0.6343405266514237, 0.3592638369090367, 0.3592638369090367, 0.7211443813386389,
      ]
    ),
  ]

  @Test func mixtureStepsAreThoseOfScikitLearn() throws {
    var climb = try Climb(
      """
      model M {
        plate n in N
        plate k in K = 1..2
        axis  D = 2
        param    pi       : simplex(K)
        param    mu[k]    : real^D
        param    Sigma[k] : cov(D)
        latent   z[n]     : K      ~ Categorical(pi)
        observed x[n]     : real^D ~ MvNormal(mu[z[n]], Sigma[z[n]])
        maximize log p(x)
      }
      """,
      """
      {"x": [[1.2, 0.3], [0.4, -0.8], [2.1, 1.0], [0.9, 0.1], [1.6, -0.2], [4.0, 3.1], [5.2, 2.2],
        [4.6, 4.0], [3.9, 2.4], [5.5, 3.7], [2.9, 1.6], [4.4, 1.9]]}
      """,
      from: [
        "pi": [0.4, 0.6], "mu": [1, 0, 3, 2], "Sigma": [1, 0.2, 0.2, 1.5, 2, -0.3, -0.3, 1],
      ])
    for expected in Self.scikitLearn {
      #expect(agrees(try climb.advance(), expected.value, 1e-12))
      for (name, values) in [
        ("pi", expected.pi), ("mu", expected.mu), ("Sigma", expected.sigma),
      ] {
        let ours = try climb.lowered.reported(name, atCoordinates: climb.point)
        #expect(zip(ours, values).allSatisfy { agrees($0, $1, 1e-11) }, "\(name)")
      }
    }
  }

  /// A covariance is factored once for all rows; elimination would be of the third order for each.
  @Test func rowsAreNotEliminatedOneByOne() throws {
    let climb = try Climb(
      """
      model M {
        plate n in N
        plate c in C = 1..2
        axis  D = 2
        param    pi       : simplex(C)
        param    mu[c]    : real^D
        latent   Sigma[c] : cov(D) ~ InvWishart(4, eye(D))
        partial  y[n]     : C      ~ Categorical(pi)
        observed x[n]     : real^D ~ MvNormal(mu[y[n]], Sigma[y[n]])
        maximize log p(x, y, Sigma) over pi, mu, Sigma
      }
      """,
      #"{"x": [[1, 0], [0, 2], [3, 3], [4, 2], [2, 1]], "y": [1, null, 2, null, null]}"#,
      from: ["pi": [0.5, 0.5], "mu": [0, 0, 3, 2], "Sigma": [1, 0, 0, 1, 1, 0, 0, 1]])
    let program = climb.step.program
    let systems = program.nodes.indices.filter {
      if case .solve = program.nodes[$0].op { true } else { false }
    }
    #expect(systems.isEmpty)
  }

  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let story: String
    let data: String
    let start: [String: [Double]]
    var isClosed = false
  }

  static let cases: [Case] = [
    Case(
      description: "normal classes with shared means and priors of variances",
      story: """
        plate n in N
        plate k in K = 1..2
        param pi : simplex(K)
        latent mu[k] ~ Normal(1, 3)
        latent v ~ InvGamma(2, 1)
        latent z[n] : K ~ Categorical(pi)
        observed x[n] : real ~ Normal(mu[z[n]], var = v)
        maximize log p(x, mu, v) over pi, mu, v
        """, data: #"{"x": [0.1, -0.4, 2.2, 3.1, 2.7, 0.3, 2.9]}"#,
      start: ["pi": [0.5, 0.5], "mu": [-1, 2], "v": [2]]),
    Case(
      description: "precisions of components",
      story: """
        plate n in N
        plate k in K = 1..2
        axis D = 2
        latent pi : simplex(K) ~ Dirichlet([2, 3])
        param mu[k] : real^D
        latent t[k] ~ Gamma(2, 1)
        latent z[n] : K ~ Categorical(pi)
        observed x[n] : real^D ~ Normal(mu[z[n]], prec = t[z[n]])
        maximize log p(x, pi, t) over pi, mu, t
        """,
      data: #"{"x": [[0.1, 1], [-0.4, 0.2], [2.2, 3], [3.1, 2.5], [2.7, 2], [0.3, 0.6]]}"#,
      start: ["pi": [0.5, 0.5], "mu": [0, 0, 2, 2], "t": [1, 2]]),
    Case(
      description: "covariances with conjugate priors",
      story: """
        plate n in N
        plate k in K = 1..2
        axis D = 2
        latent mu[k] : real^D ~ Normal([0, 1], [3, 2])
        latent Sigma : cov(D) ~ InvWishart(4, eye(D))
        latent z[n] : K ~ Categorical([0.4, 0.6])
        observed x[n] : real^D ~ MvNormal(mu[z[n]], Sigma)
        maximize log p(x, mu, Sigma) over mu, Sigma
        """,
      data: #"{"x": [[0.1, 1], [-0.4, 0.2], [2.2, 3], [3.1, 2.5], [2.7, 2], [0.3, 0.6]]}"#,
      start: ["mu": [0, 0, 2, 2], "Sigma": [1, 0.1, 0.1, 2]]),
    Case(
      description: "a hidden Markov chain of counts",
      story: """
        chain t in T
        plate k in K = 1..2
        latent pi : simplex(K) ~ Dirichlet(fill(2, K))
        latent A[k] : simplex(K) ~ Dirichlet(fill(1.5, K))
        latent r[k] ~ Gamma(2, 0.5)
        latent z[first] : K ~ Categorical(pi)
        latent z[t] : K ~ Categorical(A[z[t-1]])
        observed x[t] : nat ~ Poisson(r[z[t]])
        maximize log p(x, pi, A, r) over pi, A, r
        """, data: #"{"x": [1, 0, 2, 7, 9, 6, 1, 0, 1, 8]}"#,
      start: ["pi": [0.5, 0.5], "A": [0.6, 0.4, 0.3, 0.7], "r": [1, 5]]),
    Case(
      description: "labels that are missing on some rows",
      story: """
        plate n in N
        plate d in D
        plate c in C = 1..2
        latent pi : simplex(C) ~ Dirichlet(fill(2, C))
        latent theta[c,d] : unit ~ Beta(2, 3)
        partial y[n] : C ~ Categorical(pi)
        observed x[n,d] : bool ~ Bernoulli(theta[y[n], d])
        maximize log p(x, y, pi, theta) over pi, theta
        """,
      data: """
        {"y": [1, null, 2, null, 2],
         "x": [[true, false], [true, true], [false, true], [false, false], [false, true]]}
        """, start: ["pi": [0.5, 0.5], "theta": [0.6, 0.5, 0.4, 0.7]]),
    Case(
      description: "a closed form: waiting times of groups",
      story: """
        plate n in N
        plate g in G = 1..2
        given group[n] : G
        param r[g] : positive
        observed x[n] : positive ~ Exponential(r[group[n]])
        maximize log p(x)
        """, data: #"{"x": [0.3, 1.2, 0.7, 2.5], "group": [1, 2, 1, 2]}"#,
      start: ["r": [1, 1]], isClosed: true),
    Case(
      description: "a closed form: means and deviations of classes",
      story: """
        plate n in N
        plate c in C = 1..2
        axis D = 2
        param pi : simplex(C)
        param mu[c] : real^D
        param s[c] : positive^D
        observed y[n] : C ~ Categorical(pi)
        observed x[n] : real^D ~ Normal(mu[y[n]], s[y[n]])
        maximize log p(x, y)
        """,
      data: """
        {"y": [1, 1, 2, 2, 2], "x": [[0.1, 1], [-0.4, 0.2], [2.2, 3], [3.1, 2.5], [2.7, 2]]}
        """, start: ["pi": [0.5, 0.5], "mu": [0, 0, 1, 1], "s": [1, 1, 1, 2]], isClosed: true),
  ]

  @Test(arguments: cases) func objectiveNeverFallsAndEndsLevel(_ case: Case) throws {
    let source = "model M {\n\(`case`.story)\n}"
    var climb = try Climb(source, `case`.data, from: `case`.start)
    #expect(climb.step.isClosedForm == `case`.isClosed)
    var last = -Double.infinity
    for _ in 0..<(`case`.isClosed ? 1 : 3000) {
      let value = try climb.advance()
      #expect(value >= last - 1e-12 * max(1, abs(value)))
      if value - last < 1e-15 { break }
      last = value
    }
    let slope = try climb.lowered.gradient(atCoordinates: climb.point)
    #expect(slope.allSatisfy { abs($0) < 1e-5 }, "\(slope)")
  }

  static let open: [(story: String, reason: String)] = [
    (
      "plate n in N\nparam a : real\ngiven x[n] : real\n"
        + "observed y[n] : real ~ Normal(a * x[n], 1)\nmaximize log p(y)",
      "`a * x[n]` is no point, but a function of one"
    ),
    (
      "plate n in N\nparam a : positive\ngiven x[n] : real\n"
        + "observed y[n] : real ~ Laplace(0, a)\nmaximize log p(y)",
      "Laplace has no closed-form maximum here"
    ),
    (
      "plate n in N\nlatent a ~ HalfCauchy(1)\ngiven x[n] : real\n"
        + "observed y[n] : real ~ Normal(0, a)\nmaximize log p(y, a) over a",
      "the prior of `a` is not conjugate"
    ),
  ]

  @Test(arguments: open) func reasonIsGivenWhereThereIsNoClosedForm(
    _ case: (story: String, reason: String)
  ) throws {
    let model = try bound(
      "model M {\n\(`case`.story)\n}", #"{"x": [1, 2], "y": [0.5, 1.5]}"#)
    let stage = try #require(model.model.objectives.first?.stages.first)
    #expect(throws: NoClosedForm.self) { try lowerMaximisation(model, stage: stage) }
    do throws(NoClosedForm) {
      _ = try lowerMaximisation(model, stage: stage)
    } catch {
      #expect(error.reason == `case`.reason)
    }
  }
}
