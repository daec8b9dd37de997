import Foundation
import Testing

@testable import Driver

/// A model that cannot be integrated, with data, and how the blanks of the hint are filled in.
struct Dead: CustomStringConvertible, Sendable {
  let name: String
  let source: String
  let data: String
  /// What takes the place of `w ~ ...` in a guide, and of `latent s ~ ...` in the model.
  let blanks: [String: String]
  /// The parts that the hint must have, in order; other ways than these are not expected.
  let ways: [String]

  var description: String { name }
}

/// Whatever a message that something cannot be integrated tells to do, works.
@Suite struct WaysOutTests {
  private static let spread = "param a : real; param b : positive; "
  private static let row = "param a[n] : real; param b[n] : positive; "
  private static let labels =
    #"{"x": [-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2], "y": [0, 0, 1, 0, 1, 0, 1, 1]}"#

  static let dead = [
    Dead(
      name: "net",
      source: """
        model M {
          plate n in N
          axis Z = 2
          net dec(z : real^Z) -> real = mlp(z, hidden = [3])
          latent z[n] : real^Z ~ Normal(0, 1)^Z
          observed x[n] : real ~ Normal(dec(z[n]), 1)
          maximize log p(x)
        }
        """, data: #"{"x": [0.3, -1.1, 2.4, 0.9]}"#,
      blanks: [
        "z[n] ~ ...":
          "param a[n] : real^Z; param b[n] : positive^Z; z[n] ~ Normal(a[n], b[n])"
      ], ways: ["guide q { z[n] ~ ... }", "maximize elbo(q)", "maximize log p(x, z) over z, dec"]),
    Dead(
      name: "logistic regression",
      source: """
        model M {
          plate n in N
          given x[n] : real
          latent w ~ Normal(0, 2)
          param b : real
          observed y[n] : bool ~ Bernoulli(logit = w * x[n] + b)
          maximize log p(y | x)
        }
        """, data: labels,
      blanks: ["w ~ ...": "param m : real; param v : positive; w ~ Normal(m, v)"],
      ways: ["guide q { w ~ ... }", "maximize elbo(q)", "maximize log p(y, w | x) over w, b"]),
    Dead(
      name: "part of a minimum",
      source: """
        model M {
          plate n in N
          given x[n] : real
          latent w ~ Normal(0, 2)
          param b : real
          observed y[n] : bool ~ Bernoulli(logit = w * x[n] + b)
          minimize 2 * b^2 - log p(y | x)
        }
        """, data: labels,
      blanks: ["w ~ ...": "param m : real; param v : positive; w ~ Normal(m, v)"],
      ways: [
        "guide q { w ~ ... }", "minimize 2 * b^2 - elbo(q)",
        "minimize 2 * b^2 - log p(y, w | x) over w, b",
      ]),
    Dead(
      name: "groups with a common spread",
      source: """
        model M {
          plate g in G = 3
          plate n in N
          given group[n] : G
          param m : real
          param s : positive
          latent mu[g] ~ Normal(m, s)
          observed y[n] : nat ~ Poisson(exp(mu[group[n]]))
          maximize log p(y | group)
        }
        """, data: #"{"group": [1, 1, 1, 2, 2, 2, 3, 3, 3], "y": [0, 1, 0, 4, 3, 5, 14, 11, 12]}"#,
      blanks: [
        "mu[g] ~ ...": "param a[g] : real; param b[g] : positive; mu[g] ~ Normal(a[g], b[g])",
        "latent m ~ ...": "latent m ~ Normal(0, 2)",
        "latent s ~ ...": "latent s ~ Gamma(2, 2)",
      ],
      ways: [
        "guide q { mu[g] ~ ... }", "maximize elbo(q)", "latent m ~ ...", "latent s ~ ...",
        "gmc sample",
      ]),
    Dead(
      name: "a name that is taken",
      source: """
        model M {
          chain t in T
          param q : positive
          latent x[first] ~ Normal(0, 1)
          latent x[t] ~ Normal(sin(x[t-1]), 1)
          observed y[t] : real ~ Normal(x[t], q)
          maximize log p(y)
        }
        """, data: #"{"y": [0.4, 1.9, 0.2, -0.9, -1.6, 0.3, 1.2]}"#,
      blanks: [
        "x[t] ~ ...": "param a[t] : real; param b[t] : positive; x[t] ~ Normal(a[t], b[t])",
        "latent q ~ ...": "latent q ~ Gamma(2, 2)",
      ],
      ways: [
        "guide guess { x[t] ~ ... }", "maximize elbo(guess)", "latent q ~ ...", "gmc sample",
      ]),
    Dead(
      name: "seen by the lowering alone",
      source: """
        model M {
          plate n in N
          param s : positive
          latent w ~ Gamma(2, 1)
          observed y[n] : real ~ Normal(0, var = s + w)
          maximize log p(y)
        }
        """, data: #"{"y": [0.3, -2.1, 3.0, -1.4, 2.2, 0.1, -2.8]}"#,
      blanks: ["w ~ ...": "param a : real; param b : positive; w ~ LogNormal(a, b)"],
      ways: ["guide q { w ~ ... }", "maximize elbo(q)", "maximize log p(y, w) over w, s"]),
    Dead(
      name: "two at once",
      source: """
        model M {
          plate n in N
          param m : real
          latent a ~ Normal(0, 1)
          latent b ~ Exponential(1)
          observed y[n] : real ~ Normal(m + a * b, exp(a))
          maximize log p(y)
        }
        """, data: #"{"y": [0.3, 1.1, 2.0, -0.4]}"#,
      blanks: [
        "a ~ ...": "param c : real; param d : positive; a ~ Normal(c, d)",
        "b ~ ...": "param e : positive; param f : positive; b ~ Gamma(e, f)",
      ],
      ways: [
        "guide q { a ~ ...; b ~ ... }", "maximize elbo(q)",
        "maximize log p(y, a, b) over a, b, m",
      ]),
    Dead(
      name: "a guide that leaves one out",
      source: """
        model M {
          plate n in N
          given x[n] : real
          latent b ~ Normal(0, 1)
          latent w ~ Normal(0, 1)
          observed y[n] : bool ~ Bernoulli(logit = w * x[n] + b)
          guide q { param m : real; param s : positive; w ~ Normal(m, s) }
          maximize elbo(q)
        }
        """, data: labels,
      blanks: ["b ~ ...": "param c : real; param d : positive; b ~ Normal(c, d)"],
      ways: ["b ~ ...", "guide q", "over b, m, s"]),
    Dead(
      name: "a guide for another question",
      source: """
        model M {
          plate n in N
          given x[n] : real
          latent b ~ Normal(0, 1)
          latent w ~ Normal(0, 1)
          observed y[n] : bool ~ Bernoulli(logit = w * x[n] + b)
          guide g { param m : real; param s : positive; w ~ Normal(m, s) }
          maximize log p(y | x)
        }
        """, data: labels,
      blanks: ["b ~ ...": "param c : real; param d : positive; b ~ Normal(c, d)"],
      ways: [
        "b ~ ...", "guide g", "maximize elbo(g)", "maximize log p(y, b, w | x) over b, w",
      ]),
    Dead(
      name: "hypotheses",
      source: """
        model M {
          plate n in N
          given x[n] : real
          hyper s : positive = 1
          latent w ~ Normal(0, s)
          observed y[n] : bool ~ Bernoulli(logit = w * x[n])
          compare s in {1, 2} by log p(y | x)
        }
        """, data: labels, blanks: [:], ways: ["by log p(y | x) using bridge"]),
    Dead(
      name: "missing values",
      source: """
        model M {
          plate n in N
          param w : real
          partial x[n] : real ~ Normal(0, 1)
          observed y[n] : bool ~ Bernoulli(logit = w * x[n])
          maximize log p(x, y)
        }
        """,
      data: #"{"x": [-2, -1.5, null, -0.5, 0.5, null, 1.5, 2], "y": [0, 0, 1, 1, 1, 0, 0, 1]}"#,
      blanks: [
        "x[n] ~ ...": "param a[n] : real; param b[n] : positive; x[n] ~ Normal(a[n], b[n])"
      ], ways: ["x", "guide q { x[n] ~ ... }", "maximize elbo(q)"]),
  ]

  @Test(arguments: dead) func everyWayOutWorks(_ dead: Dead) throws {
    let verb = dead.source.contains("compare") ? "compare" : "fit"
    let refused = try run(verb, dead.source, dead.data)
    #expect(refused.status == .wrongInput)
    #expect(refused.messages.contains("[E5]"), "\(refused.messages)")
    let hint = try #require(refused.messages.split(separator: "\n").last { $0.contains("hint: ") })
    let ways = hint.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    #expect(ways == dead.ways)
    var guided = dead.source
    var sampled = dead.source
    for way in ways {
      if way == "gmc sample" {
        // Priors were given by the ways before.
        try expect("sample", replacingObjective(of: sampled, with: ""), dead.data)
      } else if way.hasPrefix("latent ") {
        let name = way.dropFirst(7).prefix { $0 != " " }
        let filled = try #require(dead.blanks[way])
        sampled = sampled.replacing(try Regex("param \(name) : [a-z]*"), with: filled)
      } else if way.hasPrefix("guide ") {
        guard way.contains("{") else { continue }
        let objective = try Regex("  (maximize|minimize)")
        let place = try #require(guided.firstRange(of: objective)).lowerBound
        guided.insert(contentsOf: "  \(fill(way, dead))\n", at: place)
      } else if way.hasSuffix("~ ...") {
        guided = guided.replacing(" }\n", with: "; \(fill(way, dead)) }\n")
        if dead.source.contains("elbo") { try expect(verb, guided, dead.data) }
      } else if way.contains("elbo(") {
        try expect(verb, replacingObjective(of: guided, with: way), dead.data)
      } else if way.hasPrefix("over ") {
        try expect(verb, dead.source.replacing("elbo(q)", with: "elbo(q) \(way)"), dead.data)
      } else if way.hasPrefix("by ") {
        try expect(verb, dead.source.replacing("by log p(y | x)", with: way), dead.data)
      } else if way.contains("log p(") {
        try expect(verb, replacingObjective(of: dead.source, with: way), dead.data)
      }
    }
  }

  /// The data with all values, and without the rows that lack one.
  @Test func dataWithoutHolesAreFitted() throws {
    let dead = try #require(Self.dead.last)
    try expect("fit", dead.source, dead.data.replacing("null", with: "0.4"))
    try expect(
      "fit", dead.source,
      #"{"x": [-2, -1.5, -0.5, 0.5, 1.5, 2], "y": [0, 0, 1, 1, 0, 1]}"#)
  }

  /// Whoever asks for an evidence of data with holes hears about the holes.
  @Test func holesHaveNoEvidence() throws {
    let dead = try #require(Self.dead.last)
    let source = try replacingObjective(of: dead.source, with: "")
      .replacing("param w : real", with: "latent w ~ Normal(0, 1)")
    let refused = try run("evidence", source, dead.data)
    #expect(refused.status == .wrongInput)
    #expect(refused.messages.contains("give the data all values of `x`"))
  }

  private func fill(_ way: String, _ dead: Dead) -> String {
    dead.blanks.reduce(way) { $0.replacing($1.key, with: $1.value) }
  }

  private func replacingObjective(of source: String, with way: String) throws -> String {
    source.replacing(try Regex("(maximize|minimize) [^\n]*"), with: way)
  }

  private func expect(_ verb: String, _ source: String, _ data: String) throws {
    let answer = try run(verb, source, data)
    #expect(answer.status == .done, "\(source)\n\(answer.messages)")
  }

  private func run(_ verb: String, _ source: String, _ data: String) throws -> Captured {
    try withTemporaryFolder { folder in
      let (story, table) = (folder.appending(path: "m.gm"), folder.appending(path: "m.json"))
      try source.write(to: story, atomically: true, encoding: .utf8)
      try data.write(to: table, atomically: true, encoding: .utf8)
      var words = [verb, story.path, "--data", table.path, "--quiet"]
      if verb == "sample" { words += ["--warmup", "200", "--draws", "100"] }
      return gmc(words)
    }
  }
}
