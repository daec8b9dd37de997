import Inference
import Objectives
import Reporting
import Semantics
import TensorIR

/// A lowered density that can be evaluated, with what is reported of its points.
struct Problem: Sendable {
  let density: ProgramDensity
  let reporter: Reporter
  /// How programs about it are run.
  let run: EngineSettings

  var lowered: LoweredDensity { reporter.lowered }
  var reported: Reported { reporter.reported }

  init(
    _ reporter: Reporter, precision: Precision, backend: Backend,
    copies: Int, threads: Int, isCached: Bool
  ) throws(EngineFailure) {
    self.reporter = reporter
    run = EngineSettings(
      precision: precision, backend: backend, copies: copies, threads: threads,
      isCached: isCached)
    density = try ProgramDensity(
      reporter.lowered, precision: precision, backend: backend, copies: copies,
      threads: threads, isCached: isCached)
  }

  func values(at positions: [[Double]]) -> [[Double]] { reporter.values(at: positions) }

  func values(of quantities: [Int], at position: [Double]) -> [[Double]] {
    reporter.values(of: quantities, at: position)
  }

  func parameters(at position: [Double]) -> [Fit.Parameter] { reporter.parameters(at: position) }
}

/// How a program is run.
struct EngineSettings: Sendable {
  let precision: Precision
  let backend: Backend
  /// How many copies run at a time.
  let copies: Int
  /// How many threads one run may use.
  let threads: Int
  /// Whether machine code is looked for and kept on disk.
  let isCached: Bool
}

extension Session {
  /// Prepares another program about a problem, on the same back end.
  func engine(
    _ program: TensorProgram, _ data: [InputID: Tensor], as problem: Problem
  ) throws(CommandFailure) -> Engine {
    let run = problem.run
    do throws(EngineFailure) {
      return try Engine(
        program, data: data, precision: run.precision, backend: run.backend, copies: run.copies,
        threads: run.threads, isCached: run.isCached)
    } catch {
      throw failure(of: error)
    }
  }

  /// Makes a lowered density ready to be evaluated.
  ///
  /// - Parameter runs: how many evaluations go on at a time; the threads that are left over work on
  ///   each of them.
  func problem(_ lowered: LoweredDensity, runs: Int) throws(CommandFailure) -> Problem {
    let reporter = try reporter(lowered)
    return try onBackend(runs: runs) { backend, copies throws(EngineFailure) in
      try Problem(
        reporter, precision: precision, backend: backend, copies: copies,
        threads: threadCount / copies, isCached: !invocation.has(.noCache))
    }
  }

  /// Makes a lowered density ready to be evaluated, without what is reported of its points.
  func density(
    _ lowered: LoweredDensity, runs: Int
  ) throws(CommandFailure) -> ProgramDensity {
    try onBackend(runs: runs) { backend, copies throws(EngineFailure) in
      try ProgramDensity(
        lowered, precision: precision, backend: backend, copies: copies,
        threads: threadCount / copies, isCached: !invocation.has(.noCache))
    }
  }

  /// Makes something on the back end of `--backend`: by itself machine code, or the reference where
  /// there is none to be had.
  ///
  /// - Parameter make: is told the back end and how many copies will run at a time.
  func onBackend<Made>(
    runs: Int, _ make: (Backend, Int) throws(EngineFailure) -> Made
  ) throws(CommandFailure) -> Made {
    let asked = invocation.text(.backend).flatMap { Backend(rawValue: $0) }
    let copies = max(1, min(runs, threadCount))
    do throws(EngineFailure) {
      do throws(EngineFailure) {
        return try make(asked ?? .native, copies)
      } catch {
        guard case .unavailable(let reason) = error, asked == nil else { throw error }
        note("slow: the reference back end evaluates, since there is no native one (\(reason))")
        return try make(.reference, copies)
      }
    } catch {
      throw failure(of: error)
    }
  }

  private func failure(of error: EngineFailure) -> CommandFailure {
    switch error {
    case .unavailable(let reason):
      .run(
        "there is no native back end here: \(reason)",
        hint: "\(Engine.remedy), or leave `--backend` out for the slow reference")
    case .program(.tooLarge(let bytes, let limit)):
      .run(
        "the gradient needs \(bytes >> 30) GiB of memory, and this machine has \(limit >> 30)",
        hint: "fewer rows, `--threads 1`, or `--precision f32`")
    case .program(let failure): .fault(failure.description)
    case .compiler(let reason): .fault(reason)
    }
  }

  /// The precision of `--precision`.
  var precision: Precision {
    invocation.text(.precision).flatMap { Precision(rawValue: $0) } ?? .f64
  }

  /// What makes a result reproducible.
  func record(of chosen: ChosenModel) -> [JSONValue.Member] {
    [
      .init("model", .string(chosen.model.name)), .init("file", .string(chosen.path)),
      .init("seed", .integer(seed)),
      .init("command", .string(invocation.arguments.joined(separator: " "))),
      .init("version", .string("gmc \(Help.version)")),
    ]
  }
}
