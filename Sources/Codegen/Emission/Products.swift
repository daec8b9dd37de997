import LLVMBridge
import Optimizer
import TensorIR

extension GroupEmitter {
  /// A product of two matrices, or its part in the current tile.
  mutating func emitProduct(_ product: MatrixProduct, _ statement: Statement) {
    let result: Storage?
    if statement.accumulates {
      result = sums[statement.value]?.storage
    } else {
      result = schedule.storages[statement.value]
    }
    guard let result,
      let left = schedule.matrix(product.left, rows: product.rows, columns: product.inner),
      let right = schedule.matrix(
        product.right, rows: product.inner, columns: product.columns)
    else { preconditionFailure("the scheduler has looked where the factors lie") }
    let axes = program[statement.value].type.axes
    let (rows, inner, columns) = (
      size(product.rows, statement), size(product.inner, statement),
      size(product.columns, statement)
    )
    let first = Factor(
      start: origin(of: left, statement), rowStride: left.rowStride,
      columnStride: left.columnStride)
    let second = Factor(
      start: origin(of: right, statement), rowStride: right.rowStride,
      columnStride: right.columnStride)
    let start = pointer(of: result, origin(axes, statement) { $0 })
    let call: ProductCall
    if stride(product.columns, in: result) == 1 {
      call = ProductCall(
        rows: rows, inner: inner, columns: columns, first: first, second: second, result: start,
        resultStride: stride(product.rows, in: result), accumulates: statement.accumulates)
    } else {
      // The transpose lies by rows: it is the product of the transposes.
      call = ProductCall(
        rows: columns, inner: inner, columns: rows, first: second.transposed,
        second: first.transposed, result: start,
        resultStride: stride(product.columns, in: result), accumulates: statement.accumulates)
    }
    if !emitWideProduct(call) { emitGeneralProduct(call) }
  }

  /// A product of two matrices, whose result lies by rows.
  private struct ProductCall {
    let rows, inner, columns: Int
    let first, second: Factor
    let result: Value
    let resultStride: Int
    let accumulates: Bool
  }

  private struct Factor {
    let start: Value
    let rowStride, columnStride: Int

    var transposed: Factor {
      Factor(start: start, rowStride: columnStride, columnStride: rowStride)
    }
  }

  /// BLAS, for any sizes.
  private mutating func emitGeneralProduct(_ call: ProductCall) {
    let kind = real
    let isDouble = kind == builder.f64
    let i32 = builder.i32
    let gemm = builder.declare(
      isDouble ? "cblas_dgemm" : "cblas_sgemm", returns: builder.void,
      parameters: [
        i32, i32, i32, i32, i32, i32, kind, builder.pointer, i32, builder.pointer, i32, kind,
        builder.pointer, i32,
      ], isPure: false)
    func number(_ value: Int) -> Value { builder.integer(value, i32) }
    /// Whether BLAS must read the matrix by columns, and its longer step.
    func layout(_ factor: Factor) -> (transposed: Value, step: Value) {
      let isByRows = factor.columnStride == 1
      return (
        number(isByRows ? Self.plain : Self.transposed),
        number(isByRows ? factor.rowStride : factor.columnStride)
      )
    }
    let (first, second) = (layout(call.first), layout(call.second))
    _ = builder.call(
      gemm,
      [
        number(Self.byRows), first.transposed, second.transposed, number(call.rows),
        number(call.columns), number(call.inner), builder.real(1, kind), call.first.start,
        first.step, call.second.start, second.step,
        builder.real(call.accumulates ? 1 : 0, kind), call.result, number(call.resultStride),
      ])
  }

  /// Our own loops, in single precision on processors with the widest vectors.
  ///
  /// - Returns: whether there are any.
  private mutating func emitWideProduct(_ call: ProductCall) -> Bool {
    guard real == builder.f32, lanes == 16 else { return false }
    let (i64, i32, pointer) = (builder.i64, builder.i32, builder.pointer)
    let function = builder.declare(
      "gmc_product_f32", returns: builder.void,
      parameters: [
        i64, i64, i64, pointer, i64, i64, pointer, i64, i64, i32, pointer, i64,
      ], isPure: false)
    let sizes = [call.rows, call.columns, call.inner].map { integer($0) }
    let factors = [call.first, call.second].flatMap {
      [$0.start, integer($0.rowStride), integer($0.columnStride)]
    }
    _ = builder.call(
      function,
      sizes + factors + [
        builder.integer(call.accumulates ? 1 : 0, i32), call.result, integer(call.resultStride),
      ])
    return true
  }

  private func size(_ axes: [AxisID], _ statement: Statement) -> Int {
    axes.reduce(1) { $0 * size($1, in: statement) }
  }

  // The numbers that the interface of CBLAS gives to its choices.
  private static var byRows: Int { 101 }
  private static var plain: Int { 111 }
  private static var transposed: Int { 112 }

  private func stride(_ axes: [AxisID], in storage: Storage) -> Int {
    axes.last { program[$0].size > 1 }.flatMap { storage.strides[$0] } ?? 1
  }

  /// The start of a factor in the current tile.
  private mutating func origin(of matrix: MatrixLayout, _ statement: Statement) -> Value {
    guard let storage = schedule.storages[matrix.stored] else { return arguments.frame }
    let axes = program[matrix.stored].type.axes
    return pointer(of: storage, origin(axes, statement) { matrix.follows[$0] ?? $0 })
  }

  /// The first index along each axis, in the current tile along the one that is cut.
  private mutating func origin(
    _ axes: [AxisID], _ statement: Statement, _ follows: (AxisID) -> AxisID
  ) -> Indices {
    var indices: Indices = [:]
    for axis in axes {
      let isTiled = statement.tileAxis.map { $0 == follows(axis) } ?? false
      indices[axis] = index(.scalar(integer(0)), isTiled: isTiled)
    }
    return indices
  }
}
