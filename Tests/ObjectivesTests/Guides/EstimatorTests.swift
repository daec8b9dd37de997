import ScalarMath
import Testing

@testable import Objectives

/// Every estimator on models whose bound and its gradient are known: they have no bias.
@Suite struct EstimatorTests {
  private let x = [1.2, -0.4, 2.5]
  private let data = #"{"x": [1.2, -0.4, 2.5]}"#

  /// The mean of two weights: the expectation over both draws by quadrature.
  @Test func importanceWeightsOfRealDraws() throws {
    let lowered = try objective(EvidenceBoundTests.linear("using iwae(2)"), data)
    let u = [0.3, 0.4, -0.6]
    let nodes = (-70...70).map { Double($0) * 0.1 }
    let densities = nodes.map { 0.1 * Double.exp(logNormal($0, 0, 1)) }
    let wanted = withGradient(u) { u in
      let t = Double.exp(u[2])
      return x.reduce(0) { sum, x in
        let weights = nodes.map { e in
          let z = u[0] + u[1] * x + t * e
          return logNormal(z, 0.5, 2) + logNormal(x, z, 0.7) - logNormal(e, 0, 1) + u[2]
        }
        var total = 0.0
        for (first, p) in zip(weights, densities) {
          for (second, r) in zip(weights, densities) {
            total += p * r * (Double.logSumExp(first, second) - Double.log(2))
          }
        }
        return sum + total
      }
    }
    try Estimates(lowered, at: u, count: 2000).expect(wanted)
  }

  private func mixture(_ estimator: String) throws -> LoweredDensity {
    try objective(
      """
      model Switch {
        plate n in N
        latent   z[n] : bool ~ Bernoulli(0.3)
        observed x[n] : real ~ Normal(if z[n] then 1 else -1, 0.8)
        guide q {
          param a : real
          z[n] ~ Bernoulli(logit = a + x[n])
        }
        maximize elbo(q) \(estimator)
      }
      """, data)
  }

  /// The log of the mean of k weights, over all that k draws can be.
  private func bound(_ a: Double, _ count: Int) -> Double {
    x.reduce(0) { sum, x in
      let q = [1 / (1 + Double.exp(a + x)), 1 / (1 + Double.exp(-a - x))]
      let weights = [
        Double.log(0.7 / q[0]) + logNormal(x, -1, 0.8),
        Double.log(0.3 / q[1]) + logNormal(x, 1, 0.8),
      ]
      return sum
        + (0..<1 << count).reduce(0) { total, draws in
          let states = (0..<count).map { draws >> $0 & 1 }
          return total + states.reduce(1) { $0 * q[$1] }
            * (Double.logSumExp(states.map { weights[$0] }) - Double.log(Double(count)))
        }
    }
  }

  /// Draws from two values have no derivative of their own.
  @Test(arguments: [
    ("", 1), ("using enumerate", 1), ("using reparam(2)", 1), ("using score(1)", 1),
    ("using score(3)", 1), ("using iwae(1)", 1), ("using iwae(2)", 2), ("using iwae(4)", 4),
  ])
  func finiteDraws(_ estimator: String, _ count: Int) throws {
    let estimates = try Estimates(try mixture(estimator), at: [0.2], count: 4000)
    estimates.expect(withGradient([0.2]) { bound($0[0], count) })
    if estimator.isEmpty || estimator == "using enumerate" {
      #expect(estimates.standardErrors.allSatisfy { $0 < 1e-7 })
    }
  }
}
