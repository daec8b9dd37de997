extension TensorProgram {
  /// Reads the text form; lines may be empty or start with `//`.
  ///
  /// Only the form is checked: ask for the `firstViolation` of a program that one has not written.
  public init(parsing text: String) throws(ProgramTextFailure) {
    var reader = ProgramReader()
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      var reading = LineReader(line, line: number)
      if reading.isAtEnd || line.hasPrefix("//") { continue }
      try reader.readLine(&reading)
      if !reading.isAtEnd { throw reading.failure("unexpected text at the end of the line") }
    }
    if reader.isInsideScan { throw LineReader("", line: number).failure("expected '}'") }
    self = reader.program
  }
}

/// A program of which some lines have been read.
struct ProgramReader {
  private(set) var program = TensorProgram()
  private var axes: [String: AxisID] = [:]
  private var inputs: [String: InputID] = [:]
  /// The loop that is being read: one or none.
  private var scans: [ScanReader] = []

  init() {}

  /// Starts the body of a loop.
  init(axesOf reader: ProgramReader) {
    program = reader.program.withoutNodes
    axes = reader.axes
  }

  /// Whether the next line belongs to the body of a loop.
  var isInsideScan: Bool { !scans.isEmpty }

  mutating func readLine(_ line: inout LineReader) throws(ProgramTextFailure) {
    if isInsideScan {
      try readBody(&line)
    } else if line.skip("%") {
      try readNode(&line)
    } else if line.skip(word: "axis") {
      try readAxis(&line)
    } else if line.skip(word: "input") {
      try readInput(&line)
    } else if line.skip(word: "output") {
      try readOutput(&line)
    } else {
      throw line.failure("expected an axis, an input, a value or an output")
    }
  }

  mutating func readOutput(_ line: inout LineReader) throws(ProgramTextFailure) {
    let quoted = try line.quoted()
    let name = if let quoted { quoted } else { try line.word() }
    try line.expect("=")
    program.outputs.append(Output(name: name, value: try value(&line)))
  }

  private mutating func readBody(_ line: inout LineReader) throws(ProgramTextFailure) {
    guard let op = try scans[0].readLine(&line) else { return }
    append(op, scans.removeLast().type, try origin(&line))
  }

  private mutating func readAxis(_ line: inout LineReader) throws(ProgramTextFailure) {
    let label = try line.label()
    let name = try declaredName(label, &line)
    if axes[label] != nil { throw line.failure("a second axis '\(label)'") }
    axes[label] = AxisID(index: Int32(program.axes.count))
    try line.expect("=")
    program.axes.append(Axis(name: name, size: try line.integer()))
  }

  /// Reads an input; its role too unless that is known.
  mutating func readInput(
    _ line: inout LineReader, role known: InputRole? = nil
  ) throws(ProgramTextFailure) {
    let label = try line.label()
    let name = try declaredName(label, &line)
    if inputs[label] != nil { throw line.failure("a second input '\(label)'") }
    inputs[label] = InputID(index: Int32(program.inputs.count))
    try line.expect(":")
    let type = try type(&line)
    let role: InputRole
    if let known {
      role = known
    } else if let read = InputRole(rawValue: try line.word()) {
      role = read
    } else {
      throw line.failure("expected 'data' or 'parameter'")
    }
    program.inputs.append(Input(name: name, type: type, role: role))
  }

  private mutating func readNode(_ line: inout LineReader) throws(ProgramTextFailure) {
    if try line.integer() != program.nodes.count {
      throw line.failure("expected %\(program.nodes.count)")
    }
    try line.expect(":")
    let type = try type(&line)
    try line.expect("=")
    if line.skip(word: "scan") {
      guard line.skip(word: "of") else {
        return scans = [try ScanReader(&line, type: type, in: self)]
      }
      let other = try value(&line)
      guard program.nodes.indices.contains(Int(other.index)),
        case .scan(let scan, _) = program[other].op
      else { throw line.failure("%\(other.index) is no scan") }
      let result = try ScanResult(&line, in: self)
      append(.scan(scan, result), type, try origin(&line))
    } else {
      let op = try op(&line)
      append(op, type, try origin(&line))
    }
  }

  private mutating func append(_ op: Op, _ type: TensorType, _ origin: Origin?) {
    program.nodes.append(Node(op: op, type: type, origin: origin))
  }

  private func origin(_ line: inout LineReader) throws(ProgramTextFailure) -> Origin? {
    line.skip("@") ? Origin(index: Int32(clamping: try line.integer())) : nil
  }

  private func declaredName(
    _ label: String, _ line: inout LineReader
  ) throws(ProgramTextFailure) -> String {
    try line.quoted() ?? String(label.prefix { $0 != "#" })
  }

  func type(_ line: inout LineReader) throws(ProgramTextFailure) -> TensorType {
    guard let element = ElementType(rawValue: try line.word()) else {
      throw line.failure("expected 'real', 'integer' or 'boolean'")
    }
    guard line.skip("[") else { return TensorType(element) }
    var axes: [AxisID] = []
    repeat {
      let axis = try axis(&line)
      try line.expect(":")
      if try line.integer() != program[axis].size {
        throw line.failure("axis '\(program[axis].name)' has size \(program[axis].size)")
      }
      axes.append(axis)
    } while line.skip(",")
    try line.expect("]")
    return TensorType(element, axes)
  }

  func axis(_ line: inout LineReader) throws(ProgramTextFailure) -> AxisID {
    let label = try line.label()
    guard let axis = axes[label] else { throw line.failure("unknown axis '\(label)'") }
    return axis
  }

  func axisList(_ line: inout LineReader) throws(ProgramTextFailure) -> [AxisID] {
    try line.expect("[")
    if line.skip("]") { return [] }
    var axes = [try axis(&line)]
    while line.skip(",") { axes.append(try axis(&line)) }
    try line.expect("]")
    return axes
  }

  func input(_ line: inout LineReader) throws(ProgramTextFailure) -> InputID {
    let label = try line.label()
    guard let input = inputs[label] else { throw line.failure("unknown input '\(label)'") }
    return input
  }

  func value(_ line: inout LineReader) throws(ProgramTextFailure) -> ValueID {
    try line.expect("%")
    return ValueID(index: Int32(clamping: try line.integer()))
  }
}
