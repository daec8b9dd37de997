/// The dictionary at the head of an NPY file: `{'descr': '<f8', 'fortran_order': False, 'shape':
/// (3, 2), }`.
struct NPYHeader {
  let element: NPYElement
  let isFortranOrder: Bool
  let shape: [Int]

  init(_ bytes: ArraySlice<UInt8>, name: String) throws(DataFailure) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let order = Self.value(of: "fortran_order", in: text),
      let shape = Self.shape(in: text), let described = Self.value(of: "descr", in: text)
    else { throw .malformedHeader(name: name) }
    guard let element = NPYElement(Self.unquoted(described)) else {
      throw .unsupportedElement(name: name, Self.unquoted(described))
    }
    self.element = element
    self.shape = shape
    isFortranOrder = order == "True"
  }

  /// The text after `'key':` up to the next comma or brace.
  private static func value(of key: String, in text: String) -> String? {
    guard let rest = after(key, in: text) else { return nil }
    let value = rest.prefix { $0 != "," && $0 != "}" }
    return trimmed(value)
  }

  private static func shape(in text: String) -> [Int]? {
    guard let rest = after("shape", in: text), let open = rest.firstIndex(of: "("),
      let close = rest.firstIndex(of: ")"), open < close
    else { return nil }
    var shape: [Int] = []
    for part in rest[rest.index(after: open)..<close].split(separator: ",") {
      let digits = trimmed(part)
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else { return nil }
      shape.append(extent)
    }
    return shape.count <= DataLimit.depth ? shape : nil
  }

  private static func after(_ key: String, in text: String) -> Substring? {
    for quote in ["'", "\""] {
      let quoted = quote + key + quote
      var start = text.startIndex
      while start < text.endIndex {
        if text[start...].hasPrefix(quoted) {
          let rest = text[start...].dropFirst(quoted.count).drop { $0 == " " }
          return rest.first == ":" ? rest.dropFirst() : nil
        }
        start = text.index(after: start)
      }
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " || $0 == "\n" }
    return String(start.reversed().drop { $0 == " " || $0 == "\n" }.reversed())
  }

  private static func unquoted(_ text: String) -> String {
    text.filter { $0 != "'" && $0 != "\"" }
  }
}

/// The type of an element of an NPY file: `<f8`, `|u1`, `>i4`.
struct NPYElement {
  private enum Kind { case real, signed, unsigned, boolean }
  private let kind: Kind
  private let isBigEndian: Bool
  let size: Int

  init?(_ description: String) {
    let characters = Array(description)
    guard characters.count == 3, "<>|=".contains(characters[0]),
      let size = characters[2].wholeNumberValue
    else { return nil }
    switch (characters[1], size) {
    case ("f", 4), ("f", 8): kind = .real
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): kind = .signed
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): kind = .unsigned
    case ("b", 1): kind = .boolean
    default: return nil
    }
    self.size = size
    isBigEndian = characters[0] == ">"
  }

  /// Whether elements lie in a file as they do in memory as `Double`s.
  var isNativeDouble: Bool { kind == .real && size == 8 && !isBigEndian }

  func read(
    _ bytes: ArraySlice<UInt8>, count: Int, name: String
  ) throws(DataFailure) -> DataArray.Storage {
    switch kind {
    case .real where size == 4:
      return .reals(words(bytes, count).map { Double(Float(bitPattern: UInt32($0))) })
    case .real where !isBigEndian:
      return .reals(
        [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
          UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
          initialized = count
        })
    case .real: return .reals(words(bytes, count).map { Double(bitPattern: $0) })
    case .boolean: return .booleans(bytes.map { $0 != 0 })
    case .unsigned where size == 1: return .bytes(Array(bytes))
    case .unsigned:
      let values = words(bytes, count)
      if let large = values.first(where: { $0 > UInt64(Int64.max) }) {
        throw .integerTooLarge(name: name, String(large))
      }
      return .integers(values.map { Int64($0) })
    case .signed:
      let shift = 64 - 8 * size
      return .integers(words(bytes, count).map { Int64(bitPattern: $0 << shift) >> shift })
    }
  }

  private func words(_ bytes: ArraySlice<UInt8>, _ count: Int) -> [UInt64] {
    bytes.withUnsafeBytes { buffer in
      (0..<count).map { i in
        var word: UInt64 = 0
        for k in 0..<size {
          let byte = UInt64(buffer[i * size + k])
          word |= byte << UInt64(8 * (isBigEndian ? size - 1 - k : k))
        }
        return word
      }
    }
  }
}
