import LLVMBridge
import Optimizer
import TensorIR

/// The memory of sums to which the tiles of a stretch add.
struct SumBuffer {
  /// Where they lie and how far apart they are.
  let storage: Storage
  /// The start of the memory.
  let address: Value
  /// True iff each sum is kept as a vector, whose lanes are put together at the end.
  let hasLanes: Bool
}

extension GroupEmitter {
  /// Takes memory for a value that lives during the pass.
  mutating func makeLocal(_ statement: Statement) {
    guard case .value(let value) = statement.target else { return }
    makeLocal(schedule.storages[value])
  }

  /// Takes memory for a local array, once.
  mutating func makeLocal(_ storage: Storage?) {
    guard case .local(let number)? = storage?.place, locals[number] == nil else { return }
    locals[number] = memory.take(schedule.localBytes[number], builder, arguments.scratch)
  }

  /// Takes memory for the sums of a statement and sets them to nothing.
  mutating func makeSums(_ statement: Statement) {
    guard let final = schedule.storages[statement.value] else { return }
    let axes = program[statement.value].type.axes
    let product = statement.product.map { $0.order(asIn: final, program) }
    let innermost =
      product.map { $0.paddedAxis }
      ?? statement.vectorAxis.flatMap { axes.contains($0) ? $0 : nil }
    let hasLanes =
      statement.vectorAxis == nil
      ? takesTurns(statement) : innermost == nil && statement.product == nil
    var strides: [AxisID: Int] = [:]
    var count = hasLanes ? lanes : 1
    let order =
      product.map { $0.axes }
      ?? axes.filter { $0 != innermost } + (innermost.map { [$0] } ?? [])
    for axis in order.reversed() {
      strides[axis] = count
      let size = program[axis].size
      count *= axis == innermost ? (size + lanes - 1) / lanes * lanes : size
    }
    // Vectors are read along the last axis even if it is not made of whole ones.
    let bytes = (max(count, lanes) + lanes) * final.element.byteCount
    let address = memory.take(bytes, builder, arguments.scratch)
    let number = -1 - Int(statement.value.index)
    locals[number] = address
    let storage = Storage(
      place: .local(number), element: final.element, strides: strides, tileAxis: nil,
      isPadded: true)
    sums[statement.value] = SumBuffer(storage: storage, address: address, hasLanes: hasLanes)
    let nothing = wide(identity(rule(of: statement)))
    let stored = kind(final.element)
    let vectors = (max(count, lanes) + lanes - 1) / lanes
    loop(vectors, unrolled: vectors <= 4) { emitter, index in
      let place = emitter.builder.offset(
        address, stored, by: emitter.builder.imul(index, emitter.integer(emitter.lanes)))
      emitter.builder.store(nothing, place, alignment: final.element.byteCount)
    }
  }

  /// Whether the terms of a scatter go to as many tables in turn as a vector has lanes, so that an
  /// addition need not wait for the one before it to reach memory.
  private func takesTurns(_ statement: Statement) -> Bool {
    guard case .scatterAdd = program[statement.value].op else { return false }
    return program.count(program[statement.value].type) <= 1024
  }

  func loadSum(_ buffer: SumBuffer, _ rule: ReductionRule, _ indices: Indices) -> Value {
    let pointer = self.pointer(of: buffer.storage, indices)
    let isVector = buffer.hasLanes || indices.values.contains { $0.isVector }
    let kind = builder.vector(kind(rule.element), isVector ? lanes : 1)
    let bytes = buffer.storage.element.byteCount
    return builder.load(kind, pointer, alignment: bytes, isInvariant: false)
  }

  func storeSum(_ total: Value, _ buffer: SumBuffer, _ indices: Indices) {
    let pointer = self.pointer(of: buffer.storage, indices)
    builder.store(total, pointer, alignment: buffer.storage.element.byteCount)
  }

  /// Writes the sums of this stretch to their place.
  mutating func finishSums(_ statement: Statement) {
    guard let buffer = sums[statement.value], let final = schedule.storages[statement.value]
    else { return }
    let rule = rule(of: statement)
    let element = program[statement.value].type.element
    let target: Storage
    if group.chunks == 1 {
      target = final
    } else {
      let number = partialNumber(statement)
      locals[number] = partial(statement, chunk: arguments.chunk)
      target = final.moved(to: .local(number))
    }
    forEachSum(statement, inVectors: !buffer.hasLanes) { emitter, indices, mask in
      let joined =
        buffer.hasLanes
        ? emitter.builder.reduce(emitter.loadSum(buffer, rule, indices)) {
          emitter.combine(rule, $0, $1)
        } : emitter.load(from: buffer.storage, of: element, indices, mask: mask)
      emitter.store(joined, of: element, to: target, indices, mask: mask)
    }
  }

  /// Writes the function that puts the sums of all stretches together, in order.
  mutating func emitJoin() {
    for statement in group.statements where statement.accumulates {
      guard let final = schedule.storages[statement.value] else { continue }
      let rule = rule(of: statement)
      let element = program[statement.value].type.element
      let number = partialNumber(statement)
      let source = final.moved(to: .local(number))
      forEachSum(statement, inVectors: true) { emitter, indices, mask in
        let isVector = indices.values.contains { $0.isVector }
        let total = emitter.slot(lanes: isVector ? emitter.lanes : 1, element)
        emitter.locals[number] = emitter.partial(statement, chunk: emitter.integer(0))
        emitter.set(
          total, emitter.load(statement.value, from: source, indices, mask: mask))
        emitter.loop(from: emitter.integer(1), to: emitter.integer(emitter.group.chunks)) {
          emitter, chunk in
          emitter.locals[number] = emitter.partial(statement, chunk: chunk)
          let next = emitter.load(statement.value, from: source, indices, mask: mask)
          emitter.set(total, emitter.combine(rule, emitter.get(total), next))
        }
        emitter.store(emitter.get(total), of: element, to: final, indices, mask: mask)
      }
    }
  }

  /// Calls `body` at each element of a sum, or each vector of them.
  private mutating func forEachSum(
    _ statement: Statement, inVectors: Bool,
    _ body: (inout GroupEmitter, Indices, Value?) -> Void
  ) {
    let axes = program[statement.value].type.axes
    let strides = schedule.storages[statement.value]?.strides ?? [:]
    let innermost = axes.first { strides[$0] == 1 && program[$0].size > 1 }
    guard inVectors, let innermost else {
      return nest(axes, of: statement, [:]) { $0.scopedCall(body, $1, nil) }
    }
    nest(axes.filter { $0 != innermost }, of: statement, [:]) { emitter, outer in
      emitter.vectors(along: innermost, of: statement, atOnce: 1) { emitter, vectors in
        for vector in vectors {
          var indices = outer
          indices[innermost] = vector.index
          emitter.scopedCall(body, indices, vector.mask)
        }
      }
    }
  }

  private mutating func scopedCall(
    _ body: (inout GroupEmitter, Indices, Value?) -> Void, _ indices: Indices, _ mask: Value?
  ) {
    scoped { body(&$0, indices, mask) }
  }

  private func partialNumber(_ statement: Statement) -> Int {
    Int.min + Int(statement.value.index)
  }

  /// Where the sums of one stretch lie in the frame.
  private func partial(_ statement: Statement, chunk: Value) -> Value {
    let bytes = schedule.partialBytes(of: statement)
    let start = memory.partials.starts[statement.value] ?? 0
    let offset = builder.iadd(integer(start), builder.imul(chunk, integer(bytes)))
    return builder.offset(arguments.frame, builder.i8, by: offset)
  }
}

/// Hands out the memory of a kernel while its functions are written.
final class MemoryPlan {
  /// The function that is being written.
  var function: Function
  /// Where the sums of stretches lie in the frame.
  let partials: PartialSums
  /// The bytes of memory of a thread.
  private(set) var scratchBytes = 0
  private var scratchUsed = 0
  private var stackUsed = 0

  /// Local arrays up to this size lie on the stack, where LLVM may turn them into registers.
  private static let stackArrayBytes = 16 << 10
  private static let stackBytes = 256 << 10

  init(function: Function, partials: PartialSums) {
    self.function = function
    self.partials = partials
  }

  /// Starts a function.
  func begin(_ function: Function) {
    self.function = function
    scratchUsed = 0
    stackUsed = 0
  }

  /// The start of some bytes that live as long as the function runs.
  func take(_ bytes: Int, _ builder: ModuleBuilder, _ scratch: Value) -> Value {
    let bytes = (bytes + 63) & ~63
    if bytes <= Self.stackArrayBytes, stackUsed + bytes <= Self.stackBytes {
      stackUsed += bytes
      return builder.alloca(builder.i8, count: bytes, alignment: 64)
    }
    let start = scratchUsed
    scratchUsed += bytes
    scratchBytes = max(scratchBytes, scratchUsed)
    return builder.offset(scratch, builder.i8, by: builder.integer(start, builder.i64))
  }
}

/// Where the sums of all stretches of each value start in the frame, behind what the schedule has
/// there.
struct PartialSums {
  private(set) var starts: [ValueID: Int] = [:]
  /// The bytes of the whole frame.
  private(set) var end: Int

  init(of schedule: Schedule) {
    end = schedule.frameBytes
    for group in schedule.groups where group.chunks > 1 {
      for statement in group.statements where statement.accumulates {
        starts[statement.value] = end
        end += group.chunks * schedule.partialBytes(of: statement)
      }
    }
  }
}

extension Schedule {
  /// The bytes of the sums of one stretch, in whole cache lines.
  fileprivate func partialBytes(of statement: Statement) -> Int {
    let count = program.count(program[statement.value].type)
    let element = storages[statement.value]?.element ?? .f64
    return (max(count, target.lanes) * element.byteCount + 63) & ~63
  }
}
