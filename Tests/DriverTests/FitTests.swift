import Foundation
import Testing

@testable import Driver

/// Point estimates of models in `Models/` against scikit-learn; `reference/make_reference.py` made
/// its figures.
@Suite struct FitTests {
  struct Reference: Decodable {
    struct Mixture: Decodable {
      let logLikelihood: Double
      let weights: [Double]
      let means: [[Double]]
      let covariances: [[[Double]]]
    }
    struct Bernoulli: Decodable {
      let logLikelihood: Double
      let prior: [Double]
      let theta: [[Double]]
    }
    struct Gaussian: Decodable {
      let logLikelihood: Double
      let prior: [Double]
      let mean: [[Double]]
      let variance: [[Double]]
    }
    let mixture: Mixture
    let bernoulli: Bernoulli
    let gaussian: Gaussian
  }

  static func reference() throws -> Reference {
    let file = packageFolder.appending(path: "Tests/DriverTests/reference/reference.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  /// Runs the command in a model's first comment.
  static func fit(_ file: String, _ more: String...) throws -> (objective: Double, [Double]) {
    let answer = gmc(try ModelsTests.command(of: file).words + ["--json", "--quiet"] + more)
    #expect(answer.status == .done, "\(answer.messages)")
    let json = try #require(answer.json as? [String: Any])
    #expect(json["converged"] as? Bool == true)
    #expect(json["method"] as? String == "lbfgs")
    let rows = try #require(json["parameters"] as? [[String: Any]])
    return (
      try #require(json["objective"] as? Double), rows.compactMap { $0["value"] as? Double }
    )
  }

  static func expectEqual(_ ours: some Sequence<Double>, _ theirs: [Double], _ tolerance: Double) {
    for (a, b) in zip(Array(ours), theirs) {
      #expect(abs(a - b) <= tolerance * max(1, abs(b)), "\(a) is not \(b)")
    }
    #expect(Array(ours).count == theirs.count)
  }

  @Test func gaussianMixtureAgrees() throws {
    let theirs = try Self.reference().mixture
    let (objective, values) = try Self.fit("Models/mixtures/gaussian_mixture_ml.gm")
    Self.expectEqual([objective], [theirs.logLikelihood], 1e-9)
    let all = theirs.weights + theirs.means.joined() + theirs.covariances.joined().joined()
    Self.expectEqual(values, all, 1e-5)
  }

  @Test func bernoulliNaiveBayesAgrees() throws {
    let theirs = try Self.reference().bernoulli
    let (objective, values) = try Self.fit("Models/classification/bernoulli_naive_bayes.gm")
    Self.expectEqual(values, theirs.prior + theirs.theta.joined(), 1e-6)
    // Beta(2, 2) has the density 6 t (1 - t); without it the objective is the likelihood.
    let logPrior = values.dropFirst(2).reduce(0) { $0 + log(6 * $1 * (1 - $1)) }
    Self.expectEqual([objective - logPrior], [theirs.logLikelihood], 1e-9)
  }

  @Test func gaussianNaiveBayesHasItsClosedForm() throws {
    let theirs = try Self.reference().gaussian
    let (objective, values) = try Self.fit("Models/classification/gaussian_naive_bayes.gm")
    Self.expectEqual([objective], [theirs.logLikelihood], 1e-9)
    let deviations = theirs.variance.joined().map { $0.squareRoot() }
    Self.expectEqual(values, theirs.prior + theirs.mean.joined() + deviations, 1e-6)
  }

  @Test func mixturesFindTheirComponents() throws {
    let (objective, values) = try Self.fit("Models/mixtures/gaussian_mixture_1d.gm")
    #expect(objective > -203.5)
    #expect(values.prefix(3).allSatisfy { $0 > 0.03 })
  }

  @Test func resultsDoNotDependOnThreads() throws {
    let one = try Self.fit("Models/mixtures/old_faithful.gm", "--threads", "1")
    let three = try Self.fit("Models/mixtures/old_faithful.gm", "--threads", "3")
    #expect(one.objective == three.objective)
    #expect(one.1 == three.1)
  }

  @Test func savedFitsStartOthers() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "fit.json").path
      let words = try ModelsTests.command(of: "Models/mixtures/old_faithful.gm").words
      let first = gmc(words + ["-o", path, "--quiet"])
      #expect(first.status == .done)
      let again = gmc(words + ["--init", path, "--json", "--quiet"]).json as? [String: Any]
      let saved = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
      let (a, b) = (again?["objective"] as? Double, (saved as? [String: Any])?["objective"])
      #expect(abs((a ?? 0) - (b as? Double ?? 1)) < 1e-6)
      #expect((again?["iterations"] as? Int ?? 99) < 5)
      #expect((saved as? [String: Any])?["seed"] as? Int == 1)
      let drawn = gmc("generate", words[1], "--fit", path, "--size", "N=3").json as? [String: Any]
      #expect((drawn?["x"] as? [[Double]])?.count == 3)
    }
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let model = ModelsTests.path("Models/mixtures/old_faithful.gm")
    let later = gmc("fit", model, "--method", "em")
    #expect(later.status == .wrongInput)
    #expect(later.messages.contains("`--method em` cannot be used yet"))
    let words = try ModelsTests.command(of: "Models/mixtures/old_faithful.gm").words
    let short = gmc(words + ["--iterations", "2", "--quiet", "--json"])
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
