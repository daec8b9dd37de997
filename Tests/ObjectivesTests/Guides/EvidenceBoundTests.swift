import Diagnostics
import ScalarMath
import Testing

@testable import Objectives

/// Bounds of models for which they are known, and every estimator of their gradients.
@Suite struct EvidenceBoundTests {
  static func linear(_ estimator: String) -> String {
    """
    model Linear {
      plate n in N
      latent   z[n] : real ~ Normal(0.5, 2)
      observed x[n] : real ~ Normal(z[n], 0.7)
      guide q {
        param a : real
        param b : real
        param t : positive
        z[n] ~ Normal(a + b * x[n], t)
      }
      maximize elbo(q) \(estimator)
    }
    """
  }
  private let x = [1.2, -0.4, 2.5]
  private let data = #"{"x": [1.2, -0.4, 2.5]}"#

  private func bound(_ u: [Double]) -> Double { Self.bound(u, x) }

  /// E log N(x; z, s) - KL for z of N(a + b x, t), t = exp(u).
  static func bound(_ u: [Double], _ x: [Double]) -> Double {
    x.reduce(0) { sum, x in
      let (m, t) = (u[0] + u[1] * x, Double.exp(u[2]))
      return sum + logNormal(x, m, 0.7) - t * t / (2 * 0.49)
        - normalDivergence(m, t, from: 0.5, 2)
    }
  }

  @Test(arguments: ["", "using reparam(3)", "using score(4)", "using score(1)"])
  func estimatorsAreUnbiased(_ estimator: String) throws {
    let lowered = try objective(Self.linear(estimator), data)
    let u = [0.3, 0.4, -0.6]
    try Estimates(lowered, at: u, count: 1000).expect(withGradient(u, bound))
  }

  /// With the posterior for a guide, every weight is the evidence.
  @Test func importanceWeightsOfThePosteriorAreEqual() throws {
    let lowered = try objective(Self.linear("using iwae(5)"), data)
    let precision = 1 / 4.0 + 1 / 0.49
    let u = [0.5 / 4 / precision, 1 / 0.49 / precision, -0.5 * Double.log(precision)]
    let evidence = x.reduce(0) { $0 + logNormal($1, 0.5, (4 + 0.49).squareRoot()) }
    let estimates = try Estimates(lowered, at: u, count: 20)
    #expect(abs(estimates.means[0] - evidence) < 1e-10)
    #expect(estimates.standardErrors[0] < 1e-7)
  }

  /// More draws, a tighter bound, never above the evidence.
  @Test func importanceWeightedBoundsRise() throws {
    let u = [0.3, 0.4, -0.6]
    let evidence = x.reduce(0) { $0 + logNormal($1, 0.5, (4 + 0.49).squareRoot()) }
    var last = bound(u)
    for count in [5, 50] {
      let lowered = try objective(Self.linear("using iwae(\(count))"), data)
      let estimates = try Estimates(lowered, at: u, count: 600)
      #expect(estimates.means[0] > last)
      #expect(estimates.means[0] < evidence + 4 * estimates.standardErrors[0])
      last = estimates.means[0]
    }
  }

  /// Labels on some rows: known ones are clamped, the others summed over with q(y | x).
  @Test func labelsAreSummedOver() throws {
    let lowered = try objective(
      """
      model Labels {
        plate n in N
        axis C = 0..2
        param mu : real^C
        partial  y[n] : C    ~ Categorical([0.2, 0.5, 0.3])
        latent   z[n] : real ~ Normal(0, 1)
        observed x[n] : real ~ Normal(mu[y[n]] + z[n], 0.5)
        guide q {
          param b : real^C
          param c : real^C
          param t : positive^C
          y[n] ~ Categorical(logits = b * x[n])
          z[n] ~ Normal(c[y[n]] * x[n], t[y[n]])
        }
        maximize elbo(q) + 0.7 * mean n where known(y[n]): log q(y[n] | x[n])
      }
      """, #"{"x": [1.2, -0.4, 2.5, 0.1], "y": [0, null, 2, null]}"#)
    let names = lowered.blocks.map(\.name)
    #expect(names == ["mu", "b", "c", "t"])
    let u = [0.3, -0.5, 1.1, 0.2, -0.1, 0.4, 0.3, 0.6, -0.2, -0.5, 0.1, -1]
    let rows: [(x: Double, y: Int?)] = [(1.2, 0), (-0.4, nil), (2.5, 2), (0.1, nil)]
    let wanted = withGradient(u) { u in
      var total = 0.0
      for row in rows {
        let logits = (0..<3).map { u[3 + $0] * row.x }
        let logQ = logits.map { $0 - Double.logSumExp(logits) }
        for c in 0..<3 where row.y == nil || row.y == c {
          let (m, t) = (u[6 + c] * row.x, Double.exp(u[9 + c]))
          let inner =
            Double.log([0.2, 0.5, 0.3][c]) + logNormal(row.x, u[c] + m, 0.5)
            - t * t / (2 * 0.25) - normalDivergence(m, t, from: 0, 1)
          total +=
            row.y == nil ? Double.exp(logQ[c]) * (inner - logQ[c]) : inner + 0.35 * logQ[c]
        }
      }
      return total
    }
    try Estimates(lowered, at: u, count: 1000).expect(wanted)
  }

  /// What is not in the guide is summed out inside the expectation.
  @Test func restIsSummedOut() throws {
    let lowered = try objective(
      """
      model Mixture {
        plate n in N
        axis K = 2
        latent   m    : real ~ Normal(0, 2)
        latent   z[n] : K    ~ Categorical([0.3, 0.7])
        observed x[n] : real ~ Normal(m + (if z[n] == 1 then -1 else 1), 0.6)
        guide q {
          param a : real
          param t : positive
          m ~ Normal(a, t)
        }
        maximize elbo(q) using reparam(2)
      }
      """, data)
    let u = [0.4, -0.3]
    let wanted = withGradient(u) { u in
      let t = Double.exp(u[1])
      var total = -normalDivergence(u[0], t, from: 0, 2)
      let step = 0.01
      for index in -1000...1000 {
        let z = Double(index) * step
        let m = u[0] + t * z
        let value = x.reduce(0) {
          $0
            + Double.logSumExp(
              Double.log(0.3) + logNormal($1, m - 1, 0.6),
              Double.log(0.7) + logNormal($1, m + 1, 0.6))
        }
        total += step * Double.exp(logNormal(z, 0, 1)) * value
      }
      return total
    }
    try Estimates(lowered, at: u, count: 1000).expect(wanted)
  }

  /// A draw that a later one reads: the prior of the first depends on nothing that follows.
  @Test func drawsFollowOneAnother() throws {
    let lowered = try objective(
      """
      model Two {
        latent   w : real ~ Normal(0, 1)
        latent   v : real ~ Normal(w, 0.5)
        observed x : real ~ Normal(v, 0.4)
        guide q {
          param a : real
          param b : real
          v ~ Normal(a, 0.3)
          w ~ Normal(b * v, 0.6)
        }
        maximize elbo(q)
      }
      """, #"{"x": 0.9}"#)
    let u = [0.7, 0.5]
    let wanted = withGradient(u) { u in
      // v = a + 0.3 e, w = b v + 0.6 f; second moments in closed form.
      let entropy = Double.log(0.3) + Double.log(0.6) + 1 + Double.log(2 * .pi)
      let v2 = u[0] * u[0] + 0.09
      let w2 = u[1] * u[1] * v2 + 0.36
      let difference = (u[1] - 1) * (u[1] - 1) * v2 + 0.36
      let residual = (0.9 - u[0]) * (0.9 - u[0]) + 0.09
      return entropy - w2 / 2 - difference / 0.5 - residual / 0.32
        - Double.log(0.5) - Double.log(0.4) - 1.5 * Double.log(2 * .pi)
    }
    try Estimates(lowered, at: u, count: 1000).expect(wanted)
  }

  @Test func missingLatentIsReported() throws {
    var log = DiagnosticLog()
    let model = try boundWithErrors(
      """
      model Missing {
        latent   w : real ~ Normal(0, 1)
        latent   v : real ~ Normal(w, 0.5)
        observed x : real ~ Normal(v, 0.4)
        guide q { v ~ Normal(0, 1) }
        maximize elbo(q)
      }
      """, #"{"x": 0.9}"#, log: &log)
    #expect(model == nil)
    #expect(log.diagnostics.filter { $0.severity == .error }.count == 1)
  }
}
