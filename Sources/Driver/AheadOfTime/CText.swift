/// Pieces of C.
enum CText {
  /// A text in quotes.
  static func string(_ text: String) -> String {
    var result = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7f where byte != UInt8(ascii: "?"): result += String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return result + "\""
  }

  static func number(_ x: Double) -> String {
    if x.isNaN { return "NAN" }
    return x.isInfinite ? (x > 0 ? "INFINITY" : "-INFINITY") : "\(x)"
  }

  /// An array without a name; C has none that is empty.
  static func array(_ type: String, _ elements: [String]) -> String {
    "(const \(type)[]){\(elements.isEmpty ? "0" : elements.joined(separator: ", "))}"
  }

  static func integers(_ values: [Int]) -> String { array("int64_t", values.map { "\($0)" }) }

  /// A `gm_shape`.
  static func shape(_ sizes: [Int], strides: [Int]) -> String {
    "{\(sizes.count), \(integers(sizes)), \(integers(strides)), \(sizes.reduce(1, *))}"
  }

  /// A table with a name.
  static func table(_ type: String, _ name: String, _ rows: [String]) -> String {
    let body = rows.isEmpty ? "{0}" : rows.map { "\n  \($0)" }.joined(separator: ",")
    return "static const \(type) \(name)[] = {\(body)\n};\n"
  }
}

/// How far apart neighbours along each axis are stored.
///
/// - Parameter places: where each element, row-major over the sizes, is stored.
func strides(of sizes: [Int], _ places: [Int]) -> [Int] {
  var step = 1
  var result = [Int](repeating: 0, count: sizes.count)
  for axis in sizes.indices.reversed() {
    if sizes[axis] > 1, step < places.count { result[axis] = places[step] - places[0] }
    step *= sizes[axis]
  }
  return result
}
