import Binding
import Objectives
import Reporting
import Semantics

/// A table of a fit that is saved bitwise: the weights of a net, or a variable with too many
/// elements to be reported by name.
struct SavedTable: Equatable, Sendable {
  let name: String
  let values: [Double]

  /// The numbers as base64 of their little-endian bytes, single if that is what they are: what is
  /// trained in single precision takes half the room.
  var json: JSONValue {
    let isSingle = values.allSatisfy { Double(Float($0)).bitPattern == $0.bitPattern }
    let bytes =
      isSingle
      ? values.flatMap { littleEndian(Float($0).bitPattern) }
      : values.flatMap { littleEndian($0.bitPattern) }
    return [
      "name": .string(name), "count": .integer(values.count),
      isSingle ? "f32" : "f64": .string(base64(bytes)),
    ]
  }

  init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }

  /// `nil` if this is no such table.
  init?(_ json: JSONValue) {
    guard let name = json["name"]?.string else { return nil }
    self.name = name
    if let words: [UInt32] = littleEndianWords(json["f32"]) {
      values = words.map { Double(Float(bitPattern: $0)) }
    } else if let words: [UInt64] = littleEndianWords(json["f64"]) {
      values = words.map { Double(bitPattern: $0) }
    } else {
      return nil
    }
  }
}

extension Problem {
  /// The weights of nets, moved or not, and the variables that are not reported by name.
  func savedWeights(at position: [Double], in bound: BoundModel) -> [SavedTable] {
    let model = bound.model
    let nets = bound.weights.merging(lowered.weights(at: position)) { $1 }
      .sorted { $0.key < $1.key }
    let points = Set(lowered.blocks.compactMap(\.variable))
    let unreported = lowered.quantities.indices.filter { index in
      points.contains(lowered.quantities[index].variable) && !reported.outputs.contains(index)
    }
    return nets.map { SavedTable(name: model.functions[$0].name, values: $1) }
      + zip(unreported, values(of: unreported, at: position)).map {
        SavedTable(name: lowered.quantities[$0].name, values: $1)
      }
  }
}

private func littleEndian(_ word: some FixedWidthInteger) -> [UInt8] {
  stride(from: 0, to: word.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: word >> $0) }
}

/// The words of a text in base64; `nil` if it is no text of whole ones.
private func littleEndianWords<Word: FixedWidthInteger>(_ json: JSONValue?) -> [Word]? {
  let size = Word.bitWidth / 8
  guard let text = json?.string, let bytes = bytes(base64: text), bytes.count % size == 0 else {
    return nil
  }
  return stride(from: 0, to: bytes.count, by: size).map { start in
    (0..<size).reduce(0) { $0 | Word(bytes[start + $1]) << (8 * $1) }
  }
}

private let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// Bytes as text (RFC 4648).
func base64(_ bytes: [UInt8]) -> String {
  var result: [UInt8] = []
  result.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for place in 0..<4 {
      let isPadding = place > group.count
      result.append(isPadding ? UInt8(ascii: "=") : digits[word >> (6 * (3 - place)) & 63])
    }
  }
  return String(decoding: result, as: UTF8.self)
}

/// The bytes of a text; `nil` if it is no base64.
func bytes(base64 text: String) -> [UInt8]? {
  var values = [UInt8](repeating: 255, count: 256)
  for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
  let characters = Array(text.utf8)
  guard characters.count % 4 == 0 else { return nil }
  var result: [UInt8] = []
  result.reserveCapacity(characters.count / 4 * 3)
  for start in stride(from: 0, to: characters.count, by: 4) {
    let group = characters[start..<start + 4]
    let padding = start + 4 == characters.count ? group.count { $0 == UInt8(ascii: "=") } : 0
    guard padding < 3 else { return nil }
    var word = 0
    for character in group.dropLast(padding) {
      let value = values[Int(character)]
      guard value < 64 else { return nil }
      word = word << 6 | Int(value)
    }
    word <<= 6 * padding
    for place in 0..<3 - padding { result.append(UInt8(word >> (8 * (2 - place)) & 255)) }
  }
  return result
}
