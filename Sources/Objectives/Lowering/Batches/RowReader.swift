public import Binding
public import ScalarMath

/// Copies rows of a variable's data into a batch, without allocating.
public struct RowReader: Sendable {
  private let storage: BoundValue.Storage
  /// The probability of each element, where truth values are drawn anew at each step.
  private let chances: [Float]?
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
    self.init(value.storage, value.chances, Self.layout(value.shape, slot, strides))
  }

  /// Reads which elements are known.
  public init?(knownOf value: BoundValue, slot: Int, strides: [Int]) {
    guard value.starts.allSatisfy({ $0 == 0 }), let known = value.known else { return nil }
    let shape = Array(value.shape.prefix(strides.count))
    self.init(.booleans(known), nil, Self.layout(shape, slot, strides))
  }

  private typealias Layout = (sources: [Int], targets: [Int], rowStride: Int, batchStride: Int)

  private init(_ storage: BoundValue.Storage, _ chances: [Float]?, _ layout: Layout) {
    self.storage = storage
    self.chances = chances
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

  /// Writes some rows of a batch.
  ///
  /// - Parameters:
  ///   - rows: all rows of the batch.
  ///   - places: which of them are written.
  ///   - target: the memory of the whole batch.
  ///   - stream: what truth values are drawn from where each step has its own; the draws of a row
  ///     depend on its place alone.
  public func read(
    _ rows: [Int], _ places: Range<Int>, into target: UnsafeMutableBufferPointer<Double>,
    drawingFrom stream: RandomStream
  ) {
    copyRows(rows, places, to: target, stream)
  }

  /// The same in single precision.
  public func read(
    _ rows: [Int], _ places: Range<Int>, into target: UnsafeMutableBufferPointer<Float>,
    drawingFrom stream: RandomStream
  ) {
    copyRows(rows, places, to: target, stream)
  }

  /// Writes all rows of a batch, with truth values as they were drawn at first.
  func read(_ rows: [Int], into target: inout MutableSpan<Double>) {
    target.withUnsafeMutableBufferPointer { target in
      copyStored(rows, rows.indices, to: target)
    }
  }

  @inline(__always)
  private func copyRows<Number: BinaryFloatingPoint>(
    _ rows: [Int], _ places: Range<Int>, to target: UnsafeMutableBufferPointer<Number>,
    _ stream: RandomStream
  ) {
    guard let chances else { return copyStored(rows, places, to: target) }
    check(rows, places, count: chances.count, target.count)
    for place in places {
      var random = stream.stream(place)
      let (source, start) = (rows[place] * rowStride, place * batchStride)
      var bits: UInt64 = 0
      for index in sources.indices {
        // Each half of a word is one draw, a multiple of 2^-24 below one.
        bits = index % 2 == 0 ? random.nextBits() : bits >> 32
        let uniform = Float(bits & 0xff_ffff) * 0x1p-24
        target[start + targets[index]] = uniform < chances[source + sources[index]] ? 1 : 0
      }
    }
  }

  @inline(__always)
  private func copyStored<Number: BinaryFloatingPoint>(
    _ rows: [Int], _ places: Range<Int>, to target: UnsafeMutableBufferPointer<Number>
  ) {
    switch storage {
    case .reals(let values): copy(values, rows, places, to: target) { Number($0) }
    case .integers(let values): copy(values, rows, places, to: target) { Number($0) }
    case .booleans(let values): copy(values, rows, places, to: target) { $0 ? 1 : 0 }
    case .bytes(let values, _): copy(values, rows, places, to: target) { Number($0) }
    }
  }

  @inline(__always)
  private func copy<Element, Number>(
    _ values: [Element], _ rows: [Int], _ places: Range<Int>,
    to target: UnsafeMutableBufferPointer<Number>, _ number: (Element) -> Number
  ) {
    check(rows, places, count: values.count, target.count)
    guard let start = target.baseAddress else { return }
    values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      for position in places {
        let source = first + rows[position] * rowStride
        let place = start + position * batchStride
        if isDense {
          for index in 0..<sources.count { place[index] = number(source[index]) }
        } else {
          for index in 0..<sources.count { place[targets[index]] = number(source[sources[index]]) }
        }
      }
    }
  }

  private func check(_ rows: [Int], _ places: Range<Int>, count: Int, _ room: Int) {
    guard let last = places.last else { return }
    precondition(last * batchStride + lastTarget < room, "room for the rows")
    precondition(
      rows[places].allSatisfy { $0 >= 0 && $0 * rowStride + lastSource < count },
      "rows that are there")
  }
}
