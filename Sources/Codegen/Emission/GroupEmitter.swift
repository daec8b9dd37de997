import LLVMBridge
import Optimizer
import TensorIR

/// Writes the functions of one pass.
///
/// The first does a stretch of the pass; where there are several stretches, the second adds up
/// their sums. Both take the same arguments, see `KernelArguments`.
struct GroupEmitter {
  let schedule: Schedule
  let group: Group
  let builder: ModuleBuilder
  let math: MathEmitter
  let memory: MemoryPlan
  let arguments: KernelArguments
  /// The sums that tiles of this pass add to, by the value.
  var sums: [ValueID: SumBuffer] = [:]
  /// The start of each local array.
  var locals: [Int: Value] = [:]
  /// The position of the first member of the current tile.
  var tileStart: Value?
  /// The number of members of the current tile.
  var tileCount = 0
  /// Elements that have been computed in the current block of loops.
  var known: [ElementKey: Value] = [:]
  var nextIndex = 0
  /// Whether the code is that of a step of a loop, which runs so often that it may be long.
  var isStep = false

  var program: TensorProgram { schedule.program }
  var lanes: Int { schedule.target.lanes }
  /// The kind of a real number of the run.
  var real: Kind {
    switch schedule.target.precision {
    case .f64: builder.f64
    case .f32: builder.f32
    }
  }

  /// An element of a value at given indices.
  struct ElementKey: Hashable {
    let value: ValueID
    let indices: [Int]
  }

  func integer(_ number: Int) -> Value { builder.integer(number, builder.i64) }

  /// How far a loop over an axis goes: one tile along the axis that is cut.
  func size(_ axis: AxisID, in statement: Statement) -> Int {
    axis == statement.tileAxis ? tileCount : program[axis].size
  }

  /// The body of the function that does one stretch.
  mutating func emitStretch() {
    for statement in group.statements { makeLocal(statement) }
    for statement in group.statements where statement.accumulates { makeSums(statement) }
    if group.isTiled {
      emitTiles()
    } else {
      for statement in group.statements { emit(statement) }
    }
    for statement in group.statements where statement.accumulates { finishSums(statement) }
  }

  private mutating func emitTiles() {
    let (whole, tile, chunks) = (group.wholeTiles, group.tile, group.chunks)
    let chunk = arguments.chunk
    func bound(_ chunk: Value) -> Value {
      chunks == 1
        ? integer(whole)
        : builder.sdiv(builder.imul(chunk, integer(whole)), integer(chunks))
    }
    let first = chunks == 1 ? integer(0) : bound(chunk)
    let end = chunks == 1 ? integer(whole) : bound(builder.iadd(chunk, integer(1)))
    if whole == 1, chunks == 1 {
      emitTile(at: integer(0), count: tile)
    } else if whole > 0 {
      loop(from: first, to: end) { emitter, index in
        emitter.emitTile(
          at: emitter.builder.imul(index, emitter.integer(tile)), count: tile)
      }
    }
    guard group.rest > 0 else { return }
    if chunks == 1 { return emitTile(at: integer(whole * tile), count: group.rest) }
    let isLast = builder.compare(.eq, chunk, integer(chunks - 1))
    when(isLast) { $0.emitTile(at: $0.integer(whole * tile), count: $0.group.rest) }
  }

  private mutating func emitTile(at start: Value, count: Int) {
    tileStart = start
    tileCount = count
    scoped { emitter in
      for statement in emitter.group.statements { emitter.emit(statement) }
    }
  }

  mutating func emit(_ statement: Statement) {
    scoped { emitter in
      switch statement.target {
      case .output: emitter.emitMap(statement)
      case .value(let value):
        switch emitter.program[value].op {
        case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not,
          .select, .cast, .broadcast, .rename, .gather, .hole:
          emitter.emitMap(statement)
        case .contract:
          if let product = statement.product {
            emitter.emitProduct(product, statement)
          } else {
            emitter.emitReduction(statement)
          }
        case .reduce: emitter.emitReduction(statement)
        case .scatterAdd: emitter.emitScatter(statement)
        case .cumulativeSum: emitter.emitCumulativeSum(statement)
        case .cholesky: emitter.emitCholesky(statement)
        case .solveTriangular: emitter.emitTriangularSolve(statement)
        case .solve: emitter.emitSolve(statement)
        case .logAbsDeterminant, .determinant: emitter.emitDeterminant(statement)
        case .scan: emitter.emitScan(statement)
        }
      }
    }
  }

  /// Forgets at the end what was computed inside, since it is not there outside.
  mutating func scoped(_ body: (inout GroupEmitter) -> Void) {
    let outer = known
    body(&self)
    known = outer
  }
}

/// What a function of a kernel is called with.
struct KernelArguments {
  /// The vector of parameters, `f64`.
  let parameters: Value
  /// The start of each source of data.
  let sources: PointerTable
  /// The working memory of an evaluation.
  let frame: Value
  /// The start of each output.
  let results: PointerTable
  /// Memory of the thread for local arrays.
  let scratch: Value
  /// The number of the stretch.
  let chunk: Value
  /// The start of each constant.
  let constants: [Int: Value]
}

/// A table of pointers that a function is called with, each of which is read once, on entry, and
/// only if the function needs it: a pass of a long program needs few of thousands.
final class PointerTable {
  private let table: Value
  private var read: [Int: Value] = [:]

  init(_ table: Value) { self.table = table }

  /// The pointer at a position.
  func pointer(_ index: Int, _ builder: ModuleBuilder) -> Value {
    if let known = read[index] { return known }
    let pointer = builder.onEntry {
      let place = builder.offset(
        table, builder.pointer, by: builder.integer(index, builder.i64))
      return builder.load(builder.pointer, place, alignment: 8, isInvariant: true)
    }
    read[index] = pointer
    return pointer
  }
}
