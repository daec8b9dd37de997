import Foundation
import Testing

@testable import Driver

/// Nets that one model of a file has trained are frozen in the next, which adds its own.
@Suite struct CarriedNetsTests {
  private let story = """
    axis D = 4
    axis Z = 2
    net dec(z : real^Z) -> real^D = mlp(z, hidden = [3])
    net enc(x : bool^D) -> (mu : real^Z, s : positive^Z) = mlp(x, hidden = [3])
    model First {
      plate n in N
      latent   h[n] : real^Z ~ Normal(0, 1)^Z
      observed x[n] : bool^D ~ Bernoulli(logit = dec(h[n]))
      guide q { h[n] ~ Normal(enc(x[n]).mu, enc(x[n]).s) }
      maximize elbo(q) over enc, dec
    }
    model Second {
      plate n in N
      net top(y : bool) -> real^Z = mlp(y, hidden = [3])
      latent   y[n] : bool   ~ Bernoulli(0.5)
      latent   h[n] : real^Z ~ Normal(top(y[n]), 1)
      observed x[n] : bool^D ~ Bernoulli(logit = dec(h[n]))
      guide q {
        net cls(x : bool^D) -> real = mlp(x, hidden = [3])
        h[n] ~ Normal(enc(x[n]).mu, enc(x[n]).s)
        y[n] ~ Bernoulli(logit = cls(x[n]))
      }
      maximize elbo(q) over cls, top
    }
    """

  private func weights(_ path: String) throws -> [String: String] {
    let json = try JSONSerialization.jsonObject(with: try Data(contentsOf: URL(filePath: path)))
    let tables = try #require((json as? [String: Any])?["weights"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: tables.map { ($0["name"] as? String ?? "", $0["f64"] as? String ?? "") }
    )
  }

  /// Fits of two models of the story, made in a folder.
  private struct Fits {
    let folder: URL

    var model: String { path("m.gm") }
    var data: String { path("d.json") }
    func path(_ name: String) -> String { folder.appending(path: name).path }

    func make(_ name: String, _ options: String...) -> Captured {
      gmc(
        ["fit", model, "--model", name, "--data", data, "--method", "adam", "--epochs", "3"]
          + options)
    }
  }

  private func withFits(_ body: (Fits) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let fits = Fits(folder: folder)
      try story.write(toFile: fits.model, atomically: true, encoding: .utf8)
      let rows = (0..<24).map { n in (0..<4).map { ($0 + n) % 3 == 0 ? 1 : 0 } }
      try #"{"x": \#(rows)}"#.write(toFile: fits.data, atomically: true, encoding: .utf8)
      try body(fits)
    }
  }

  @Test func ofSeveralFitsTheLastHasTheLastWord() throws {
    try withFits { fits in
      let (first, other, second) = (fits.path("1.json"), fits.path("2.json"), fits.path("3.json"))
      #expect(fits.make("First", "-o", first).status == .done)
      #expect(fits.make("First", "--seed", "2", "-o", other).status == .done)
      #expect(fits.make("Second", "--init", first, "-o", second).status == .done)
      // A rate of 0 leaves all nets where they start.
      let both = fits.path("4.json")
      for order in [[second, other], [other, second]] {
        let fit = fits.make(
          "Second", "--init", order[0], "--init", order[1], "--rate", "0", "-o", both)
        #expect(fit.status == .done, "\(fit.messages)")
        let (last, result) = (try weights(order[1]), try weights(both))
        #expect(result["top"] == (try weights(second))["top"])
        #expect(result["dec"] == last["dec"] && result["enc"] == last["enc"])
      }
    }
  }

  @Test func frozenNetsComeFromTheFitAndGoIntoTheNext() throws {
    try withFits { fits in
      let (first, second) = (fits.path("1.json"), fits.path("2.json"))
      let stranded = fits.make("Second", "--init", "none.json", "-o", second)
      #expect(stranded.status == .wrongUsage)
      let one = fits.make("First", "-o", first)
      #expect(one.status == .done, "\(one.messages)")
      let two = fits.make("Second", "--init", first, "-o", second)
      #expect(two.status == .done, "\(two.messages)")
      #expect(two.messages.contains("start at random"))
      let (before, after) = (try weights(first), try weights(second))
      #expect(Set(before.keys) == ["dec", "enc"])
      #expect(Set(after.keys) == ["cls", "dec", "enc", "top"])
      #expect(after["dec"] == before["dec"] && after["enc"] == before["enc"])
      // The fit of the second model says all that its questions need.
      let asked = gmc(
        [
          "query", fits.model, "q(y | x)", "--model", "Second", "--data", fits.data, "--fit",
          second,
          "--json",
        ])
      #expect(asked.status == .done, "\(asked.messages)")
      let states = (asked.json as? [String: Any])?["states"] as? [Any]
      #expect(states?.count == 24)
    }
  }
}
