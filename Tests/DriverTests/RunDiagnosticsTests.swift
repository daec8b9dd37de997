import Diagnostics
import Foundation
import Testing

@testable import Driver

/// The messages that need data, a lowering, or a file that is no text: one example for each code.
@Suite struct RunDiagnosticsTests {
  /// A command on a model and its data, and the first line of what it must say.
  struct Mistake: Sendable, CustomStringConvertible {
    let code: Code
    let verb: String
    let model: String
    var data: String? = nil
    var options: [String] = []
    let message: String
    var status = ExitStatus.wrongInput
    var description: String { code.rawValue }
  }

  private static let regression = """
    model M {
      plate n in N
      latent   a    : real ~ Normal(0, 1)
      given    x[n] : positive
      observed y[n] : real ~ Normal(a * x[n], 1)
    }
    """

  static let mistakes: [Mistake] = [
    Mistake(
      code: .holeInData, verb: "sample", model: regression, data: "x,y\n1,2\n2,\n",
      message: "error: column `y` has 1 empty row, but `y[n]` is declared observed [E4]"),
    Mistake(
      code: .missingData, verb: "sample", model: regression, data: "x,z\n1,2\n",
      message: "error: no data for `y[n]`: data.csv has `x` and `z` [missing-data]"),
    Mistake(
      code: .unreadableData, verb: "sample", model: regression, data: "x,y\n1,2\n1,2,3\n",
      message: "[unreadable-data]"),
    Mistake(
      code: .badValue, verb: "sample", model: regression, data: "x,y\n1,2\n-1,2\n",
      message: "[bad-value]"),
    Mistake(
      code: .sizeMismatch, verb: "sample", model: regression, data: "x,y\n1,2\n",
      options: ["--size", "N=3"], message: "[size-mismatch]"),
    Mistake(
      code: .missingSize, verb: "generate",
      model: "model M { plate n in N; latent x[n] ~ Normal(0, 1) }", message: "[missing-size]"),
    Mistake(
      code: .badOption, verb: "sample", model: regression, data: "x,y\n1,2\n",
      options: ["--scale", "q=2"], message: "[bad-option]"),
    Mistake(
      code: .unusedData, verb: "sample", model: regression, data: "x,y,q\n1,2,3\n",
      options: ["--draws", "5", "--warmup", "5", "--chains", "1"], message: "[unused-data]",
      status: .done),
    Mistake(
      code: .notYetLowered, verb: "fit",
      model: """
        model M {
          plate n in N
          param a : real
          flow g(z : real) -> real { return z + a }
          latent   z[n] ~ Normal(0, 1)
          observed y[n] : real = g(z[n])
          maximize log p(y)
        }
        """, data: "y\n1\n",
      message: "error: gmc cannot compute the density of a value `y = …` yet [not-yet-lowered]"),
    Mistake(
      code: .improperPrior, verb: "generate", model: "model M { latent x : real ~ Flat() }",
      message: "error: `x` cannot be drawn: Flat() is no probability distribution [improper-prior]"
    ),
    Mistake(
      code: .badParameter, verb: "generate",
      model: "model M { latent a ~ Normal(0, 1); latent x ~ Exponential(a - 9) }",
      message: "[bad-parameter]"),
    Mistake(
      code: .missingPoint, verb: "fit",
      model: """
        model M {
          plate n in N
          param    m    : real
          param    s    : positive
          observed y[n] : real ~ Normal(m, s)
          maximize log p(y) over m
        }
        """, data: "y\n1\n", message: "error: `s` has no value here [missing-point]"),
    Mistake(
      code: .parameterWithoutPrior, verb: "sample",
      model: "model M { plate n in N; param m : real; observed y[n] ~ Normal(m, 1) }",
      data: "y\n1\n",
      message:
        "error: `m` is a param: it has no prior to draw from [parameter-without-prior]"),
    Mistake(
      code: .noObjective, verb: "fit", model: regression, data: "x,y\n1,2\n",
      message: "error: `M` asks no question [no-objective]"),
    Mistake(
      code: .unreadableFile, verb: "check", model: "model N { latent x ~ Normal(0, 1) }",
      options: ["no_such_file.gm"],
      message: "error: cannot read `no_such_file.gm`: no such file or directory [unreadable-file]"),
    Mistake(
      code: .invalidText, verb: "check", model: "model M {\0}", message: "[invalid-text]"),
    Mistake(
      code: .tooDeep, verb: "check",
      model: "model M { let a = \(String(repeating: "(", count: 500))1 }", message: "[too-deep]"),
    Mistake(
      code: .tooManyErrors, verb: "check",
      model: "model M {\n\(String(repeating: "  latent 1\n", count: 60))}",
      message: "[too-many-errors]"),
  ]

  @Test(arguments: mistakes) func saysWhatIsWrong(_ mistake: Mistake) throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "model.gm")
      try Data(mistake.model.utf8).write(to: model)
      var arguments = [mistake.verb, model.path]
      if let data = mistake.data {
        let file = folder.appending(path: "data.csv")
        try Data(data.utf8).write(to: file)
        arguments += ["--data", file.path]
      }
      let answer = gmc(arguments + mistake.options)
      let messages = answer.messages.replacing(folder.path + "/", with: "")
      #expect(messages.contains(mistake.message), "\(messages)")
      #expect(messages.contains("[\(mistake.code.rawValue)]"), "\(messages)")
      #expect(answer.status == mistake.status)
    }
  }

  @Test func everyCodeBeyondCheckHasAnExample() {
    #expect(Set(Self.mistakes.map(\.code)) == ExplainTests.beyondCheck)
  }
}
