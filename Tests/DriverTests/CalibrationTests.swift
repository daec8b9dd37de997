import Foundation
import Inference
import Posterior
import Testing

@testable import Driver

/// Calibration by simulation passes where posteriors are right, and fails where they are not.
@Suite struct CalibrationTests {
  private static let conjugate = """
    model Conjugate {
      plate n in N
      latent   theta : unit ~ Beta(2, 2)
      latent   mu    : real ~ Normal(0, 1)
      observed y[n]  : bool ~ Bernoulli(theta)
      observed x[n]  : real ~ Normal(mu, 1)
    }
    """

  /// A mixture whose components are known, and a chain whose rates are.
  private static let discrete = """
    model Discrete {
      plate n in N
      plate k in K = 1..3
      hyper mu[k] : real = [-1, 0, 2][k]
      latent   z[n] : K    ~ Categorical([0.2, 0.5, 0.3])
      observed x[n] : real ~ Normal(mu[z[n]], 1)
    }
    """

  private static let line = """
    model Line {
      plate n in N
      latent   a    : real ~ Normal(1, 2)
      latent   b    : real ~ Normal(0, 1)
      observed x[n] : real ~ Normal(0, 1)
      observed y[n] : real ~ Normal(a + 0.5 * b, 1)
      observed w[n] : real ~ Normal(b, 2)
    }
    """

  private static let short = [
    "--size", "N=5", "--simulations", "60", "--warmup", "150", "--draws", "250", "--ranked", "49",
    "--quiet", "--eliminate", "discrete",
  ]

  /// Runs the command on a model, with what the sampler gets in place of the density.
  private func calibration(
    of text: String, _ options: [String],
    _ alter:
      @escaping @Sendable (ProgramDensity)
      -> any LogDensity = { $0 }
  ) throws -> Calibration {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "m.gm")
      try text.write(to: file, atomically: true, encoding: .utf8)
      guard case .run(let invocation) = try parseCommandLine(["calibrate", file.path] + options)
      else { throw CocoaError(.fileReadUnknown) }
      let console = Console(isTerminal: false, write: { _, _ in })
      var session = Session(invocation, console: console)
      var run = try session.calibrationRun()
      run.altered = alter
      return try session.calibration(run)
    }
  }

  @Test func noUTurnIsCalibrated() throws {
    let result = try calibration(of: Self.conjugate, Self.short)
    #expect(result.names == ["theta", "mu", "log density"])
    #expect(result.places.count == 60 && result.drawCount == 49)
    #expect(result.isCalibrated, "\(result.table(atMost: 10))")
    #expect(result.places.joined().allSatisfy { 0 < $0 && $0 < 1 })
  }

  /// Draws from the square of the posterior are too narrow.
  private struct Squared: LogDensity {
    var density: ProgramDensity
    var dimension: Int { density.dimension }

    mutating func evaluate(
      _ x: Span<Double>, gradient: inout MutableSpan<Double>
    ) throws(EvaluationFailure) -> Double {
      let value = try density.evaluate(x, gradient: &gradient)
      for index in 0..<gradient.count { gradient[index] *= 4 }
      return 4 * value
    }
  }

  /// Draws that have moved.
  private struct Shifted: LogDensity {
    var density: ProgramDensity
    var dimension: Int { density.dimension }

    mutating func evaluate(
      _ x: Span<Double>, gradient: inout MutableSpan<Double>
    ) throws(EvaluationFailure) -> Double {
      let moved = (0..<x.count).map { x[$0] - 0.5 }
      return try density.evaluate(moved.span, gradient: &gradient)
    }
  }

  @Test func wrongSamplersAreFound() throws {
    let narrow = try calibration(of: Self.conjugate, Self.short) { Squared(density: $0) }
    #expect(!narrow.isCalibrated, "\(narrow.table(atMost: 10))")
    let shifted = try calibration(of: Self.conjugate, Self.short) { Shifted(density: $0) }
    #expect(shifted.failures.contains(1), "\(shifted.table(atMost: 10))")
  }

  /// Two components far apart whose labels say nothing: a chain stays with one way to name them.
  private static let labelled = """
    model Labelled {
      plate n in N
      plate k in K = 1..2
      latent   mu[k] : real ~ Normal(0, 5)
      latent   z[n]  : K    ~ Categorical([0.5, 0.5])
      observed x[n]  : real ~ Normal(mu[z[n]], 1)
    }
    """

  @Test func labelsAreDealtOut() throws {
    let options = Self.short.map { $0 == "N=5" ? "N=12" : $0 }
    let result = try calibration(of: Self.labelled, options)
    #expect(result.isCalibrated, "\(result.table(atMost: 10))")
    // Each component is the greater one as often as not.
    let first = result.places.map { $0[0] }.sorted()
    #expect(abs(first[30] - 0.5) < 0.2)
    let narrow = try calibration(of: Self.labelled, options) { Squared(density: $0) }
    #expect(!narrow.isCalibrated, "\(narrow.table(atMost: 10))")
  }

  /// Started at the truth, a chain is in its mode, whatever modes there are.
  @Test func chainsMayBeginAtTheTruth() throws {
    let text = """
      model Square {
        latent   a : real ~ Normal(0, 3)
        observed y : real ~ Normal(a^2, 0.5)
      }
      """
    let few = Array(Self.short.dropFirst(2))
    let random = try calibration(of: text, few + ["--attempts", "1"])
    let truth = try calibration(of: text, few + ["--attempts", "1", "--start", "truth"])
    #expect(truth.isCalibrated, "\(truth.table(atMost: 10))")
    #expect(random.uniformities[0].chiSquare > truth.uniformities[0].chiSquare)
  }

  /// What is integrated out is drawn back, as `gmc sample` does.
  @Test func drawsBackAreCalibrated() throws {
    let text = """
      model Groups {
        plate n in N
        latent   tau      : positive ~ HalfNormal(1)
        latent   mu       : real ~ Normal(0, 1)
        latent   theta[n] : real ~ Normal(mu, tau)
        observed x[n]     : real ~ Normal(theta[n], 0.5)
      }
      """
    let options = Array(Self.short.dropLast(2))
    let result = try calibration(of: text, options)
    #expect(result.names.count == 8)
    #expect(result.isCalibrated, "\(result.table(atMost: 10))")
    let narrow = try calibration(of: text, options) { Squared(density: $0) }
    #expect(narrow.failures.contains(0), "\(narrow.table(atMost: 10))")
    // Of a conjugate model nothing is left for the sampler.
    let exact = try calibration(of: Self.conjugate, options) { Squared(density: $0) }
    #expect(exact.isCalibrated && exact.fewestDraws == 49, "\(exact.table(atMost: 10))")
  }

  /// Every other label is withheld, so half of the evidence comes from a sum.
  @Test func whatIsPartialIsKnownInPart() throws {
    let text = Self.labelled.replacing("latent   z[n]  ", with: "partial  z[n]  ")
    let result = try calibration(of: text, Self.short)
    #expect(result.names == ["mu[1]", "mu[2]", "log density"])
    #expect(result.isCalibrated, "\(result.table(atMost: 10))")
  }

  @Test func chainsAreComparedWithAsManyDrawsAsTheyAreWorth() throws {
    let result = try calibration(
      of: Self.conjugate,
      Self.short.map { $0 == "49" ? "240" : $0 } + ["--attempts", "1"])
    let fewest = try #require(result.fewestDraws)
    #expect(fewest < 240 && fewest >= 10)
    #expect(result.isCalibrated, "\(result.table(atMost: 10))")
  }

  @Test func exactPosteriorsAreCalibrated() throws {
    let exact = ["--method", "exact", "--simulations", "100", "--quiet", "--size"]
    let states = try calibration(of: Self.discrete, exact + ["N=2"])
    #expect(states.names == ["z[1]", "z[2]"] && states.drawCount == nil)
    #expect(states.isCalibrated, "\(states.table(atMost: 10))")
    let line = try calibration(of: Self.line, exact + ["N=3"])
    #expect(line.names == ["a", "b"])
    #expect(line.isCalibrated, "\(line.table(atMost: 10))")
    #expect(throws: CommandFailure.self) {
      try calibration(of: Self.conjugate, exact + ["N=3"])
    }
  }

  @Test func theVerbSaysWhatItFound() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "m.gm")
      try Self.line.write(to: file, atomically: true, encoding: .utf8)
      let places = folder.appending(path: "places.csv").path
      let words = ["calibrate", file.path, "--size", "N=3", "--method", "exact", "--simulations"]
      let answer = gmc(words + ["20", "--json", "-o", places])
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      #expect(json["simulations"] as? Int == 20 && json["calibrated"] as? Bool == true)
      #expect((json["quantities"] as? [[String: Any]])?.count == 2)
      let lines = try String(contentsOfFile: places, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 21 && lines[0] == "a,b")
    }
  }

  @Test func improperPriorsAreDiagnostics() throws {
    let answer = gmc(
      "calibrate", ModelsTests.path("Models/regression/child_scores.gm"), "--data",
      ModelsTests.path("Models/data/kidiq.json"), "--quiet")
    #expect(answer.status == .wrongInput && answer.messages.contains("beta"))
  }
}
