public import TensorIR

/// Returns a program for an output and its gradient.
///
/// The outputs are the value and, for each parameter input in order, the gradient in it, which has
/// the input's type and name.
///
/// - Parameter condition: an output, a boolean; where it is false, the value is NaN.
/// - Precondition: the output is real and has no axes.
public func differentiate(
  _ program: TensorProgram, output: Int, where condition: Int? = nil
) -> TensorProgram {
  var builder = ProgramBuilder(program)
  let value = program.outputs[output]
  var outputs = [value]
  if let condition {
    let isRight = program.outputs[condition].value
    let checked = builder.select(isRight, value.value, builder.constant(.nan))
    outputs[0] = Output(name: value.name, value: checked)
  }
  let inputs = program.inputs.indices.map { InputID(index: Int32($0)) }
    .filter { program[$0].role == .parameter }
  let parameters = inputs.map { builder.append(.input($0)) }
  let gradients = builder.gradient(of: value.value, withRespectTo: parameters)
  for (input, gradient) in zip(inputs, gradients) {
    outputs.append(Output(name: program[input].name, value: gradient))
  }
  return builder.finish(outputs).pruned()
}

/// Returns a program for the second derivatives of an output.
///
/// Its output `i * count + j` is the derivative of the gradient in parameter input i by input j,
/// for as many inputs as `count`; it is row-major over the elements of i, and then those of j.
///
/// - Precondition: the output is real and has no axes.
public func differentiateTwice(_ program: TensorProgram, output: Int) -> TensorProgram {
  var builder = ProgramBuilder(program)
  let inputs = program.inputs.indices.map { InputID(index: Int32($0)) }
    .filter { program[$0].role == .parameter }
  let parameters = inputs.map { builder.append(.input($0)) }
  let hessian = builder.hessian(
    of: program.outputs[output].value, withRespectTo: parameters)
  let names = inputs.map { program[$0].name }
  let outputs = zip(names, hessian.blocks).flatMap { name, blocks in
    zip(names, blocks).map { Output(name: name + ", " + $0, value: $1) }
  }
  return builder.finish(outputs).pruned()
}
