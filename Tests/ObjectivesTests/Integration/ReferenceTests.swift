import Testing

@testable import Objectives

/// Evidences with references from outside; the script that made the literals of this file is
/// `reference/evidence.py`.
@Suite struct ReferenceTests {
  /// Friel and Wyse (2012): published as -310.1283 and -301.7046.
  @Test(arguments: [
    (EvidenceData.pineDensity, -310.128286), (EvidenceData.pineAdjustedDensity, -301.704602),
  ]) func radiataPine(_ x: String, _ reference: Double) throws {
    let value = try exactEvidence(
      """
      model Pine {
        plate n in N
        given x[n] : real
        centre = mean n: x[n]
        latent tau ~ Gamma(3, 180000)
        latent a ~ Normal(3000, var = 1 / (0.06 * tau))
        latent b ~ Normal(185, var = 1 / (6 * tau))
        observed y[n] : real ~ Normal(a + b * (x[n] - centre), var = 1 / tau)
      }
      """, "{\"x\": \(x), \"y\": \(EvidenceData.pineStrength)}")
    #expect(abs(value - reference) < 1e-6)
  }

  @Test(arguments: [(1.0, -71.3989621689), (20, -69.9455631906)])
  func betaBernoulli(_ a: Double, _ reference: Double) throws {
    let data = (0..<100).map { $0 < 50 ? "1" : "0" }.joined(separator: ", ")
    let value = try exactEvidence(
      """
      model M {
        plate n in N
        hyper a : positive
        latent p ~ Beta(a, a)
        observed y[n] : bool ~ Bernoulli(p)
      }
      """, "{\"a\": \(a), \"y\": [\(data)]}")
    #expect(abs(value - reference) < 1e-9)
  }

  @Test func hierarchicalNormalLeavesOneScale() throws {
    let density = try evidence(
      """
      model M {
        plate n in N
        latent v ~ InvGamma(1, 1)
        latent theta[n] ~ Normal(0, var = v)
        observed y[n] : real ~ Normal(theta[n], 1)
      }
      """, "{\"y\": \(EvidenceData.hierarchical)}")
    #expect(density.blocks.map(\.name) == ["v"])
    #expect(abs(try density.integrated(nodes: 401) - -37.534131) < 1e-6)
  }

  @Test(arguments: [
    "latent theta[j] ~ Normal(mu, tau)",
    "latent eta[j] ~ Normal(0, 1)\ntheta[j] = mu + tau * eta[j]",
  ]) func eightSchoolsLeaveOneScale(_ effects: String) throws {
    let density = try evidence(
      """
      model M {
        plate j in J
        latent mu ~ Normal(0, 5)
        latent tau ~ HalfCauchy(5)
        \(effects)
        given sigma[j] : positive
        observed y[j] : real ~ Normal(theta[j], sigma[j])
      }
      """,
      """
      {"y": [28, 8, -3, 7, -1, 1, 18, 12], "sigma": [15, 10, 16, 11, 9, 11, 10, 18]}
      """)
    #expect(density.blocks.map(\.name) == ["tau"])
    #expect(abs(try density.integrated(nodes: 401) - -31.311347) < 1e-6)
  }

  @Test(arguments: [
    (0, -23.11913942284683), (1, -17.89205384488149), (3, -13.93337048294015),
    (9, -16.28983746849331),
  ]) func polynomial(_ degree: Int, _ reference: Double) throws {
    let value = try exactEvidence(
      """
      model M {
        plate n in N
        hyper deg : nat
        axis m in M = 0..deg
        given x[n] : real
        latent w : real^M ~ Normal(0, var = 1 / 0.005)^M
        observed t[n] : real ~ Normal(sum m: w[m] * x[n]^m, var = 0.09)
      }
      """,
      """
      {"deg": \(degree),
       "x": [0.000000, 0.111111, 0.222222, 0.333333, 0.444444, 0.555556, 0.666667, 0.777778,
             0.888889, 1.000000],
       "t": [0.349486, 0.830839, 1.007332, 0.971507, 0.133066, 0.166823, -0.848307, -0.445686,
             -0.563567, 0.261502]}
      """)
    #expect(agrees(value, reference, 1e-9))
  }

  @Test func gaussianProcess() throws {
    let value = try exactEvidence(
      """
      model M {
        plate i in N
        plate j in N
        given x[i] : real
        K_[i,j] = 1.3^2 * exp(-(x[i] - x[j])^2 / (2 * 0.8^2)) + (if i == j then 1e-9 else 0)
        latent f : real^N ~ MvNormal(fill(0, N), K_)
        observed y[i] : real ~ Normal(f[i], 0.3)
      }
      """, #"{"x": [-1.5, -0.4, 0.1, 0.9, 2.2], "y": [0.3, -0.2, 0.5, 1.1, -0.7]}"#)
    #expect(agrees(value, -5.958542291101732, 1e-9))
  }

  /// An autoregression that is seen through noise and now and then, against a Kalman filter.
  @Test func stateSpace() throws {
    let value = try exactEvidence(
      """
      model M {
        chain t in T
        latent x[first] ~ Normal(0, 2)
        latent x[t] ~ Normal(0.9 * x[t-1] + 0.2, 0.3)
        partial y[t] : real ~ Normal(x[t], 0.5)
      }
      """, #"{"y": [1.2, 0.7, null, 1.9, 2.4, 2.1, null, null, 3.3, 2.8]}"#)
    #expect(agrees(value, -8.373081707628810, 1e-9))
  }

  /// Vectors along a chain: the density of the data under their joint covariance.
  @Test func vectorsAlongAChain() throws {
    let value = try exactEvidence(
      """
      model M {
        chain t in T
        axis D = 1..2
        given A : real^(D,D)
        latent x[first] : real^D ~ Normal(0, 1)^D
        latent x[t] : real^D ~ MvNormal(A @ x[t-1], chol = L)
        given L : chol(D)
        observed y[t] : real ~ Normal(x[t][1] - 0.5 * x[t][2], 0.4)
      }
      """,
      """
      {"A": [[0.8, 0.3], [-0.2, 0.7]], "L": [[0.5, 0], [0.2, 0.3]], "y": [0.3, 1.1, -0.4]}
      """)
    #expect(agrees(value, -4.495633033397718, 1e-9))
  }

  /// Series of different lengths, each its own random walk.
  @Test func raggedChains() throws {
    let value = try exactEvidence(
      """
      model M {
        plate s in S
        chain t in T of s
        latent x[s,first] ~ Normal(0, 1)
        latent x[s,t] ~ Normal(x[s,t-1], 0.5)
        observed y[s,t] : real ~ Normal(x[s,t], 0.4)
      }
      """, #"{"y": [[0.3, 1.1, -0.4], [0.9], [0.2, 0.1]]}"#)
    #expect(agrees(value, -7.370090831530474, 1e-9))
  }

  /// A vector of weights for each group, and one covariate that is missing.
  @Test func vectorsOfGroups() throws {
    let value = try exactEvidence(
      """
      model M {
        plate n in N
        plate j in J
        axis D = 1..2
        given g[n] : J
        given x[n] : real^D
        latent w[j] : real^D ~ Normal(0.5, 1.5)^D
        observed y[n] : real ~ Normal(sum d in D: w[g[n]][d] * x[n][d], 0.6)
      }
      """,
      """
      {"J": 2, "g": [1, 2, 2, 1], "x": [[1, 0.5], [1, -1], [1, 2], [1, -0.3]],
       "y": [0.3, 1.1, -0.4, 0.8]}
      """)
    #expect(agrees(value, -6.880391745813849, 1e-9))
  }

  @Test func missingCovariates() throws {
    let value = try exactEvidence(
      """
      model M {
        plate n in N
        partial x[n] : real ~ Normal(0.4, 1.2)
        observed y[n] : real ~ Normal(1.5 * x[n] - 0.2, 0.6)
      }
      """, #"{"x": [0.2, null, 1.3, null], "y": [0.3, 1.1, 1.4, -0.8]}"#)
    #expect(agrees(value, -6.926445799634918, 1e-9))
  }

  /// A second-order autoregression with a hole, which later values read.
  @Test func holesThatOthersRead() throws {
    let value = try exactEvidence(
      """
      model M {
        chain t in T
        partial y[first] : real ~ Normal(0, 1)
        partial y[t] : real ~ Normal(0.7 * y[t-1] + 0.1, 0.5)
      }
      """, #"{"y": [0.3, null, null, 0.8, 1.1, null]}"#)
    #expect(agrees(value, -2.341049454132740, 1e-9))
  }
}
