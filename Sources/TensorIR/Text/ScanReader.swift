/// A loop of which the line and perhaps part of the body have been read.
///
/// The body stands between braces, one line for each input and each value of it, with identities
/// of its own:
///
///     %3 : real = scan %0 %1 %2 along n final 0 {
///       carry level : real
///       slice change : real
///       shared rate : real
///       %0 : real = input level
///       ...
///       next level = %4
///     }
///     %4 : real[n:10] = scan of %3 each %4
struct ScanReader {
  let type: TensorType
  private let operands: [ValueID]
  private let axis: AxisID
  private let isReversed: Bool
  private let result: ScanResult
  private var carries = 0
  private var slices = 0
  private var body: ProgramReader

  /// Reads what stands behind the word `scan`.
  init(
    _ line: inout LineReader, type: TensorType, in reader: ProgramReader
  ) throws(ProgramTextFailure) {
    self.type = type
    var operands: [ValueID] = []
    while !line.skip(word: "along") { operands.append(try reader.value(&line)) }
    self.operands = operands
    axis = try reader.axis(&line)
    isReversed = line.skip(word: "reversed")
    result = try ScanResult(&line, in: reader)
    try line.expect("{")
    body = ProgramReader(axesOf: reader)
  }

  /// Reads a line of the body; returns the op once the closing brace is reached.
  mutating func readLine(_ line: inout LineReader) throws(ProgramTextFailure) -> Op? {
    if body.isInsideScan {
      try body.readLine(&line)
    } else if line.skip("}") {
      let body = ScanBody(body.program, carryCount: carries, sliceCount: slices)
      let scan = Scan(along: axis, isReversed: isReversed, body: body, operands: operands)
      return .scan(scan, result)
    } else if line.skip(word: "next") {
      try body.readOutput(&line)
    } else if line.skip(word: "carry") {
      carries += 1
      try body.readInput(&line, role: .parameter)
    } else if line.skip(word: "slice") {
      slices += 1
      try body.readInput(&line, role: .parameter)
    } else if line.skip(word: "shared") {
      try body.readInput(&line, role: .parameter)
    } else {
      try body.readLine(&line)
    }
    return nil
  }
}

extension ScanResult {
  init(_ line: inout LineReader, in reader: ProgramReader) throws(ProgramTextFailure) {
    if line.skip(word: "final") {
      self = .final(try line.integer())
    } else {
      try line.expect(word: "each")
      self = .each(try reader.value(&line))
    }
  }
}
