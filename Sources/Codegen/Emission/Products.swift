import LLVMBridge
import Optimizer
import TensorIR

extension GroupEmitter {
  /// Calls BLAS for a product of two matrices, or for its part in the current tile.
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
    let rowStride = stride(product.rows, in: result)
    let columnStride = stride(product.columns, in: result)
    let isRowMajor = columnStride == 1
    let start = pointer(of: result, origin(axes, statement) { $0 })
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
    func size(_ axes: [AxisID]) -> Value {
      number(axes.reduce(1) { $0 * self.size($1, in: statement) })
    }
    /// Whether BLAS must read the matrix by columns where it would by rows, and its longer step.
    func factor(_ matrix: MatrixLayout) -> (transposed: Value, step: Value) {
      let isByRows = matrix.columnStride == 1
      return (
        number(isByRows == isRowMajor ? Self.plain : Self.transposed),
        number(isByRows ? matrix.rowStride : matrix.columnStride)
      )
    }
    let (first, second) = (factor(left), factor(right))
    _ = builder.call(
      gemm,
      [
        number(isRowMajor ? Self.byRows : Self.byColumns), first.transposed, second.transposed,
        size(product.rows), size(product.columns), size(product.inner), builder.real(1, kind),
        origin(of: left, statement), first.step, origin(of: right, statement), second.step,
        builder.real(statement.accumulates ? 1 : 0, kind), start,
        number(isRowMajor ? rowStride : columnStride),
      ])
  }

  // The numbers that the interface of CBLAS gives to its choices.
  private static var byRows: Int { 101 }
  private static var byColumns: Int { 102 }
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
