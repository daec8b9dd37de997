import Foundation
import Testing

@testable import Driver

/// What `sample` draws exactly, against NUTS over everything and against closed forms.
@Suite struct EliminationTests {
  struct Summary {
    let mean: Double
    let error: Double
    let sd: Double
    let ess: Double
  }

  private func sample(
    _ story: String, _ data: String, _ more: [String] = []
  ) throws -> (rows: [String: Summary], gradients: Int, messages: String) {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm")
      let file = folder.appending(path: "d.json")
      try story.write(to: model, atomically: true, encoding: .utf8)
      try data.write(to: file, atomically: true, encoding: .utf8)
      let answer = gmc(["sample", model.path, "--data", file.path, "--json"] + more)
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      var rows: [String: Summary] = [:]
      for row in try #require(json["parameters"] as? [[String: Any]]) {
        rows[try #require(row["name"] as? String)] = Summary(
          mean: try #require(row["mean"] as? Double),
          error: try #require(row["mcse_mean"] as? Double),
          sd: try #require(row["sd"] as? Double),
          ess: try #require(row["ess_bulk"] as? Double))
      }
      return (rows, json["gradients"] as? Int ?? -1, answer.messages)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let story: String
    let data: String
    /// What NUTS is left with.
    let left: String
    var testDescription: String { name }
  }

  /// Means within four standard errors of their difference.
  @Test(arguments: cases) func agreesWithSamplingEverything(_ given: Case) throws {
    let exact = try sample(given.story, given.data)
    #expect(exact.messages.contains("NUTS explores \(given.left)\n"), "\(exact.messages)")
    let whole = try sample(given.story, given.data, ["--eliminate", "discrete", "--seed", "2"])
    #expect(Set(exact.rows.keys) == Set(whole.rows.keys))
    for (name, row) in exact.rows {
      let other = try #require(whole.rows[name])
      let error = (row.error * row.error + other.error * other.error).squareRoot()
      #expect(abs(row.mean - other.mean) < 4 * error, "\(name): \(row) and \(other)")
      #expect(abs(row.sd / other.sd - 1) < 0.15, "\(name): \(row) and \(other)")
    }
  }

  static let schools = Case(
    name: "eight schools",
    story: """
      model M {
        plate j in J
        latent mu ~ Normal(0, 5)
        latent tau ~ LogNormal(1, 0.5)
        latent theta[j] ~ Normal(mu, tau)
        given sigma[j] : positive
        observed y[j] : real ~ Normal(theta[j], sigma[j])
      }
      """,
    data: #"{"y": [28, 8, -3, 7, -1, 1, 18, 12], "sigma": [15, 10, 16, 11, 9, 11, 10, 18]}"#,
    left: "tau")

  static let cases: [Case] = [
    schools,
    Case(
      name: "weights of a regression",
      story: """
        model M {
          plate n in N
          axis D
          given x[n] : real^D
          latent w : real^D ~ Normal(0, 2)^D
          latent s ~ HalfNormal(1)
          fitted[n] = dot(w, x[n])
          observed y[n] : real ~ Normal(fitted[n], s)
        }
        """,
      data: """
        {"x": [[1, -1], [1, 0.5], [1, 2], [1, 1], [1, -0.3]], "y": [0.3, 1.1, 2.0, 1, 0.5]}
        """, left: "s"),
    Case(
      name: "the mean of each point of a mixture",
      story: """
        model M {
          plate n in N
          axis K = 1..2
          latent pi : simplex(K) ~ Dirichlet([2, 3])
          latent z[n] : K ~ Categorical(pi)
          latent m[n] ~ Normal(if z[n] == 1 then -1 else 2, 0.8)
          observed y[n] : real ~ Normal(m[n], 0.6)
        }
        """, data: #"{"y": [0.3, 1.1, -2.0, 2.5]}"#, left: "pi"),
  ]

  /// A thousand gradients of one coordinate say as much of the schools as all draws do.
  @Test func drawsOfSchoolsAreNearlyIndependent() throws {
    let exact = try sample(Self.schools.story, Self.schools.data)
    for j in 1...8 {
      let theta = try #require(exact.rows["theta[\(j)]"])
      #expect(3000 < theta.ess, "\(theta)")
    }
  }

  /// Beta(a + successes, b + failures), drawn independently without a gradient.
  @Test func sharesOfCoinsAreDrawnFromTheirPosterior() throws {
    let result = try sample(
      """
      model M {
        plate j in J
        latent p[j] : unit ~ Beta(2, 1.5)
        observed h[j] : nat ~ Binomial(7, p[j])
      }
      """, #"{"h": [1, 5]}"#)
    #expect(result.gradients == 0)
    #expect(result.messages.contains("the draws are independent"))
    for (name, heads) in [("p[1]", 1.0), ("p[2]", 5.0)] {
      let row = try #require(result.rows[name])
      let (a, b) = (2 + heads, 1.5 + 7 - heads)
      let variance = a * b / ((a + b) * (a + b) * (a + b + 1))
      #expect(abs(row.mean - a / (a + b)) < 4 * (variance / 4000).squareRoot())
      #expect(abs(row.sd * row.sd / variance - 1) < 0.1)
      #expect(3500 < row.ess)
    }
  }
}
