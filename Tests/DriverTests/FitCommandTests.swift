import Foundation
import Testing

@testable import Driver

/// What `gmc fit` promises beside the figures themselves.
@Suite struct FitCommandTests {
  /// Runs the command in a model's first comment.
  static func fit(
    _ file: String, _ more: [String] = [], by method: String = "em"
  ) throws -> (objective: Double, [Double]) {
    let answer = gmc(try ModelsTests.command(of: file).words + ["--json", "--quiet"] + more)
    #expect(answer.status == .done, "\(answer.messages)")
    let json = try #require(answer.json as? [String: Any])
    #expect(json["converged"] as? Bool == true)
    #expect(json["method"] as? String == method)
    let rows = try #require(json["parameters"] as? [[String: Any]])
    return (
      try #require(json["objective"] as? Double), rows.compactMap { $0["value"] as? Double }
    )
  }

  @Test func mixturesFindTheirComponents() throws {
    let (objective, values) = try Self.fit("Models/mixtures/gaussian_mixture_1d.gm")
    #expect(objective > -203.5)
    #expect(values.prefix(3).allSatisfy { $0 > 0.03 })
  }

  @Test func methodsAgree() throws {
    for (file, first) in [
      ("Models/mixtures/old_faithful.gm", "em"),
      ("Models/classification/gaussian_naive_bayes.gm", "closed"),
    ] {
      let one = try Self.fit(file, ["--restarts", "3"], by: first)
      let other = try Self.fit(
        file, ["--restarts", "3", "--method", "lbfgs"], by: "lbfgs")
      #expect(abs(one.objective - other.objective) < 1e-6)
      #expect(zip(one.1.sorted(), other.1.sorted()).allSatisfy { abs($0 - $1) < 1e-3 })
    }
  }

  /// Newton's method on two generalised linear models; `reference/newton.py` printed the numbers.
  @Test(arguments: [
    (
      "observed y[n] : bool ~ Bernoulli(logit = b + w * x[n])",
      [0, 0, 1, 0, 1, 1, 0, 1], [-4.712699208163206, -0.3101455003916019, 1.0290090295142769]
    ),
    (
      "observed y[n] : nat ~ Poisson(exp(b + w * x[n]))", [0, 1, 1, 2, 2, 5, 3, 9],
      [-11.199708378692588, 0.3813486503840155, 0.9013880952911559]
    ),
  ]) func newtonFindsWhatOthersFind(
    _ story: String, _ y: [Int], _ expected: [Double]
  ) throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm").path
      let data = folder.appending(path: "d.json").path
      let text =
        "model M {\n  plate n in N\n  given x[n] : real\n  param b : real\n  param w : real\n"
        + "  \(story)\n  maximize log p(y | x, b, w)\n}\n"
      try text.write(toFile: model, atomically: true, encoding: .utf8)
      try "{\"x\": [-1.2, -0.7, -0.3, 0.1, 0.4, 0.9, 1.3, 2], \"y\": \(y)}".write(
        toFile: data, atomically: true, encoding: .utf8)
      for (method, backend, taken) in [
        ("newton", "native", "newton"), ("newton", "reference", "newton"),
        ("auto", "native", "newton"), ("auto", "reference", "newton"),
        ("lbfgs", "native", "lbfgs"),
      ] {
        let words = ["fit", model, "--data", data, "--method", method, "--backend", backend]
        let fit = gmc(words + ["--json", "--quiet"]).json as? [String: Any]
        #expect(fit?["method"] as? String == taken)
        let rows = fit?["parameters"] as? [[String: Any]] ?? []
        let found =
          [fit?["objective"] as? Double ?? .nan] + rows.compactMap { $0["value"] as? Double }
        #expect(found.count == expected.count)
        let tolerance = taken == "newton" ? 1e-8 : 1e-5
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < tolerance * max(1, abs($1)) })
      }
      let said = gmc("fit", model, "--data", data).messages
      #expect(said.contains("method newton (few coordinates, and the objective bends down"))
    }
  }

  /// The scale and the location of a Cauchy sample far away: the objective does not bend down where
  /// a climb begins.
  @Test func newtonIsLeftWhereItDoesNotServe() throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm").path
      let data = folder.appending(path: "d.json").path
      try """
      model M {
        plate n in N
        param m : real
        param s : positive
        observed x[n] : real ~ Cauchy(m, s)
        maximize log p(x)
      }
      """.write(toFile: model, atomically: true, encoding: .utf8)
      try "{\"x\": [8, 9, 9.5, 10, 14]}".write(toFile: data, atomically: true, encoding: .utf8)
      let said = gmc("fit", model, "--data", data)
      #expect(said.status == .done && said.messages.contains("method lbfgs"))
    }
  }

  /// Progress and notes are silenced, a result is not.
  @Test func quietResultsArePrinted() throws {
    let words = try ModelsTests.command(of: "Models/mixtures/old_faithful.gm").words
    let short = ["--restarts", "1", "--quiet"]
    let table = gmc(words + short)
    #expect(table.output.contains("mu") && table.messages.isEmpty)
    let few = ["--warmup", "50", "--draws", "20", "--chains", "1", "--quiet"]
    for verb in [["evidence", "--method", "laplace", "--quiet"], ["sample"] + few] {
      let school = ModelsTests.path("Models/hierarchical/eight_schools.gm")
      let data = ModelsTests.path("Models/data/eight_schools.json")
      let answer = gmc([verb[0], school, "--data", data] + verb.dropFirst())
      #expect(!answer.output.isEmpty && answer.messages.isEmpty, "\(answer.messages)")
    }
  }

  /// What a rule may be off by is said, and is in the result.
  @Test func quadratureSaysHowFarItIsOff() throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm").path
      let data = folder.appending(path: "d.json").path
      let text = { (rule: String) in
        """
        model M {
          plate j in J
          param m : real
          param s : positive
          latent eta[j] ~ Normal(m, s)
          observed k[j] : nat ~ Poisson(exp(eta[j]))
          maximize log p(k) using \(rule)
        }
        """
      }
      try "{\"k\": [0, 3, 12, 1, 0, 5]}".write(toFile: data, atomically: true, encoding: .utf8)
      var errors: [Double] = []
      for rule in ["quadrature", "quadrature(points = 33)", "quadrature(points = 13)"] {
        try text(rule).write(toFile: model, atomically: true, encoding: .utf8)
        let answer = gmc("fit", model, "--data", data, "--json")
        let json = try #require(answer.json as? [String: Any])
        errors.append(try #require(json["quadrature_error"] as? Double))
        #expect(answer.messages.contains("half the nodes change the objective by"))
        #expect(answer.messages.contains("may be off") == (errors.last ?? 0 > 0.01))
      }
      #expect(errors[0] < 1e-4 && errors[0] < errors[1] && errors[2] > 0.01)
    }
  }

  @Test func resultsDoNotDependOnThreads() throws {
    let few = ["--restarts", "3"]
    let one = try Self.fit("Models/mixtures/old_faithful.gm", few + ["--threads", "1"])
    let three = try Self.fit("Models/mixtures/old_faithful.gm", few + ["--threads", "3"])
    #expect(one.objective == three.objective)
    #expect(one.1 == three.1)
  }

  @Test func savedFitsStartOthers() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "fit.json").path
      let words = try ModelsTests.command(of: "Models/mixtures/old_faithful.gm").words
      let first = gmc(words + ["-o", path, "--quiet", "--restarts", "1"])
      #expect(first.status == .done)
      let again = gmc(words + ["--init", path, "--json", "--quiet"]).json as? [String: Any]
      let saved = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
      let (a, b) = (again?["objective"] as? Double, (saved as? [String: Any])?["objective"])
      #expect(abs((a ?? 0) - (b as? Double ?? 1)) < 1e-6)
      #expect((again?["iterations"] as? Int ?? 99) < 9)
      #expect((saved as? [String: Any])?["seed"] as? Int == 1)
      let drawn = gmc("generate", words[1], "--fit", path, "--size", "N=3").json as? [String: Any]
      #expect((drawn?["x"] as? [[Double]])?.count == 3)
    }
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let model = ModelsTests.path("Models/mixtures/old_faithful.gm")
    let line = ModelsTests.path("Models/regression/linear_regression.gm")
    let points = ModelsTests.path("Models/data/bishop_curve_fitting.csv")
    let open = gmc("fit", line, "--data", points, "--method", "em")
    #expect(open.status == .wrongUsage)
    #expect(open.messages.contains("`--method em` does not apply: "))
    let words = try ModelsTests.command(of: "Models/mixtures/old_faithful.gm").words
    let short = gmc(words + ["--iterations", "2", "--restarts", "1", "--quiet", "--json"])
    #expect(short.status == .failed)
    #expect((short.json as? [String: Any])?["converged"] as? Bool == false)
    #expect(short.messages.contains("not converged"))
    let wrong = gmc(words + ["--exclude", "mue"])
    #expect(wrong.status == .wrongUsage)
    #expect(wrong.messages.contains("did you mean `mu`?"))
    let school = ModelsTests.path("Models/hierarchical/eight_schools.gm")
    let data = ModelsTests.path("Models/data/eight_schools.json")
    #expect(gmc("fit", school, "--data", data).messages.contains("[no-objective]"))
    #expect(gmc("fit", model, "--model", "OldFaithfull").messages.contains("--model OldFaithful`"))
  }
}
