import Foundation
import Testing

@testable import Driver

/// Guides on real models: bounds just below the evidence, means near those of NUTS. The numbers are
/// in docs/Estimators.md.
@Suite struct GuideTests {
  /// A model, its data, and how far below the evidence a bound may be.
  struct Case: Sendable, CustomStringConvertible {
    let model: String
    let guide: String
    let slack: Double

    var description: String { "\(model) \(guide)" }

    static let all = [
      Case(model: "Models/sequences/gaussian_hidden_markov.gm", guide: "meanfield", slack: 1.2),
      Case(model: "Models/sequences/gaussian_hidden_markov.gm", guide: "fullrank", slack: 0.15),
      Case(
        model: "Models/classification/bayesian_logistic_regression.gm", guide: "meanfield",
        slack: 1.2),
      Case(
        model: "Models/classification/bayesian_logistic_regression.gm", guide: "fullrank",
        slack: 0.15),
    ]
  }

  private func json(_ words: [String]) throws -> [String: Any] {
    let answer = gmc(words + ["--json", "--quiet"])
    #expect(answer.status == .done, "\(answer.messages)")
    return try #require(answer.json as? [String: Any])
  }

  private func column(_ key: String, _ json: [String: Any]) -> [String: Double] {
    let rows = json["parameters"] as? [[String: Any]] ?? []
    return Dictionary(
      rows.compactMap { row in
        guard let name = row["name"] as? String, let value = row[key] as? Double else { return nil }
        return (name, value)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Expects means of the guide near those of NUTS, in posterior standard deviations.
  private func expectMeans(_ means: [String: Double], near sample: [String: Any]) {
    let (wanted, deviations) = (column("mean", sample), column("sd", sample))
    var compared = 0
    for (name, mean) in means {
      guard let other = wanted[name], let deviation = deviations[name], deviation > 0 else {
        continue
      }
      compared += 1
      #expect(abs(mean - other) < 0.5 * deviation, "\(name): \(mean), \(other) ± \(deviation)")
    }
    #expect(compared == means.count && compared > 0)
  }

  @Test(arguments: Case.all) func namedGuides(_ own: Case) throws {
    try withTemporaryFolder { folder in
      let words = try ModelsTests.command(of: own.model).words
      let options = Array(words.dropFirst(2))
      // The model alone, and with the guide in the place of its questions.
      let story = try String(contentsOfFile: words[1], encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.contains("compare ") }.joined(separator: "\n")
      let end = try #require(story.lastIndex(of: "}"))
      let plain = folder.appending(path: "plain.gm").path
      let guided = folder.appending(path: "guided.gm").path
      try story.write(toFile: plain, atomically: true, encoding: .utf8)
      try "\(story[..<end])  guide q = \(own.guide)\n  maximize elbo(q)\n}\n"
        .write(toFile: guided, atomically: true, encoding: .utf8)
      let fit = try json(["fit", guided] + options)
      let bound = try #require(fit["elbo"] as? Double)
      let error = try #require(fit["elbo_mcse"] as? Double)
      let evidence = try json(["evidence", plain] + options)
      #expect(evidence["method"] as? String == "bridge")
      let logEvidence = try #require(evidence["log_evidence"] as? Double)
      let spread = try #require(evidence["error"] as? Double)
      let noise: Double = (error * error + spread * spread).squareRoot()
      #expect(bound < logEvidence + 4 * noise)
      #expect(bound > logEvidence - own.slack)
      let sample = try json(["sample", plain] + options)
      expectMeans(column("mean", fit), near: sample)
    }
  }

  /// Two topics of a small corpus, by a net that sees the words of a document and Dirichlet
  /// distributions of topics (`Tests/Models/guides`).
  @Test func latentDirichletAllocation() throws {
    let tests = ModelsTests.path("Tests/Models/guides")
    let corpus = tests + "/corpus.csv"
    let data = ["--bind", "w=\(corpus):doc,place,word", "--bind", "z=\(corpus):doc,place,topic"]
    let topics = [tests + "/topics.gm"] + data
    let evidence = try json(["evidence"] + topics)
    let logEvidence = try #require(evidence["log_evidence"] as? Double)
    let error = try #require(evidence["error"] as? Double)
    let sample = try json(["sample"] + topics)
    try withTemporaryFolder { folder in
      let saved = folder.appending(path: "fit.json").path
      let fit = try json(
        ["fit"] + topics
          + ["--epochs", "2000", "--rate", "0.02", "--schedule", "cosine", "-o", saved])
      let many = folder.appending(path: "many.gm").path
      try String(contentsOfFile: topics[0], encoding: .utf8)
        .replacingOccurrences(of: "elbo(q)", with: "elbo(q) using reparam(100)")
        .write(toFile: many, atomically: true, encoding: .utf8)
      let (bound, spread) = try bound([many] + data, at: saved)
      let noise: Double = (spread * spread + error * error).squareRoot()
      #expect(bound < logEvidence + 4 * noise)
      #expect(bound > logEvidence - 3)
      let means = shares(of: column("value", fit))
      #expect(means.count == 50)
      expectMeans(means, near: sample)
    }
  }

  /// The bound of a saved fit by draws that it has not seen, and its standard error.
  private func bound(_ words: [String], at saved: String) throws -> (Double, Double) {
    var values: [Double] = []
    for seed in 1...8 {
      let rest = ["--init", saved, "--epochs", "1", "--rate", "0", "--seed", "\(seed)"]
      let answer = try json(["fit"] + words + rest)
      values.append(try #require(answer["objective"] as? Double))
    }
    let mean: Double = values.reduce(0, +) / 8
    var square = 0.0
    for value in values { square += (value - mean) * (value - mean) }
    return (mean, (square / 56).squareRoot())
  }

  /// The mean of a Dirichlet distribution is its share of the sum: `b[k,v]` to `phi[k,v]`.
  private func shares(of values: [String: Double]) -> [String: Double] {
    var sums: [Substring: Double] = [:]
    for (name, value) in values where name.hasPrefix("b[") {
      sums[name.prefix(4), default: 0] += value
    }
    var result: [String: Double] = [:]
    for (name, value) in values where name.hasPrefix("b[") {
      result["phi" + name.dropFirst()] = value / (sums[name.prefix(4)] ?? 1)
    }
    return result
  }
}
