import Foundation
import Testing

@testable import Driver

/// What can be wrong where a guide is trained on images: one message each, which says what to do.
@Suite struct WrongTrainingTests {
  /// Fits a small auto-encoder, with other statements in it, to five images.
  private func answer(
    latent: String = "latent z[n] : real^Z ~ Normal(0, 1)^Z", logit: String = "dec(z[n])",
    width: Int = 2, _ more: String...
  ) throws -> Captured {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "vae.gm").path
      try """
      axis Pixels = 4
      axis Z = 1
      model V {
        plate n in N
        net dec(z : real^Z) -> real^Pixels = mlp(z, hidden = [3])
        net enc(x : bool^Pixels) -> (mu : real^Z, s : positive^Z) = mlp(x, hidden = [3])
        \(latent)
        observed x[n] : bool^Pixels ~ Bernoulli(logit = \(logit))
        guide q { z[n] ~ Normal(enc(x[n]).mu, enc(x[n]).s) }
        maximize elbo(q)
      }
      """.write(toFile: model, atomically: true, encoding: .utf8)
      let images = folder.appending(path: "x.idx").path
      let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, UInt8(width)]
      let pixels = (0..<10 * width).map { UInt8($0 % 3 == 0 ? 255 : 0) }
      try Data(header + pixels).write(to: URL(filePath: images))
      return gmc(["fit", model, "--bind", "x=\(images)", "--binarise", "x", "--quiet"] + more)
    }
  }

  @Test func nothingIsWrongWithoutAMistake() throws {
    let answer = try answer(latent: "latent z[n] : real^Z ~ Normal(0, 1)^Z", "--epochs", "2")
    #expect(answer.status == .done, "\(answer.messages)")
  }

  @Test func guideThatMissesALatent() throws {
    let answer = try answer(
      latent: "latent z[n] : real^Z ~ Normal(0, 1)^Z\n  latent u[n] : real ~ Normal(z[n][1], 1)",
      logit: "dec(z[n]) + exp(u[n])")
    #expect(answer.status == .wrongInput)
    #expect(answer.messages.contains("`q` gives it no distribution [E5]"))
    #expect(answer.messages.contains("hint: add `u[n] ~ ...` to `guide q`"))
  }

  @Test func guideOfAnotherSupport() throws {
    let answer = try answer(latent: "latent z[n] : positive^Z ~ Exponential(1)^Z")
    #expect(answer.status == .wrongInput)
    #expect(answer.messages.contains("draws numbers outside of positive, the type of z[n] [E8]"))
    #expect(
      answer.messages.contains("hint: `LogNormal(enc(x[n]).mu, enc(x[n]).s)`, or another"))
  }

  @Test func imagesOfAnotherSize() throws {
    let answer = try answer(width: 3)
    #expect(answer.status == .wrongInput)
    #expect(answer.messages.contains("has the shape 5 x 2 x 3"))
    #expect(answer.messages.contains("one value for each of N and Pixels"))
  }

  @Test func batchLargerThanTheData() throws {
    let answer = try answer("--batch", "N=6")
    #expect(answer.status == .wrongUsage)
    #expect(answer.messages.contains("a batch of 6 is more than the 5 rows of `N`"))
  }

  /// Steps that leave the numbers end the run with the weights that were there before.
  @Test func stepsThatAreTooLong() throws {
    let answer = try answer("--rate", "1e6", "--epochs", "50", "--json")
    #expect(answer.status == .failed)
    #expect(answer.messages.contains("is not finite in step"))
    #expect(answer.messages.contains("the result is the point where step"))
    #expect(answer.messages.contains("a smaller `--rate`"))
    let objective = (answer.json as? [String: Any])?["objective"] as? Double
    #expect(objective?.isFinite == true)
  }

  /// Weights that a fit has for a net of another size, as a start and for a query.
  @Test func weightsOfAnotherNet() throws {
    func text(_ width: Int) -> String {
      """
      model M {
        plate n in N
        net f(x : real) -> real = mlp(x, hidden = [\(width)])
        param    w    : weights(f)
        given    x[n] : real
        observed y[n] : real ~ Normal(f(x[n]; w), 1)
        maximize log p(y | x) over w
      }
      """
    }
    try withTemporaryFolder { folder in
      let (path, data, fit) = (
        folder.appending(path: "m.gm").path, folder.appending(path: "d.csv").path,
        folder.appending(path: "w.json").path
      )
      try "x,y\n0,1\n1,2\n2,2\n".write(toFile: data, atomically: true, encoding: .utf8)
      try text(3).write(toFile: path, atomically: true, encoding: .utf8)
      let common = ["--data", data, "--quiet"]
      #expect(gmc(["fit", path, "--epochs", "2", "-o", fit] + common).status == .done)
      try text(5).write(toFile: path, atomically: true, encoding: .utf8)
      let query = gmc(["query", path, "p(y | x, w)", "--fit", fit] + common)
      #expect(query.status == .wrongInput)
      #expect(query.messages.contains("the net `f` has 16 weights here, but the fit has 10"))
      let start = gmc(["fit", path, "--epochs", "2", "--init", fit] + common)
      #expect(start.status == .wrongUsage)
      #expect(start.messages.contains("has 10 numbers for `w`, which takes 16"))
    }
  }
}
