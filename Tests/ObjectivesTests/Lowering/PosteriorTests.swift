import Objectives
import ScalarMath
import Testing

/// Log posteriors, with the Jacobians of their coordinates, against values computed with SciPy.
@Suite struct PosteriorTests {
  @Test func eightSchools() throws {
    let density = try posterior(
      """
      model EightSchools {
        plate j in J
        latent mu     ~ Normal(0, 5)
        latent tau    ~ HalfCauchy(5)
        latent eta[j] ~ Normal(0, 1)
        theta[j] = mu + tau * eta[j]
        given    sigma[j] : positive
        observed y[j]     : real ~ Normal(theta[j], sigma[j])
      }
      """,
      #"{"y": [28,8,-3,7,-1,1,18,12], "sigma": [15,10,16,11,9,11,10,18]}"#)
    let u = try density.coordinates([
      "mu": [4], "tau": [3], "eta": [0.1, -0.2, 0.3, 0, 0.5, -0.4, 0.2, 0.05],
    ])
    #expect(agrees(try density.value(atCoordinates: u), -41.86690395927594))
    let theta = try density.reported("theta", atCoordinates: u)
    #expect(agrees(theta[4], 4 + 3 * 0.5))
    #expect(density.quantities.map(\.name) == ["mu", "tau", "eta", "theta"])
    #expect(density.quantities[3].elementNames.last == "theta[8]")
  }

  @Test func mixtureWithOrderedMeansSumsOutItsLabels() throws {
    let density = try posterior(
      """
      model M {
        plate n in N
        axis  k in K = 1..2
        latent mu    ~ Normal(0, 2)^K ordered
        latent sigma ~ HalfNormal(2)^K
        latent theta ~ Beta(5, 5)
        latent z[n] : K ~ Categorical([theta, 1 - theta])
        observed y[n] : real ~ Normal(mu[z[n]], sigma[z[n]])
      }
      """, #"{"y": [-2.0, -1.5, 0.3, 1.0, 2.2]}"#)
    let value = try density.value(at: [
      "mu": [-1.1, 0.8], "sigma": [0.9, 1.3], "theta": [0.35],
    ])
    #expect(agrees(value, -14.174397408787282))
  }

  @Test func gaussianProcessOverTwoLettersOfOneSet() throws {
    let density = try posterior(
      """
      model GP {
        plate i in N
        plate j in N
        latent rho   ~ Gamma(25, 4)
        latent alpha ~ HalfNormal(2)
        latent sigma ~ HalfNormal(1)
        given x[i] : real
        K_[i,j] = alpha^2 * exp(-(x[i] - x[j])^2 / (2 * rho^2)) + (if i == j then sigma else 0)
        observed y : real^N ~ MvNormal(fill(0, N), K_)
      }
      """, #"{"N": 4, "x": [-1, 0, 0.5, 2], "y": [0.3, -0.2, 0.8, 1.1]}"#)
    let value = try density.value(at: ["rho": [1.3], "alpha": [0.8], "sigma": [0.5]])
    #expect(agrees(value, -25.619298901260635))
  }

  @Test func truncationRenormalisesAndMovesTheBound() throws {
    let density = try posterior(
      """
      model T {
        latent a ~ Normal(0, 1) truncated (0, inf)
        latent b ~ Normal(3, 1) truncated (a, inf)
      }
      """)
    #expect(agrees(try density.value(at: ["a": [0.4], "b": [1.7]]), -2.718984268019625))
  }

  @Test func gradientsAreThoseOfFiniteDifferences() throws {
    let density = try posterior(
      """
      model Regression {
        plate n in N
        axis  D
        latent beta  ~ Normal(0, 10)^D
        latent sigma ~ HalfNormal(10)
        given    X[n] : real^D
        observed y[n] : real ~ Normal(X[n] @ beta, sigma)
      }
      """, #"{"X": [[1, 2], [0.5, -1], [3, 0.1]], "y": [1, 2, 3]}"#)
    let u = [0.3, -0.7, 0.2]
    let gradient = try density.gradient(atCoordinates: u)
    for i in u.indices {
      let h = 1e-6
      var plus = u
      var minus = u
      plus[i] += h
      minus[i] -= h
      let slope =
        (try density.value(atCoordinates: plus) - density.value(atCoordinates: minus)) / (2 * h)
      #expect(agrees(gradient[i], slope, 1e-6))
    }
  }

  /// A chance that a hidden switch makes zero has no derivative there, however it is written.
  @Test(arguments: ["w[i] * p", "if w[i] then p else 0", "1 - (1 - w[i] * p)"])
  func impossibleEventsOfOneState(_ chance: String) throws {
    let lowered = try posterior(
      """
      model M {
        plate i in N
        plate j in J
        latent p ~ Beta(1, 1)
        latent w[i] : bool ~ Bernoulli(0.6)
        observed y[i,j] : bool ~ Bernoulli(\(chance))
      }
      """, #"{"y": [[1, 0, 1], [0, 0, 0]]}"#)
    // log(0.6 p^2 (1 - p)) + log(0.6 (1 - p)^3 + 0.4) at p = 0.3, and log |dp/du|
    let point = try lowered.coordinates(["p": [0.3]])
    let jacobian = Double.log(0.3 * 0.7)
    #expect(agrees(try lowered.value(atCoordinates: point), -3.77665155674559517 + jacobian))
    let q = 0.7
    let slope = 2 / 0.3 - 1 / q - 1.8 * q * q / (0.6 * q * q * q + 0.4)
    let gradient = try lowered.gradient(atCoordinates: point)
    #expect(agrees(gradient[0], slope * 0.21 + (1 - 0.6)))
  }

  /// A binomial chance that rounds to 1 or 0; mpmath made the numbers.
  @Test(arguments: [
    (50.0, 7.0, -145.212508257217954, -3.0), (-60, 2, -116.19333751022968, 2),
    (0.5, 4, -2.39366231108359813, -2.22459331201854565),
  ]) func extremeLogOdds(_ u: Double, _ count: Double, _ expected: Double, _ slope: Double) throws {
    let lowered = try posterior(
      """
      model M {
        latent u : real ~ Flat()
        observed k : nat ~ Binomial(10, inv_logit(u))
      }
      """, #"{"k": \#(Int(count))}"#)
    #expect(agrees(try lowered.value(atCoordinates: [u]), expected))
    #expect(agrees(try lowered.gradient(atCoordinates: [u])[0], slope))
  }
}
