import Foundation
import Testing

@testable import Driver

@Suite struct QueryTests {
  static let model = ModelsTests.path("Models/classification/gaussian_naive_bayes.gm")
  static let data = [
    "--data", ModelsTests.path("Models/data/iris.csv"), "--bind",
    "x=Sepal.Length,Sepal.Width,Petal.Length,Petal.Width", "--bind", "y=Species",
  ]

  /// The answer to a query with the maximum likelihood estimates, as JSON.
  static func query(_ text: String) throws -> (values: [Double], sum: Double, objective: Double) {
    try withTemporaryFolder { folder in
      let fit = folder.appending(path: "fit.json").path
      #expect(gmc(["fit", model, "--restarts", "1", "--quiet", "-o", fit] + data).status == .done)
      let answer = gmc(["query", model, text, "--fit", fit, "--json"] + data)
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      let saved = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: fit)))
      return (
        try #require(json["values"] as? [Double]), try #require(json["sum"] as? Double),
        try #require((saved as? [String: Any])?["objective"] as? Double)
      )
    }
  }

  @Test func rowsAddUpToTheObjective() throws {
    let answer = try Self.query("p(x, y)")
    #expect(answer.values.count == 150)
    #expect(abs(answer.sum - answer.objective) < 1e-9)
  }

  /// Against `GaussianNB(var_smoothing=0).predict_log_proba` of scikit-learn 1.9 on the same data.
  @Test func classProbabilitiesAgreeWithScikitLearn() throws {
    let answer = try Self.query("p(y | x)")
    let reference = [
      51: -0.21810914585787478, 71: -1.8675996514187911, 107: -3.631151950949338,
      134: -1.2470374335440217,
    ]
    for (row, value) in reference {
      #expect(abs(answer.values[row - 1] - value) < 1e-5 * max(1, abs(value)), "row \(row)")
    }
  }

  @Test func classesPutInHaveProbabilitiesThatAddUpToOne() throws {
    let logs = try (1...3).map { try Self.query("p(y = \($0) | x)").values }
    for row in 0..<150 {
      let total = logs.reduce(0) { $0 + exp($1[row]) }
      #expect(abs(total - 1) < 1e-10)
    }
  }

  @Test func wrongQueriesAreDiagnostics() {
    let unknown = gmc(["query", Self.model, "p(y | xx)"] + Self.data)
    #expect(unknown.status == .wrongInput)
    #expect(unknown.messages.contains("[unknown-name]"))
    let broken = gmc(["query", Self.model, "p(y | "] + Self.data)
    #expect(broken.status == .wrongInput)
    let unfitted = gmc(["query", Self.model, "p(y | x)"] + Self.data)
    #expect(unfitted.status == .wrongInput)
    #expect(gmc(["query", Self.model]).status == .wrongUsage)
  }
}
