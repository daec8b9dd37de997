import Objectives
import Reporting
import ScalarMath
import Semantics
import Syntax
import TensorIR

/// Objectives with expectations, which are known up to the noise of their draws.
extension Session {
  /// How many draws stand for an expectation where the noise is fixed, unless the model says.
  var fixedDrawCount: Int { 100 }

  /// Replaces the objective of fixed noise, which the fit has made look better than it is, by an
  /// estimate from other noise, and says how far off that may be.
  func estimateAnew(
    _ fit: inout Fit, _ lowered: LoweredDensity, at position: [Double], _ stage: Objective.Stage
  ) throws(CommandFailure) {
    guard !lowered.noise.isEmpty else { return }
    let count = 40
    let stream = RandomStream(seed: UInt64(seed)).stream("estimate")
    var values: [Double] = []
    do throws(InterpreterFailure) {
      var interpreter = try Interpreter(
        lowered.drawingAnew().steppable { $0 }, data: lowered.data, memoryLimit: physicalMemory())
      var point = position
      point += [Double](repeating: 0, count: lowered.noise.reduce(0) { $0 + $1.count })
      for step in 0..<count {
        var offset = position.count
        for input in lowered.noise {
          var target = point.mutableSpan
          input.fill(&target, at: offset, step: step, stream: stream)
          offset += input.count
        }
        interpreter.run(point)
        values.append(interpreter.scalar(0))
      }
    } catch {
      throw .fault(error.description)
    }
    let n = Double(count)
    let mean = values.reduce(0, +) / n
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (square / (n - 1) / n).squareRoot()
    let sign = stage.direction == .maximize ? 1.0 : -1.0
    note(
      "the fit holds its draws fixed; with others the objective is "
        + "\(significant(sign * mean, digits: 8)) ± \(significant(error, digits: 2))")
    fit.objective = sign * mean
  }
}
