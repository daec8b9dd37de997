import Foundation

/// A committed table of a function's values: name, arguments, value.
struct ReferenceTable {
  struct Row: CustomStringConvertible {
    let name: String
    let arguments: [Double]
    let value: Double
    var description: String { "\(name)\(arguments) = \(value)" }
  }

  let rows: [Row]

  init(_ fileName: String, source: String = #filePath) throws {
    let folder = URL(fileURLWithPath: source).deletingLastPathComponent()
    let file = folder.appendingPathComponent("reference/\(fileName)")
    let text = try String(contentsOf: file, encoding: .utf8)
    rows = text.split(separator: "\n").map { line in
      let fields = line.split(separator: ",")
      let numbers = fields.dropFirst().map { Double($0) ?? .nan }
      return Row(
        name: String(fields[0]), arguments: Array(numbers.dropLast()), value: numbers.last ?? .nan)
    }
  }
}
