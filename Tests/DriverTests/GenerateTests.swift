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

/// Chains are drawn one member after the other.
@Suite struct GenerateChainTests {
  private func draws(_ text: String, _ options: String...) throws -> [String: Any] {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "m.gm")
      try text.write(to: file, atomically: true, encoding: .utf8)
      let answer = gmc(["generate", file.path] + options)
      #expect(answer.status == .done, "\(answer.messages)")
      return try #require(answer.json as? [String: Any])
    }
  }

  /// What is given of a chain stays, and the rest follows from it.
  @Test func chainsGoOnFromWhatIsGiven() throws {
    let text = """
      model Decay {
        chain t in T
        given    y[t in first..2] : real
        observed y[t in 3..last]  : real ~ Normal(0.5 * y[t-1] + y[t-2], 1e-9)
      }
      """
    let json = try withTemporaryFolder { folder in
      let data = folder.appending(path: "y.json")
      try Data(#"{"y": [4, 2, 7, 7, 7]}"#.utf8).write(to: data)
      return try draws(text, "--data", data.path)
    }
    let y = try #require(json["y"] as? [Double])
    #expect(
      zip(y, [4, 2, 5, 4.5, 7.25]).allSatisfy { abs($0 - $1) < 1e-6 } && y.count == 5, "\(y)")
  }

  /// Over many sequences the k-th member has variance 1 + 0.25 k and lag covariances likewise.
  @Test func walksHaveTheirVariances() throws {
    let json = try draws(
      """
      model Walk {
        plate s in S
        chain t in T
        latent   x[s,first] : real ~ Normal(0, 1)
        latent   x[s,t]     : real ~ Normal(x[s,t-1], 0.5)
        observed y[s,t]     : real ~ Normal(x[s,t], 0.1)
      }
      """, "--size", "S=3000", "--size", "T=4")
    let x = try #require(json["x"] as? [[Double]])
    #expect(x.count == 3000 && x[0].count == 4)
    for t in 0..<4 {
      let variance = 1 + 0.25 * Double(t)
      let square = x.reduce(0) { $0 + $1[t] * $1[t] } / 3000
      #expect(abs(square - variance) < 5 * variance * (2.0 / 3000).squareRoot(), "\(t)")
      let product = x.reduce(0) { $0 + $1[0] * $1[t] } / 3000
      #expect(abs(product - 1) < 5 * ((variance + 1) / 3000).squareRoot(), "\(t)")
    }
    let y = try #require(json["y"] as? [[Double]])
    #expect(abs(y[0][3] - x[0][3]) < 0.6)
  }

  /// A state is followed by the one that its row says.
  @Test func statesFollowTheirTransitions() throws {
    let json = try draws(
      """
      model Cycle {
        plate s in S
        chain t in T
        plate k in K = 1..3
        hyper A[k] : simplex(K) = [[0, 1, 0], [0, 0, 1], [0.5, 0, 0.5]][k]
        latent   z[s,first] : K    ~ Categorical(fill(1/3, K))
        latent   z[s,t]     : K    ~ Categorical(A[z[s,t-1]])
        observed x[s,t]     : real ~ Normal(0, 1)
      }
      """, "--size", "S=400", "--size", "T=5")
    let z = try #require(json["z"] as? [[Int]])
    var stays = [Bool]()
    for row in z {
      for (before, after) in zip(row, row.dropFirst()) {
        if before == 1 { #expect(after == 2) }
        if before == 2 { #expect(after == 3) }
        if before == 3 { stays.append(after == 3); #expect(after != 2) }
      }
    }
    let share = Double(stays.count { $0 }) / Double(stays.count)
    #expect(abs(share - 0.5) < 5 * (0.25 / Double(stays.count)).squareRoot())
  }
}
