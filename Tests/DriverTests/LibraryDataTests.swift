import Foundation
import Objectives
import Testing

@testable import Driver

/// Data that a library is given as JSON, in place of those that it has.
@Suite(.enabled(if: hasNativeCode)) struct LibraryDataTests {
  /// A model with two data sets of the same sizes.
  struct Pair: Sendable, CustomStringConvertible {
    let description: String
    let model: String
    let first: String
    let second: String
  }

  static let pairs = [
    Pair(
      description: "numbers, vectors and matrices",
      model: """
        model Mixed {
          plate n in N
          axis D = 2
          latent mu ~ Normal(0, 1)
          latent kappa : positive ~ HalfNormal(2)
          latent nu : positive ~ Gamma(2, 0.1)
          latent b ~ Normal(0, 1)^D
          given scale : positive
          given A : real^(D,D)
          w = solve(A, b)
          level = logdet(A * kappa) + det(A)
          observed y[n] : real ~ VonMises(mu, kappa)
          observed x[n] : real ~ StudentT(nu, mu + sum(w) + level + trigamma(nu), scale)
        }
        """,
      first: """
        {"y": [0.1, 1.2, -2.0], "x": [1.5, 2, 3], "scale": 2.5, "A": [[2, 1], [0.5, 3]]}
        """,
      second: """
        {"y": [0.3, -1.2, -2.5], "x": [-1.5, 2, 0], "scale": 0.5, "A": [[1, 0.5], [0, 2]]}
        """),
    Pair(
      description: "counts and truth values",
      model: """
        model Counts {
          plate n in N
          latent rate : positive ~ Gamma(2, 1)
          latent p : unit ~ Beta(2, 2)
          observed k[n] : nat ~ Poisson(rate)
          observed t[n] : bool ~ Bernoulli(p)
        }
        """,
      first: #"{"k": [0, 3, 5, 1], "t": [1, 0, 1, 1]}"#,
      second: #"{"k": [7, 0, 0, 20], "t": [false, true, false, false]}"#),
    Pair(
      description: "rows of different lengths",
      model: """
        model Words {
          plate d in Docs
          plate i in Words of d
          plate k in K = 1..2
          axis V = {cat, dog, eel}
          latent theta : simplex(K) ~ Dirichlet(fill(1, K))
          latent phi[k] : simplex(V) ~ Dirichlet(fill(1, V))
          latent z[d] : K ~ Categorical(theta)
          observed w[d,i] : V ~ Categorical(phi[z[d]])
        }
        """,
      first: #"{"w": [["cat", "dog"], ["eel"], ["dog", "dog", "cat"]]}"#,
      second: #"{"w": [["eel", "eel"], ["cat"], ["dog", "eel", "eel"]]}"#),
    Pair(
      description: "holes",
      model: """
        model Holes {
          plate n in N
          plate c in C = {low, high}
          latent pi : simplex(C) ~ Dirichlet(fill(1, C))
          latent mu[c] ~ Normal(0, 10)
          hyper s : positive = 2
          partial y[n] : C ~ Categorical(pi)
          observed x[n] : real ~ Normal(mu[y[n]], s)
        }
        """,
      first: #"{"y": ["low", null, "high", null], "x": [0.5, 1, 6, 7.5]}"#,
      second: #"{"y": [null, "high", null, "low"], "x": [0.7, 1, 5, 7.5]}"#),
  ]

  @Test(arguments: pairs) func otherDataGiveOtherDensities(_ pair: Pair) throws {
    let library = try makeLibrary(model: pair.model, pair.first)
    for (json, given) in [(pair.first, nil), (pair.first, pair.first), (pair.second, pair.second)] {
      let model = try BridgeModel(library, data: given)
      let lowered = try lower(model: pair.model, json)
      let x = lowered.point
      for jacobian in [true, false] {
        let expected = try lowered.density(x, jacobian: jacobian)
        #expect(distance([try model.density(x, jacobian: jacobian)], [expected]) < 1e-12)
      }
      #expect(distance(try model.gradient(x).slopes, try lowered.gradient(x)) < 1e-11)
      let expected = try lowered.reported(x)
      let names = model.names(derived: true)
      let values = try model.constrain(x, derived: true)
      #expect(distance(values, names.map { expected[$0] ?? .nan }) < 1e-12)
    }
  }

  @Test func theDerivativesOfBesselFunctionsAreThere() throws {
    let library = try makeLibrary(model: Self.pairs[0].model, Self.pairs[0].first)
    let model = try BridgeModel(library)
    let x = try lower(model: Self.pairs[0].model, Self.pairs[0].first).point
    let (_, _, rows) = try model.hessian(x)
    for i in x.indices {
      var (left, right) = (x, x)
      left[i] -= 1e-5
      right[i] += 1e-5
      let (before, after) = (try model.gradient(left).slopes, try model.gradient(right).slopes)
      #expect(distance(rows[i], zip(before, after).map { ($1 - $0) / 2e-5 }) < 1e-6)
    }
  }

  @Test func aFileOfDataIsRead() throws {
    let library = try LibraryModel.gaussians.library()
    let path = packageFolder.appending(path: "Models/data/two_gaussians.json").path
    let x = try LibraryModel.gaussians.lowered().point
    let (inside, given) = (try BridgeModel(library), try BridgeModel(library, data: path))
    #expect(try inside.gradient(x) == given.gradient(x))
  }

  @Test func dataAreStandardisedAsTheyWereThen() throws {
    let model = """
      model Line {
        plate n in N
        latent a ~ Normal(0, 1)
        latent b ~ Normal(0, 1)
        given x[n] : real
        observed y[n] : real ~ Normal(a + b * x[n], 1)
      }
      """
    let (first, second) = (
      #"{"x": [1, 2, 4, 9], "y": [0, 1, 2, 3]}"#, #"{"x": [30, 10, 20, 50], "y": [0, 1, 2, 3]}"#
    )
    let options = ["--standardise", "x", "--scale", "y=2"]
    let made = try BridgeModel(makeLibrary(model: model, second, options))
    let other = try BridgeModel(makeLibrary(model: model, first, options), data: second)
    let expected = try made.gradient([0.1, 0.2])
    let found = try other.gradient([0.1, 0.2])
    #expect(distance(found.slopes + [found.value], expected.slopes + [expected.value]) < 1e-13)
  }

  @Test func aLibraryWithoutDataAsksForThem() throws {
    let pair = Self.pairs[1]
    let library = try makeLibrary(model: pair.model, nil, ["--size", "N=4"])
    let failure = #expect(throws: BridgeFailure.self) { try BridgeModel(library) }
    #expect(failure?.message == "this library has no data of its own: give them as JSON")
    let lowered = try lower(model: pair.model, pair.first)
    let model = try BridgeModel(library, data: pair.first)
    let found = try model.density(lowered.point)
    #expect(distance([found], [try lowered.density(lowered.point, jacobian: true)]) < 1e-12)
  }

  /// What is wrong, and what the library says of it.
  static let mistakes = [
    (
      #"{"y": [1, 2], "sigma": [1, 2, 3]}"#,
      "`y` has the shape [2] in the JSON, and has the shape [8] in this library"
    ),
    (
      #"{"y": 5}"#,
      "`y` is a number in the JSON, and has the shape [8] in this library"
    ),
    (#"{"y": [1, 2, 3, 4, 5, 6, 7, 8]}"#, "the JSON has no values for `sigma`"),
    (#"{"sigma": [1, 1, 1, -1, 1, 1, 1, 1]}"#, "`sigma[4]` cannot be -1"),
    (#"{"y": [1, 2, 3, 4, 5, 6, "NaN", 8]}"#, "`y[7]` cannot be nan"),
    (#"{"y": [1, 2, 3, 4, 5, 6, "seven", 8]}"#, "`y` cannot be \"seven\""),
    (
      #"{"y": [1, [2], 3, 4, 5, 6, 7, 8]}"#,
      "`y` has the shape [8, 1] in the JSON, and has the shape [8] in this library"
    ),
    (
      #"{"y": [1, 2, null, 4, 5, 6, 7, 8]}"#,
      "`y[3]` is null, and this library is for data without holes there"
    ),
    (
      "{\n\"y\": [1, 2, 3,, 5, 6, 7, 8]}",
      "the JSON is not well formed: a number is missing in line 2"
    ),
    ("{", "the JSON is not well formed: a text is missing in line 1"),
    ("[]", "the JSON is not well formed: no object in line 1"),
    ("no.json", "cannot read `no.json`"),
  ]

  @Test(arguments: mistakes) func mistakesAreNamed(_ json: String, _ message: String) throws {
    let library = try LibraryModel.eightSchools.library()
    let failure = #expect(throws: BridgeFailure.self) { try BridgeModel(library, data: json) }
    #expect(failure?.message == message)
  }

  @Test func hypersKeepTheirValues() throws {
    let pair = Self.pairs[3]
    let library = try makeLibrary(model: pair.model, pair.first)
    let failure = #expect(throws: BridgeFailure.self) {
      try BridgeModel(library, data: #"{"s": 3}"#)
    }
    #expect(failure?.message.hasPrefix("`s` has its value in this library") == true)
  }

  @Test func rowsMustKeepTheirLengths() throws {
    let pair = Self.pairs[2]
    let library = try makeLibrary(model: pair.model, pair.first)
    let failure = #expect(throws: BridgeFailure.self) {
      try BridgeModel(library, data: #"{"w": [["cat"], ["eel", "dog"], ["dog", "dog", "cat"]]}"#)
    }
    #expect(failure?.message == "the rows of `w` are not as long as in this library")
  }
}
