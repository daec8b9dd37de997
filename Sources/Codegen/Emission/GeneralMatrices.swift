import LLVMBridge
import Optimizer
import TensorIR

/// Ops on general square matrices. They go through elimination with pivots, which chooses as it
/// goes, so each matrix is worked on alone by a function of the run-time library.
extension GroupEmitter {
  mutating func emitSolve(_ statement: Statement) {
    guard
      case .solve(let m, let b, let row, let column, let transposed) =
        program[statement.value].op, let storage = schedule.storages[statement.value]
    else { return }
    let order = program[row].size
    let (given, found) = transposed ? (column, row) : (row, column)
    let scratch = memory.take(8 * (order * order + order), builder, arguments.scratch)
    let side = builder.offset(scratch, builder.f64, by: integer(order * order))
    let function = builder.declare(
      "gmc_solve", returns: builder.void,
      parameters: [builder.i64, builder.pointer, builder.pointer, builder.i64], isPure: false)
    forEachBatch(statement, row: row, column: column) { emitter, batch in
      emitter.copy(m, to: scratch, order, row, column, batch)
      emitter.steps(emitter.position(0), emitter.position(order), order: order) { emitter, i in
        let place = emitter.place(batch, (given, i))
        let x = emitter.element(b, place, mask: nil)
        emitter.put(x, to: side, at: i.value)
      }
      _ = emitter.builder.call(
        function,
        [emitter.integer(order), scratch, side, emitter.integer(transposed ? 1 : 0)])
      emitter.steps(emitter.position(0), emitter.position(order), order: order) { emitter, i in
        let x = emitter.take(from: side, at: i.value)
        let place = emitter.place(batch, (found, i))
        emitter.store(x, of: .real, to: storage, place, mask: nil)
      }
    }
  }

  mutating func emitDeterminant(_ statement: Statement) {
    let m: ValueID
    let (row, column): (AxisID, AxisID)
    let name: String
    switch program[statement.value].op {
    case .determinant(let x, let i, let j):
      (m, row, column, name) = (x, i, j, "gmc_determinant")
    case .logAbsDeterminant(let x, let i, let j):
      (m, row, column, name) = (x, i, j, "gmc_log_abs_determinant")
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .broadcast, .rename, .gather, .reduce, .contract, .cumulativeSum, .scatterAdd,
      .cholesky, .solveTriangular, .solve, .hole, .scan:
      return
    }
    guard let storage = schedule.storages[statement.value] else { return }
    let order = program[row].size
    let scratch = memory.take(8 * max(1, order * order), builder, arguments.scratch)
    let function = builder.declare(
      name, returns: builder.f64, parameters: [builder.i64, builder.pointer], isPure: false)
    forEachBatch(statement, row: row, column: column) { emitter, batch in
      emitter.copy(m, to: scratch, order, row, column, batch)
      let x = emitter.builder.call(function, [emitter.integer(order), scratch])
      emitter.store(
        emitter.narrow(x), of: .real, to: storage, batch.indices, mask: nil)
    }
  }

  private mutating func copy(
    _ m: ValueID, to scratch: Value, _ order: Int, _ row: AxisID, _ column: AxisID,
    _ batch: Batch
  ) {
    steps(position(0), position(order), order: order) { emitter, i in
      emitter.steps(emitter.position(0), emitter.position(order), order: order) { emitter, j in
        let x = emitter.element(m, emitter.place(batch, (row, i), (column, j)), mask: nil)
        let place = emitter.builder.iadd(
          emitter.builder.imul(i.value, emitter.integer(order)), j.value)
        emitter.put(x, to: scratch, at: place)
      }
    }
  }

  private func put(_ x: Value, to memory: Value, at position: Value) {
    let wide = stored(x, of: .real, as: .f64)
    builder.store(wide, builder.offset(memory, builder.f64, by: position), alignment: 8)
  }

  private func take(from memory: Value, at position: Value) -> Value {
    let place = builder.offset(memory, builder.f64, by: position)
    return narrow(builder.load(builder.f64, place, alignment: 8, isInvariant: false))
  }

  /// An `f64` as a real number of the run.
  private func narrow(_ x: Value) -> Value {
    real == builder.f64 ? x : builder.truncateReal(x, real)
  }
}
