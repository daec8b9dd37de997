import Binding
public import Semantics
public import TensorIR

/// The way back from values of the blocks to the vector of coordinates.
public struct Unconstraining: Sendable {
  /// Its outputs are the coordinates of each block of a variable in order.
  public let program: TensorProgram
  /// The values of its inputs other than those of the blocks.
  public let data: [InputID: Tensor]
  /// Where those values come from.
  public let origins: [InputID: DataOrigin]
  /// For each of them, the input that takes its values and the place of each, row-major as
  /// declared.
  public let inputs: [(variable: VariableID, input: InputID, sizes: [Int], places: [Int])]
}

extension LoweredDensity {
  /// Returns the coordinates of a point, `nil` if a value is missing or of the wrong length.
  ///
  /// - Parameters:
  ///   - values: the values of each block's variable, row-major over its declared indices and
  ///     components. One on the edge of its domain gives an infinite coordinate.
  ///   - weights: the weights of each net that is a point, flat.
  public func coordinates(
    of values: [VariableID: [Double]], weights: [FunctionID: [Double]] = [:]
  ) -> [Double]? {
    var data = unconstraining.data
    for (variable, input, sizes, places) in unconstraining.inputs {
      guard let list = values[variable], list.count == places.count else { return nil }
      var stored = list
      for (place, value) in zip(places, list) { stored[place] = value }
      data[input] = Tensor(stored, sizes: sizes)
    }
    guard var interpreter = try? Interpreter(unconstraining.program, data: data) else {
      return nil
    }
    interpreter.run([])
    var result: [Double] = []
    var output = 0
    var taken: [FunctionID: Int] = [:]
    for block in blocks {
      switch block.owner {
      case .variable:
        result += interpreter.output(output)
        output += 1
      case .function(let id):
        // The blocks of a net follow one another in the order of its weights.
        let start = taken[id, default: 0]
        guard let flat = weights[id], start + block.count <= flat.count else { return nil }
        var stored = [Double](repeating: 0, count: block.count)
        for (place, value) in zip(block.places, flat[start...]) { stored[place] = value }
        result += stored
        taken[id] = start + block.count
      }
    }
    return result
  }
}

extension Lowering {
  /// Builds the program that maps values of the points to their coordinates.
  static func unconstraining(
    _ bound: BoundModel, assignments: [VariableID: Assignment], blocks: [ParameterBlock],
    keepsNumbersOpen: Bool
  ) throws(LoweringFailure) -> Unconstraining {
    var lowering = Lowering(
      bound, assignments: assignments, keepsNumbersOpen: keepsNumbersOpen)
    var inputs: [(variable: VariableID, input: InputID, sizes: [Int], places: [Int])] = []
    let points = blocks.compactMap(\.variable)
    for id in points {
      let variable = bound.model.variables[id]
      let axes = try lowering.tableAxes(variable)
      let value = lowering.builder.input(
        variable.name, TensorType(.real, axes), role: .data)
      lowering.fixedTables[TableKey(variable: id, assignment: .block)] =
        Operand(value, components: axes)
      guard case .input(let input) = lowering.builder.program[value].op else { continue }
      let program = lowering.builder.program
      inputs.append(
        (
          id, input, program[input].type.axes.map { program[$0].size },
          lowering.places(axes)
        ))
    }
    var outputs: [Output] = []
    for id in points {
      let variable = bound.model.variables[id]
      let shape = try lowering.blockShape(of: id, variable)
      let table = try lowering.table(of: id, readAt: variable.span)
      let free = lowering.builder.unconstrain(
        table.value, along: shape.coordinates.first, from: shape.space)
      outputs.append(Output(name: variable.name, value: free))
    }
    return Unconstraining(
      program: lowering.builder.finish(outputs), data: lowering.data,
      origins: lowering.origins, inputs: inputs)
  }
}
