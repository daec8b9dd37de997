import Foundation
import Testing

@testable import Driver

/// `gmc fit --method vi|laplace|pathfinder`, and bounds of guides that are written out.
@Suite struct ApproximationTests {
  private struct Result {
    let bound: Double
    let error: Double
    let means: [String: Double]
    let deviations: [String: Double]
  }

  private func approximate(_ words: [String]) throws -> Result {
    let answer = gmc(["fit"] + words + ["--json", "--quiet"])
    #expect(answer.status == .done, "\(answer.messages)")
    let json = try #require(answer.json as? [String: Any])
    let rows = try #require(json["parameters"] as? [[String: Any]])
    func column(_ name: String) -> [String: Double] {
      Dictionary(
        uniqueKeysWithValues: rows.compactMap { row in
          guard let key = row["name"] as? String, let value = row[name] as? Double else {
            return nil
          }
          return (key, value)
        })
    }
    return Result(
      bound: try #require(json["elbo"] as? Double),
      error: try #require(json["elbo_mcse"] as? Double), means: column("mean"),
      deviations: column("sd"))
  }

  /// A normal posterior of two correlated latents, for which all is known.
  private func conjugate(
    _ guide: String, _ run: (_ words: [String]) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "conjugate.gm").path
      try """
      model Conjugate {
        plate n in N
        latent   a    : real ~ Normal(0, 2)
        latent   b    : real ~ Normal(a, 1)
        observed x[n] : real ~ Normal(b, 0.5)
        \(guide)
      }
      """.write(toFile: model, atomically: true, encoding: .utf8)
      let data = folder.appending(path: "data.json").path
      try #"{"x": [1.3, 0.2, 0.9, 1.7]}"#
        .write(toFile: data, atomically: true, encoding: .utf8)
      try run([model, "--data", data])
    }
  }

  /// log N(x; 0, 0.25 I + 5 J): by the determinant and inverse of a rank-one change.
  private var evidence: Double {
    let x = [1.3, 0.2, 0.9, 1.7]
    let (s, t) = (x.reduce(0, +), x.reduce(0) { $0 + $1 * $1 })
    let ratio = 1 + 4 * 5 / 0.25
    return -2 * log(2 * Double.pi) - 2 * log(0.25) - 0.5 * log(ratio)
      - 0.5 * (t / 0.25 - 5 / (0.25 * 0.25) * s * s / ratio)
  }

  /// E b and sd b given x: precision 1/5 + 4/0.25.
  private let precision = 16.2

  @Test(arguments: [
    ("", "laplace"), ("guide q = fullrank\n  maximize elbo(q)", nil),
    ("guide q = lowrank(2)", "vi"), ("guide q = laplace", "vi"), ("", "pathfinder"),
  ])
  func normalPosteriorsAreFound(_ guide: String, _ method: String?) throws {
    try conjugate(guide) { words in
      let result = try approximate(words + (method.map { ["--method", $0] } ?? []))
      let slack = method == "pathfinder" ? 0.05 : 1e-3
      #expect(abs(result.bound - evidence) < slack + 4 * result.error)
      #expect(abs((result.means["b"] ?? 0) - 4.1 / 0.25 / precision) < 0.04)
      #expect(abs((result.deviations["b"] ?? 0) - 1 / precision.squareRoot()) < 0.03)
    }
  }

  /// Independent coordinates: below the evidence by -log(1 - ρ²) / 2.
  @Test func meanFieldLosesTheCorrelation() throws {
    try conjugate("") { words in
      let result = try approximate(words + ["--method", "vi"])
      // The precision matrix is [[1.25, -1], [-1, 17]].
      let loss = -0.5 * log(1 - 1 / (1.25 * 17))
      #expect(abs(result.bound - (evidence - loss)) < 4 * result.error + 1e-3)
    }
  }

  /// A guide with the posterior's form reaches the evidence.
  @Test func writtenGuidesAreFitted() throws {
    let guide = """
      guide q {
          param m : real
          param s : positive
          param c : real
          param d : real
          param t : positive
          b ~ Normal(m, s)
          a ~ Normal(c + d * b, t)
        }
        maximize elbo(q)
      """
    try conjugate(guide) { words in
      let answer = gmc(["fit"] + words + ["--json", "--quiet", "--restarts", "2"])
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      let bound = try #require(json["objective"] as? Double)
      #expect(abs(bound - evidence) < 0.05)
    }
  }

  /// Noise is drawn anew in each step, and the same for any number of threads.
  @Test func stochasticStepsAreReproducible() throws {
    let guide = """
      guide q {
          param m : real
          param s : positive
          b ~ Normal(m, s)
          a ~ Normal(0.8 * b, 0.9)
        }
        maximize elbo(q)
      """
    try conjugate(guide) { words in
      let results = try ["1", "3"].map { threads in
        let answer = gmc(
          ["fit"] + words + ["--method", "adam", "--epochs", "300", "--rate", "0.05"]
            + ["--threads", threads, "--json", "--quiet"])
        #expect(answer.status == .done, "\(answer.messages)")
        let json = try #require(answer.json as? [String: Any])
        let rows = try #require(json["parameters"] as? [[String: Any]])
        return rows.compactMap { $0["value"] as? Double }
      }
      #expect(results[0] == results[1])
      // E b given x is 1.012; one noisy draw at a time moves by about the rate.
      #expect(abs(results[0][0] - 4.1 / 0.25 / precision) < 0.3)
    }
  }

  /// Posterior means near those of NUTS, bounds below the evidence, which quadrature gives.
  @Test func eightSchools() throws {
    let words = try ModelsTests.command(of: "Models/hierarchical/eight_schools.gm").words
    let rest = Array(words.dropFirst())
    let evidence = gmc(["evidence"] + rest + ["--method", "quadrature", "--json", "--quiet"])
    let json = try #require(evidence.json as? [String: Any])
    let logEvidence = try #require(json["log_evidence"] as? Double)
    for (method, slack) in [("vi", 0.6), ("pathfinder", 4)] {
      let result = try approximate(rest + ["--method", method])
      #expect(result.bound < logEvidence + 4 * result.error)
      #expect(result.bound > logEvidence - slack)
      // NUTS: mu 4.4 ± 3.3.
      #expect(abs((result.means["mu"] ?? 0) - 4.4) < 2)
    }
  }

  @Test func writtenGuidesAreNotNamed() throws {
    try conjugate("guide q { a ~ Normal(0, 1); b ~ Normal(0, 1) }") { words in
      let answer = gmc(["fit"] + words + ["--method", "vi"])
      #expect(answer.status == .wrongUsage)
      #expect(answer.messages.contains("maximize elbo(q)"))
    }
  }
}
