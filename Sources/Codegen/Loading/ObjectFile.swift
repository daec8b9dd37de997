/// The parts of an ELF object file for x86-64 that loading it needs.
struct ObjectFile {
  struct Section {
    let kind: UInt32
    let flags: UInt64
    let offset, size, link, info, alignment: Int

    var isAllocated: Bool { flags & 2 != 0 }
    var isWritable: Bool { flags & 1 != 0 }
    /// False for memory that starts as zeros.
    var hasBytes: Bool { kind != 8 }
  }

  struct Symbol {
    let name: String
    /// The section that defines it, nil if another file does.
    let section: Int?
    let value: Int
  }

  struct Relocation {
    enum Kind {
      /// The address itself, or its distance, in 64 bits.
      case absolute64, relative64
      /// The distance in 32 bits.
      case relative32
      /// The distance of a function, or of a stub that jumps there.
      case call
      /// The distance of an entry of the table of addresses.
      case tableEntry

      /// The bytes that are changed.
      var byteCount: Int {
        switch self {
        case .absolute64, .relative64: 8
        case .relative32, .call, .tableEntry: 4
        }
      }
    }
    let kind: Kind
    /// The section that is changed, and where.
    let section, offset: Int
    let symbol, addend: Int
  }

  private(set) var sections: [Section] = []
  private(set) var symbols: [Symbol] = []
  private(set) var relocations: [Relocation] = []

  /// Reads a file; nil if it is damaged, or of another kind.
  init?(_ bytes: [UInt8]) {
    let reader = Reader(bytes)
    guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]),
      reader.u16(16) == 1, reader.u16(18) == 62, let table = reader.int(40)
    else { return nil }
    let (entrySize, count) = (Int(reader.u16(58)), Int(reader.u16(60)))
    guard entrySize == 64, table >= 0, table + count * 64 <= bytes.count else { return nil }
    for index in 0..<count {
      let start = table + index * 64
      let section = Section(
        kind: reader.u32(start + 4), flags: reader.u64(start + 8),
        offset: reader.int(start + 24) ?? -1, size: reader.int(start + 32) ?? -1,
        link: Int(reader.u32(start + 40)), info: Int(reader.u32(start + 44)),
        alignment: reader.int(start + 48) ?? 1)
      let isInside =
        section.offset >= 0 && section.size >= 0
        && (!section.hasBytes || section.offset + section.size <= bytes.count)
      guard isInside else { return nil }
      sections.append(section)
    }
    guard let symbolTable = sections.first(where: { $0.kind == 2 }),
      sections.indices.contains(symbolTable.link)
    else { return nil }
    let names = sections[symbolTable.link]
    for index in 0..<symbolTable.size / 24 {
      let start = symbolTable.offset + index * 24
      let place = Int(reader.u16(start + 6))
      // Absolute and common symbols do not occur in our code.
      guard place < 0xff00 || place == 0xfff1 else { return nil }
      symbols.append(
        Symbol(
          name: reader.text(names.offset + Int(reader.u32(start)), end: names.offset + names.size),
          section: place == 0 || place == 0xfff1 ? nil : place,
          value: reader.int(start + 8) ?? 0))
      if place == 0xfff1 { symbols[index] = Symbol(name: "", section: nil, value: 0) }
      if let section = symbols[index].section, section >= count { return nil }
    }
    for section in sections where section.kind == 4 {
      guard readRelocations(section, reader) else { return nil }
    }
  }

  private mutating func readRelocations(_ section: Section, _ reader: Reader) -> Bool {
    guard sections.indices.contains(section.info) else { return false }
    let target = sections[section.info]
    guard target.isAllocated else { return true }
    for index in 0..<section.size / 24 {
      let start = section.offset + index * 24
      let symbol = Int(reader.u32(start + 12))
      guard let kind = Relocation.Kind(elf: reader.u32(start + 8)),
        symbols.indices.contains(symbol), let offset = reader.int(start), offset >= 0,
        offset + kind.byteCount <= target.size
      else { return false }
      relocations.append(
        Relocation(
          kind: kind, section: section.info, offset: offset, symbol: symbol,
          addend: Int(truncatingIfNeeded: reader.u64(start + 16))))
    }
    return true
  }

  /// Little-endian numbers of a file; the caller has checked that they are inside.
  private struct Reader {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func u16(_ place: Int) -> UInt16 { number(place) }
    func u32(_ place: Int) -> UInt32 { number(place) }
    func u64(_ place: Int) -> UInt64 { number(place) }
    func int(_ place: Int) -> Int? { Int(exactly: u64(place)) }

    func text(_ start: Int, end: Int) -> String {
      guard start < end, end <= bytes.count else { return "" }
      return String(decoding: bytes[start..<end].prefix { $0 != 0 }, as: UTF8.self)
    }

    private func number<Number: FixedWidthInteger>(_ place: Int) -> Number {
      var result: Number = 0
      for index in (0..<MemoryLayout<Number>.size).reversed() where place + index < bytes.count {
        result = result << 8 | Number(bytes[place + index])
      }
      return result
    }
  }
}

extension ObjectFile.Relocation.Kind {
  /// By the number of the ABI; nil for those that code for any address has no use for.
  fileprivate init?(elf number: UInt32) {
    switch number {
    case 1: self = .absolute64
    case 2: self = .relative32
    case 4: self = .call
    case 9, 41, 42: self = .tableEntry
    case 24: self = .relative64
    default: return nil
    }
  }
}
