import Codegen
import LLVMBridge
import RandomPrograms
import TensorIR

/// Where the native back end differs from the reference.
struct Difference: Error, CustomStringConvertible {
  let output: String
  let index: Int
  let reference, native: Double
  let tolerance: Double

  var description: String {
    "output '\(output)'[\(index)]: native \(native), reference \(reference) ± \(tolerance)"
  }
}

/// One way to run a program.
struct Setting: Hashable, CustomStringConvertible {
  let precision: Precision
  let level: Machine.Level
  var description: String { "\(precision.rawValue) on \(level.rawValue)" }

  /// The tolerance relative to the sum of absolute terms.
  var relative: Double { precision == .f64 ? 1e-10 : 2e-4 }
  /// The unit in the last place of 1.
  var unit: Double { precision == .f64 ? 0x1p-52 : 0x1p-23 }
  /// What is smaller than this may be zero.
  var tiny: Double { precision == .f64 ? 1e-290 : 1e-30 }
}

extension RandomProgram {
  /// The first difference between the back ends, nil if they agree.
  func difference(_ setting: Setting) throws -> Difference? {
    var reference = try Interpreter(program, data: data, precision: setting.precision)
    reference.run(point)
    let expected = program.outputs.indices.map { reference.output($0) }
    var native = try Kernel(
      program, data: data, precision: setting.precision, machine: .at(setting.level))
    // Twice, so that what the first run leaves in memory shows.
    native.run(point.map { $0 + 1 })
    native.run(point)
    for output in program.outputs.indices {
      let found = native.output(output)
      if let difference = compare(expected, found, output, setting) { return difference }
    }
    return nil
  }

  private func compare(
    _ expected: [[Double]], _ found: [Double], _ output: Int, _ setting: Setting
  ) -> Difference? {
    if bounds[output] == .none { return nil }
    for (index, (x, y)) in zip(expected[output], found).enumerated() {
      let tolerance = tolerance(expected, output, index, setting)
      let agrees =
        x.isNaN || y.isNaN
        ? x.isNaN && y.isNaN
        : x.isInfinite || y.isInfinite ? x == y : abs(x - y) <= tolerance
      if !agrees {
        return Difference(
          output: program.outputs[output].name, index: index, reference: x, native: y,
          tolerance: tolerance)
      }
    }
    return nil
  }

  private func tolerance(
    _ expected: [[Double]], _ output: Int, _ index: Int, _ setting: Setting
  ) -> Double {
    let x = abs(expected[output][index])
    switch bounds[output] {
    case .exact: return 0
    case .units(let units):
      let rounding = 2 * units * setting.unit
      return setting.precision == .f64 ? min(rounding, setting.relative * max(1, x)) : rounding
    case .relative: return setting.relative * x + setting.tiny
    case .moderate: return setting.relative * max(1, x)
    case .scale(let scale): return setting.relative * expected[scale][index] + setting.tiny
    case .none: return .infinity
    }
  }

  /// A smaller program on which the back ends differ: one value, or one output.
  func shrunk(_ setting: Setting) -> RandomProgram {
    if bounds.contains(where: { if case .units = $0 { true } else { false } }) {
      for (index, node) in program.nodes.enumerated() {
        let value = Output(name: "%\(index)", value: ValueID(index: Int32(index)))
        let smaller = with([value], [node.type.element == .real ? .units(1e6) : .exact])
        if (try? smaller.difference(setting)) != nil { return smaller }
      }
    }
    for (index, output) in program.outputs.enumerated() {
      var smaller = with([output], [bounds[index]])
      if case .scale(let scale) = bounds[index] {
        smaller = with([output, program.outputs[scale]], [.scale(output: 1), .none])
      }
      if (try? smaller.difference(setting)) != nil { return smaller }
    }
    return self
  }

  private func with(_ outputs: [Output], _ bounds: [Bound]) -> RandomProgram {
    let smaller = ProgramBuilder(program).finish(outputs).pruned()
    return RandomProgram(
      program: smaller, data: data, point: point, bounds: bounds, seed: seed)
  }
}
