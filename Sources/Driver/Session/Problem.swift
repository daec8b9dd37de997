import Inference
import Objectives
import Reporting
import Semantics
import TensorIR

/// A lowered density that can be evaluated, with what is reported of its points.
struct Problem: Sendable {
  let lowered: LoweredDensity
  let density: ProgramDensity
  let reported: Reported
  /// How programs about it are run.
  let run: EngineSettings
  private let reporter: Interpreter

  init(
    _ lowered: LoweredDensity, reported: Reported, precision: Precision, backend: Backend,
    copies: Int, threads: Int, isCached: Bool
  ) throws(EngineFailure) {
    self.lowered = lowered
    self.reported = reported
    run = EngineSettings(
      precision: precision, backend: backend, copies: copies, threads: threads,
      isCached: isCached)
    density = try ProgramDensity(
      lowered, precision: precision, backend: backend, copies: copies, threads: threads,
      isCached: isCached)
    do throws(InterpreterFailure) {
      reporter = try Interpreter(lowered.report, data: lowered.data)
    } catch {
      throw .program(error)
    }
  }

  /// Returns the reported values at each point, in the order of `reported.names`.
  func values(at positions: [[Double]]) -> [[Double]] {
    var reporter = reporter
    return positions.map { position in
      reporter.run(position)
      return zip(reported.quantities, reported.outputs).flatMap { quantity, output in
        let values = reporter.output(output)
        return quantity.places.map { values[$0] }
      }
    }
  }

  /// Returns the values of some quantities at a point, row-major, whether reported or not.
  func values(of quantities: [Int], at position: [Double]) -> [[Double]] {
    guard !quantities.isEmpty else { return [] }
    var reporter = reporter
    reporter.run(position)
    return quantities.map { index in
      let values = reporter.output(index)
      return lowered.quantities[index].places.map { values[$0] }
    }
  }

  /// Returns the reported values at a point with their names.
  func parameters(at position: [Double]) -> [Fit.Parameter] {
    values(at: [position]).flatMap { row in
      zip(reported.names, row).map { Fit.Parameter(name: $0, value: $1) }
    }
      + lowered.blocks.filter { reported.nets.contains($0.ownerName) }.flatMap { block in
        zip(block.elementNames, block.places).map {
          Fit.Parameter(name: $0, value: position[block.offset + $1])
        }
      }
  }
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
  /// - Parameter drawn: names of `--include` that are drawn for each point, not reported of it.
  func problem(
    _ lowered: LoweredDensity, runs: Int, drawn: [String] = []
  ) throws(CommandFailure) -> Problem {
    let reported: Reported
    do throws(UsageError) {
      reported = try Reported(
        lowered.quantities,
        nets: Set(lowered.blocks.filter { $0.variable == nil }.map(\.ownerName)),
        hidesWeights: invocation.verb == .fit,
        including: invocation.texts(.include).filter { !drawn.contains($0) },
        excluding: invocation.texts(.exclude))
    } catch {
      throw .usage(error)
    }
    for name in lowered.unreported {
      note("`\(name)` is not reported: it reads a variable that is summed out")
    }
    for name in reported.omitted {
      note("`\(name)` has over 1000 elements and is not reported; `--include \(name)` does it")
    }
    return try onBackend(runs: runs) { backend, copies throws(EngineFailure) in
      try Problem(
        lowered, reported: reported, precision: precision, backend: backend,
        copies: copies, threads: threadCount / copies, isCached: !invocation.has(.noCache))
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
