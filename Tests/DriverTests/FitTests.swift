import Foundation
import Testing

@testable import Driver

/// What `reference/scikit_learn.py` wrote about one data set.
private struct Reference: Decodable {
  let logLikelihood: Double
  let estimates: [String: Double]

  static func read(_ name: String) throws -> Reference {
    let file = packageFolder.appending(path: "Tests/DriverTests/reference/scikit_learn.json")
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let entry = try JSONSerialization.data(withJSONObject: #require(json?[name]))
    return try decoder.decode(Reference.self, from: entry)
  }
}

/// What `gmc fit --json` prints.
private struct FitResult: Decodable {
  struct Parameter: Decodable {
    let name: String
    let value: Double
  }

  let objective: Double
  let converged: Bool
  let parameters: [Parameter]

  var values: [String: Double] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) })
  }
}

/// Fits a model of the package as the command does.
private func fit(_ model: String, data: String, _ options: String...) throws -> FitResult {
  let folder = packageFolder.path
  let result = gmc(
    ["fit", "\(folder)/Models/\(model)", "--data", "\(folder)/Models/data/\(data)", "--json"]
      + options)
  try #require(result.status == .done, "\(result.messages)")
  return try JSONDecoder().decode(FitResult.self, from: Data(result.output.utf8))
}

/// Expects the estimates that the reference has, and no others, within an absolute error.
private func expect(
  _ fit: FitResult, matches reference: Reference, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let values = fit.values
  #expect(
    Set(values.keys) == Set(reference.estimates.keys), sourceLocation: sourceLocation)
  for (name, value) in values {
    let expected = reference.estimates[name] ?? .nan
    #expect(
      abs(value - expected) < tolerance * max(1, abs(expected)), "\(name)",
      sourceLocation: sourceLocation)
  }
}

@Suite struct FitTests {
  @Test func mixtureReachesTheLikelihoodOfScikitLearn() throws {
    let reference = try Reference.read("mixture")
    let fit = try fit(
      "mixtures/gaussian_mixture_ml.gm", data: "old_faithful.csv",
      "--bind", "x=eruptions,waiting", "--init",
      packageFolder.appending(path: "Models/data/old_faithful_start.json").path)
    #expect(abs(fit.objective / reference.logLikelihood - 1) < 1e-6)
    #expect(fit.objective >= reference.logLikelihood - 1e-9)
    expect(fit, matches: reference, within: 1e-4)
  }

  /// The prior Beta(2, 2) has the density 6 t (1 - t), which is Laplace's smoothing.
  @Test func bernoulliNaiveBayesReachesTheLikelihoodOfScikitLearn() throws {
    let reference = try Reference.read("bernoulli")
    let fit = try fit(
      "classification/bernoulli_naive_bayes.gm", data: "pima_binary.csv",
      "--bind", "x=npreg,glu,bp,skin,bmi,ped,age", "--bind", "y=type", "--restarts", "1")
    let logPrior = fit.parameters.filter { $0.name.hasPrefix("theta") }
      .reduce(0) { $0 + log(6 * $1.value * (1 - $1.value)) }
    let logLikelihood = fit.objective - logPrior
    #expect(abs(logLikelihood / reference.logLikelihood - 1) < 1e-6)
    expect(fit, matches: reference, within: 1e-6)
  }

  @Test func gaussianNaiveBayesHasItsClosedForm() throws {
    let reference = try Reference.read("gaussian")
    let fit = try fit(
      "classification/gaussian_naive_bayes.gm", data: "iris.csv",
      "--bind", "x=Sepal.Length,Sepal.Width,Petal.Length,Petal.Width", "--bind", "y=Species",
      "--restarts", "1")
    #expect(abs(fit.objective / reference.logLikelihood - 1) < 1e-10)
    expect(fit, matches: reference, within: 1e-6)
    // The means and deviations themselves, from the file.
    let text = try String(
      contentsOf: packageFolder.appending(path: "Models/data/iris.csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    for species in Set(rows.map { $0[4] }) {
      for column in 0..<4 {
        let x = rows.filter { $0[4] == species }.compactMap { Double($0[column]) }
        let mean = x.reduce(0, +) / Double(x.count)
        let variance = x.reduce(0) { $0 + pow($1 - mean, 2) } / Double(x.count)
        let name = "[\(species),\(column + 1)]"
        #expect(abs((fit.values["mu" + name] ?? .nan) - mean) < 1e-6)
        #expect(abs((fit.values["s" + name] ?? .nan) - variance.squareRoot()) < 1e-6)
      }
    }
  }

  @Test func logisticRegressionReachesTheLikelihoodOfScikitLearn() throws {
    let reference = try Reference.read("logistic")
    let fit = try fit(
      "classification/logistic_regression.gm", data: "pima.csv",
      "--bind", "x=npreg,glu,bp,skin,bmi,ped,age", "--bind", "y=type", "--standardise", "x",
      "--restarts", "1")
    #expect(abs(fit.objective / reference.logLikelihood - 1) < 1e-10)
    expect(fit, matches: reference, within: 1e-6)
  }

  /// Two labels of three are hidden; the missing ones are summed out.
  @Test func missingLabelsReachTheLikelihoodOfEM() throws {
    let reference = try Reference.read("partly_labelled")
    let source = packageFolder.appending(path: "Models/data/pima_binary.csv")
    let lines = try String(contentsOf: source, encoding: .utf8).split(separator: "\n")
    let hidden = lines.enumerated().map { row, line in
      row == 0 || (row - 1) % 3 == 0 ? line : line.replacing(/[A-Z][a-z]+$/, with: "")
    }
    let model = """
      model PartlyLabelled {
        plate n in N
        plate d in D
        plate c in C = {No, Yes}
        latent   pi         : simplex(C) ~ Dirichlet(fill(2, C))
        latent   theta[c,d] : unit       ~ Beta(2, 2)
        partial  y[n]       : C          ~ Categorical(pi)
        observed x[n,d]     : bool       ~ Bernoulli(theta[y[n], d])
        maximize log p(x, y, pi, theta) over pi, theta
      }
      """
    try withTemporaryFolder { folder in
      let (story, data) = (folder.appending(path: "m.gm"), folder.appending(path: "m.csv"))
      try model.write(to: story, atomically: true, encoding: .utf8)
      try hidden.joined(separator: "\n").write(to: data, atomically: true, encoding: .utf8)
      let result = gmc(
        "fit", story.path, "--data", data.path, "--bind", "x=npreg,glu,bp,skin,bmi,ped,age",
        "--bind", "y=type", "--restarts", "3", "--json")
      try #require(result.status == .done, "\(result.messages)")
      let fit = try JSONDecoder().decode(FitResult.self, from: Data(result.output.utf8))
      #expect(abs(fit.objective / reference.logLikelihood - 1) < 1e-10)
      expect(fit, matches: reference, within: 1e-4)
    }
  }

  /// Without a start, the best of random ones is that of the typed start, or its mirror image.
  @Test func mixtureIsFoundWithoutAStart() throws {
    let reference = try Reference.read("mixture")
    let fit = try fit(
      "mixtures/gaussian_mixture_ml.gm", data: "old_faithful.csv",
      "--bind", "x=eruptions,waiting", "--restarts", "4")
    #expect(abs(fit.objective / reference.logLikelihood - 1) < 1e-6)
    let found = fit.parameters.filter { $0.name.hasPrefix("mu") }.map(\.value).sorted()
    let expected = reference.estimates.filter { $0.key.hasPrefix("mu") }.map(\.value).sorted()
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-3 })
  }
}
