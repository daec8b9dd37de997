import Foundation
import Testing

@testable import Driver

@Suite struct FitAdviceTests {
  /// Runs `gmc fit` on a model and a table that are written for the occasion.
  private func fit(_ model: String, _ table: String, _ options: String...) throws -> Captured {
    try withTemporaryFolder { folder in
      let (story, data) = (folder.appending(path: "m.gm"), folder.appending(path: "m.csv"))
      try model.write(to: story, atomically: true, encoding: .utf8)
      try table.write(to: data, atomically: true, encoding: .utf8)
      return gmc(["fit", story.path, "--data", data.path] + options)
    }
  }

  private let line = """
    model Line {
      plate n in N
      given x[n] : real
      param w : real
      observed y[n] : bool ~ Bernoulli(logit = w * x[n])
      maximize log p(y | x)
    }
    """

  @Test func collapsedComponentIsNoResult() throws {
    let folder = packageFolder.appending(path: "Models")
    try withTemporaryFolder { temporary in
      // The second component sits on the first row, with next to no width.
      let start = temporary.appending(path: "start.json")
      let saved = try String(
        contentsOf: folder.appending(path: "data/old_faithful_start.json"), encoding: .utf8)
      let tight = saved.replacing(
        "\"mu[2,1]\", \"value\": 4.3", with: "\"mu[2,1]\", \"value\": 3.6"
      )
      .replacing("\"pi[1]\", \"value\": 0.5", with: "\"pi[1]\", \"value\": 0.996")
      .replacing("\"pi[2]\", \"value\": 0.5", with: "\"pi[2]\", \"value\": 0.004")
      .replacing("\"mu[2,2]\", \"value\": 80.0", with: "\"mu[2,2]\", \"value\": 79.0")
      .replacing("\"Sigma[2,1,1]\", \"value\": 0.3", with: "\"Sigma[2,1,1]\", \"value\": 1e-6")
      .replacing("\"Sigma[2,2,2]\", \"value\": 40.0", with: "\"Sigma[2,2,2]\", \"value\": 1e-6")
      try tight.write(to: start, atomically: true, encoding: .utf8)
      let result = gmc(
        "fit", folder.appending(path: "mixtures/gaussian_mixture_ml.gm").path, "--data",
        folder.appending(path: "data/old_faithful.csv").path, "--bind", "x=eruptions,waiting",
        "--init", start.path)
      #expect(result.status == .failed)
      #expect(result.messages.contains("`Sigma[2]` ran to the edge of the domain"))
      #expect(result.output.contains("not converged"))
    }
  }

  @Test func separableClassesAreNoted() throws {
    let result = try fit(line, "x,y\n-2,0\n-1,0\n1,1\n2,1\n")
    #expect(result.status == .done)
    #expect(result.messages.contains("the objective leaves `w` open"))
  }

  @Test func determinedValuesAreNotNoted() throws {
    let result = try fit(line, "x,y\n-2,0\n-1,1\n1,0\n2,1\n")
    #expect(result.status == .done)
    #expect(!result.messages.contains("open"))
    #expect(result.output.contains("the best of 10 starts: 10 ended there"))
  }

  @Test func iterationLimitIsNamed() throws {
    let result = try fit(
      line, "x,y\n-2,0\n-1,1\n1,0\n2,1\n", "--iterations", "1", "--restarts", "1")
    #expect(result.status == .failed)
    #expect(result.messages.contains("not converged after 1 iterations"))
  }

  @Test func elementsOfCopiesAreNamed() throws {
    let model = """
      model Copies {
        plate n in N
        axis D = 2
        param m : real^D
        param s : positive^D
        observed x[n] : real ~ Normal(m[1], s[1])
        maximize log p(x) + 0 * (sum d in D: m[d] * s[d])
      }
      """
    let result = try fit(model, "x\n1\n2\n4\n")
    #expect(result.status == .done, "\(result.messages)")
    #expect(result.messages.contains("leaves `m[2]`, `s[2]` open"))
  }

  /// With lambda below 0 the likelihood is taken away, which nothing bounds; with one above 1 the
  /// objective is L_D + lambda log p(x | w), which has a maximum.
  @Test func subtractedLikelihoodsAreNamed() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      let text = FamilyTests.pair.replacing("lambda in {0, 0.5, 1}", with: "lambda in {-3, 1.5}")
        .replacing("Beta(2, 2)", with: "Beta(1, 1)")
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let more = ["--model", "Pair", "--holdout", "0.5", "--restarts", "1"]
      let climbs = gmc(["fit", path] + more + FamilyTests.data)
      #expect(climbs.status == .failed)
      #expect(
        climbs.messages.contains(
          "blend(lambda = -3): no maximum: the objective takes 3.0 times `log p(x, y | w)`"),
        "\(climbs.messages)")
      #expect(!climbs.messages.contains("blend(lambda = 1.5)"))
      // Steps end anywhere.
      let options =
        FamilyTests.data.filter { $0 != "--quiet" } + ["--method", "adam", "--epochs", "2"]
      let steps = gmc(["fit", path] + more + options)
      #expect(
        steps.messages.contains("warning: blend(lambda = -3): the objective takes 3.0 times"),
        "\(steps.messages)")
    }
  }
}
