/// Writes a program, or the body of a loop in it, line by line.
struct ProgramWriter {
  private let program: TensorProgram
  private let types: TypeWriter
  private let inputs: [String]

  init(_ program: TensorProgram) {
    self.init(program, TypeWriter(axes: program.axes, labels: program.axes.map(\.name).labels))
  }

  private init(_ program: TensorProgram, _ types: TypeWriter) {
    self.program = program
    self.types = types
    inputs = program.inputs.map(\.name).labels
  }

  /// The lines of a whole program.
  func lines() -> [String] {
    let axes = zip(types.labels, program.axes).map { label, axis in
      "axis \(declaration(label, axis.name)) = \(axis.size)"
    }
    let inputs = program.inputs.map(\.role.rawValue)
    return axes
      + inputLines.enumerated().map { "input \($1) \(inputs[$0])" } + nodeLines
      + program.outputs.map { "output \($0.name.wordOrQuoted) = %\($0.value.index)" }
  }

  /// The lines between the braces of a loop.
  private func lines(of body: ScanBody) -> [String] {
    let inputs = inputLines.enumerated().map { index, line in
      index < body.carryCount
        ? "carry \(line)"
        : body.isSlice(index)
          ? "slice \(line)"
          : "shared \(line)"
    }
    return inputs + nodeLines
      + program.outputs.map { "next \($0.name.wordOrQuoted) = %\($0.value.index)" }
  }

  private var inputLines: [String] {
    zip(inputs, program.inputs).map { label, input in
      "\(declaration(label, input.name)) : \(types.text(input.type))"
    }
  }

  private var nodeLines: [String] {
    let writer = OpWriter(types: types, inputs: inputs)
    var lines: [String] = []
    var written: [Scan: ValueID] = [:]
    for (index, node) in program.nodes.enumerated() {
      let start = "%\(index) : \(types.text(node.type)) = "
      let origin = node.origin.map { " @\($0.index)" } ?? ""
      guard case .scan(let scan, let result) = node.op else {
        lines.append(start + writer.text(node.op) + origin)
        continue
      }
      if let other = written[scan] {
        lines.append(start + "scan of %\(other.index) \(writer.text(result))" + origin)
      } else {
        written[scan] = ValueID(index: Int32(index))
        lines.append(start + writer.text(node.op) + " {")
        let body = ProgramWriter(scan.body.program, types)
        lines += body.lines(of: scan.body).map { "  \($0)" }
        lines.append("}" + origin)
      }
    }
    return lines
  }

  private func declaration(_ label: String, _ name: String) -> String {
    name.isWord ? label : "\(label) \(name.quoted)"
  }
}
