import Diagnostics
import Foundation
import Semantics
import Testing

@testable import Driver

@Suite struct CompareTests {
  static func rows(_ words: [String]) throws -> [[String: Any]] {
    let answer = gmc(words + ["--json", "--quiet"])
    let json = try #require(answer.json as? [String: Any], "\(answer.messages)")
    let comparisons = try #require(json["comparisons"] as? [[String: Any]])
    return try #require(comparisons.first?["hypotheses"] as? [[String: Any]])
  }

  static let folder = ModelsTests.path("Tests/Models/evidence/")

  /// The Bayes factor of Friel and Wyse is exp(-301.7046 + 310.1283), 4553 to one for resin.
  @Test func radiataPine() throws {
    let rows = try Self.rows([
      "compare", Self.folder + "/radiata_density.gm", Self.folder + "/radiata_resin.gm", "--data",
      Self.folder + "/radiata_pine_friel_wyse.csv", "--no-loo",
    ])
    #expect(rows.count == 2)
    let factor = try #require(rows[0]["log_bayes_factor"] as? Double)
    #expect(abs(factor - (-310.128286 + 301.704602)) < 2e-6)
    #expect(rows[1]["bayes_factor"] as? Double == 1)
    let probability = try #require(rows[1]["probability"] as? Double)
    #expect(abs(probability - 1 / (1 + exp(factor))) < 1e-12)
    #expect(rows[0]["loo"] == nil)
  }

  /// Leaving one toss out changes nothing much: elpd_loo of 50 and 50 tosses under p ~ Beta(a, a)
  /// is 100 log((49 + a) / (99 + 2 a)).
  @Test func leaveOneOutOfTheCoin() throws {
    let rows = try Self.rows([
      "compare", Self.folder + "/coin.gm", "--data", Self.folder + "/coin.csv", "--over", "a=1,20",
    ])
    #expect(rows.map { $0["name"] as? String } == ["a = 1", "a = 20"])
    for (row, a) in zip(rows, [1.0, 20]) {
      let loo = try #require(row["loo"] as? [String: Any])
      let elpd = try #require(loo["elpd"] as? Double)
      #expect(abs(elpd - 100 * log((49 + a) / (99 + 2 * a))) < 0.1, "\(elpd)")
      #expect(try #require(loo["khat"] as? Double) < 0.7)
      // At p = 1/2 the likelihood is 2^-100; the mode may lie a little beside it.
      #expect(abs(try #require(row["best_fit"] as? Double) + 100 * log(2)) < 1e-6)
      #expect(try #require(row["log_occam_factor"] as? Double) < 0)
    }
    let factor = try #require(rows[0]["bayes_factor"] as? Double)
    #expect(abs(1 / factor - 4.27763) < 1e-4)
  }

  /// log N(t; 0, 0.09 I + X X' / 0.005) of polynomials, by numpy and scipy:
  /// `multivariate_normal(zeros(10), 0.09 * eye(10) + P @ P.T / 0.005).logpdf(t)`.
  @Test func polynomials() throws {
    try withTemporaryFolder { folder in
      let plot = folder.appending(path: "evidence.svg").path
      let rows = try Self.rows([
        "compare", ModelsTests.path("Models/regression/linear_regression.gm"), "--data",
        ModelsTests.path("Models/data/bishop_curve_fitting.csv"), "--no-loo", "--plot", plot,
      ])
      let expected = [
        -23.119139422827367, -17.892053844883943, -13.933370482936246, -16.289837468498597,
      ]
      for (row, value) in zip(rows, expected) {
        #expect(abs(try #require(row["log_evidence"] as? Double) - value) < 1e-8)
        #expect(row["method"] as? String == "exact")
      }
      let total = rows.reduce(0) { $0 + ($1["probability"] as? Double ?? .nan) }
      #expect(abs(total - 1) < 1e-12)
      let svg = try String(contentsOfFile: plot, encoding: .utf8)
      #expect(svg.hasPrefix("<svg ") && svg.contains("log p(D | h)") && svg.contains(">9</text>"))
    }
  }

  @Test func whatCannotBeComparedIsSaid() {
    let pair = gmc(
      "compare", ModelsTests.path("Models/classification/naive_bayes_pair.gm"), "--size", "K=2")
    #expect(pair.status == .wrongUsage)
    #expect(pair.messages.contains("`--holdout 0.2`"))
    let coin = gmc("compare", Self.folder + "/coin.gm", "--data", Self.folder + "/coin.csv")
    #expect(coin.status == .wrongUsage && coin.messages.contains("states no comparison"))
    let picture = gmc(
      "compare", Self.folder + "/coin.gm", "--over", "a=1,2", "--plot", "evidence.png")
    #expect(picture.status == .wrongUsage)
  }

  /// Errors of evidences carry over: for two hypotheses at 1/2 each, by s / 4 from each.
  @Test func errorsPropagate() {
    func row(_ value: Double, _ error: Double) -> Judgement {
      Judgement(
        hypothesis: Hypothesis(
          name: "h",
          chosen: ChosenModel(
            model: .init(
              name: "M", documentation: nil, span: .init(file: .init(index: 0), start: 0, end: 0)),
            objectives: [], path: ""), settings: []),
        evidence: Evidence(logEvidence: value, error: error, method: .bridge))
    }
    let compared = ComparedHypotheses(criterion: "", rows: [row(-3, 0.3), row(-3, 0.4)])
    for (value, error) in compared.probabilities {
      #expect(abs(value - 0.5) < 1e-12 && abs(error - 0.125) < 1e-12)
    }
    let factor = compared.logBayesFactor(1 - compared.best)
    #expect(factor.value == 0 && abs(factor.error - 0.5) < 1e-12)
  }
}
