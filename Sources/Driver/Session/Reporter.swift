import Objectives
import Reporting
import Semantics
import TensorIR

/// What is reported of the points of a lowered density.
struct Reporter: Sendable {
  let lowered: LoweredDensity
  let reported: Reported
  private let interpreter: Interpreter

  init(_ lowered: LoweredDensity, reported: Reported) throws(InterpreterFailure) {
    self.lowered = lowered
    self.reported = reported
    interpreter = try Interpreter(lowered.report, data: lowered.data)
  }

  /// Returns the reported values at each point, in the order of `reported.names`.
  func values(at positions: [[Double]]) -> [[Double]] {
    var interpreter = interpreter
    return positions.map { position in
      interpreter.run(position)
      return zip(reported.quantities, reported.outputs).flatMap { quantity, output in
        let values = interpreter.output(output)
        return quantity.places.map { values[$0] }
      }
    }
  }

  /// Returns the values of some quantities at a point, row-major, whether reported or not.
  func values(of quantities: [Int], at position: [Double]) -> [[Double]] {
    guard !quantities.isEmpty else { return [] }
    var interpreter = interpreter
    interpreter.run(position)
    return quantities.map { index in
      let values = interpreter.output(index)
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

extension Session {
  /// Prepares what is reported of the points of a density, by `--include` and `--exclude`.
  ///
  /// - Parameter drawn: names of `--include` that are drawn for each point, not reported of it.
  func reporter(
    _ lowered: LoweredDensity, drawn: [String] = []
  ) throws(CommandFailure) -> Reporter {
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
    do throws(InterpreterFailure) {
      return try Reporter(lowered, reported: reported)
    } catch {
      throw .fault(error.description)
    }
  }
}
