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

/// What to write instead of an op on new operands, nil to write it as it is.
typealias RewriteRule = (inout ProgramBuilder, Op) -> ValueID?

extension TensorProgram {
  /// Writes every node anew, operands replaced by what became of them, and drops what is unused.
  ///
  /// The bodies of loops are written anew too, each by a rule of its own.
  func rewritten(_ makeRule: () -> RewriteRule) -> TensorProgram {
    var builder = ProgramBuilder(self)
    let images = write(to: &builder, makeRule)
    let outputs = outputs.map { Output(name: $0.name, value: images[Int($0.value.index)]) }
    return builder.finish(outputs).pruned()
  }

  /// Writes every node to a builder and returns what became of each.
  fileprivate func write(
    to builder: inout ProgramBuilder, _ makeRule: () -> RewriteRule
  ) -> [ValueID] {
    let rule = makeRule()
    var bodies: [ScanBody: (body: ScanBody, images: [ValueID])] = [:]
    var images: [ValueID] = []
    images.reserveCapacity(nodes.count)
    for node in nodes {
      var op = node.op.mapOperands { images[Int($0.index)] }
      if case .scan(let scan, let result) = op {
        let new = bodies[scan.body] ?? scan.body.rewritten(makeRule)
        bodies[scan.body] = new
        op = .scan(scan.with(new.body), result.renumbered { new.images[Int($0.index)] })
      }
      builder.origin = node.origin
      images.append(rule(&builder, op) ?? builder.append(op))
    }
    return images
  }
}

extension ScanBody {
  /// The body written anew, and what became of each of its values.
  fileprivate func rewritten(
    _ makeRule: () -> RewriteRule
  ) -> (body: ScanBody, images: [ValueID]) {
    var builder = ProgramBuilder(leavesOf: program)
    let images = program.write(to: &builder, makeRule)
    let outputs = program.outputs.map {
      Output(name: $0.name, value: images[Int($0.value.index)])
    }
    return (with(builder.finish(outputs)), images)
  }
}
