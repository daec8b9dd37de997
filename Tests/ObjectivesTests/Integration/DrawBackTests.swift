import Autodiff
import Backends
import Diagnostics
import ScalarMath
import TensorIR
import Testing

@testable import Objectives

/// Draws latents back on all back ends, which must agree.
func drawer(_ remainder: Remainder, of whole: LoweredDensity) throws -> RealDrawer {
  try RealDrawer(remainder, of: whole) { program, data in try Backends(program, data: data) }
}

/// Draws of what was integrated out against the posterior over everything.
///
/// For a density p of free coordinates u that vanishes at infinity, with score s = d log p / du,
/// Stein's identities hold under p: E s_i = 0 and E u_i s_j = -[i = j]. The score is that of
/// `lowerPosterior`, which knows of no integral. What is left is held at a fixed point, so that the
/// identities hold for the conditional of the rest.
@Suite struct DrawBackTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    let json: String
    /// What is left as coordinates, with its values.
    var left: [String: [Double]] = [:]
    var testDescription: String { name }
  }

  @Test(arguments: cases) func obeySteinsIdentities(_ given: Case) throws {
    let (whole, remainder, positions) = try draws(given.source, given.json, at: given.left)
    #expect(Set(remainder.density.blocks.map(\.name)) == Set(given.left.keys))
    let names = Set(given.left.keys)
    let drawn = whole.blocks.filter { !names.contains($0.name) }
      .flatMap { $0.offset..<$0.offset + $0.count }
    try #require(!drawn.isEmpty)
    var interpreter = try Interpreter(
      differentiate(whole.program, output: 0), data: whole.data)
    let scores = positions.map { position in
      interpreter.run(position)
      return whole.blocks.indices.flatMap { interpreter.output($0 + 1) }
    }
    func check(_ name: String, _ values: [Double]) {
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let error = (variance / count).squareRoot()
      #expect(abs(mean) < 4.5 * error + 1e-12, "\(name): \(mean) ± \(error)")
    }
    for i in drawn {
      check("E s[\(i)]", scores.map { $0[i] })
      for j in drawn {
        // Centred, so that the standard error is that of the spread.
        let centre = positions.reduce(0) { $0 + $1[i] } / Double(positions.count)
        let kronecker = i == j ? 1.0 : 0
        check(
          "E u[\(i)] s[\(j)]",
          zip(positions, scores).map { ($0[i] - centre) * $1[j] + kronecker })
      }
    }
  }

  static let cases: [Case] = [
    Case(
      name: "means of groups and their mean, given the spread",
      source: """
        model M {
          plate n in N
          plate j in J
          given g[n] : J
          latent tau ~ HalfCauchy(1)
          latent mu ~ Normal(1, 2)
          latent theta[j] ~ Normal(mu, tau)
          observed y[n] : real ~ Normal(theta[g[n]], 0.5)
        }
        """, json: #"{"J": 3, "g": [1, 2, 2], "y": [0.3, 1.1, 2.0]}"#, left: ["tau": [0.7]]),
    Case(
      name: "weights of a regression and a precision",
      source: """
        model M {
          plate n in N
          axis D
          given x[n] : real^D
          latent tau ~ Gamma(3, 2)
          latent w : real^D ~ Normal(0, prec = tau)^D
          latent a ~ Normal(0.5, prec = 2 * tau)
          observed y[n] : real ~ Normal(a + dot(w, x[n]), prec = tau)
        }
        """, json: #"{"x": [[-1, 0.5], [0.5, 1], [2, -1], [1, 1]], "y": [0.3, 1.1, 2.0, 1]}"#),
    Case(
      name: "two axes joined in one matrix",
      source: """
        model M {
          plate n in N
          plate j in J
          plate k in J
          given a[n] : J
          given b[n] : J
          latent f[j, k] ~ Normal(0, 1)
          observed y[n] : real ~ Normal(f[a[n], b[n]] + 0.5 * f[b[n], a[n]], 0.5)
        }
        """, json: #"{"J": 2, "a": [1, 2, 2], "b": [2, 2, 1], "y": [0.3, 1.1, -1]}"#),
    Case(
      name: "a mean and a variance",
      source: """
        model M {
          plate n in N
          latent v ~ InvGamma(3, 2)
          latent a ~ Normal(0.5, var = 2 * v)
          observed y[n] : real ~ Normal(a, var = v)
        }
        """, json: #"{"y": [0.3, 1.1, 2.0]}"#),
    Case(
      name: "shares of several coins and of a die, and a rate",
      source: """
        model M {
          plate j in J
          plate n in N
          axis K = 1..3
          latent p[j] : unit ~ Beta(2, 1.5)
          latent q : simplex(K) ~ Dirichlet([1.5, 2, 0.7])
          latent r ~ Gamma(2, 3)
          observed h[j] : nat ~ Binomial(7, p[j])
          observed d[n] : K ~ Categorical(q)
          observed c[n] : nat ~ Poisson(2 * r)
        }
        """, json: #"{"h": [1, 5], "d": [1, 2, 2, 3], "c": [2, 0, 1, 3]}"#),
    Case(
      name: "the mean of each point of a mixture, given its hidden class",
      source: """
        model M {
          plate n in N
          axis K = 1..2
          latent pi : simplex(K) ~ Dirichlet([2, 3])
          latent z[n] : K ~ Categorical(pi)
          latent m[n] ~ Normal(if z[n] == 1 then -1 else 2, 0.8)
          observed y[n] : real ~ Normal(m[n], 0.6)
        }
        """, json: #"{"y": [0.3, 1.1, -2.0]}"#, left: ["pi": [0.3, 0.7]]),
    Case(
      name: "levels along a hidden chain of states",
      source: """
        model M {
          chain t in T
          axis K = 1..2
          latent z[first] : K ~ Categorical([0.5, 0.5])
          latent z[t] : K ~ Categorical(if z[t-1] == 1 then [0.8, 0.2] else [0.3, 0.7])
          latent m[t] ~ Normal(if z[t] == 1 then -1 else 1, 0.5)
          observed x[t] : real ~ Normal(m[t], 0.7)
        }
        """, json: #"{"x": [-0.5, 0.4, 1.2]}"#),
    Case(
      name: "a walk with noise",
      source: """
        model M {
          chain t in T
          latent m[first] ~ Normal(0, 1)
          latent m[t] ~ Normal(0.8 * m[t-1], 0.5)
          observed x[t] : real ~ Normal(m[t], 0.7)
        }
        """, json: #"{"x": [-0.5, 0.4, 1.2, 1]}"#),
    Case(name: "a covariance and a mean", source: WishartTests.covariance, json: WishartTests.json),
    Case(name: "a precision and a mean", source: WishartTests.precision, json: WishartTests.json),
    Case(
      name: "a covariance and a mean for each group",
      source: """
        model M {
          plate j in J
          plate n in N
          axis D = 1..2
          latent S[j] : cov(D) ~ InvWishart(5, [[1.5, 0.3], [0.3, 0.8]])
          latent mu[j] : real^D ~ MvNormal([0.5, -0.2], S[j] / 2)
          observed x[j, n] : real^D ~ MvNormal(mu[j], S[j])
        }
        """,
      json: """
        {"x": [[[0.3, 1.1], [1.2, -0.4], [-0.7, 0.5]], [[2.0, 1.6], [0.1, 0.2], [1, 1]]]}
        """),
    Case(
      name: "a latent that no data speak of",
      source: """
        model M {
          plate n in N
          latent m ~ Normal(0, 1)
          latent future[n] ~ Normal(m, 0.5)
          observed x[n] : real ~ Normal(m, 0.7)
        }
        """, json: #"{"x": [-0.5, 0.4]}"#),
  ]

  /// The posterior of a normal mean: the draws themselves, and not just their score.
  @Test func haveTheMomentsOfTheClosedForm() throws {
    let source = """
      model M {
        plate n in N
        latent m ~ Normal(1, 2)
        observed y[n] : real ~ Normal(m, 0.5)
      }
      """
    let (_, _, positions) = try draws(source, #"{"y": [0.3, 1.1, 2.0]}"#, at: [:])
    let precision = 1 / 4.0 + 3 / 0.25
    let mean = (1 / 4.0 + 3.4 / 0.25) / precision
    let draws = positions.map { $0[0] }
    let found = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count)
    #expect(abs(found - mean) < 4 * (1 / precision / Double(draws.count)).squareRoot())
    #expect(abs(variance * precision - 1) < 4 * (2 / Double(draws.count)).squareRoot())
  }

  /// A matrix that costs more than it saves stays with the sampler.
  @Test func largeMatricesAreLeft() throws {
    let model = try bound(
      """
      model M {
        plate n in N
        axis D
        given x[n] : real^D
        latent w : real^D ~ Normal(0, 1)^D
        observed y[n] : real ~ Normal(dot(w, x[n]), 1)
      }
      """, #"{"x": [[-1, 0.5, 2], [0.5, 1, 1]], "y": [0.3, 1.1]}"#)
    for (limit, left) in [(2, ["w"]), (3, [])] {
      var log = DiagnosticLog()
      let remainder = try #require(lowerRemainder(model, largestMatrix: limit, log: &log))
      #expect(remainder.density.blocks.map(\.name) == left)
    }
  }

  private func draws(
    _ source: String, _ json: String, at values: [String: [Double]]
  ) throws -> (LoweredDensity, Remainder, [[Double]]) {
    let model = try bound(source, json)
    var log = DiagnosticLog()
    let whole = try #require(lowerPosterior(model, log: &log))
    let remainder = try #require(lowerRemainder(model, log: &log))
    let point = try remainder.density.coordinates(values)
    let realDrawer = try drawer(remainder, of: whole)
    let positions = realDrawer.positions(
      at: Array(repeating: point, count: 4000), RandomStream(seed: 7).stream("draws"))
    return (whole, remainder, positions)
  }
}
