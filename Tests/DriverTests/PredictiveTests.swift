import Foundation
import NetCDFBridge
import Testing

@testable import Driver

/// Replicated data, and what they are compared by.
@Suite(.enabled(if: netCDFUnavailability() == nil, "netCDF's library is not here"))
struct PredictiveTests {
  private static let model = """
    model M {
      plate n in N
      latent   mu   : real ~ Normal(0, 5)
      observed y[n] : real ~ Normal(mu, 2)
      gap  = (max n: y[n]) - mu
    }
    """
  private static let y = [1.0, -2, 4, 3.5]

  /// Gives a body the words of a model with data, and the path of draws from its posterior.
  private func fitted<Result>(_ body: ([String], String, URL) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      let (file, data) = (folder.appending(path: "m.gm"), folder.appending(path: "d.json"))
      try Self.model.write(to: file, atomically: true, encoding: .utf8)
      try "{\"y\": \(Self.y)}".write(to: data, atomically: true, encoding: .utf8)
      let fit = folder.appending(path: "fit.nc").path
      let words = [file.path, "--data", data.path, "--quiet"]
      let run = ["--chains", "2", "--warmup", "200", "--draws", "50", "-o", fit]
      let answer = gmc(["sample"] + words + run)
      #expect(answer.status == .done, "\(answer.messages)")
      return try body(words, fit, folder)
    }
  }

  private func read(_ path: String) throws -> NetCDFGroup {
    try readNetCDF(Array(try Data(contentsOf: URL(filePath: path))))
  }

  @Test func checksAreThoseOfTheReplications() throws {
    try fitted { words, fit, folder in
      let out = folder.appending(path: "checked.nc").path
      let answer = gmc(
        ["generate"] + words + ["--fit", fit, "--check", "mean,sd,gap", "--json", "-o", out])
      try #require(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      #expect(json["kind"] as? String == "posterior predictive" && json["count"] as? Int == 100)
      let rows = try #require(json["checks"] as? [[String: Any]])
      #expect(rows.compactMap { $0["name"] as? String } == ["mean y", "sd y", "gap"])
      // All again from the file.
      let root = try read(out)
      #expect(root.group("posterior") != nil && root.group("observed_data") != nil)
      let table = try #require(root.group("posterior_predictive")?.variable("y"))
      #expect(table.dimensions == ["chain", "draw", "N"])
      let values = try #require(table.values.numbers)
      let mu = try #require(root.group("posterior")?.variable("mu")?.values.numbers)
      try #require(values.count == 400 && mu.count == 100)
      func mean(_ y: [Double]) -> Double { y.reduce(0, +) / 4 }
      func deviation(_ y: [Double]) -> Double {
        (y.reduce(0) { $0 + pow($1 - mean(y), 2) } / 3).squareRoot()
      }
      let sets = (0..<100).map { Array(values[4 * $0..<4 * $0 + 4]) }
      let means = sets.map(mean)
      let shares = [
        Double(means.count { $0 >= mean(Self.y) }) / 100,
        Double(sets.count { deviation($0) >= deviation(Self.y) }) / 100,
        // The gap is measured from the same mu on both sides.
        Double(sets.count { ($0.max() ?? 0) >= 4 }) / 100,
      ]
      for (row, share) in zip(rows, shares) {
        #expect(abs((row["p"] as? Double ?? .nan) - share) < 1e-12, "\(row)")
      }
      #expect(abs((rows[0]["mean"] as? Double ?? .nan) - mean(means.chunkMeans(25))) < 1e-9)
      #expect(abs((rows[0]["value"] as? Double ?? .nan) - mean(Self.y)) < 1e-12)
      // y of one draw is y - mu ~ N(0, 2).
      let residuals = sets.enumerated().flatMap { draw, y in y.map { ($0 - mu[draw]) / 2 } }
      let square = residuals.reduce(0) { $0 + $1 * $1 } / 400
      #expect(abs(square - 1) < 5 * (2.0 / 400).squareRoot())
    }
  }

  @Test func queriesAverageOverDraws() throws {
    try fitted { words, fit, _ in
      let query = [words[0], "p(y | mu)"] + words.dropFirst()
      let answer = gmc(["query"] + query + ["--fit", fit, "--json"])
      let json = try #require(answer.json as? [String: Any], "\(answer.messages)")
      let values = try #require(json["values"] as? [Double])
      let mu = try #require(try read(fit).group("posterior")?.variable("mu")?.values.numbers)
      #expect(json["draws"] as? Int == 100 && values.count == 4)
      for (y, value) in zip(Self.y, values) {
        let densities = mu.map {
          exp(-pow((y - $0) / 2, 2) / 2) / (2 * (2 * Double.pi).squareRoot())
        }
        #expect(abs(value - log(densities.reduce(0, +) / 100)) < 1e-12)
      }
    }
  }

  @Test func priorsHaveTheirOwnGroups() throws {
    try fitted { words, _, folder in
      let out = folder.appending(path: "prior.nc").path
      #expect(gmc(["generate"] + words + ["--count", "30", "-o", out]).status == .done)
      let root = try read(out)
      #expect(root.groups.map(\.name).sorted() == ["prior", "prior_predictive"])
      #expect(root.group("prior")?.variable("mu")?.values.count == 30)
      #expect(root.group("prior_predictive")?.variable("y")?.values.count == 120)
      let check = gmc(["generate"] + words + ["--check", "min", "--count", "50", "--json"])
      #expect((check.json as? [String: Any])?["kind"] as? String == "prior predictive")
    }
  }

  @Test func fewerDrawsCanBeAskedFor() throws {
    try fitted { words, fit, folder in
      let one = gmc(["generate"] + words + ["--fit", fit, "--count", "1"])
      #expect((one.json as? [String: Any])?["y"] != nil, "\(one.output)\(one.messages)")
      let ten = gmc(["generate"] + words + ["--fit", fit, "--count", "10"])
      #expect((ten.json as? [Any])?.count == 10)
    }
  }

  @Test func wrongWordsAreRefused() throws {
    try fitted { words, fit, folder in
      let unknown = gmc(["generate"] + words + ["--check", "meen"])
      #expect(unknown.status == .wrongUsage && unknown.messages.contains("did you mean `mean`"))
      let prior = gmc(["generate"] + words + ["--fit", fit, "--prior"])
      #expect(prior.status == .wrongUsage)
      let file = folder.appending(path: "no.nc")
      try "no netCDF".write(to: file, atomically: true, encoding: .utf8)
      let wrong = gmc(["generate"] + words + ["--fit", file.path])
      #expect(wrong.status == .wrongUsage && wrong.messages.contains("no netCDF file"))
    }
  }
}

extension [Double] {
  /// The means of stretches of equal length.
  fileprivate func chunkMeans(_ length: Int) -> [Double] {
    stride(from: 0, to: count, by: length).map { start in
      self[start..<start + length].reduce(0, +) / Double(length)
    }
  }
}
