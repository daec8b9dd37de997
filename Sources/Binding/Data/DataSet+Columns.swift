/// What a search in a data set found: an array, and the columns that it was put together from.
struct FoundArray {
  let array: DataArray
  /// The arrays of the data set that it uses; more than one where columns form a vector.
  let names: [String]
}

extension DataSet {
  /// The array of a name; `x.1, x.2` or `x[1], x[2]` are the vector `x`.
  func find(_ name: String) -> FoundArray? {
    if let array = arrays.first(where: { $0.name == name }) {
      return FoundArray(array: array, names: [name])
    }
    return gather(name)
  }

  /// The columns that a pattern with one `*` matches, in the order of the file.
  func columns(matching pattern: String) -> [DataArray] {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return arrays.filter { $0.name == pattern } }
    return arrays.filter {
      $0.name.count >= pattern.count - 1 && $0.name.hasPrefix(parts[0])
        && $0.name.hasSuffix(parts[1])
    }
  }

  /// The columns `name.i` or `name[i]`, also with several subscripts, when none is left out.
  private func gather(_ name: String) -> FoundArray? {
    guard isTable else { return nil }
    var columns: [(subscripts: [Int], array: DataArray)] = []
    for array in arrays {
      if let subscripts = subscripts(of: array.name, base: name) {
        columns.append((subscripts, array))
      }
    }
    guard let rank = columns.first?.subscripts.count,
      columns.allSatisfy({ $0.subscripts.count == rank })
    else { return nil }
    columns.sort { $0.subscripts.lexicographicallyPrecedes($1.subscripts) }
    let first = columns[0].subscripts
    let last = columns[columns.count - 1].subscripts
    let shape = zip(first, last).map { $1 - $0 + 1 }
    let isComplete =
      first.allSatisfy { $0 == 0 || $0 == 1 } && shape.allSatisfy { $0 > 0 }
      && shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) == columns.count
      && columns.indices.allSatisfy { columns[$0].subscripts == subscripts($0, first, shape) }
    guard isComplete, var array = stack(columns.map(\.array)) else { return nil }
    array.name = name
    array.shape = [array.shape[0]] + shape
    return FoundArray(array: array, names: columns.map(\.array.name))
  }

  /// The subscripts of the element at a row-major position.
  private func subscripts(_ position: Int, _ first: [Int], _ shape: [Int]) -> [Int] {
    zip(unravel(position, shape), first).map { $0 + $1 }
  }

  private func subscripts(of column: String, base: String) -> [Int]? {
    guard column.hasPrefix(base) else { return nil }
    let rest = column.dropFirst(base.count)
    let parts: [Substring]
    if rest.hasPrefix("["), rest.hasSuffix("]") {
      parts = rest.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    } else if rest.hasPrefix(".") {
      parts = rest.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    } else {
      return nil
    }
    let numbers = parts.map { Int($0.drop { $0 == " " }) }
    guard numbers.allSatisfy({ $0.map { (0...DataLimit.dimension).contains($0) } ?? false }) else {
      return nil
    }
    return numbers.compactMap { $0 }
  }
}

/// The subscripts of a row-major position, from 0.
func unravel(_ position: Int, _ shape: [Int]) -> [Int] {
  var rest = position
  var result: [Int] = []
  for extent in shape.reversed() {
    result.append(rest % max(extent, 1))
    rest /= max(extent, 1)
  }
  return result.reversed()
}

/// Puts columns of equal length side by side; the kind is the widest of theirs.
func stack(_ columns: [DataArray]) -> DataArray? {
  guard let first = columns.first, let rows = first.shape.first,
    columns.allSatisfy({ $0.shape == [rows] })
  else { return nil }
  let (count, width) = (rows * columns.count, columns.count)
  func interleave<T>(_ zero: T, _ read: (DataArray, Int) -> T) -> [T] {
    var result = [T](repeating: zero, count: count)
    for (j, column) in columns.enumerated() {
      for row in 0..<rows { result[row * width + j] = read(column, row) }
    }
    return result
  }
  let kinds = columns.map(\.storage)
  let storage: DataArray.Storage
  if kinds.allSatisfy({ if case .integers = $0 { true } else { false } }) {
    storage = .integers(interleave(0) { Int64($0.storage.integer(at: $1) ?? 0) })
  } else if kinds.allSatisfy({ if case .texts = $0 { false } else { true } }) {
    storage = .reals(interleave(0) { $0.storage.number(at: $1) ?? 0 })
  } else {
    storage = .texts(interleave("") { $0.isMissing($1) ? "" : $0.storage.text(at: $1) })
  }
  let hasMissing = columns.contains { $0.missing != nil }
  return DataArray(
    name: first.name, shape: [rows, width], storage: storage,
    missing: hasMissing ? interleave(false) { $0.isMissing($1) } : nil)
}
