import Diagnostics
import ScalarMath
import Testing

@testable import Objectives

/// Chains of forty elements with holes in the data against a Kalman filter and smoother;
/// `reference/kalman.py` printed the numbers.
@Suite struct KalmanTests {
  static let json = """
    {"y": [0.0, 0.32, 0.6, null, 1.01, 1.1, 1.09, 1.0, 0.84, 0.61, null, null, -0.2, -0.43, -0.59,
    -0.68, -0.68, -0.59, -0.41, -0.17, 0.12, 0.44, 0.75, 1.04, 1.27, 1.44, 1.52, 1.51, 1.41, 1.24,
    1.01, 0.74, 0.47, 0.2, -0.02, -0.18, -0.26, -0.25, -0.16, null]}
    """

  static let level = """
    model M {
      chain t in T
      latent x[first] ~ Normal(0, 2)
      latent x[t] ~ Normal(x[t-1], 0.4)
      partial y[t] : real ~ Normal(x[t], 0.7)
    }
    """

  static let plane = """
    model M {
      chain t in T
      axis D = 1..2
      hyper A : real^(D, D) = [[0.9, 0.3], [-0.2, 0.8]]
      latent x[first] : real^D ~ MvNormal([0.5, -0.5], [[1, 0], [0, 1]])
      latent x[t] : real^D ~ MvNormal(A @ x[t-1], [[0.6, 0.1], [0.1, 0.7]])
      partial y[t] : real ~ Normal(x[t][1] + 0.5 * x[t][2], 0.3)
    }
    """

  static let twoBack = """
    model M {
      chain t in T
      latent x[1] ~ Normal(0, 1)
      latent x[2] ~ Normal(0.5 * x[1], 1)
      latent x[t] ~ Normal(0.5 * x[t-1] - 0.2 * x[t-2], 0.4)
      partial y[t] : real ~ Normal(x[t], 0.3)
    }
    """

  @Test(arguments: [
    (level, -35.42624486990562), (plane, -36.95721029178051), (twoBack, -38.82422552106341),
  ]) func evidenceIsThatOfTheFilter(_ source: String, _ expected: Double) throws {
    let value = try evidence(source, Self.json).value(atCoordinates: [])
    #expect(agrees(value, expected, 1e-11), "\(value) instead of \(expected)")
  }

  /// Means and variances of 20,000 independent draws, within four and a half standard errors.
  @Test func drawsAreThoseOfTheSmoother() throws {
    let model = try bound(Self.level, Self.json)
    var log = DiagnosticLog()
    let whole = try #require(lowerPosterior(model, log: &log))
    let rest = try #require(lowerRemainder(model, log: &log))
    #expect(rest.density.dimension == 0)
    let draws = try RealDrawer(rest, of: whole).positions(
      at: Array(repeating: [], count: 20000), RandomStream(seed: 3))
    let expected = [
      (0, 0.3047726296469564, 0.20448270863131798), (10, 0.3093668916467281, 0.2185643401222042),
      (39, -0.1504742591183707, 0.3712043955712331),
    ]
    for (place, mean, variance) in expected {
      let values = draws.map { $0[place] }
      let found = values.reduce(0, +) / 20000
      let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20000
      #expect(abs(found - mean) < 4.5 * (variance / 20000).squareRoot())
      #expect(abs(spread / variance - 1) < 4.5 * (2.0 / 20000).squareRoot())
    }
  }
}
