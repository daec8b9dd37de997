import Foundation
import Testing

@testable import Driver

/// Data drawn from a story have the moments of the story.
@Suite struct GenerateTests {
  private let story = """
    model Story {
      plate n in N
      plate k in K = {low, high}
      axis  D = 2
      hyper spread : positive = 2
      latent   z[n]    : K      ~ Categorical([0.3, 0.7])
      observed x[n]    : real^D ~ MvNormal([1, -1], [[2, 0.6], [0.6, 1]])
      observed y[n]    : real   ~ Normal(x[n][1] + (if z[n] == high then 3 else 0), spread)
      observed c[n]    : nat    ~ Poisson(4)
      observed t[n]    : real   ~ Normal(0, 1) truncated (0, inf)
    }
    """

  private func generate(_ options: String...) throws -> Captured {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "story.gm")
      try story.write(to: file, atomically: true, encoding: .utf8)
      return gmc(["generate", file.path] + options)
    }
  }

  /// Expects the mean of draws whose variance is known, within five standard errors.
  private func expect(
    mean values: [Double], _ mean: Double, variance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let count = Double(values.count)
    let error = (values.reduce(0, +) / count - mean).magnitude
    #expect(error < 5 * (variance / count).squareRoot(), sourceLocation: sourceLocation)
  }

  @Test func drawsHaveTheMomentsOfTheStory() throws {
    let result = try generate("--size", "N=4000")
    try #require(result.status == .done, "\(result.messages)")
    let json = try #require(result.json as? [String: Any])
    let x = try #require(json["x"] as? [[Double]])
    let y = try #require(json["y"] as? [Double])
    let c = try #require(json["c"] as? [Double])
    let t = try #require(json["t"] as? [Double])
    let isHigh = try #require(json["z"] as? [String]).map { $0 == "high" ? 1.0 : 0 }
    #expect(x.count == 4000)
    expect(mean: isHigh, 0.7, variance: 0.21)
    expect(mean: x.map { $0[0] }, 1, variance: 2)
    expect(mean: x.map { $0[1] }, -1, variance: 1)
    // Fourth moments of Gaussians: E a²b² - (E ab)² = Var a Var b + (Cov ab)².
    expect(mean: x.map { pow($0[0] - 1, 2) }, 2, variance: 8)
    expect(mean: x.map { ($0[0] - 1) * ($0[1] + 1) }, 0.6, variance: 2.36)
    let residuals = y.indices.map { y[$0] - x[$0][0] - 3 * isHigh[$0] }
    expect(mean: residuals, 0, variance: 4)
    expect(mean: residuals.map { $0 * $0 }, 4, variance: 32)
    expect(mean: zip(residuals, isHigh).map { $0 * ($1 - 0.7) }, 0, variance: 4 * 0.21)
    expect(mean: c, 4, variance: 4)
    expect(mean: c.map { pow($0 - 4, 2) }, 4, variance: 4 + 2 * 16)
    expect(mean: t, (2 / Double.pi).squareRoot(), variance: 1 - 2 / Double.pi)
    #expect(t.allSatisfy { $0 > 0 })
  }

  @Test func seedFixesTheDraws() throws {
    let first = try generate("--size", "N=20", "--seed", "5")
    let again = try generate("--size", "N=20", "--seed", "5")
    let other = try generate("--size", "N=20", "--seed", "6")
    #expect(first.status == .done, "\(first.messages)")
    #expect(first.output == again.output)
    #expect(first.output != other.output)
  }

  @Test func longerDataBeginAlike() throws {
    let short = try generate("--size", "N=5").json as? [String: Any]
    let long = try generate("--size", "N=50").json as? [String: Any]
    let (a, b) = (short?["y"] as? [Double], long?["y"] as? [Double])
    #expect(a?.count == 5)
    #expect(a == b.map { Array($0.prefix(5)) })
  }

  @Test func severalSetsDiffer() throws {
    let result = try generate("--size", "N=3", "--count", "2")
    let sets = try #require(result.json as? [[String: Any]])
    #expect(sets.count == 2)
    #expect(sets[0]["y"] as? [Double] != sets[1]["y"] as? [Double])
  }

  @Test func givenValuesStay() throws {
    let result = try generate("--size", "N=4", "--given", "z=low")
    let json = try #require(result.json as? [String: Any])
    #expect(json["z"] == nil || json["z"] as? [String] == ["low", "low", "low", "low"])
    #expect((json["y"] as? [Double])?.count == 4)
  }
}
