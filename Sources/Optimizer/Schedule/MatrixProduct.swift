public import TensorIR

/// A contraction that is one product of two matrices, large enough for BLAS.
public struct MatrixProduct: Hashable, Sendable {
  /// The factors: rows by inner, and inner by columns.
  public let left, right: ValueID
  /// The axes of each direction, ascending.
  public let rows, inner, columns: [AxisID]

  /// Multiplications below which our own loops are as fast.
  private static let leastWork = 1 << 16
  /// The least size of each direction.
  private static let leastSize = 8

  /// Describes a contraction; nil if it is small, or no product of two matrices.
  public init?(_ value: ValueID, in program: TensorProgram) {
    guard case .contract(let x, let y, let over) = program[value].op, x != y else { return nil }
    let (ours, theirs) = (program[x].type.axes, program[y].type.axes)
    let shared = ours.filter { theirs.contains($0) }
    guard shared == over else { return nil }
    left = x
    right = y
    inner = over
    rows = ours.filter { !over.contains($0) }
    columns = theirs.filter { !over.contains($0) }
    let sizes = [rows, inner, columns].map { program.count($0) }
    let work = sizes.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard sizes.allSatisfy({ $0 >= Self.leastSize && $0 < 1 << 31 }), work >= Self.leastWork else {
      return nil
    }
  }
}

extension MatrixProduct {
  /// The axis of the result along which rows of memory may be made longer than they are; nil if
  /// columns of several axes must lie one after the other.
  public var paddedAxis: AxisID? { columns.count == 1 ? columns.first : nil }

  /// The axes of the result in the order in which another memory has them, by rows or by columns,
  /// with the axis along which rows of memory may be made longer.
  public func order(
    asIn storage: Storage, _ program: TensorProgram
  ) -> (axes: [AxisID], paddedAxis: AxisID?) {
    let isByColumns =
      rows.contains { storage.strides[$0] == 1 && program[$0].size > 1 }
      && !columns.contains { storage.strides[$0] == 1 && program[$0].size > 1 }
    return isByColumns
      ? (columns + rows, rows.count == 1 ? rows.first : nil) : (rows + columns, paddedAxis)
  }
}

/// A matrix in memory.
public struct MatrixLayout {
  /// The value whose memory it is.
  public let stored: ValueID
  /// For each axis of that value the axis of the product that it follows.
  public let follows: [AxisID: AxisID]
  /// How far apart neighbours are from one row to the next, and from one column to the next.
  public let rowStride, columnStride: Int
}

extension Schedule {
  /// Finds the memory of a matrix, through other names of its axes.
  ///
  /// Returns nil if its elements do not lie evenly, one after the other in one direction, or are
  /// not the reals of the run.
  public func matrix(
    _ value: ValueID, rows: [AxisID], columns: [AxisID]
  ) -> MatrixLayout? {
    var stored = value
    var follows: [AxisID: AxisID] = [:]
    for axis in program[value].type.axes { follows[axis] = axis }
    while storages[stored] == nil, case .rename(let x, let from, let to) = program[stored].op {
      follows[from] = follows.removeValue(forKey: to)
      stored = x
    }
    guard let storage = storages[stored], storage.element == target.real else { return nil }
    let own = Dictionary(uniqueKeysWithValues: follows.map { ($0.value, $0.key) })
    guard let rowStride = stride(rows.compactMap { own[$0] }, in: storage),
      let columnStride = stride(columns.compactMap { own[$0] }, in: storage),
      rowStride == 1 || columnStride == 1
    else { return nil }
    return MatrixLayout(
      stored: stored, follows: follows, rowStride: rowStride, columnStride: columnStride)
  }

  /// How far apart neighbours along some axes are if these can be walked through as one.
  private func stride(_ axes: [AxisID], in storage: Storage) -> Int? {
    let long = axes.filter { program[$0].size > 1 }
    for (outer, inner) in zip(long, long.dropFirst()) {
      guard let step = storage.strides[inner],
        storage.strides[outer] == step * program[inner].size
      else { return nil }
    }
    return long.last.flatMap { storage.strides[$0] }
  }
}

extension TensorProgram {
  /// Whether there is work for BLAS.
  public var hasMatrixProducts: Bool {
    nodes.indices.contains { MatrixProduct(ValueID(index: Int32($0)), in: self) != nil }
  }
}
