import Backends
import TensorIR

/// What a program of one output gives at a point.
func evaluate(
  _ program: TensorProgram, at point: [Double] = [], data: [InputID: Tensor] = [:],
  precision: Precision = .f64, output: Int = 0
) throws -> [Double] {
  var interpreter = try Backends(program, data: data, precision: precision)
  interpreter.run(point)
  return interpreter.output(output)
}

extension ProgramBuilder {
  /// Adds a real input and returns its value.
  mutating func parameter(_ name: String, _ axes: [AxisID] = []) -> ValueID {
    input(name, TensorType(.real, axes), role: .parameter)
  }

  /// Adds a data input and returns its value.
  mutating func data(
    _ name: String, _ axes: [AxisID] = [], _ element: ElementType = .real
  ) -> ValueID {
    input(name, TensorType(element, axes), role: .data)
  }

  /// The program with one output. Mutating, so that the argument is written first.
  mutating func finish(_ value: ValueID) -> TensorProgram {
    finish([Output(name: "y", value: value)])
  }
}

extension InputID {
  init(_ index: Int) { self.init(index: Int32(index)) }
}

/// True iff two numbers agree, relative to the larger of their size and 1; NaN agrees with NaN.
func agrees(_ x: Double, _ y: Double, within tolerance: Double = 1e-12) -> Bool {
  if x.isNaN || y.isNaN { return x.isNaN && y.isNaN }
  if x.isInfinite || y.isInfinite { return x == y }
  return abs(x - y) <= tolerance * max(1, abs(x), abs(y))
}

/// True iff all numbers agree.
func agree(_ xs: [Double], _ ys: [Double], within tolerance: Double = 1e-12) -> Bool {
  xs.count == ys.count && zip(xs, ys).allSatisfy { agrees($0, $1, within: tolerance) }
}
