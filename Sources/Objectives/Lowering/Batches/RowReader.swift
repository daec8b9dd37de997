public import Binding

/// Copies rows of a variable's data into a batch, without allocating.
public struct RowReader: Sendable {
  private let storage: BoundValue.Storage
  /// How far apart rows are in the data and in the batch.
  private let rowStride, batchStride: Int
  /// Where the elements of a row lie, from its beginning.
  private let sources, targets: [Int]

  /// - Parameters:
  ///   - slot: which axis of the value is that of the rows.
  ///   - strides: how far apart neighbours along each axis are in the batch.
  /// - Returns: `nil` if only a part of the variable is known.
  public init?(_ value: BoundValue, slot: Int, strides: [Int]) {
    guard value.starts.allSatisfy({ $0 == 0 }), value.shape.count == strides.count else {
      return nil
    }
    storage = value.storage
    (sources, targets, rowStride, batchStride) = Self.layout(value.shape, slot, strides)
  }

  /// Reads which elements are known.
  public init?(knownOf value: BoundValue, slot: Int, strides: [Int]) {
    guard value.starts.allSatisfy({ $0 == 0 }), let known = value.known else { return nil }
    storage = .booleans(known)
    let shape = Array(value.shape.prefix(strides.count))
    (sources, targets, rowStride, batchStride) = Self.layout(shape, slot, strides)
  }

  private static func layout(
    _ shape: [Int], _ slot: Int, _ strides: [Int]
  ) -> (sources: [Int], targets: [Int], rowStride: Int, batchStride: Int) {
    var dense = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      dense[axis] = dense[axis + 1] * shape[axis + 1]
    }
    var sources = [0]
    var targets = [0]
    for axis in shape.indices where axis != slot {
      sources = sources.flatMap { start in (0..<shape[axis]).map { start + $0 * dense[axis] } }
      targets = targets.flatMap { start in (0..<shape[axis]).map { start + $0 * strides[axis] } }
    }
    return (sources, targets, dense[slot], strides[slot])
  }

  /// Writes rows one after the other, from an offset on.
  public func read(
    _ rows: some Collection<Int>, into target: inout MutableSpan<Double>, at offset: Int
  ) {
    switch storage {
    case .reals(let values): copy(values, rows, into: &target, at: offset) { $0 }
    case .integers(let values): copy(values, rows, into: &target, at: offset) { Double($0) }
    case .booleans(let values): copy(values, rows, into: &target, at: offset) { $0 ? 1 : 0 }
    case .bytes(let values, _): copy(values, rows, into: &target, at: offset) { Double($0) }
    }
  }

  @inline(__always)
  private func copy<Element>(
    _ values: [Element], _ rows: some Collection<Int>, into target: inout MutableSpan<Double>,
    at offset: Int, _ number: (Element) -> Double
  ) {
    var place = offset
    for row in rows {
      let start = row * rowStride
      for index in sources.indices {
        target[place + targets[index]] = number(values[start + sources[index]])
      }
      place += batchStride
    }
  }
}
