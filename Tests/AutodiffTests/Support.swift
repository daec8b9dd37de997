import Autodiff
import Backends
import TensorIR

extension ProgramBuilder {
  /// Adds a real parameter and returns its value.
  mutating func parameter(_ name: String, _ axes: [AxisID] = []) -> ValueID {
    input(name, TensorType(.real, axes), role: .parameter)
  }

  /// Fixed numbers in (-1, 1) without a pattern.
  mutating func wave(_ axes: [AxisID], _ seed: Double) -> ValueID {
    var phase = constant(seed)
    for (index, axis) in axes.enumerated() {
      let place = cast(position(axis), to: .real)
      let shift = multiply(place, constant(1.7 + 0.9 * Double(index)))
      phase = add(phase, shift)
    }
    return unary(.sin, phase)
  }

  /// The inner product with fixed weights.
  mutating func weighted(_ x: ValueID, _ seed: Double) -> ValueID {
    let axes = type(x).axes
    let product = multiply(x, wave(axes, seed))
    return sum(product, over: axes)
  }

  /// The sum of inner products with fixed weights.
  mutating func weighted(_ xs: [ValueID], _ seed: Double) -> ValueID {
    var total = constant(0)
    for (index, x) in xs.enumerated() {
      let part = weighted(x, seed + Double(index))
      total = add(total, part)
    }
    return total
  }

  /// The values of the parameter inputs.
  mutating func parameters() -> [ValueID] {
    let inputs = program.inputs.indices.map { InputID(index: Int32($0)) }
      .filter { program[$0].role == .parameter }
    return inputs.map { append(.input($0)) }
  }
}

/// Runs a program and gives all its outputs.
struct Evaluator {
  private var interpreter: Backends
  private let count: Int

  init(
    _ program: TensorProgram, data: [InputID: Tensor] = [:], precision: Precision = .f64
  ) throws {
    interpreter = try Backends(program, data: data, precision: precision)
    count = program.outputs.count
  }

  mutating func callAsFunction(_ point: [Double]) -> [[Double]] {
    interpreter.run(point)
    return (0..<count).map { interpreter.output($0) }
  }

  /// The derivatives of all outputs along a direction, by central differences extrapolated once.
  mutating func differences(_ point: [Double], along direction: [Double]) -> [[Double]] {
    func moved(_ step: Double) -> [Double] {
      zip(point, direction).map { $0 + step * $1 }
    }
    let h = 1e-3
    let wide = zip(self(moved(h)), self(moved(-h))).map { quotients($0, $1, 2 * h) }
    let narrow = zip(self(moved(h / 2)), self(moved(-h / 2))).map { quotients($0, $1, h) }
    return zip(wide, narrow).map { wide, narrow in
      zip(wide, narrow).map { (4 * $1 - $0) / 3 }
    }
  }

  private func quotients(_ x: [Double], _ y: [Double], _ h: Double) -> [Double] {
    zip(x, y).map { ($0 - $1) / h }
  }
}

func dot(_ xs: [Double], _ ys: [Double]) -> Double { zip(xs, ys).map { $0 * $1 }.reduce(0, +) }

/// True iff two numbers agree, relative to the larger of their size and 1.
func agrees(_ x: Double, _ y: Double, within tolerance: Double) -> Bool {
  abs(x - y) <= tolerance * max(1, abs(x), abs(y))
}

/// True iff all numbers agree.
func agree(_ xs: [Double], _ ys: [Double], within tolerance: Double) -> Bool {
  xs.count == ys.count && zip(xs, ys).allSatisfy { agrees($0, $1, within: tolerance) }
}
