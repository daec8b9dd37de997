import Backends
import TensorIR

/// What values of a density program are, for its own inputs or for others of the same sizes.
func evaluate(
  _ program: DensityProgram, _ values: [ValueID], inputs: [[Double]]? = nil
) throws -> [Double] {
  var interpreter = try interpreter(program, values)
  interpreter.run((inputs ?? program.inputs).flatMap { $0 })
  return values.indices.map { interpreter.scalar($0) }
}

/// What a value is along the plate of a density program.
func evaluatePlate(_ program: DensityProgram, _ value: ValueID) throws -> [Double] {
  var interpreter = try interpreter(program, [value])
  interpreter.run(program.inputs.flatMap { $0 })
  return interpreter.output(0)
}

private func interpreter(_ program: DensityProgram, _ values: [ValueID]) throws -> Backends {
  let outputs = values.enumerated().map { Output(name: "y\($0)", value: $1) }
  return try Backends(program.builder.finish(outputs), data: [:])
}
