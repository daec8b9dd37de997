import LLVMBridge
import Optimizer
import TensorIR

/// Factorisations and systems of equations, one matrix in each lane.
///
/// The loops over batches run over vectors where there are any, so that many small matrices cost as
/// much as a few; a single matrix is worked on by scalars.
extension GroupEmitter {
  /// L[i, j] for the lower triangle, row after row; NaN throughout where a pivot is not positive.
  mutating func emitCholesky(_ statement: Statement) {
    guard case .cholesky(let m, let row, let column) = program[statement.value].op,
      let storage = schedule.storages[statement.value]
    else { return }
    let order = program[row].size
    forEachBatch(statement, row: row, column: column) { emitter, batch in
      let builder = emitter.builder
      func kept(_ emitter: inout GroupEmitter, _ i: Position, _ j: Position) -> Value {
        let place = emitter.place(batch, (row, i), (column, j))
        return emitter.load(statement.value, from: storage, place, mask: batch.mask)
      }
      func keep(_ emitter: inout GroupEmitter, _ x: Value, _ i: Position, _ j: Position) {
        let place = emitter.place(batch, (row, i), (column, j))
        emitter.store(x, of: .real, to: storage, place, mask: batch.mask)
      }
      let kind = builder.vector(emitter.real, batch.lanes)
      let sum = emitter.slot(lanes: batch.lanes, .real)
      let isSound = emitter.slot(lanes: batch.lanes, .real)
      emitter.set(isSound, builder.real(1, kind))
      func remainder(_ emitter: inout GroupEmitter, _ i: Position, _ j: Position) -> Value {
        let place = emitter.place(batch, (row, i), (column, j))
        emitter.set(sum, emitter.filled(emitter.element(m, place, mask: batch.mask), batch))
        emitter.steps(emitter.position(0), j, order: order) { emitter, k in
          let product = builder.mul(kept(&emitter, i, k), kept(&emitter, j, k))
          emitter.set(sum, builder.sub(emitter.get(sum), product))
        }
        return emitter.get(sum)
      }
      emitter.steps(emitter.position(0), emitter.position(order), order: order) { emitter, i in
        emitter.steps(emitter.position(0), i, order: order) { emitter, j in
          let rest = remainder(&emitter, i, j)
          keep(&emitter, builder.div(rest, kept(&emitter, j, j)), i, j)
        }
        let rest = remainder(&emitter, i, i)
        let isPositive = builder.and(
          builder.compare(.ogt, rest, builder.real(0, kind)),
          builder.compare(.olt, rest, builder.real(.infinity, kind)))
        let soundness = builder.select(
          isPositive, emitter.get(isSound), builder.real(.nan, kind))
        emitter.set(isSound, soundness)
        keep(&emitter, builder.sqrt(rest), i, i)
      }
      let factor = emitter.get(isSound)
      let isBroken = builder.compare(.uno, factor, factor)
      let above = builder.select(isBroken, factor, builder.real(0, kind))
      emitter.steps(emitter.position(0), emitter.position(order), order: order) { emitter, i in
        let next = emitter.after(i)
        emitter.steps(emitter.position(0), next, order: order) { emitter, j in
          keep(&emitter, builder.select(isBroken, factor, kept(&emitter, i, j)), i, j)
        }
        emitter.steps(next, emitter.position(order), order: order) { emitter, j in
          keep(&emitter, above, i, j)
        }
      }
    }
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
      let (first, end) = (emitter.position(0), emitter.position(order))
      emitter.steps(first, end, order: order) { emitter, step in
        let i = transposed ? emitter.mirrored(step, order: order) : step
        let side = emitter.place(batch, (given, i))
        emitter.set(sum, emitter.filled(emitter.element(b, side, mask: batch.mask), batch))
        let (start, stop) = transposed ? (emitter.after(i), end) : (first, i)
        emitter.steps(start, stop, order: order) { emitter, j in
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

  // MARK: batches

  /// One matrix in each of so many lanes.
  struct Batch {
    let indices: Indices
    let mask: Value?
    let lanes: Int
  }

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

  func filled(_ x: Value, _ batch: Batch) -> Value { batch.lanes > 1 ? wide(x) : x }

  // MARK: positions in a matrix

  /// A row or a column, which may be known when the code is written.
  struct Position {
    let value: Value
    let known: Int?
  }

  func position(_ number: Int) -> Position { Position(value: integer(number), known: number) }

  /// The next one.
  func after(_ position: Position) -> Position {
    position.known.map { self.position($0 + 1) }
      ?? Position(value: builder.iadd(position.value, integer(1)), known: nil)
  }

  /// The one as far from the end as the given one is from the start.
  func mirrored(_ position: Position, order: Int) -> Position {
    position.known.map { self.position(order - 1 - $0) }
      ?? Position(value: builder.isub(integer(order - 1), position.value), known: nil)
  }

  /// Goes from one position up to, and without, another: in straight code for small matrices.
  mutating func steps(
    _ start: Position, _ end: Position, order: Int,
    _ body: (inout GroupEmitter, Position) -> Void
  ) {
    if order <= 3, let first = start.known, let last = end.known {
      for number in first..<max(first, last) { body(&self, position(number)) }
    } else {
      loop(from: start.value, to: end.value) { body(&$0, Position(value: $1, known: nil)) }
    }
  }

  /// Indices of a batch with positions along further axes.
  mutating func place(_ batch: Batch, _ positions: (axis: AxisID, position: Position)...) -> Indices
  {
    var indices = batch.indices
    for (axis, position) in positions {
      indices[axis] = index(.scalar(position.value), isTiled: false)
    }
    return indices
  }
}
