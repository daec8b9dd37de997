import Binding
import Diagnostics
import ScalarMath
import Testing

@testable import Objectives

/// Queries with values put in, and what a generative model says of its discriminative counterpart.
@Suite struct SubstitutionTests {
  /// Two classes with a shared covariance: log odds are linear, w = Σ⁻¹(μ₁ - μ₀),
  /// b = log(π₁/π₀) - (μ₁ᵀΣ⁻¹μ₁ - μ₀ᵀΣ⁻¹μ₀)/2 (Bishop 2006, section 4.2.1).
  static func gaussians(_ question: String) -> String {
    """
    model G {
      plate n in N
      plate c in C = 0..1
      axis D
      param    pi    : simplex(C)
      param    mu[c] : real^D
      param    S     : cov(D)
      observed y[n]  : C      ~ Categorical(pi)
      observed x[n]  : real^D ~ MvNormal(mu[y[n]], S)
      maximize \(question)
    }
    """
  }

  static let values: [String: [Double]] = [
    "pi": [0.35, 0.65], "mu": [0.5, -1, 1.25, 0.75], "S": [2, 0.6, 0.6, 0.5],
  ]
  static let x = [[0.2, -0.3], [1.5, 2], [-1, 0.4]]
  static let y = [1, 0, 0]
  static let data = #"{"x": [[0.2, -0.3], [1.5, 2], [-1, 0.4]], "y": [1, 0, 0]}"#

  /// The log odds of class 1.
  static func logOdds(_ x: [Double]) -> Double {
    let (a, b, d) = (2.0, 0.6, 0.5)
    let determinant = a * d - b * b
    func solve(_ v: [Double]) -> [Double] {
      [(d * v[0] - b * v[1]) / determinant, (a * v[1] - b * v[0]) / determinant]
    }
    func dot(_ u: [Double], _ v: [Double]) -> Double { u[0] * v[0] + u[1] * v[1] }
    let (m0, m1) = ([0.5, -1], [1.25, 0.75])
    let w = solve([m1[0] - m0[0], m1[1] - m0[1]])
    let bias =
      Double.log(0.65 / 0.35) - (dot(m1, solve(m1)) - dot(m0, solve(m0))) / 2
    return dot(w, x) + bias
  }

  @Test func aSharedCovarianceMakesTheConditionalASigmoid() throws {
    let density = try objective(Self.gaussians("log p(y | x)"), Self.data)
    let expected = zip(Self.x, Self.y).reduce(0) { sum, row in
      sum - Double.log1pExp(row.1 == 1 ? -Self.logOdds(row.0) : Self.logOdds(row.0))
    }
    #expect(abs(try density.value(at: Self.values) - expected) < 1e-10)
  }

  @Test func aValueStandsForAllElements() throws {
    let density = try objective(Self.gaussians("log p(y = 1 | x)"), Self.data)
    let expected = Self.x.reduce(0) { $0 - Double.log1pExp(-Self.logOdds($1)) }
    #expect(abs(try density.value(at: Self.values) - expected) < 1e-10)
  }

  @Test func eachClassCanBePutIn() throws {
    let logs = try ["0", "1"].map { try sum("log p(y = \($0) | x)") }
    let expected = Self.x.reduce(0) { total, x in
      total - Double.log1pExp(-Self.logOdds(x)) - Double.log1pExp(Self.logOdds(x))
    }
    #expect(abs(logs[0] + logs[1] - expected) < 1e-10)
  }

  private func sum(_ question: String) throws -> Double {
    try objective(Self.gaussians(question), Self.data).value(at: Self.values)
  }

  @Test func aTableOfValuesIsPutIn() throws {
    let source = """
      model T {
        plate n in N
        param    m    : real
        given    z[n] : real
        observed x[n] : real ~ Normal(m, 2)
        maximize log p(x = z)
      }
      """
    let density = try objective(source, #"{"x": [0, 0], "z": [1, 3]}"#)
    let expected = [1.0, 3].reduce(0) { sum, z in
      sum - (z - 0.5) * (z - 0.5) / 8 - Double.log(2) - 0.5 * Double.log(2 * .pi)
    }
    #expect(agrees(try density.value(at: ["m": [0.5]]), expected))
  }
}
