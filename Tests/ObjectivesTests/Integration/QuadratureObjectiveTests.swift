import Backends
import Binding
import Diagnostics
import Foundation
import Semantics
import TensorIR
import Testing

@testable import Objectives

/// Objectives with `using quadrature`: integrals over one number at a time.
///
/// The literals are those of `reference/quadrature.py`; conjugate pairs are written so that no
/// closed form is seen, and compared with it.
@Suite struct QuadratureObjectiveTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    var json: String
    var point: [String: [Double]]
    let value: Double
    var tolerance = 1e-8
    var testDescription: String { name }
  }

  @Test(arguments: cases) func agreesWithReferences(_ given: Case) throws {
    let density = try objective(given.source, given.json)
    let point = try density.coordinates(given.point)
    let value = try density.value(atCoordinates: point)
    #expect(abs(value - given.value) < given.tolerance * max(1, abs(given.value)))
    // Half the nodes are worse, and say so.
    let coarser = try Backends(try #require(density.coarser), data: density.data)
    var run = coarser
    run.run(point)
    let error = abs(run.scalar(0) - value)
    #expect(abs(value - given.value) <= error + 1e-12 * abs(value))
    #expect(error < 1e-2)
  }

  @Test(arguments: cases) func gradientIsThatOfFiniteDifferences(_ given: Case) throws {
    let density = try objective(given.source, given.json)
    let point = try density.coordinates(given.point)
    let gradient = try density.gradient(atCoordinates: point)
    for index in point.indices {
      func value(_ step: Double) throws -> Double {
        var moved = point
        moved[index] += step
        return try density.value(atCoordinates: moved)
      }
      let h = 1e-3
      let near = (try value(h) - value(-h)) / (2 * h)
      let far = (try value(2 * h) - value(-2 * h)) / (4 * h)
      let slope = near + (near - far) / 3
      #expect(agrees(gradient[index], slope, 1e-6), "\(gradient[index]) instead of \(slope)")
    }
  }

  static let cases: [Case] = [
    Case(
      name: "beta-binomial",
      source: """
        model M {
          plate j in J
          param a : positive
          param b : positive
          latent p[j] ~ Beta(a, b)
          observed k[j] : nat ~ Binomial(7, inv_logit(logit(p[j])))
          maximize log p(k) using quadrature
        }
        """, json: #"{"k": [0, 3, 7]}"#, point: ["a": [1.7], "b": [0.6]],
      value: [0, 3, 7].reduce(0) { $0 + betaBinomial($1, of: 7, 1.7, 0.6) }),
    Case(
      name: "gamma-Poisson",
      source: """
        model M {
          plate j in J
          param a : positive
          param b : positive
          latent r[j] ~ Gamma(a, b)
          observed k[j] : nat ~ Poisson(log1p(expm1(r[j])))
          maximize log p(k) using quadrature
        }
        """, json: #"{"k": [0, 3, 7]}"#, point: ["a": [0.8], "b": [0.3]],
      value: [0, 3, 7].reduce(0) { $0 + gammaPoisson($1, 0.8, 0.3) }),
    Case(
      name: "normal-normal",
      source: """
        model M {
          plate j in J
          param m : real
          param tau : positive
          latent theta[j] ~ Normal(m, tau)
          observed y[j] : real ~ Normal(asinh(sinh(theta[j])), 0.5)
          maximize log p(y) using quadrature
        }
        """, json: #"{"y": [0.3, -1.1, 4.0]}"#, point: ["m": [0.4], "tau": [1.2]],
      value: [0.3, -1.1, 4.0].reduce(0) { $0 + normal($1 - 0.4, variance: 1.44 + 0.25) }),
    Case(
      name: "one number for all rows",
      source: """
        model M {
          plate n in N
          param m : real
          latent theta ~ Normal(m, 1)
          observed y[n] : real ~ Normal(asinh(sinh(theta)), 1)
          maximize sum n: log p(y[n]) using quadrature
        }
        """, json: #"{"y": [0.3, -1.1, 4.0]}"#, point: ["m": [0.4]],
      value: [0.3, -1.1, 4.0].reduce(0) { $0 + normal($1 - 0.4, variance: 2) }),
    logistic(
      statements: """
        latent u[j] ~ Normal(0, tau)
        observed y[n] : bool ~ Bernoulli(logit = b + u[g[n]])
        """, name: "intercept of each group"),
    logistic(
      statements: """
        latent u : real^J ~ Normal(0, tau)^J
        observed y[n] : bool ~ Bernoulli(logit = b + u[g[n]])
        """, name: "intercepts as a vector"),
    logistic(
      statements: """
        latent u[j] ~ Normal(b, tau)
        observed y[n] : bool ~ Bernoulli(logit = u[g[n]])
        """, name: "intercepts around their mean"),
    Case(
      name: "ragged rows of groups",
      source: """
        model M {
          plate j in J
          plate i in I of j
          param b : real
          param tau : positive
          latent u[j] ~ Normal(0, tau)
          observed y[j,i] : bool ~ Bernoulli(Phi(b + u[j]))
          maximize log p(y) using quadrature
        }
        """, json: #"{"y": [[1, 1, 0], [1], [0, 0, 0, 1]]}"#,
      point: ["b": [0.4], "tau": [1.3]], value: -6.41901657205008),
    Case(
      name: "Poisson-lognormal",
      source: """
        model M {
          plate j in J
          param m : real
          param s : positive
          latent eta[j] ~ Normal(m, s)
          observed k[j] : nat ~ Poisson(exp(eta[j]))
          maximize log p(k) using quadrature
        }
        """, json: #"{"k": [0, 3, 12]}"#, point: ["m": [0.7], "s": [0.9]],
      value: -8.76566464737976),
    Case(
      name: "long tails",
      source: """
        model M {
          plate j in J
          param m : real
          param s : positive
          latent theta[j] ~ StudentT(4, m, s)
          observed y[j] : real ~ Normal(theta[j], 1)
          maximize log p(y) using quadrature
        }
        """, json: #"{"y": [-0.2, 1.9, 6.5]}"#, point: ["m": [0.3], "s": [0.5]],
      value: -12.2250192690958),
    Case(
      name: "spread of each group",
      source: """
        model M {
          plate j in J
          plate i in I
          param c : positive
          latent v[j] ~ HalfCauchy(c)
          observed y[j,i] : real ~ Normal(0, v[j])
          maximize log p(y) using quadrature
        }
        """, json: #"{"y": [[0.3, -1.1], [2, 0.4]]}"#, point: ["c": [1]], value: -8.03815508485802),
    Case(
      name: "given a component",
      source: """
        model M {
          plate j in J
          plate c in C = 1..2
          param pi : simplex(C)
          param mu[c] : real
          latent z[j] : C ~ Categorical(pi)
          latent u[j] ~ Normal(mu[z[j]], 0.5)
          observed k[j] : nat ~ Poisson(exp(u[j]))
          maximize log p(k) using quadrature
        }
        """, json: #"{"k": [0, 2, 9]}"#, point: ["pi": [0.3, 0.7], "mu": [-1, 1.5]],
      value: -7.30583116166651),
    Case(
      name: "nested",
      source: """
        model M {
          plate j in J
          param m : real
          latent w ~ Normal(m, 1)
          latent u[j] ~ Normal(w, 0.5)
          observed k[j] : nat ~ Poisson(exp(u[j]))
          maximize log p(k) using quadrature
        }
        """, json: #"{"k": [0, 2]}"#, point: ["m": [0]], value: -3.19238914711655),
    Case(
      name: "a narrow peak",
      source: """
        model M {
          param m : real
          latent u ~ Normal(m, 1)
          observed k : nat ~ Binomial(20000, inv_logit(u))
          maximize log p(k) using quadrature
        }
        """, json: #"{"k": 6000}"#, point: ["m": [0]], value: -9.62080909312557),
    Case(
      name: "an interval",
      source: """
        model M {
          plate j in J
          param width : real(0, 0.7)
          latent p[j] : real(0.2, 0.2 + width) ~ Uniform(0.2, 0.2 + width)
          observed k[j] : nat ~ Binomial(5, p[j]^2)
          maximize log p(k) using quadrature
        }
        """, json: #"{"k": [0, 2, 5]}"#, point: ["width": [0.6]], value: -7.10136663436869),
  ]

  private static func logistic(statements: String, name: String) -> Case {
    Case(
      name: name,
      source: """
        model M {
          plate n in N
          plate j in J
          given g[n] : J
          param b : real
          param tau : positive
          \(statements)
          maximize log p(y) using quadrature
        }
        """,
      json: """
        {"J": 3, "g": [1, 1, 1, 2, 3, 3, 3, 3], "y": [1, 1, 0, 1, 0, 0, 0, 1]}
        """, point: ["b": [0.4], "tau": [1.3]], value: -5.93448157777258)
  }

  private static func betaBinomial(_ k: Double, of n: Double, _ a: Double, _ b: Double) -> Double {
    func logBeta(_ x: Double, _ y: Double) -> Double { lgamma(x) + lgamma(y) - lgamma(x + y) }
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + logBeta(k + a, n - k + b)
      - logBeta(a, b)
  }

  private static func gammaPoisson(_ k: Double, _ a: Double, _ b: Double) -> Double {
    lgamma(k + a) - lgamma(a) - lgamma(k + 1) + a * log(b / (1 + b)) - k * log(1 + b)
  }

  private static func normal(_ x: Double, variance: Double) -> Double {
    -0.5 * (x * x / variance + log(2 * .pi * variance))
  }

  /// Elements that a statement joins have no integrals of their own.
  @Test func whatIsJoinedIsRefused() throws {
    var log = DiagnosticLog()
    let model = try bound(
      """
      model M {
        chain t in T
        param s : positive
        latent h[first] ~ Normal(0, 1)
        latent h[t] ~ Normal(h[t-1], s)
        observed y[t] : real ~ Normal(0, exp(h[t]))
        maximize log p(y) using quadrature
      }
      """, #"{"y": [0.3, 1.1, -2]}"#)
    let stage = try #require(model.model.objectives.first?.stages.first)
    #expect(lowerObjective(model, stage: stage, log: &log) == nil)
    #expect(log.diagnostics.map(\.code) == [.cannotIntegrate])
    #expect(log.diagnostics[0].message.contains("quadrature"))
  }

  /// What has a closed form keeps it.
  @Test func closedFormsAreTakenFirst() throws {
    let density = try objective(
      """
      model M {
        plate j in J
        param tau : positive
        latent theta[j] ~ Normal(0, tau)
        observed y[j] : real ~ Normal(theta[j], 1)
        maximize log p(y) using quadrature
      }
      """, #"{"y": [0.3, 1.1, -2]}"#)
    #expect(density.coarser == nil)
  }
}
