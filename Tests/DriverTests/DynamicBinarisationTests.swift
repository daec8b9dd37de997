import Foundation
import Testing

@testable import Driver

/// `--binarise x=dynamic`: pixels that each step of a training draws anew.
@Suite struct DynamicBinarisationTests {
  /// Fits a small auto-encoder to thirty grey images.
  private func fit(_ more: [String]) throws -> Captured {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "vae.gm").path
      try """
      axis Pixels = 4
      axis Z = 1
      model V {
        plate n in N
        net dec(z : real^Z) -> real^Pixels = mlp(z, hidden = [3])
        latent   z[n] : real^Z      ~ Normal(0, 1)^Z
        observed x[n] : bool^Pixels ~ Bernoulli(logit = dec(z[n]))
        guide q {
          net enc(x : bool^Pixels) -> (mu : real^Z, s : positive^Z) = mlp(x, hidden = [3])
          z[n] ~ Normal(enc(x[n]).mu, enc(x[n]).s)
        }
        maximize elbo(q)
      }
      """.write(toFile: model, atomically: true, encoding: .utf8)
      let images = folder.appending(path: "x.idx").path
      let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 30, 0, 0, 0, 2, 0, 0, 0, 2]
      let pixels = (0..<120).map { UInt8($0 * 37 % 256) }
      try Data(header + pixels).write(to: URL(filePath: images))
      let first = ["fit", model, "--bind", "x=\(images)", "--json", "--quiet"]
      let path = folder.appending(path: "half.json").path
      if let place = more.firstIndex(of: "half.json") {
        let half = gmc(first + more[..<(place - 1)] + ["--epochs", "2", "-o", path])
        #expect(half.status == .done, "\(half.messages)")
      }
      return gmc(first + more.map { $0 == "half.json" ? path : $0 })
    }
  }

  private func objective(_ answer: Captured) throws -> Double {
    #expect(answer.status == .done, "\(answer.messages)")
    return try #require((answer.json as? [String: Any])?["objective"] as? Double)
  }

  /// Each step has draws of its own, whatever the threads, also where a training goes on.
  @Test(arguments: ["f32", "f64"])
  func drawsAreReproducible(_ precision: String) throws {
    let few = ["--batch", "N=10", "--precision", precision]
    func run(_ kind: String, _ more: String...) throws -> Double {
      try objective(fit(["--binarise", "x=\(kind)"] + few + more))
    }
    let one = try run("dynamic", "--epochs", "5", "--threads", "1")
    #expect(try run("dynamic", "--epochs", "5", "--threads", "3") == one)
    #expect(try run("dynamic", "--resume", "half.json", "--epochs", "5") == one)
    #expect(try run("stochastic", "--epochs", "5", "--threads", "1") != one)
  }

  @Test func wantsBatches() throws {
    let answer = try fit(["--binarise", "x=dynamic", "--epochs", "2"])
    #expect(answer.status == .wrongUsage)
    #expect(answer.messages.contains("`--binarise x=dynamic` draws anew for each batch"))
  }
}
