import Testing

@testable import Objectives

/// Covariance and precision matrices, integrated with the mean that goes with them, against the
/// closed forms that `reference/wishart.py` printed; draws of them are in `DrawBackTests`.
@Suite struct WishartTests {
  static let json = """
    {"x": [[0.3, 1.1], [1.2, -0.4], [-0.7, 0.5], [2.0, 1.6], [0.1, 0.2]]}
    """
  static let inverse = """
    [[0.7207207207207207, -0.2702702702702702], [-0.2702702702702702, 1.351351351351351]]
    """

  static func story(_ latents: String, _ draw: String) -> String {
    """
    model M {
      plate n in N
      axis D = 1..2
      \(latents)
      observed x[n] : real^D ~ \(draw)
    }
    """
  }

  static let covariance = story(
    """
    latent S : cov(D) ~ InvWishart(5, [[1.5, 0.3], [0.3, 0.8]])
    latent mu : real^D ~ MvNormal([0.5, -0.2], S / 2)
    """, "MvNormal(mu, S)")
  static let precision = story(
    """
    latent P : cov(D) ~ Wishart(5, \(inverse))
    latent mu : real^D ~ MvNormal([0.5, -0.2], prec = 2 * P)
    """, "MvNormal(mu, prec = P)")
  static let knownMean = story(
    "latent S : cov(D) ~ InvWishart(5, [[1.5, 0.3], [0.3, 0.8]])",
    "MvNormal([0.5, -0.2], S)")
  static let precisionAlone = story(
    "latent P : cov(D) ~ Wishart(5, \(inverse))", "MvNormal([0.5, -0.2], prec = P)")

  @Test(arguments: [
    (covariance, -16.89901969739865), (precision, -16.89901969739865),
    (knownMean, -17.91939478223544), (precisionAlone, -17.91939478223544),
  ]) func evidenceIsTheClosedForm(_ source: String, _ expected: Double) throws {
    let lowered = try evidence(source, Self.json)
    #expect(lowered.blocks.map(\.name) == [])
    let value = try lowered.value(atCoordinates: [])
    #expect(agrees(value, expected, 1e-12), "\(value) instead of \(expected)")
  }

  /// Groups that the data point at; the third has no members.
  static let groupedJSON = """
    {"c": [1, 2, 2, 1, 2], "x": [[0.3, 1.1], [1.2, -0.4], [-0.7, 0.5], [2.0, 1.6], [0.1, 0.2]],
    "y": [0.3, 1.2, -0.7, 2.0, 0.1]}
    """

  static func grouped(_ latents: String, _ draw: String) -> String {
    """
    model M {
      plate n in N
      plate k in K = 1..3
      axis D = 1..2
      given c[n] : K
      \(latents)
      observed \(draw)
    }
    """
  }

  static let groups = grouped(
    """
    latent S[k] : cov(D) ~ InvWishart(5, [[1.5, 0.3], [0.3, 0.8]])
      latent mu[k] : real^D ~ MvNormal([0.5, -0.2], S[k] / 2)
    """, "x[n] : real^D ~ MvNormal(mu[c[n]], S[c[n]])")
  static let precisionGroups = grouped(
    """
    latent P[k] : cov(D) ~ Wishart(5, \(inverse))
      latent mu[k] : real^D ~ MvNormal([0.5, -0.2], prec = 2 * P[k])
    """, "x[n] : real^D ~ MvNormal(mu[c[n]], prec = P[c[n]])")
  static let spreadGroups = grouped(
    "latent S[k] : cov(D) ~ InvWishart(5, [[1.5, 0.3], [0.3, 0.8]])",
    "x[n] : real^D ~ MvNormal([0.5, -0.2], S[c[n]])")
  static let numberGroups = grouped(
    """
    latent l[k] ~ Gamma(2, 1.5)
      latent mu[k] ~ Normal(0.5, prec = 2 * l[k])
    """, "y[n] : real ~ Normal(mu[c[n]], prec = l[c[n]])")

  @Test(arguments: [
    (groups, -15.496709862798888), (precisionGroups, -15.496709862798888),
    (spreadGroups, -16.314823923509604), (numberGroups, -7.7079813998630105),
  ]) func groupsThatTheDataPointAt(_ source: String, _ expected: Double) throws {
    let lowered = try evidence(source, Self.groupedJSON)
    #expect(lowered.blocks.map(\.name) == [])
    let value = try lowered.value(atCoordinates: [])
    #expect(agrees(value, expected, 1e-12), "\(value) instead of \(expected)")
  }

  /// A mean whose spread is its own is no partner of the matrix: it stays, and the matrix goes.
  @Test func otherMeansStay() throws {
    let source = Self.story(
      """
      latent S : cov(D) ~ InvWishart(5, [[1.5, 0.3], [0.3, 0.8]])
      latent mu : real^D ~ Normal(0, 1)^D
      """, "MvNormal(mu, S)")
    let lowered = try evidence(source, Self.json)
    #expect(lowered.blocks.map(\.name) == ["mu"])
    let value = try lowered.value(at: ["mu": [0.5, -0.2]])
    let prior = -0.5 * (0.25 + 0.04) - 1.8378770664093453
    #expect(agrees(value, -17.91939478223544 + prior, 1e-12), "\(value)")
  }
}
