import Foundation
import Testing

@testable import Driver

/// `gmc fit` by stochastic methods.
@Suite struct TrainingTests {
  private func words(_ file: String) throws -> [String] {
    try ModelsTests.command(of: file).words
  }

  /// The command without what it says of epochs and rates.
  private func plain(_ file: String) throws -> [String] {
    Array(try words(file).prefix { $0 != "--epochs" })
  }

  private func objective(_ answer: Captured) -> Double? {
    (answer.json as? [String: Any])?["objective"] as? Double
  }

  /// A net tells the three species of iris apart: the log loss is far below that of guessing.
  @Test func classifierLearns() throws {
    let answer = gmc(try words("Models/deep/classifier.gm") + ["--json"])
    #expect(answer.status == .done)
    #expect(answer.messages.contains("method adam"))
    let json = try #require(answer.json as? [String: Any])
    #expect(json["method"] as? String == "adam")
    #expect(try #require(json["objective"] as? Double) > -8)
    #expect((json["parameters"] as? [Any])?.isEmpty == true)
  }

  @Test func batchesDoNotDependOnThreads() throws {
    let few = [
      "--epochs", "5", "--batch", "N=20", "--schedule", "cosine,warmup=1", "--clip", "5",
      "--holdout", "0.2", "--json", "--quiet",
    ]
    let words = try plain("Models/deep/classifier.gm")
    let one = objective(gmc(words + few + ["--threads", "1"]))
    let three = objective(gmc(words + few + ["--threads", "3"]))
    #expect(one != nil)
    #expect(one == three)
    let other = objective(gmc(words + few + ["--seed", "2"]))
    #expect(one != other)
  }

  /// A saved fit has the weights bitwise: queries and new fits begin where it ended.
  @Test func weightsAreSaved() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "fit.json").path
      let words = try plain("Models/deep/classifier.gm")
      let first = gmc(words + ["--epochs", "20", "--json", "--quiet", "-o", path])
      let again = gmc(
        words + ["--init", path, "--epochs", "1", "--rate", "0", "--json", "--quiet"])
      #expect(objective(first) != nil)
      #expect(objective(first) == objective(again))
      let data = Array(words.dropFirst(2))
      let query = gmc(["query", words[1], "p(y | x)", "--fit", path, "--json"] + data)
      let sum = try #require((query.json as? [String: Any])?["sum"] as? Double)
      let saved = try #require(objective(first))
      #expect(abs(sum - saved) < 1e-9)
      let named = gmc(words + ["--epochs", "1", "--include", "f", "--json", "--quiet"])
      let rows = (named.json as? [String: Any])?["parameters"] as? [[String: Any]]
      #expect(rows?.first?["name"] as? String == "f.w1[1,1]")
      #expect(rows?.count == 131)
    }
  }

  /// An expert for each piece of the curve beats one normal by far.
  @Test(arguments: ["Models/experts/classic_mixture.gm", "Models/experts/weight_mixture.gm"])
  func expertsLearn(_ file: String) throws {
    let words = try words(file)
    let start = gmc(try plain(file) + ["--epochs", "1", "--json", "--quiet"])
    let end = gmc(words + ["--json", "--quiet"])
    let low = try #require(objective(start))
    let high = try #require(objective(end))
    #expect(high > low / 3)
  }

  /// Weights with a prior are latents like others: they are drawn and reported.
  @Test func weightsAreSampled() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "bayes.gm").path
      try """
      net f(x : real) -> real = mlp(x, hidden = [2], act = tanh)
      model Bayes {
        plate n in N
        given    x[n] : real
        latent   w    : weights(f) ~ Normal(0, 1)^weights(f)
        observed y[n] : real ~ Normal(f(x[n]; w), 0.5)
      }
      """.write(toFile: path, atomically: true, encoding: .utf8)
      let data = folder.appending(path: "xy.csv").path
      try "x,y\n-1,0.3\n0,0.1\n1,-0.4\n".write(toFile: data, atomically: true, encoding: .utf8)
      let answer = gmc(
        "sample", path, "--data", data, "--warmup", "100", "--draws", "50", "--json", "--quiet")
      let rows = (answer.json as? [String: Any])?["parameters"] as? [[String: Any]]
      #expect(rows?.map { $0["name"] as? String } == (1...7).map { "w[\($0)]" })
      let places = folder.appending(path: "x.csv").path
      try "x\n-1\n0\n1\n".write(toFile: places, atomically: true, encoding: .utf8)
      let drawn = gmc("generate", path, "--data", places, "--prior", "--json")
      #expect(drawn.status == .done, "\(drawn.messages)")
    }
  }

  @Test func adamFindsWhatLBFGSFinds() throws {
    let words = try words("Models/classification/logistic_regression.gm")
    let exact = try #require(objective(gmc(words + ["--json", "--quiet"])))
    let noisy = gmc(
      words + [
        "--method", "adam", "--epochs", "2000", "--rate", "0.05", "--schedule", "cosine",
        "--json", "--quiet",
      ])
    let found = try #require(objective(noisy))
    let room = 1e-6 * abs(exact)
    #expect(abs(found - exact) < room)
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let words = try plain("Models/deep/classifier.gm")
    func message(_ more: String...) -> String { gmc(words + more).messages }
    #expect(message("--batch", "M=3").contains("there is no plate `M`"))
    #expect(message("--batch", "N=1000").contains("more than the 150 rows of `N`"))
    #expect(message("--labelled", "10").contains("`--labelled` is a part of a batch"))
    #expect(message("--schedule", "cosin").contains("`cosin` is no schedule"))
    #expect(
      message("--method", "lbfgs", "--epochs", "3").contains("`--epochs` is for stochastic methods")
    )
    let far = gmc(words + ["--method", "sgd", "--rate", "1e6", "--json"])
    #expect(far.status == .failed)
    #expect(far.messages.contains("not finite"))
    #expect(objective(far)?.isFinite == true)
  }

  @Test func base64IsThatOfTheStandard() {
    // RFC 4648, section 10.
    let cases = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
      "foobar": "Zm9vYmFy",
    ]
    for (plain, coded) in cases {
      #expect(base64(Array(plain.utf8)) == coded)
      #expect(bytes(base64: coded) == Array(plain.utf8))
    }
    #expect(bytes(base64: "Zg=") == nil)
    #expect(bytes(base64: "Z===") == nil)
    #expect(bytes(base64: "Z?==") == nil)
  }
}
