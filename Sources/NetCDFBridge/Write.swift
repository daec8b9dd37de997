import Glibc

/// Returns the bytes of a netCDF-4 file.
///
/// The file is made in memory, so that it is whole when it gets to the disk.
public func netCDF(_ root: NetCDFGroup) throws(NetCDFFailure) -> [UInt8] {
  try Library.use { library throws(NetCDFFailure) in
    var file: Int32 = 0
    try library.check(library.createInMemory("gmc.nc", Code.netCDF4, 1 << 16, &file))
    var image = MemoryImage()
    let writer = Writer(library: library)
    do throws(NetCDFFailure) {
      try writer.write(root, to: file, [:])
    } catch {
      _ = library.close(file)
      throw error
    }
    try library.check(library.closeInMemory(file, &image))
    defer { free(image.memory) }
    return Array(UnsafeRawBufferPointer(start: image.memory, count: image.size))
  }
}

/// What the library calls `NC_memio`.
private struct MemoryImage {
  var size = 0
  var memory: UnsafeMutableRawPointer?
  var flags: Int32 = 0
}

/// Writes groups, one after the other.
private struct Writer {
  let library: Library

  /// - Parameter outer: the dimensions that the groups around declare.
  func write(
    _ group: NetCDFGroup, to id: Int32, _ outer: [String: Int32]
  ) throws(NetCDFFailure) {
    var dimensions = outer
    for dimension in group.dimensions {
      var number: Int32 = 0
      try library.check(
        library.defineDimension(id, dimension.name, dimension.count, &number))
      dimensions[dimension.name] = number
    }
    for attribute in group.attributes { try write(attribute, to: id, Code.global) }
    for variable in group.variables { try write(variable, to: id, dimensions) }
    for inner in group.groups {
      var number: Int32 = 0
      try library.check(library.defineGroup(id, inner.name, &number))
      try write(inner, to: number, dimensions)
    }
  }

  private func write(
    _ variable: NetCDFVariable, to group: Int32, _ dimensions: [String: Int32]
  ) throws(NetCDFFailure) {
    let places = variable.dimensions.compactMap { dimensions[$0] }
    guard places.count == variable.dimensions.count else {
      throw .refused("`\(variable.name)` has a dimension that nobody declares")
    }
    let type =
      switch variable.values {
      case .reals: Code.double
      case .integers: Code.integer64
      case .booleans: Code.byte
      case .texts: Code.string
      }
    var id: Int32 = 0
    try library.check(
      library.defineVariable(group, variable.name, type, Int32(places.count), places, &id))
    if case .booleans = variable.values {
      try write(NetCDFAttribute("dtype", .text("bool")), to: group, id)
    }
    guard variable.values.count > 0 else { return }
    switch variable.values {
    case .reals(let values): try library.check(library.putReals(group, id, values))
    case .integers(let values):
      try library.check(library.putIntegers(group, id, values.map(Int64.init)))
    case .booleans(let values):
      try library.check(library.putBytes(group, id, values.map { $0 ? 1 : 0 }))
    case .texts(let values):
      let copies = values.map { strdup($0) }
      defer { for copy in copies { free(copy) } }
      try library.check(library.putTexts(group, id, copies.map { $0.map { UnsafePointer($0) } }))
    }
  }

  private func write(
    _ attribute: NetCDFAttribute, to group: Int32, _ variable: Int32
  ) throws(NetCDFFailure) {
    let name = attribute.name
    switch attribute.value {
    case .text(let text):
      try library.check(library.putText(group, variable, name, text.utf8.count, text))
    case .integer(let value):
      var value = Int64(value)
      try library.check(library.putInteger(group, variable, name, Code.integer64, 1, &value))
    case .real(var value):
      try library.check(library.putReal(group, variable, name, Code.double, 1, &value))
    }
  }
}
