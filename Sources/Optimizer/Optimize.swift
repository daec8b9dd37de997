public import TensorIR

/// One step of the optimiser: a program to an equivalent one.
public struct Pass: Sendable {
  /// A short name for messages.
  public let name: String
  /// What it does, as a function of a program.
  public let run: @Sendable (TensorProgram) -> TensorProgram

  /// The passes in the order in which they run.
  public static let standard = [
    // First, so that what composite functions have in common becomes visible.
    Pass(name: "expand composites", run: expandComposites),
    // Needs the exponentials of weights as autodiff wrote them.
    Pass(name: "share softmax", run: shareSoftmax),
    // Last: the others leave constant factors behind.
    Pass(name: "fold factors", run: foldFactors),
  ]
}

/// Returns an equivalent program that costs less to run.
///
/// Axes and inputs stay as they are, so data and parameters are laid out as before. Values agree
/// with those of the given program up to rounding, NaN and infinities included.
public func optimize(
  _ program: TensorProgram, with passes: [Pass] = Pass.standard
) -> TensorProgram {
  passes.reduce(program) { program, pass in
    let result = pass.run(program)
    assert(result.firstViolation() == nil, "\(pass.name) broke the program")
    return result
  }
}

extension TensorProgram {
  /// Writes every node anew, operands replaced by what became of them, and drops what is unused.
  ///
  /// - Parameter rule: what to write instead of an op on new operands, nil to write it as it is.
  func rewritten(
    _ rule: (inout ProgramBuilder, Op) -> ValueID?
  ) -> TensorProgram {
    var builder = ProgramBuilder(self)
    var images: [ValueID] = []
    images.reserveCapacity(nodes.count)
    for node in nodes {
      let op = node.op.mapOperands { images[Int($0.index)] }
      builder.origin = node.origin
      images.append(rule(&builder, op) ?? builder.append(op))
    }
    let outputs = outputs.map { Output(name: $0.name, value: images[Int($0.value.index)]) }
    return builder.finish(outputs).pruned()
  }
}
