import Foundation
import Testing

@testable import Driver

/// What the commands say of discrete variables that have no data.
@Suite struct StateCommandTests {
  static let story = """
    model Weather {
      chain t in T
      axis K = {dry, wet}
      hyper A : simplex(K)^K = [[0.9, 0.1], [0.2, 0.8]]
      latent z[first] : K ~ Categorical([0.5, 0.5])
      latent z[t] : K ~ Categorical(A[z[t-1]])
      observed x[t] : real ~ Normal(if z[t] == wet then 2 else -1, 1)
    }
    """

  private func run(_ arguments: [String]) throws -> (messages: String, json: [String: Any]) {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm")
      let data = folder.appending(path: "d.json")
      try Self.story.write(to: model, atomically: true, encoding: .utf8)
      try #"{"x": [-1.2, 0.3, 2.5, 0.4]}"#.write(to: data, atomically: true, encoding: .utf8)
      let answer = gmc(
        [arguments[0], model.path] + arguments.dropFirst() + ["--data", data.path, "--json"])
      #expect(answer.status == .done, "\(answer.messages)")
      return (answer.messages, try #require(answer.json as? [String: Any]))
    }
  }

  /// Forward-backward by hand over the sixteen paths.
  private var paths: [(path: [Int], weight: Double)] {
    let (a, x) = ([[0.9, 0.1], [0.2, 0.8]], [-1.2, 0.3, 2.5, 0.4])
    return (0..<16).map { bits in
      let path = (0..<4).map { bits >> $0 & 1 }
      var weight = 0.5
      for t in 0..<4 {
        if 0 < t { weight *= a[path[t - 1]][path[t]] }
        let error = x[t] - (path[t] == 1 ? 2 : -1)
        weight *= exp(-error * error / 2)
      }
      return (path, weight)
    }
  }

  @Test func probabilitiesAreThoseOfForwardBackward() throws {
    let states = try #require(try run(["query", "p(z | x)"]).json["states"] as? [[String: Any]])
    #expect(states.map { $0["name"] as? String } == ["z[1]", "z[2]", "z[3]", "z[4]"])
    let total = paths.reduce(0) { $0 + $1.weight }
    for (t, row) in states.enumerated() {
      let probabilities = try #require(row["probabilities"] as? [String: Double])
      let expected = paths.filter { $0.path[t] == 1 }.reduce(0) { $0 + $1.weight } / total
      #expect(abs((probabilities["wet"] ?? 0) - expected) < 1e-12)
      #expect(abs((probabilities["dry"] ?? 0) - 1 + expected) < 1e-12)
    }
  }

  /// A guide's own probabilities, where the data do not know the state.
  @Test func guidesAreAskedForStates() throws {
    let story = """
      model Clicks {
        plate n in N
        partial  y[n] : bool ~ Bernoulli(0.5)
        observed x[n] : real ~ Normal(if y[n] then 1 else -1, 1)
        guide q { y[n] ~ Bernoulli(logit = 3 * x[n] - 1) }
        maximize elbo(q)
      }
      """
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm")
      let data = folder.appending(path: "d.json")
      try story.write(to: model, atomically: true, encoding: .utf8)
      try #"{"x": [-0.5, 0.2, 1.1], "y": [null, null, 0]}"#.write(
        to: data, atomically: true, encoding: .utf8)
      let asked = ["query", model.path, "q(y | x)", "--data", data.path, "--json"]
      let answer = gmc(asked)
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      let states = try #require(json["states"] as? [[String: Any]])
      let shares = states.compactMap { ($0["probabilities"] as? [String: Double])?["true"] }
      let expected = [-0.5, 0.2].map { 1 / (1 + exp(1 - 3 * $0)) } + [0]
      try #require(shares.count == 3)
      for (share, expected) in zip(shares, expected) { #expect(abs(share - expected) < 1e-12) }
      let best = try #require(gmc(asked + ["--map"]).json as? [String: Any])
      let chosen = (best["states"] as? [[String: Any]])?.map { $0["state"] as? String }
      #expect(chosen == ["false", "false", "false"])
      let density = try #require(best["log_density"] as? Double)
      #expect(abs(density - log(1 - expected[0]) - log(1 - expected[1])) < 1e-12)
    }
  }

  @Test func bestPathIsViterbis() throws {
    let json = try run(["query", "p(z | x)", "--map"]).json
    let states = try #require(json["states"] as? [[String: String]])
    let best = try #require(paths.max { $0.weight < $1.weight })
    #expect(states.map { $0["state"] } == best.path.map { $0 == 1 ? "wet" : "dry" })
    let total = paths.reduce(0) { $0 + $1.weight }
    let density = try #require(json["log_density"] as? Double)
    #expect(abs(density - log(best.weight / total)) < 1e-12)
  }

  @Test func knownTargetsHaveNoBestStates() throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm")
      try Self.story.write(to: model, atomically: true, encoding: .utf8)
      let data = folder.appending(path: "d.json")
      try #"{"x": [-1.2, 0.3]}"#.write(to: data, atomically: true, encoding: .utf8)
      let answer = gmc(["query", model.path, "p(x)", "--map", "--data", data.path])
      #expect(answer.status == .wrongUsage)
      #expect(answer.messages.contains("`--map` asks for states"))
    }
  }

  /// Drawn back for each draw of the transition probability; the share of `wet` is its posterior
  /// mean, within five standard errors of 4000 draws that are nearly independent.
  @Test func statesAreDrawnBackInSamples() throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm")
      let data = folder.appending(path: "d.json")
      let story = Self.story.replacing(
        "observed x[t]",
        with: "latent m ~ Normal(0, 1)\n  observed y ~ Normal(m, 1)\n  observed x[t]")
      try story.write(to: model, atomically: true, encoding: .utf8)
      try #"{"x": [-1.2, 0.3, 2.5, 0.4], "y": 1.5}"#.write(
        to: data, atomically: true, encoding: .utf8)
      let answer = gmc([
        "sample", model.path, "--data", data.path, "--include", "z", "--backend", "reference",
        "--json", "--quiet",
      ])
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      let rows = try #require(json["parameters"] as? [[String: Any]])
      let total = paths.reduce(0) { $0 + $1.weight }
      for t in 0..<4 {
        let row = try #require(rows.first { $0["name"] as? String == "z[\(t + 1)]" })
        let mean = try #require(row["mean"] as? Double)
        let expected = paths.filter { $0.path[t] == 1 }.reduce(0) { $0 + $1.weight } / total
        #expect(abs(mean - expected) < 5 * (expected * (1 - expected) / 4000).squareRoot())
      }
    }
  }
}
