import Foundation
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
    try Estimates(lowered, at: u, count: 2000).expect(withGradient(u, boundOfTwoWeights))
  }

  private let nodes = (-70...70).map { Double($0) * 0.1 }

  private func boundOfTwoWeights(_ u: [Double]) -> Double {
    let densities = nodes.map { 0.1 * Double.exp(logNormal($0, 0, 1)) }
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

  /// One row of the table: the estimator on a model, its bound, and how much a single estimate of
  /// the bound and of its gradient varies; the mean against the closed form on the way.
  private func row(
    _ model: String, _ estimator: String, _ lowered: LoweredDensity, at u: [Double],
    _ bound: ([Double]) -> Double
  ) throws -> String {
    let estimates = try Estimates(lowered, at: u, count: 4000)
    let wanted = withGradient(u, bound)
    estimates.expect(wanted)
    let distance = zip(estimates.means, wanted).enumerated().map { index, pair in
      let error = estimates.standardErrors[index]
      return error < 1e-7 ? 0 : abs(pair.0 - pair.1) / error
    }
    func short(_ x: Double) -> String { x < 1e-10 ? "0" : String(format: "%.2g", x) }
    let cells = [
      model, "`\(estimator)`", String(format: "%.4f", wanted[0]),
      short(estimates.variances[0]), short(estimates.variances.dropFirst().reduce(0, +)),
      String(format: "%.1f", distance.max() ?? 0),
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }

  /// `docs/Estimators.md` has what comes out here.
  @Test func variancesAreThoseOfTheTable() throws {
    let u = [0.3, 0.4, -0.6]
    var rows: [String] = []
    for estimator in ["reparam(1)", "reparam(10)", "score(1)", "score(2)", "score(10)"] {
      let lowered = try objective(EvidenceBoundTests.linear("using \(estimator)"), data)
      rows.append(
        try row("linear-Gaussian", estimator, lowered, at: u) { EvidenceBoundTests.bound($0, x) })
    }
    let two = try objective(EvidenceBoundTests.linear("using iwae(2)"), data)
    rows.append(try row("linear-Gaussian", "iwae(2)", two, at: u, boundOfTwoWeights))
    let cases = [
      ("enumerate", 1), ("score(1)", 1), ("score(2)", 1), ("score(10)", 1), ("iwae(1)", 1),
      ("iwae(2)", 2), ("iwae(4)", 4),
    ]
    for (estimator, count) in cases {
      let lowered = try mixture("using \(estimator)")
      rows.append(
        try row("two states", estimator, lowered, at: [0.2]) { bound($0[0], count) })
    }
    let document = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../docs/Estimators.md"), encoding: .utf8)
    for row in rows where !document.contains(row) { Issue.record("docs/Estimators.md: \(row)") }
  }
}
