import Inference
import Objectives
import Semantics

/// A lowered density that can be evaluated, with what is reported of its points.
struct Problem: Sendable {
  let lowered: LoweredDensity
  let density: ProgramDensity
  let reported: Reported
  private let reporter: ProgramReport

  init(
    lowered: LoweredDensity, density: ProgramDensity, reported: Reported, reporter: ProgramReport
  ) {
    self.lowered = lowered
    self.density = density
    self.reported = reported
    self.reporter = reporter
  }

  /// Returns the reported values at a point, in the order of `reported.names`.
  func values(at position: some Sequence<Double>) throws(EvaluationFailure) -> [Double] {
    let outputs = try reporter.evaluate(Array(position))
    return zip(reported.quantities, reported.outputs).flatMap { quantity, output in
      quantity.places.map { outputs[output][$0] }
    }
  }

  /// Returns the reported values at a point with their names.
  func parameters(at position: [Double]) throws(CommandFailure) -> [Fit.Parameter] {
    do throws(EvaluationFailure) {
      return zip(reported.names, try values(at: position)).map { Fit.Parameter(name: $0, value: $1) }
    } catch {
      throw .fault(error.explanation)
    }
  }
}

extension Session {
  /// Makes a lowered density ready to be evaluated.
  func problem(_ lowered: LoweredDensity) throws(CommandFailure) -> Problem {
    do throws(UsageError) {
      let reported = try Reported(
        lowered.quantities, including: invocation.texts(.include),
        excluding: invocation.texts(.exclude))
      for name in reported.omitted {
        note("`\(name)` has over 1000 elements and is not reported; `--include \(name)` does it")
      }
      return Problem(
        lowered: lowered, density: ProgramDensity(lowered), reported: reported,
        reporter: ProgramReport(lowered))
    } catch {
      throw .usage(error)
    }
  }

  /// What makes a result reproducible.
  func record(of chosen: ChosenModel) -> JSON {
    .members([
      "model": .text(chosen.model.name), "file": .text(chosen.path), "seed": .number(Double(seed)),
      "command": .text(invocation.arguments.joined(separator: " ")),
      "version": .text("gmc \(Help.version)"),
    ])
  }
}
