public import Binding

/// Copies rows of a variable's data into a batch, without allocating.
public struct RowReader: Sendable {
  private let storage: BoundValue.Storage
  /// How far apart rows are in the data and in the batch.
  private let rowStride, batchStride: Int
  /// Where the elements of a row lie, from its beginning.
  private let sources, targets: [Int]
  private let lastSource, lastTarget: Int
  /// Whether the elements of a row lie one after the other, in the data and in the batch.
  private let isDense: Bool

  /// - Parameters:
  ///   - slot: which axis of the value is that of the rows.
  ///   - strides: how far apart neighbours along each axis are in the batch.
  /// - Returns: `nil` if only a part of the variable is known.
  public init?(_ value: BoundValue, slot: Int, strides: [Int]) {
    guard value.starts.allSatisfy({ $0 == 0 }), value.shape.count == strides.count else {
      return nil
    }
    self.init(value.storage, Self.layout(value.shape, slot, strides))
  }

  /// Reads which elements are known.
  public init?(knownOf value: BoundValue, slot: Int, strides: [Int]) {
    guard value.starts.allSatisfy({ $0 == 0 }), let known = value.known else { return nil }
    let shape = Array(value.shape.prefix(strides.count))
    self.init(.booleans(known), Self.layout(shape, slot, strides))
  }

  private typealias Layout = (sources: [Int], targets: [Int], rowStride: Int, batchStride: Int)

  private init(_ storage: BoundValue.Storage, _ layout: Layout) {
    self.storage = storage
    (sources, targets, rowStride, batchStride) = layout
    lastSource = sources.max() ?? 0
    lastTarget = targets.max() ?? 0
    isDense = sources == Array(sources.indices) && targets == sources
  }

  private static func layout(_ shape: [Int], _ slot: Int, _ strides: [Int]) -> Layout {
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
  public func read(_ rows: [Int], into target: inout MutableSpan<Double>, at offset: Int) {
    target.withUnsafeMutableBufferPointer { copyRows(rows, to: $0, at: offset) }
  }

  /// Writes rows one after the other, from an offset on.
  public func read(_ rows: [Int], into target: inout MutableSpan<Float>, at offset: Int) {
    target.withUnsafeMutableBufferPointer { copyRows(rows, to: $0, at: offset) }
  }

  @inline(__always)
  private func copyRows<Number: BinaryFloatingPoint>(
    _ rows: [Int], to target: UnsafeMutableBufferPointer<Number>, at offset: Int
  ) {
    switch storage {
    case .reals(let values): copy(values, rows, to: target, at: offset) { Number($0) }
    case .integers(let values): copy(values, rows, to: target, at: offset) { Number($0) }
    case .booleans(let values): copy(values, rows, to: target, at: offset) { $0 ? 1 : 0 }
    case .bytes(let values, _): copy(values, rows, to: target, at: offset) { Number($0) }
    }
  }

  @inline(__always)
  private func copy<Element, Number>(
    _ values: [Element], _ rows: [Int], to target: UnsafeMutableBufferPointer<Number>,
    at offset: Int, _ number: (Element) -> Number
  ) {
    let end = offset + (rows.count - 1) * batchStride + lastTarget
    precondition(offset >= 0 && (rows.isEmpty || end < target.count), "room for the rows")
    precondition(
      rows.allSatisfy { $0 >= 0 && $0 * rowStride + lastSource < values.count },
      "rows that are there")
    guard let start = target.baseAddress else { return }
    values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      for (position, row) in rows.enumerated() {
        let source = first + row * rowStride
        let place = start + offset + position * batchStride
        if isDense {
          for index in 0..<sources.count { place[index] = number(source[index]) }
        } else {
          for index in 0..<sources.count { place[targets[index]] = number(source[sources[index]]) }
        }
      }
    }
  }
}
