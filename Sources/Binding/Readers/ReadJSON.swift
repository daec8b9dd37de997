/// Reads Stan's data format: one object whose members are scalars or nested row-major arrays.
///
/// `null` is missing, and `"NaN"`, `"Inf"`, `"-Inf"` are numbers. A member is integers when every
/// number in it is written without point and exponent. Rows may differ in length.
/// Source: https://mc-stan.org/docs/cmdstan-guide/json_apdx.html
func readJSON(_ bytes: [UInt8]) throws(DataFailure) -> [DataArray] {
  let result = bytes.withUnsafeBufferPointer { buffer -> Result<[DataArray], DataFailure> in
    Result { () throws(DataFailure) -> [DataArray] in
      var parser = JSONParser(buffer)
      return try parser.parse()
    }
  }
  return try result.get()
}

private struct JSONParser {
  var scanner: JSONScanner

  init(_ bytes: UnsafeBufferPointer<UInt8>) { scanner = JSONScanner(bytes) }

  mutating func parse() throws(DataFailure) -> [DataArray] {
    try scanner.expect("{", as: "`{`")
    var arrays: [DataArray] = []
    var names: Set<String> = []
    if !scanner.take("}") {
      repeat {
        let name = try scanner.scanString()
        guard names.insert(name).inserted else { throw .duplicateName(name) }
        try scanner.expect(":", as: "`:`")
        arrays.append(try parseMember(name))
      } while scanner.take(",")
      try scanner.expect("}", as: "`,` or `}`")
    }
    guard scanner.isAtEnd else { throw scanner.unexpected("the end of the file") }
    return arrays
  }

  private mutating func parseMember(_ name: String) throws(DataFailure) -> DataArray {
    var builder = JSONArrayBuilder(name: name)
    try parseValue(into: &builder, depth: 0)
    do throws(JSONArrayBuilder.Unbuildable) {
      return try builder.build()
    } catch {
      switch error {
      case .unevenNesting: throw .unevenNesting(line: scanner.line, name: name)
      case .mixedValues: throw .mixedValues(line: scanner.line, name: name)
      }
    }
  }

  private mutating func parseValue(
    into builder: inout JSONArrayBuilder, depth: Int
  ) throws(DataFailure) {
    switch scanner.peek {
    case UInt8(ascii: "["):
      guard depth < DataLimit.depth else {
        throw .tooDeep(line: scanner.line, name: builder.name)
      }
      try parseArray(into: &builder, depth: depth)
    case UInt8(ascii: "{"): throw .nestedObject(line: scanner.line, name: builder.name)
    case UInt8(ascii: "\""):
      let text = try scanner.scanString()
      builder.add(text, depth: depth)
    default: try parseScalar(into: &builder, depth: depth)
    }
  }

  private mutating func parseArray(
    into builder: inout JSONArrayBuilder, depth: Int
  ) throws(DataFailure) {
    scanner.advance()
    var count = 0
    if !scanner.take("]") {
      repeat {
        try parseValue(into: &builder, depth: depth + 1)
        count += 1
      } while scanner.take(",")
      try scanner.expect("]", as: "`,` or `]`")
    }
    builder.close(count: count, depth: depth)
  }

  private mutating func parseScalar(
    into builder: inout JSONArrayBuilder, depth: Int
  ) throws(DataFailure) {
    let word = scanner.scanWord()
    if let integer = decimalInteger(word) {
      builder.add(integer, depth: depth)
    } else if let real = decimal(word) {
      builder.add(real, depth: depth)
    } else {
      switch String(decoding: word.prefix(16), as: UTF8.self) {
      case "null": builder.addNull(depth: depth)
      case "true": builder.add(true, depth: depth)
      case "false": builder.add(false, depth: depth)
      case let text:
        guard let special = specialNumber(text) else { throw scanner.unexpected("a value") }
        builder.add(special, depth: depth)
      }
    }
  }
}
