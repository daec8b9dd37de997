import Autodiff
import TensorIR

@testable import Optimizer

/// Programs of which facts are told.
enum Sample {
  /// Logistic regression: labels and covariates of `size` members, four weights.
  static func logistic(size: Int) -> TensorProgram {
    var b = ProgramBuilder()
    let (n, k) = (b.axis("n", size: size), b.axis("k", size: 4))
    let x = b.input("x", TensorType(.real, [n, k]), role: .data)
    let y = b.input("y", TensorType(.real, [n]), role: .data)
    let w = b.input("w", TensorType(.real, [k]), role: .parameter)
    let eta = b.contract(x, w, over: [k])
    let terms = b.subtract(b.multiply(y, eta), b.unary(.softplus, eta))
    let total = b.sum(terms, over: [n])
    return differentiate(b.finish([Output(name: "value", value: total)]), output: 0)
  }

  /// A mixture of three normal distributions.
  static func mixture(size: Int) -> TensorProgram {
    var b = ProgramBuilder()
    let (n, k) = (b.axis("n", size: size), b.axis("k", size: 3))
    let x = b.input("x", TensorType(.real, [n]), role: .data)
    let weight = b.input("weight", TensorType(.real, [k]), role: .parameter)
    let mean = b.input("mean", TensorType(.real, [k]), role: .parameter)
    let spread = b.input("spread", TensorType(.real, [k]), role: .parameter)
    let z = b.divide(b.subtract(x, mean), spread)
    let square = b.multiply(b.constant(-0.5), b.unary(.square, z))
    let logs = b.subtract(b.add(weight, square), b.unary(.log, spread))
    let total = b.sum(b.reduce(.logSumExp, logs, over: [k]), over: [n])
    return differentiate(b.finish([Output(name: "value", value: total)]), output: 0)
  }

  static func schedule(
    _ program: TensorProgram, precision: Precision = .f64, elements: [InputID: StoredElement] = [:]
  ) -> Schedule {
    Optimizer.schedule(
      optimize(program), elements: elements,
      target: ScheduleTarget(lanes: 8, precision: precision))
  }

  /// A program of one value.
  static func program(_ write: (inout ProgramBuilder) -> ValueID) -> TensorProgram {
    var b = ProgramBuilder()
    let value = write(&b)
    return b.finish([Output(name: "y", value: value)])
  }
}

extension ProgramBuilder {
  mutating func parameter(_ name: String, _ axes: [AxisID] = []) -> ValueID {
    input(name, TensorType(.real, axes), role: .parameter)
  }

  mutating func data(_ name: String, _ axes: [AxisID] = []) -> ValueID {
    input(name, TensorType(.real, axes), role: .data)
  }
}
