import TensorIR

/// Along which axes statements are cut where most of the work is products of matrices.
///
/// Rows of a batch go through all layers of a net by themselves, so they are what threads share.
/// A large matrix that is a sum over the batch, such as the gradient of weights, is better cut
/// itself: otherwise each stretch would have such a matrix of its own.
struct ProductAxes {
  /// The axis of the rows of a batch: the one along which most products can be cut.
  let batch: AxisID?
  private let hasBLAS: Bool

  /// Multiplications of a program from which on it is its products that count.
  private static let leastWork = 1 << 22
  /// The least size of a batch, of which two threads have enough rows.
  private static let leastBatch = 2 * ProductTiles.leastRows

  init(of program: TensorProgram, _ dependence: Dependence, hasBLAS: Bool) {
    self.hasBLAS = hasBLAS
    guard hasBLAS else {
      batch = nil
      return
    }
    var work: [AxisID: Int] = [:]
    for index in program.nodes.indices where dependence.isLive[index] && !dependence.isFixed[index]
    {
      let value = ValueID(index: Int32(index))
      guard let product = MatrixProduct(value, in: program) else { continue }
      for axis in product.rows + product.columns
      where program[axis].size >= Self.leastBatch {
        work[axis, default: 0] += product.work(in: program)
      }
    }
    let best = work.max { one, other in
      (one.value, program[one.key].size, other.key) < (
        other.value, program[other.key].size, one.key
      )
    }
    batch = best.flatMap { $0.value >= Self.leastWork ? $0.key : nil }
  }

  /// The axes along which the statement of a value may be cut.
  func candidates(of value: ValueID, in program: TensorProgram) -> [AxisID] {
    let all = program.independentAxes(of: value)
    guard hasBLAS, let product = MatrixProduct(value, in: program),
      product.isLargerThanSums(in: program)
    else { return all }
    return all.filter { !product.inner.contains($0) }
  }
}

extension MatrixProduct {
  /// The number of multiplications.
  func work(in program: TensorProgram) -> Int {
    program.count(rows) * program.count(columns) * program.count(inner)
  }

  /// Whether the result has so many elements that several of them, to be added, would cost more
  /// than to cut it.
  fileprivate func isLargerThanSums(in program: TensorProgram) -> Bool {
    program.count(rows) * program.count(columns) >= 64 * program.count(inner)
  }
}

/// How a pass with large products is cut.
struct ProductTiles {
  /// The members of a tile, which is a stretch of its own.
  let tile: Int

  /// Rows from which on products are nearly as fast as can be, and from which on more do not help.
  static let leastRows = 48
  private static let manyRows = 96
  /// Multiplications for which another thread is worth while.
  private static let leastWork = 1 << 24

  /// - Parameter work: the multiplications in all products of the pass.
  /// - Returns: `nil` if products are not what counts there.
  init?(size: Int, work: Int) {
    guard work >= Self.leastWork, size < 1 << 14 else { return nil }
    var parts = size >= 2 * Self.leastRows ? 2 : 1
    while parts < 16, size >= 2 * parts * Self.manyRows { parts *= 2 }
    tile = size / parts
  }
}

extension TensorProgram {
  /// The outputs that nobody else reads and whose memory is as the run has its reals, so that the
  /// statement that computes the value writes it there.
  func outputsInPlace(
    _ materialisation: Materialisation, _ dependence: Dependence, _ target: ScheduleTarget
  ) -> [ValueID: Int] {
    guard target.real == target.results else { return [:] }
    var result: [ValueID: Int] = [:]
    for (number, output) in outputs.enumerated() {
      let index = Int(output.value.index)
      let type = self[output.value].type
      guard materialisation.isStored[index], !dependence.isFixed[index],
        !self[output.value].op.isScan, type.element == .real, !type.axes.isEmpty,
        materialisation.sites[index].count == 1
      else { continue }
      if let product = MatrixProduct(output.value, in: self) {
        let isMatrix =
          product.rows + product.columns == type.axes || product.columns + product.rows == type.axes
        guard isMatrix else { continue }
      }
      result[output.value] = number
    }
    return result
  }
}
