import Binding
import Diagnostics
import Semantics
import Testing

@testable import Objectives

/// Objectives with variables integrated out: their values move with parameters as they should.
@Suite struct IntegratedObjectiveTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    let json: String
    var testDescription: String { name }
  }

  @Test(arguments: cases) func gradientIsThatOfFiniteDifferences(_ given: Case) throws {
    let density = try objective(given.source, given.json)
    let point = (0..<density.dimension).map { 0.3 - 0.2 * Double($0) }
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
      #expect(agrees(gradient[index], slope, 1e-7), "\(gradient[index]) instead of \(slope)")
    }
  }

  static let cases: [Case] = [
    Case(
      name: "regression",
      source: """
        model M {
          plate n in N
          axis m in M = 0..3
          param alpha : positive
          param s2 : positive
          given x[n] : real
          latent w : real^M ~ Normal(0, var = 1 / alpha)^M
          observed t[n] : real ~ Normal(sum m: w[m] * x[n]^m, var = s2)
          maximize log p(t | x) over alpha, s2
        }
        """, json: #"{"x": [-1, -0.2, 0.5, 0.9, 2], "t": [0.3, 1.1, 0.2, -0.4, 1]}"#),
    Case(
      name: "groups",
      source: """
        model M {
          plate n in N
          plate j in J
          given g[n] : J
          param tau : positive
          param mu : real
          latent theta[j] ~ Normal(mu, tau)
          observed y[n] : real ~ Normal(theta[g[n]], 0.5)
          maximize log p(y)
        }
        """, json: #"{"J": 3, "g": [1, 2, 2], "y": [0.3, 1.1, 2.0]}"#),
    Case(
      name: "beta-binomial",
      source: """
        model M {
          plate j in J
          param a : positive
          param b : positive
          latent p[j] ~ Beta(a, b)
          observed k[j] : nat ~ Binomial(7, p[j])
          maximize log p(k)
        }
        """, json: #"{"k": [0, 3, 7]}"#),
    Case(
      name: "gamma-Poisson",
      source: """
        model M {
          plate j in J
          param a : positive
          param b : positive
          latent r[j] ~ Gamma(a, b)
          observed k[j] : nat ~ Poisson(r[j])
          maximize log p(k)
        }
        """, json: #"{"k": [0, 3, 7]}"#),
    Case(
      name: "Gaussian process",
      source: """
        model M {
          plate i in N
          plate j in N
          param a : positive
          param l : positive
          param s : positive
          given x[i] : real
          K_[i,j] = a^2 * exp(-(x[i] - x[j])^2 / (2 * l^2)) + (if i == j then 1e-6 else 0)
          latent f : real^N ~ MvNormal(fill(0, N), K_)
          observed y[i] : real ~ Normal(f[i], s)
          maximize log p(y)
        }
        """, json: #"{"x": [-1.5, -0.4, 0.1, 0.9], "y": [0.3, -0.2, 0.5, 1.1]}"#),
    Case(
      name: "state space",
      source: """
        model M {
          chain t in T
          param q : positive
          param r : positive
          param a : unit
          latent x[first] ~ Normal(0, 2)
          latent x[t] ~ Normal(a * x[t-1], q)
          observed y[t] : real ~ Normal(x[t], r)
          maximize log p(y)
        }
        """, json: #"{"y": [1.2, 0.7, 1.9, 2.4]}"#),
    Case(
      name: "precision integrated out behind the mean",
      source: """
        model M {
          plate n in N
          param k : positive
          latent tau ~ Gamma(3, 2)
          latent mu ~ Normal(1, var = 1 / (k * tau))
          observed y[n] : real ~ Normal(mu, prec = tau)
          maximize log p(y)
        }
        """, json: #"{"y": [0.3, 1.1, 2.0]}"#),
  ]

  /// What has no closed form is refused, and the hint of the message leads out.
  @Test func whatHasNoClosedFormIsRefused() throws {
    let source = { (what: String) in
      """
      model M {
        plate n in N
        param s : positive
        latent w ~ Gamma(2, 1)
        observed y[n] : real ~ Normal(0, var = s + w)
        maximize \(what)
      }
      """
    }
    let json = #"{"y": [0.3, 1.1]}"#
    var log = DiagnosticLog()
    let model = try bound(source("log p(y)"), json)
    let stage = try #require(model.model.objectives.first?.stages.first)
    #expect(lowerObjective(model, stage: stage, log: &log) == nil)
    #expect(log.diagnostics.map(\.code) == [.cannotIntegrate])
    let point = try objective(source("log p(y, w) over w, s"), json)
    #expect(point.blocks.map(\.name) == ["s", "w"])
  }

  /// Rows of a query share nothing but what they condition on: each has an integral of its own.
  @Test func rowsAreIntegratedOneByOne() throws {
    let source = { (what: String) in
      """
      model M {
        plate n in N
        param s : positive
        latent mu ~ Normal(1, 2)
        observed y[n] : real ~ Normal(mu, s)
        maximize \(what)
      }
      """
    }
    let json = #"{"y": [0.3, 1.1]}"#
    let rows = try objective(source("sum n: log p(y[n])"), json).value(at: ["s": [0.5]])
    let first = try objective(source("log p(y)"), #"{"y": [0.3]}"#).value(at: ["s": [0.5]])
    let second = try objective(source("log p(y)"), #"{"y": [1.1]}"#).value(at: ["s": [0.5]])
    #expect(agrees(rows, first + second, 1e-10))
    let all = try objective(source("log p(y)"), json).value(at: ["s": [0.5]])
    #expect(abs(all - rows) > 0.1)
  }

  /// A prediction is the ratio of two integrals.
  @Test func conditionalsAreRatios() throws {
    let source = { (what: String) in
      """
      model M {
        plate n in N
        plate k in K
        param s : positive
        latent mu ~ Normal(1, 2)
        observed y[n] : real ~ Normal(mu, s)
        observed z[k] : real ~ Normal(mu, 0.7)
        maximize \(what)
      }
      """
    }
    let json = #"{"y": [0.3, 1.1], "z": [0.4]}"#
    func value(_ what: String) throws -> Double {
      try objective(source(what), json).value(at: ["s": [0.5]])
    }
    let ratio = try value("log p(y, z)") - value("log p(z)")
    #expect(agrees(try value("log p(y | z)"), ratio, 1e-10))
  }
}
