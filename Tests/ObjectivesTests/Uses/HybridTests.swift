import Binding
import Diagnostics
import ScalarMath
import Semantics
import Syntax
import Testing

@testable import Objectives

/// The hybrid of Lasserre, Bishop and Minka: densities of a used model, coupled parameters.
@Suite struct HybridTests {
  static let naiveBayes = """
    model NB {
      plate n in N
      plate d in D
      plate c in C = 0..1
      latent   pi         : simplex(C) ~ Dirichlet(fill(2, C))
      latent   theta[c,d] : unit       ~ Beta(2, 2)
      group    w = pi, theta
      partial  y[n]       : C          ~ Categorical(pi)
      observed x[n,d]     : bool       ~ Bernoulli(theta[y[n], d])
    }
    """

  static func hybrid(_ sigma: String, _ question: String) -> String {
    naiveBayes + """

      model Hybrid {
        use NB as NB
        hyper sigma : spread = \(sigma)
        latent   w_G  ~ NB(w)
        latent   w_D  ~ NB(w)
        tie      w_G, w_D within sigma
        observed x[n] ~ NB(x[n] | w = w_G)
        partial  y[n] ~ NB(y[n] | x[n], w = w_D)
        maximize \(question)
      }
      """
  }

  static let data = #"{"x": [[1, 0], [0, 1], [1, 1]], "y": [1, null, 0]}"#
  static let rows = [([true, false], 1), ([false, true], nil), ([true, true], 0 as Int?)]
  static let joint = "log p(x, y, w_G, w_D) over w_G, w_D"

  struct Point {
    let pi: [Double]
    let theta: [[Double]]

    func joint(_ x: [Bool], _ y: Int) -> Double {
      zip(x, theta[y]).reduce(pi[y]) { $0 * ($1.0 ? $1.1 : 1 - $1.1) }
    }

    func marginal(_ x: [Bool]) -> Double { joint(x, 0) + joint(x, 1) }

    /// Dirichlet(2, 2) and Beta(2, 2).
    var logPrior: Double {
      Double.log(6 * pi[0] * pi[1])
        + theta.joined().reduce(0) { $0 + Double.log(6 * $1 * (1 - $1)) }
    }

    /// The inverse isometric log-ratio of two probabilities, and logits.
    var free: [Double] {
      [Double.log(pi[0] / pi[1]) * 0.5.squareRoot()]
        + theta.joined().map { Double.log($0 / (1 - $0)) }
    }

    func values(_ name: String) -> [String: [Double]] {
      ["\(name).pi": pi, "\(name).theta": theta.flatMap { $0 }]
    }
  }

  static let generative = Point(pi: [0.3, 0.7], theta: [[0.2, 0.6], [0.9, 0.35]])
  static let discriminative = Point(pi: [0.45, 0.55], theta: [[0.4, 0.5], [0.8, 0.1]])

  static func lower(_ source: String, _ data: String = data) throws -> LoweredDensity {
    var log = DiagnosticLog()
    let model = try boundModel("Hybrid", source, data)
    let stage = try #require(model.model.objectives.first?.stages.first)
    let lowered = lowerObjective(model, stage: stage, log: &log)
    #expect(log.diagnostics.map(\.message) == [])
    return try #require(lowered)
  }

  /// log p(x | w_G) + log p(y | x, w_D) and the priors, by hand.
  static func expected(_ w: Point, _ v: Point) -> Double {
    var result = w.logPrior + v.logPrior
    for (x, y) in rows {
      result += Double.log(w.marginal(x))
      if let y { result += Double.log(v.joint(x, y) / v.marginal(x)) }
    }
    return result
  }

  @Test(arguments: ["0.5", "3"]) func theCouplingIsAFactor(_ sigma: String) throws {
    let density = try Self.lower(Self.hybrid(sigma, Self.joint))
    let (w, v) = (Self.generative, Self.discriminative)
    let squares = zip(w.free, v.free).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let spread = try #require(Double(sigma))
    let expected = Self.expected(w, v) - squares / (2 * spread * spread)
    let values = w.values("w_G").merging(v.values("w_D")) { a, _ in a }
    #expect(agrees(try density.value(at: values), expected))
  }

  @Test func withoutAnySpreadThereIsOneGenerativeModel() throws {
    let density = try Self.lower(Self.hybrid("0", Self.joint))
    let w = Self.generative
    var expected = w.logPrior
    for (x, y) in Self.rows {
      expected += Double.log(y.map { w.joint(x, $0) } ?? w.marginal(x))
    }
    #expect(density.dimension == 5)
    #expect(agrees(try density.value(at: w.values("w_G")), expected))
    let coordinates = try density.coordinates(w.values("w_G"))
    for name in ["w_G.theta", "w_D.theta"] {
      #expect(
        zip(try density.reported(name, atCoordinates: coordinates), w.theta.joined())
          .allSatisfy { agrees($0, $1) })
    }
  }

  @Test func withInfiniteSpreadNothingIsCoupled() throws {
    let density = try Self.lower(Self.hybrid("inf", Self.joint))
    let values = Self.generative.values("w_G")
      .merging(Self.discriminative.values("w_D")) { a, _ in a }
    let expected = Self.expected(Self.generative, Self.discriminative)
    #expect(agrees(try density.value(at: values), expected))
  }

  /// w_G cannot be integrated out, but it cancels.
  @Test func whatIsNotAskedForCancels() throws {
    let density = try Self.lower(Self.hybrid("1", "log p(y | x, w_D) over w_D"))
    let v = Self.discriminative
    let expected = Self.rows.reduce(0) { sum, row in
      sum + (row.1.map { Double.log(v.joint(row.0, $0) / v.marginal(row.0)) } ?? 0)
    }
    #expect(agrees(try density.value(at: v.values("w_D")), expected))
  }

  @Test func gradientsAgreeWithDifferences() throws {
    let density = try Self.lower(Self.hybrid("0.7", Self.joint))
    let values = Self.generative.values("w_G")
      .merging(Self.discriminative.values("w_D")) { a, _ in a }
    let u = try density.coordinates(values)
    let gradient = try density.gradient(atCoordinates: u)
    for i in u.indices {
      var (above, below) = (u, u)
      above[i] += 1e-5
      below[i] -= 1e-5
      let difference =
        (try density.value(atCoordinates: above) - density.value(atCoordinates: below)) / 2e-5
      #expect(abs(gradient[i] - difference) < 1e-7)
    }
  }

  @Test func aValueIsNeededForEveryParameter() throws {
    var log = DiagnosticLog()
    let model = try boundModel(
      "L",
      """
      model Line {
        plate n in N
        given    x[n] : real
        param    a    : real
        param    b    : real
        observed y[n] : real ~ Normal(a + b * x[n], 1)
      }
      model L {
        use Line as M
        given    x[n] : real
        param    b    : real
        observed y[n] : real ~ M(y[n] | x[n], b)
        maximize log p(y | x)
      }
      """, #"{"x": [1, 2], "y": [1, 2]}"#)
    let stage = try #require(model.model.objectives.first?.stages.first)
    #expect(lowerObjective(model, stage: stage, log: &log) == nil)
    #expect(log.diagnostics.map(\.message) == ["`a` of `M` has no value here"])
  }
}

/// The model of a name in a text of several, with its data.
func boundModel(_ name: String, _ source: String, _ json: String) throws -> BoundModel {
  var log = DiagnosticLog()
  var sources = SourceMap()
  let file = sources.add(SourceFile(name: "test.gm", bytes: Array(source.utf8)))
  let tree = parse(file, in: sources, log: &log)
  let typed = check(tree, importing: { _ in nil }, log: &log)
  let data = readData(DataFile(name: "test.json", bytes: Array(json.utf8)), log: &log)
  let model = try #require(typed.models.first { $0.name == name })
  let bound = bind(model, to: data.map { [$0] } ?? [], options: BindingOptions(), log: &log)
  let errors = log.diagnostics.filter { $0.severity == .error }.map(\.message)
  #expect(errors == [])
  return try #require(bound)
}
