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

  /// Data with a class that the fit never saw, or without one that it has.
  @Test func otherClassesThanThoseOfTheFitAreRefused() throws {
    try withTemporaryFolder { folder in
      func write(_ name: String, _ text: String) throws -> String {
        let path = folder.appending(path: name).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
      }
      let model = try write(
        "m.gm",
        """
        model M {
          plate n in N
          plate c in C
          latent pi : simplex(C) ~ Dirichlet(fill(2, C))
          latent mu[c] : real ~ Normal(0, 1)
          observed y[n] : C ~ Categorical(pi)
          observed x[n] : real ~ Normal(mu[y[n]], 1)
          maximize log p(x, y, pi, mu) over pi, mu
        }
        """)
      let training = try write("a.csv", "x,y\n1,a\n2,a\n3,b\n")
      let fit = folder.appending(path: "f.json").path
      #expect(gmc("fit", model, "--data", training, "--quiet", "-o", fit).status == .done)
      func query(_ data: String) -> Captured {
        gmc("query", model, "p(y | x)", "--fit", fit, "--data", data)
      }
      #expect(query(training).status == .done)
      let new = query(try write("b.csv", "x,y\n1,a\n2,c\n"))
      #expect(new.status == .wrongUsage)
      #expect(new.messages.contains("`pi[c]`: the data have a member that it never saw"))
      let fewer = query(try write("c.csv", "x,y\n1,a\n2,a\n"))
      #expect(fewer.status == .wrongUsage)
      #expect(fewer.messages.contains("the data show only pi[a]"))
      let heldOut = gmc(
        "fit", model, "--data", training, "--holdout", try write("d.csv", "x,y\n1,a\n2,c\n"))
      #expect(heldOut.status == .wrongInput)
      #expect(heldOut.messages.contains("`c` is not a member of C (`a` and `b`)"))
    }
  }

  /// A fit reports what is computed from its own rows; other rows compute it anew.
  @Test func computedValuesAreNotTakenFromTheFit() throws {
    try withTemporaryFolder { folder in
      let (model, fit) = (
        folder.appending(path: "m.gm").path, folder.appending(path: "f.json").path
      )
      try """
      model M {
        plate n in N
        param a : real
        given x[n] : real
        m[n] = a * x[n]
        observed y[n] : real ~ Normal(m[n], 1)
        maximize log p(y | x)
      }
      """.write(toFile: model, atomically: true, encoding: .utf8)
      let paths = try ["x,y\n1,2\n2,4\n", "x,y\n3,6\n-5,-10\n"].enumerated().map { index, text in
        let path = folder.appending(path: "\(index).csv").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
      }
      #expect(gmc("fit", model, "--data", paths[0], "--quiet", "-o", fit).status == .done)
      let answer = gmc("query", model, "p(y | x)", "--fit", fit, "--data", paths[1], "--json")
      let values = (answer.json as? [String: Any])?["values"] as? [Double]
      // The slope is 2, so that every row lies on its mean.
      let density = -0.5 * log(2 * Double.pi)
      #expect(values?.count == 2)
      #expect(values?.allSatisfy { abs($0 - density) < 1e-8 } == true, "\(answer.output)")
    }
  }

  /// log p(x) of each row by draws of a guide, against the closed form: the mean of k weights has
  /// variance c / k relative to its square, with c + 1 the integral of p(z | x)^2 / q(z).
  @Test(arguments: [[], ["--precision", "f32"], ["--backend", "reference"]])
  func guidesIntegrateLatents(_ options: [String]) throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm").path
      let data = folder.appending(path: "d.json").path
      try """
      model Linear {
        plate n in N
        latent   z[n] : real ~ Normal(0.5, 2)
        observed x[n] : real ~ Normal(z[n], 0.7)
        guide q { z[n] ~ Normal(0.1 + 0.8 * x[n], 0.8) }
        maximize elbo(q)
      }
      """.write(toFile: model, atomically: true, encoding: .utf8)
      let x = [1.2, -0.4, 2.5, 0.3]
      try #"{"x": \#(x)}"#.write(toFile: data, atomically: true, encoding: .utf8)
      let count = 4000
      let answer = gmc(
        ["query", model, "p(x)", "--data", data, "--draws", "\(count)", "--json"] + options)
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      let values = try #require(json["values"] as? [Double])
      #expect(values.count == x.count)
      let variance = 1 / (1 / 4.0 + 1 / 0.49)
      for (value, x) in zip(values, x) {
        let evidence = -(x - 0.5) * (x - 0.5) / (2 * 4.49) - 0.5 * log(2 * .pi * 4.49)
        let distance = variance * (0.5 / 4 + x / 0.49) - (0.1 + 0.8 * x)
        let spread = 2 * 0.64 - variance
        let ratio =
          0.64 / (variance * spread).squareRoot() * exp(distance * distance / spread) - 1
        let error = (ratio / Double(count)).squareRoot()
        #expect(abs(value - evidence) < 4 * error + ratio / Double(count), "\(value), \(evidence)")
      }
      let other = gmc(["query", model, "p(z)", "--data", data, "--draws", "10"])
      #expect(other.status != .done)
      #expect(other.messages.contains("`p(x)` has all that is known"), "\(other.messages)")
    }
  }
}
