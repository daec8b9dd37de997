import Glibc

/// Returns what the bytes of a netCDF-4 file hold; of types that have no counterpart, nothing.
public func readNetCDF(_ bytes: [UInt8]) throws(NetCDFFailure) -> NetCDFGroup {
  try Library.use { library throws(NetCDFFailure) in
    var bytes = bytes
    // The library reads while the file is open, so the bytes stay where they are.
    let result = bytes.withUnsafeMutableBytes { buffer -> Result<NetCDFGroup, NetCDFFailure> in
      Result { () throws(NetCDFFailure) in
        guard let memory = buffer.baseAddress else { throw .refused("the file is empty") }
        var file: Int32 = 0
        try library.check(library.openInMemory("gmc.nc", 0, buffer.count, memory, &file))
        defer { _ = library.close(file) }
        return try Reader(library: library).group(file, name: "", [:])
      }
    }
    return try result.get()
  }
}

/// Reads groups, one after the other.
private struct Reader {
  private typealias Dimension = NetCDFGroup.Dimension
  let library: Library

  /// - Parameter outer: the dimensions that the groups around declare.
  func group(
    _ id: Int32, name: String, _ outer: [Int32: NetCDFGroup.Dimension]
  ) throws(NetCDFFailure) -> NetCDFGroup {
    var result = NetCDFGroup(name)
    var dimensions = outer
    for number in try list({ library.dimensions(id, $0, $1, 0) }) {
      var count = 0
      let name = try text { library.dimension(id, number, $0, &count) }
      let dimension = Dimension(name, count: count)
      dimensions[number] = dimension
      result.dimensions.append(dimension)
    }
    var attributeCount: Int32 = 0
    try library.check(library.attributeCount(id, &attributeCount))
    result.attributes = try attributes(of: Code.global, in: id, count: attributeCount)
    for number in try list({ library.variables(id, $0, $1) }) {
      if let variable = try variable(number, in: id, dimensions) {
        result.variables.append(variable)
      }
    }
    for number in try list({ library.groups(id, $0, $1) }) {
      let name = try text { library.groupName(number, $0) }
      result.groups.append(try group(number, name: name, dimensions))
    }
    return result
  }

  private func variable(
    _ id: Int32, in group: Int32, _ dimensions: [Int32: NetCDFGroup.Dimension]
  ) throws(NetCDFFailure) -> NetCDFVariable? {
    var rank: Int32 = 0
    try library.check(library.rank(group, id, &rank))
    var (type, attributeCount): (Int32, Int32) = (0, 0)
    var places = [Int32](repeating: 0, count: max(Int(rank), 1))
    let name = try text {
      library.variable(group, id, $0, &type, &rank, &places, &attributeCount)
    }
    let shape = places.prefix(Int(rank)).compactMap { dimensions[$0] }
    let count = shape.reduce(1) { $0 * $1.count }
    let isTruth = try attributes(of: id, in: group, count: attributeCount)
      .contains(NetCDFAttribute("dtype", .text("bool")))
    guard let values = try values(of: id, in: group, type, count: count) else { return nil }
    return NetCDFVariable(
      name, over: shape.map(\.name), isTruth ? values.asTruth : values)
  }

  private func values(
    of id: Int32, in group: Int32, _ type: Int32, count: Int
  ) throws(NetCDFFailure) -> NetCDFVariable.Values? {
    switch type {
    case Code.float, Code.double:
      var values = [Double](repeating: 0, count: count)
      if count > 0 { try library.check(library.getReals(group, id, &values)) }
      return .reals(values)
    case Code.string:
      var texts = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      if count > 0 { try library.check(library.getTexts(group, id, &texts)) }
      defer { _ = library.freeTexts(count, &texts) }
      return .texts(texts.map { $0.map { String(cString: $0) } ?? "" })
    case Code.byte, (Code.character + 1)..<Code.float, (Code.double + 1)...Code.integer64:
      var values = [Int64](repeating: 0, count: count)
      if count > 0 { try library.check(library.getIntegers(group, id, &values)) }
      return .integers(values.map { Int($0) })
    default: return nil
    }
  }

  private func attributes(
    of variable: Int32, in group: Int32, count: Int32
  ) throws(NetCDFFailure) -> [NetCDFAttribute] {
    var result: [NetCDFAttribute] = []
    for number in 0..<count {
      let name = try text { library.attributeName(group, variable, number, $0) }
      var type: Int32 = 0
      var length = 0
      try library.check(library.attribute(group, variable, name, &type, &length))
      switch type {
      case Code.character:
        var text = [CChar](repeating: 0, count: length + 1)
        try library.check(library.getText(group, variable, name, &text))
        let bytes = text.prefix(length).map { UInt8(bitPattern: $0) }
        result.append(NetCDFAttribute(name, .text(String(decoding: bytes, as: UTF8.self))))
      case Code.string where length == 1:
        var texts: [UnsafeMutablePointer<CChar>?] = [nil]
        try library.check(library.getString(group, variable, name, &texts))
        defer { _ = library.freeTexts(1, &texts) }
        if let text = texts[0] {
          result.append(NetCDFAttribute(name, .text(String(cString: text))))
        }
      case Code.float where length == 1, Code.double where length == 1:
        var value = 0.0
        try library.check(library.getReal(group, variable, name, &value))
        result.append(NetCDFAttribute(name, .real(value)))
      case Code.byte...Code.integer64 where length == 1:
        var value: Int64 = 0
        try library.check(library.getInteger(group, variable, name, &value))
        result.append(NetCDFAttribute(name, .integer(Int(value))))
      default: break
      }
    }
    return result
  }

  /// The numbers that a function lists, after it was asked for how many there are.
  private func list(
    _ ask: (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>?) -> Int32
  ) throws(NetCDFFailure) -> [Int32] {
    var count: Int32 = 0
    try library.check(ask(&count, nil))
    guard count > 0 else { return [] }
    var numbers = [Int32](repeating: 0, count: Int(count))
    try library.check(ask(&count, &numbers))
    return numbers
  }

  /// The name that a function writes.
  private func text(
    _ ask: (UnsafeMutablePointer<CChar>) -> Int32
  ) throws(NetCDFFailure) -> String {
    var buffer = [CChar](repeating: 0, count: Code.longestName + 1)
    try library.check(ask(&buffer))
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension NetCDFVariable.Values {
  /// Numbers as the truth values that they stand for.
  fileprivate var asTruth: Self {
    if case .integers(let values) = self { .booleans(values.map { $0 != 0 }) } else { self }
  }
}
