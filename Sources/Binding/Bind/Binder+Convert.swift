import Semantics

// From the kinds of a file to the storage of a type.

/// Reads the dense elements of an input and says where each stands in its file.
struct ElementReader {
  let input: Input
  /// How many components each element of the indices has.
  let block: Int
  /// Whether each element of the indices lies within its ragged sets.
  let inside: [Bool]?

  var count: Int { input.shape.reduce(1, *) }

  /// The stored element that holds a value; `nil` for a hole or beyond the end of a row.
  func source(of element: Int) -> Int? {
    if let inside, !inside[element / block] { return nil }
    let source = input.positions?[element] ?? element
    return source < 0 || input.array.isMissing(source) ? nil : source
  }

  /// ``a.csv, row 3, column `y` `` or ``d.json, `y[3,2]` ``.
  func place(of element: Int) -> String {
    let source = max(0, input.positions?[element] ?? element)
    let width = max(1, input.array.count / max(1, input.array.shape.first ?? 1))
    if input.isTable {
      let column = input.columns.isEmpty ? nil : input.columns[source % width % input.columns.count]
      return "\(input.file), row \(source / width + 1), "
        + (column.map { "column `\($0)`" } ?? input.title)
    }
    guard !input.file.isEmpty else { return input.title }
    // The subscripts of the array as it stands in the file, where it is dense there.
    let shape = input.positions == nil ? input.array.shape : input.shape
    guard !shape.isEmpty else { return "\(input.file), \(input.title)" }
    let subscripts = unravel(element, shape).map { String($0 + 1) }.joined(separator: ",")
    return "\(input.file), `\(input.array.name)[\(subscripts)]`"
  }
}

extension Binder {
  /// The values in the storage of their type; `nil` after an error about one of them.
  mutating func convert(
    _ input: Input, _ reader: ElementReader, _ kind: ElementKind
  ) -> BoundValue.Storage? {
    let storage = input.array.storage
    switch kind {
    case .real(let domain):
      if case .bytes(let bytes) = storage { return pixels(bytes, domain, reader) }
      // What needs no change is not copied: it may be most of the memory that there is.
      if case .reals(let values) = storage, input.positions == nil, input.array.missing == nil,
        reader.inside == nil, values.allSatisfy(domain.contains)
      {
        return .reals(values)
      }
      let values = values(reader, zero: 0.0, wanted: domain.name) {
        storage.number(at: $0).flatMap { domain.contains($0) ? $0 : nil }
      }
      return values.map { .reals($0) }
    case .integer(let least):
      let wanted = least == 0 ? "a whole number from 0 on" : "an integer"
      let values = values(reader, zero: Int32(0), wanted: wanted) {
        storage.integer(at: $0).flatMap { $0 < least ? nil : Int32(exactly: $0) }
      }
      return values.map { .integers($0) }
    case .boolean:
      if case .booleans(let values) = storage, input.positions == nil, input.array.missing == nil {
        return .booleans(values)
      }
      let hint = input.file.isEmpty ? nil : "`--binarise NAME` makes what is at least 0.5 true"
      let values = values(
        reader, zero: false, wanted: "a truth value (yes/no, true/false, 0/1)", hint: hint
      ) { storage.truth(at: $0) }
      return values.map { .booleans($0) }
    case .member(let set): return members(set, reader)
    }
  }

  private mutating func members(
    _ set: IndexSetID, _ reader: ElementReader
  ) -> BoundValue.Storage? {
    let array = reader.input.array
    let names = positions[set]
    let (size, first) = (knownSize(set) ?? 0, firstMember(of: set))
    let wanted = describe(set)
    // Without a declaration the members are those that the training rows have.
    let isFound: Bool
    if case .fromData = model.indexSets[set].extent { isFound = true } else { isFound = false }
    let hint =
      reference == nil || !isFound
      ? nil
      : "no training row has it; train on some that do, or declare the members of "
        + "`\(model.indexSets[set].name)`"
    let values = values(reader, zero: Int32(0), wanted: wanted, hint: hint) { element in
      if let names {
        return names[array.storage.text(at: element)].map { Int32($0) }
      }
      guard let number = array.storage.integer(at: element), number >= first,
        number - first < size
      else { return nil }
      return Int32(number - first)
    }
    return values.map { .integers($0) }
  }

  /// Bytes stay bytes: of a `unit` they are over 255, unless `--scale` says otherwise.
  private mutating func pixels(
    _ bytes: [UInt8], _ domain: RealDomain, _ reader: ElementReader
  ) -> BoundValue.Storage? {
    let scale = reader.input.scale ?? (domain == .unit ? 1.0 / 255 : 1)
    if reader.input.positions == nil, reader.input.array.missing == nil, reader.inside == nil,
      domain.contains(0), domain.contains(255 * scale)
    {
      return .bytes(bytes, scale: scale)
    }
    let values = values(reader, zero: UInt8(0), wanted: domain.name) {
      domain.contains(Double(bytes[$0]) * scale) ? bytes[$0] : nil
    }
    return values.map { .bytes($0, scale: scale) }
  }

  /// Reads every element, zero where there is none; `nil` after reporting the first bad one.
  private mutating func values<T>(
    _ reader: ElementReader, zero: T, wanted: String, hint: String? = nil,
    read: (Int) -> T?
  ) -> [T]? {
    var result: [T] = []
    let count = reader.count
    result.reserveCapacity(count)
    var bad: [Int] = []
    for element in 0..<count {
      guard let source = reader.source(of: element) else {
        result.append(zero)
        continue
      }
      if let value = read(source) {
        result.append(value)
      } else {
        bad.append(element)
      }
    }
    guard let first = bad.first, let source = reader.source(of: first) else { return result }
    let row = model.variables[reader.input.variable]
    report(
      .badValue(
        reader.place(of: first), value: reader.input.array.storage.text(at: source),
        others: bad.count - 1, wanted: wanted,
        hint: hint?.replacing("NAME", with: row.name), at: row.span))
    return nil
  }
}

extension DataArray.Storage {
  /// One element as a truth value; `nil` for what is none.
  fileprivate func truth(at element: Int) -> Bool? {
    if case .texts(let texts) = self { return truthValue(texts[element]) }
    return switch number(at: element) {
    case 0: false
    case 1: true
    default: nil
    }
  }
}

extension String {
  /// The text with a word put in the place of another.
  fileprivate func replacing(_ word: String, with other: String) -> String {
    var result = ""
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(word) {
        result += other
        rest = rest.dropFirst(word.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }
}
