import Binding
import Semantics
import TensorIR

extension Lowering {
  /// The values of a data input, given row-major over `axes` in their order, as it is stored.
  func tensor(
    _ value: BoundValue, _ element: ElementType, along axes: [AxisID]
  ) -> Tensor {
    let sizes = axes.sorted().map { builder.program[$0].size }
    let order = axes == axes.sorted() ? nil : places(axes)
    switch value.storage {
    case .reals(let values): return Tensor(stored(values, order), sizes: sizes)
    case .integers(let values): return Tensor(stored(values, order), sizes: sizes)
    case .booleans(let values): return Tensor(stored(values, order), sizes: sizes)
    case .bytes(let values, _): return Tensor(stored(values, order), sizes: sizes)
    }
  }

  /// Puts each element in its place; without an order they are there already.
  private func stored<Element>(_ values: [Element], _ order: [Int]?) -> [Element] {
    guard let order else { return values }
    var result = values
    for (place, value) in zip(order, values) { result[place] = value }
    return result
  }

  /// The values of an operand at every element of a batch and of its own components, row-major,
  /// as far as they follow from data.
  mutating func values(
    of operand: Operand, over batch: [AxisID]
  ) throws(LoweringFailure) -> [Double] {
    let axes = batch + operand.components
    let missing = axes.filter { !has(operand.value, $0) }
    let whole =
      missing.isEmpty
      ? operand.value : builder.append(.broadcast(operand.value, along: missing.sorted()))
    let real = builder.cast(whole, to: .real)
    let program = builder.finish([Output(name: "values", value: real)])
    do throws(InterpreterFailure) {
      var interpreter = try Interpreter(program, data: data)
      // What follows from data does not depend on the point.
      interpreter.run([Double](repeating: 0, count: interpreter.parameterCount))
      let result = interpreter.output(0)
      return places(axes).map { result[$0] }
    } catch {
      throw fail(.notYetLowered("these values (\(error))", at: model.span))
    }
  }
}
