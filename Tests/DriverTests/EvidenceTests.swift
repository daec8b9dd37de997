import Foundation
import Testing

@testable import Driver

/// Models whose evidence is known, with their data in Tests/Models/evidence.
struct KnownEvidence: Sendable, CustomStringConvertible {
  let model: String
  let data: String
  var options: [String] = []
  let logEvidence: Double
  /// How many digits of it are known.
  let accuracy: Double

  var description: String { ([model] + options).joined(separator: " ") }

  var words: [String] {
    let folder = ModelsTests.path("Tests/Models/evidence/")
    return [
      "evidence", folder + "/" + model + ".gm", "--data", folder + "/" + data, "--json", "--quiet",
    ] + options
  }

  /// N. Friel and J. Wyse, "Estimating the evidence: a review" (2012), for the pines; the
  /// `bridgesampling` vignette for the hierarchical normal model, by quadrature; the tests of PyMC
  /// for the coin; those of dynesty for the correlated normal density; quadrature for the schools;
  /// `reference/rates.py` for the rates.
  static let all: [KnownEvidence] = [
    .init(
      model: "radiata_density", data: "radiata_pine_friel_wyse.csv", logEvidence: -310.128286,
      accuracy: 1e-6),
    .init(
      model: "radiata_resin", data: "radiata_pine_friel_wyse.csv", logEvidence: -301.704602,
      accuracy: 1e-6),
    .init(
      model: "hierarchical_normal", data: "hierarchical_normal.csv", logEvidence: -37.534131,
      accuracy: 1e-6),
    .init(model: "coin", data: "coin.csv", logEvidence: -71.3989621689, accuracy: 1e-9),
    .init(
      model: "coin", data: "coin.csv", options: ["--set", "a=20"], logEvidence: -69.9455631906,
      accuracy: 1e-9),
    .init(
      model: "correlated_normal", data: "correlated_normal.json", logEvidence: -8.9871968207,
      accuracy: 1e-9),
    .init(
      model: "eight_schools_centred", data: "eight_schools.csv", logEvidence: -31.311347,
      accuracy: 1e-6),
    .init(
      model: "rates", data: "rates.csv", logEvidence: -39.2247305045, accuracy: 1e-8),
  ]
}

@Suite struct EvidenceTests {
  static func run(_ words: [String]) -> (value: Double, error: Double, method: String, Captured) {
    let answer = gmc(words)
    let json = answer.json as? [String: Any]
    return (
      json?["log_evidence"] as? Double ?? .nan, json?["error"] as? Double ?? .nan,
      json?["method"] as? String ?? answer.messages, answer
    )
  }

  @Test(arguments: KnownEvidence.all) func theMostExactMethodThatApplies(
    _ known: KnownEvidence
  ) {
    let (value, error, method, answer) = Self.run(known.words)
    #expect(answer.status == .done, "\(answer.messages)")
    // The density in a box is no polynomial: its three coordinates are drawn.
    let tolerance = method == "bridge" ? 3 * error : max(known.accuracy, 3 * error)
    #expect(abs(value - known.logEvidence) < tolerance, "\(value) by \(method)")
    #expect(error < 0.02)
    #expect(known.model == "correlated_normal" || ["exact", "quadrature"].contains(method))
  }

  @Test(arguments: KnownEvidence.all) func bridgesAreWithinTheirErrors(_ known: KnownEvidence) {
    let (value, error, method, answer) = Self.run(
      known.words + ["--method", "bridge", "--draws", "1000", "--warmup", "500"])
    #expect(method == "bridge", "\(answer.messages)")
    #expect(abs(value - known.logEvidence) < 3 * error + 1e-6, "\(value) within \(error)")
    #expect(error < 0.02)
  }

  @Test(arguments: KnownEvidence.all[3...4], ["smc", "ais"]) func particlesAreWithinTheirErrors(
    _ known: KnownEvidence, _ wanted: String
  ) {
    let (value, error, method, answer) = Self.run(
      known.words + ["--method", wanted, "--particles", "300", "--repeats", "8"])
    #expect(method == wanted, "\(answer.messages)")
    // The error of smc is itself estimated from eight repeats.
    #expect(abs(value - known.logEvidence) < 4 * error, "\(value) within \(error)")
    #expect(error < 0.05)
  }

  @Test(arguments: KnownEvidence.all[3...4]) func boundsLieBelow(_ known: KnownEvidence) {
    var bounds: [Double] = []
    for method in ["elbo", "iwae"] {
      let (value, error, name, answer) = Self.run(known.words + ["--method", method])
      #expect(name == method)
      #expect((answer.json as? [String: Any])?["bound"] as? String == "lower")
      #expect(value < known.logEvidence + 4 * error)
      bounds.append(value)
    }
    #expect(bounds[0] < bounds[1])
  }

  @Test func laplaceKnowsHowFarOffItIs() {
    let coin = KnownEvidence.all[3]
    let (value, error, method, _) = Self.run(coin.words + ["--method", "laplace"])
    #expect(method == "laplace")
    #expect(abs(value - coin.logEvidence) < 3 * error && error < 0.01)
  }

  /// Tails that fall like a power are beyond a normal distribution, and k-hat says so.
  @Test func laplaceIsRefusedWhereItCannotBeTrusted() throws {
    let many = try Self.answer(
      "plate n in N\nlatent mu[n] : real ~ Cauchy(0, 1)\nobserved x[n] : real ~ Cauchy(mu[n], 1)",
      "x\n0.3\n0.1\n-0.2\n0.4\n-0.1\n0.2\n", ["--method", "laplace"])
    #expect(many.status == .failed, "\(many.output)")
    #expect(many.messages.contains("k-hat is"), "\(many.messages)")
    let story =
      "plate n in N\nlatent mu : real ~ Cauchy(0, 1)\n"
      + "observed x[n] : real ~ Cauchy(mu, 1)"
    // The sum of two standard Cauchy numbers is one of scale 2.
    let exact = log(2 / (.pi * (4 + 0.09)))
    let drawn = try Self.answer(story, "x\n0.3\n", ["--json"])
    let json = try #require(drawn.json as? [String: Any])
    #expect(abs(try #require(json["log_evidence"] as? Double) - exact) < 1e-8)
    #expect(json["method"] as? String == "quadrature")
  }

  /// Two labels that mean nothing, with modes apart (width 1) and in one (width 3): the cells of
  /// the labels are right in both cases. The references are by quadrature over both means.
  @Test(arguments: ["1", "3"]) func labelsAreCounted(width: String) {
    let words = [
      "evidence", ModelsTests.path("Tests/Models/evidence/two_means.gm"), "--data",
      ModelsTests.path("Tests/Models/evidence/two_means.csv"), "--json", "--quiet", "--set",
      "width=\(width)",
    ]
    let (exact, numerical, method, _) = Self.run(words)
    #expect(method == "quadrature" && numerical < 1e-8)
    #expect(abs(exact - (width == "1" ? -19.7235350020 : -22.6177419523)) < 1e-8)
    let (value, error, _, _) = Self.run(words + ["--method", "bridge", "--draws", "1000"])
    #expect(abs(value - exact) < 3.5 * error && error < 0.02, "\(value) within \(error)")
    let laplace = gmc(words + ["--method", "laplace"])
    #expect((laplace.status == .done) == (width == "1"), "\(laplace.output)\(laplace.messages)")
  }

  @Test func resultsDependOnTheSeedAlone() {
    let words =
      KnownEvidence.all[5].words + ["--method", "bridge", "--draws", "200", "--warmup", "200"]
    let first = Self.run(words).value
    #expect(first == Self.run(words + ["--threads", "3"]).value)
    #expect(first != Self.run(words + ["--seed", "2"]).value)
  }

  private static func answer(_ body: String, _ data: String, _ more: [String] = []) throws
    -> Captured
  {
    try withTemporaryFolder { folder in
      let (model, table) = (folder.appending(path: "m.gm"), folder.appending(path: "d.csv"))
      try "model M {\n\(body)\n}\n".write(to: model, atomically: true, encoding: .utf8)
      try data.write(to: table, atomically: true, encoding: .utf8)
      return gmc(["evidence", model.path, "--data", table.path] + more)
    }
  }

  @Test func whatHasNoEvidenceIsRefusedByName() throws {
    let story = "plate n in N\nobserved x[n] : real ~ Normal(mu, 1)\n"
    let flat = try Self.answer("latent mu : real ~ Flat()\n" + story, "x\n1\n2\n")
    #expect(flat.status == .wrongInput)
    #expect(flat.messages.contains("the prior of `mu` is improper"))
    let factor = try Self.answer(
      "latent mu : real ~ Normal(0, 1)\nfactor exp(-mu^2)\n" + story, "x\n1\n2\n")
    #expect(factor.status == .wrongInput)
    #expect(factor.messages.contains("normaliser of `factor`"))
    let exact = try Self.answer(
      "latent mu : real ~ StudentT(4, 0, 1)\n" + story, "x\n1\n2\n", ["--method", "exact"])
    #expect(exact.status == .failed)
    #expect(exact.messages.contains("`mu` cannot be integrated out exactly"))
  }

  /// With mu at the mean of the data, (1 + 2) / 2, the log density is -2 log sqrt(2 pi) - 1/4.
  @Test func paramsAreMaximisedAndSaySo() throws {
    let answer = try Self.answer(
      "plate n in N\nparam mu : real\nobserved x[n] : real ~ Normal(mu, 1)", "x\n1\n2\n",
      ["--json"])
    let json = try #require(answer.json as? [String: Any])
    let value = try #require(json["log_evidence"] as? Double)
    #expect(abs(value - (-log(2 * .pi) - 0.25)) < 1e-9)
    let rows = try #require(json["maximised"] as? [[String: Any]])
    #expect(rows.count == 1 && rows[0]["name"] as? String == "mu")
  }

  @Test func cheapestAssignments() {
    #expect(cheapestAssignment([4, 1, 3, 2, 0, 5, 3, 2, 2], count: 3) == [1, 0, 2])
    #expect(cheapestAssignment([7], count: 1) == [0])
    #expect(cheapestAssignment([], count: 0) == [])
  }
}
