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

  static let trend = """
    model M {
      chain t in T
      latent x[first] ~ Normal(0, 2)
      latent x[t] ~ Normal(x[t-1] + b[t-1], 0.4)
      latent b[first] ~ Normal(0, 0.5)
      latent b[t] ~ Normal(b[t-1], 0.1)
      partial y[t] : real ~ Normal(x[t], 0.7)
    }
    """

  static let season = """
    model M {
      chain t in T
      latent x[first] ~ Normal(0, 2)
      latent x[t] ~ Normal(x[t-1], 0.4)
      latent s[t in 1..3] ~ Normal(0, 1)
      latent s[t] ~ Normal(-s[t-1] - s[t-2] - s[t-3], 0.2)
      partial y[t] : real ~ Normal(x[t] + s[t], 0.7)
    }
    """

  @Test(arguments: [
    (level, -35.42624486990562), (plane, -36.95721029178051), (twoBack, -38.82422552106341),
    (trend, -38.4253758181855), (season, -43.160014380839996),
  ]) func evidenceIsThatOfTheFilter(_ source: String, _ expected: Double) throws {
    let value = try evidence(source, Self.json).value(atCoordinates: [])
    #expect(agrees(value, expected, 1e-11), "\(value) instead of \(expected)")
  }

  /// Two chains are one with a longer state: blocks along the chain, no matrix for all elements.
  @Test(arguments: [trend, season]) func chainsGoTogether(_ source: String) throws {
    let zeros = Array(repeating: "0", count: 300).joined(separator: ",")
    var log = DiagnosticLog()
    let rest = try #require(
      lowerRemainder(try bound(source, #"{"y": [\#(zeros)]}"#), log: &log))
    #expect(rest.density.dimension == 0)
    #expect(rest.density.program.hasScan && rest.draws.program.hasScan)
  }

  /// Means and variances of 20,000 independent draws, within four and a half standard errors.
  @Test(arguments: [
    (
      level,
      [
        (0, 0.3047726296469564, 0.20448270863131798),
        (10, 0.3093668916467281, 0.2185643401222042),
        (39, -0.1504742591183707, 0.3712043955712331),
      ]
    ),
    (
      trend,
      [
        (0, 0.23769839613527807, 0.2448186587159557),
        (40, 0.06894280467940685, 0.038426261111083965),
        (11, 0.0809107642458059, 0.2410257071331584),
        (51, -0.08465938734259021, 0.02110067738565584),
        (39, -0.4107657973696733, 0.5753070281716165),
        (79, -0.10995323336545049, 0.06573940321915146),
      ]
    ),
  ]) func drawsAreThoseOfTheSmoother(
    _ source: String, _ expected: [(place: Int, mean: Double, variance: Double)]
  ) throws {
    let model = try bound(source, Self.json)
    var log = DiagnosticLog()
    let whole = try #require(lowerPosterior(model, log: &log))
    let rest = try #require(lowerRemainder(model, log: &log))
    #expect(rest.density.dimension == 0)
    let draws = try drawer(rest, of: whole).positions(
      at: Array(repeating: [], count: 20000), RandomStream(seed: 3))
    for (place, mean, variance) in expected {
      let values = draws.map { $0[place] }
      let found = values.reduce(0, +) / 20000
      let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20000
      #expect(abs(found - mean) < 4.5 * (variance / 20000).squareRoot())
      #expect(abs(spread / variance - 1) < 4.5 * (2.0 / 20000).squareRoot())
    }
  }
}
