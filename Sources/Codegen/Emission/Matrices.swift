import LLVMBridge
import Optimizer
import TensorIR

/// Factorisations and systems of equations, one matrix in each lane.
///
/// The loops over batches run over vectors where there are any, so that many small matrices cost as
/// much as a few; a single matrix is worked on by scalars.
extension GroupEmitter {
  /// Calls `body` for each matrix, or each vector of matrices, of a statement.
  mutating func forEachBatch(
    _ statement: Statement, row: AxisID, column: AxisID,
    _ body: (inout GroupEmitter, Batch) -> Void
  ) {
    let scalars = statement.axes.filter {
      $0 != statement.vectorAxis && $0 != row && $0 != column
    }
    nest(scalars, of: statement, [:]) { emitter, indices in
      emitter.alongVectors(of: statement, indices, atOnce: 1) { emitter, indices, mask in
        emitter.scoped { emitter in
          let width = statement.vectorAxis == nil ? 1 : emitter.lanes
          body(&emitter, Batch(indices: indices, mask: mask, lanes: width))
        }
      }
    }
  }

  /// One matrix in each of so many lanes.
  struct Batch {
    let indices: Indices
    let mask: Value?
    let lanes: Int
  }

  /// Indices of a batch with positions along further axes.
  mutating func place(
    _ batch: Batch, _ positions: (axis: AxisID, position: Value)...
  ) -> Indices {
    var indices = batch.indices
    for (axis, position) in positions {
      indices[axis] = index(.scalar(position), isTiled: false)
    }
    return indices
  }

  func filled(_ x: Value, _ batch: Batch) -> Value { batch.lanes > 1 ? wide(x) : x }

  /// L[i, j] for the lower triangle, row after row; NaN throughout where a pivot is not positive.
  mutating func emitCholesky(_ statement: Statement) {
    guard case .cholesky(let m, let row, let column) = program[statement.value].op,
      let storage = schedule.storages[statement.value]
    else { return }
    let order = program[row].size
    forEachBatch(statement, row: row, column: column) { emitter, batch in
      let builder = emitter.builder
      func kept(_ emitter: inout GroupEmitter, _ i: Value, _ j: Value) -> Value {
        let place = emitter.place(batch, (row, i), (column, j))
        return emitter.load(statement.value, from: storage, place, mask: batch.mask)
      }
      func keep(_ emitter: inout GroupEmitter, _ x: Value, _ i: Value, _ j: Value) {
        let place = emitter.place(batch, (row, i), (column, j))
        emitter.store(x, of: .real, to: storage, place, mask: batch.mask)
      }
      let kind = builder.vector(emitter.real, batch.lanes)
      let sum = emitter.slot(lanes: batch.lanes, .real)
      let isSound = emitter.slot(lanes: batch.lanes, .real)
      emitter.set(isSound, builder.real(1, kind))
      emitter.rows(order) { emitter, i in
        emitter.loop(from: emitter.integer(0), to: builder.iadd(i, emitter.integer(1))) {
          emitter, j in
          let place = emitter.place(batch, (row, i), (column, j))
          emitter.set(
            sum, emitter.filled(emitter.element(m, place, mask: batch.mask), batch))
          emitter.loop(from: emitter.integer(0), to: j) { emitter, k in
            let product = builder.mul(kept(&emitter, i, k), kept(&emitter, j, k))
            emitter.set(sum, builder.sub(emitter.get(sum), product))
          }
          let rest = emitter.get(sum)
          let isDiagonal = builder.compare(.eq, i, j)
          emitter.branch(isDiagonal) { emitter in
            let isPositive = builder.and(
              builder.compare(.ogt, rest, builder.real(0, kind)),
              builder.compare(.olt, rest, builder.real(.infinity, kind)))
            emitter.set(
              isSound,
              builder.select(isPositive, emitter.get(isSound), builder.real(.nan, kind)))
            keep(&emitter, builder.sqrt(rest), i, j)
          } else: { emitter in
            keep(&emitter, builder.div(rest, kept(&emitter, j, j)), i, j)
          }
        }
      }
      emitter.rows(order) { emitter, i in
        emitter.rows(order) { emitter, j in
          let isLower = builder.compare(.sle, j, i)
          let lower = kept(&emitter, i, j)
          let inside = builder.select(isLower, lower, builder.real(0, kind))
          let factor = emitter.get(isSound)
          let isBroken = builder.compare(.uno, factor, factor)
          keep(&emitter, builder.select(isBroken, factor, inside), i, j)
        }
      }
    }
  }

  mutating func rows(
    _ count: Int, _ body: (inout GroupEmitter, Value) -> Void
  ) {
    if count > 0 { loop(from: integer(0), to: integer(count), body) }
  }

  /// Writes two ways to go on.
  private mutating func branch(
    _ condition: Value, _ yes: (inout GroupEmitter) -> Void,
    else no: (inout GroupEmitter) -> Void
  ) {
    let function = memory.function
    let first = builder.block(in: function, "then")
    let second = builder.block(in: function, "else")
    let after = builder.block(in: function, "after")
    builder.branch(if: condition, then: first, else: second)
    builder.position(at: first)
    scoped(yes)
    builder.branch(to: after)
    builder.position(at: second)
    scoped(no)
    builder.branch(to: after)
    builder.position(at: after)
  }

  /// Forward substitution, or backward for the transposed system.
  mutating func emitTriangularSolve(_ statement: Statement) {
    guard
      case .solveTriangular(let m, let b, let row, let column, let transposed) =
        program[statement.value].op, let storage = schedule.storages[statement.value]
    else { return }
    let order = program[row].size
    let (given, found) = transposed ? (column, row) : (row, column)
    forEachBatch(statement, row: row, column: column) { emitter, batch in
      let builder = emitter.builder
      let sum = emitter.slot(lanes: batch.lanes, .real)
      emitter.rows(order) { emitter, step in
        let last = emitter.integer(order - 1)
        let i = transposed ? builder.isub(last, step) : step
        let side = emitter.place(batch, (given, i))
        emitter.set(sum, emitter.filled(emitter.element(b, side, mask: batch.mask), batch))
        let (start, end) =
          transposed
          ? (builder.iadd(i, emitter.integer(1)), emitter.integer(order))
          : (emitter.integer(0), i)
        emitter.loop(from: start, to: end) { emitter, j in
          let entry =
            transposed
            ? emitter.place(batch, (row, j), (column, i))
            : emitter.place(batch, (row, i), (column, j))
          let factor = emitter.filled(emitter.element(m, entry, mask: batch.mask), batch)
          let known = emitter.load(
            statement.value, from: storage, emitter.place(batch, (found, j)), mask: batch.mask)
          emitter.set(sum, builder.sub(emitter.get(sum), builder.mul(factor, known)))
        }
        let diagonal = emitter.place(batch, (row, i), (column, i))
        let pivot = emitter.filled(emitter.element(m, diagonal, mask: batch.mask), batch)
        emitter.store(
          builder.div(emitter.get(sum), pivot), of: .real, to: storage,
          emitter.place(batch, (found, i)), mask: batch.mask)
      }
    }
  }
}
