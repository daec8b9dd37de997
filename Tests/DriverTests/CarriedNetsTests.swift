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

  @Test func frozenNetsComeFromTheFitAndGoIntoTheNext() throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm").path
      let (first, second) = (
        folder.appending(path: "1.json").path, folder.appending(path: "2.json").path
      )
      let data = folder.appending(path: "d.json").path
      try story.write(toFile: model, atomically: true, encoding: .utf8)
      let rows = (0..<24).map { n in (0..<4).map { ($0 + n) % 3 == 0 ? 1 : 0 } }
      try #"{"x": \#(rows)}"#.write(toFile: data, atomically: true, encoding: .utf8)
      func fit(_ name: String, _ options: String...) -> Captured {
        gmc(
          ["fit", model, "--model", name, "--data", data, "--method", "adam", "--epochs", "3"]
            + options)
      }
      let stranded = fit("Second", "--init", "none.json", "-o", second)
      #expect(stranded.status == .wrongUsage)
      let one = fit("First", "-o", first)
      #expect(one.status == .done, "\(one.messages)")
      let two = fit("Second", "--init", first, "-o", second)
      #expect(two.status == .done, "\(two.messages)")
      #expect(two.messages.contains("start at random"))
      let (before, after) = (try weights(first), try weights(second))
      #expect(Set(before.keys) == ["dec", "enc"])
      #expect(Set(after.keys) == ["cls", "dec", "enc", "top"])
      #expect(after["dec"] == before["dec"] && after["enc"] == before["enc"])
      // The fit of the second model says all that its questions need.
      let asked = gmc(
        [
          "query", model, "q(y | x)", "--model", "Second", "--data", data, "--fit", second,
          "--json",
        ])
      #expect(asked.status == .done, "\(asked.messages)")
      let states = (asked.json as? [String: Any])?["states"] as? [Any]
      #expect(states?.count == 24)
    }
  }
}
