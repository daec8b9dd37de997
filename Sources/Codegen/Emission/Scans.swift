import LLVMBridge
import Optimizer
import TensorIR

/// Loops that carry values: the statements of the body once, inside one loop over the steps.
extension GroupEmitter {
  mutating func emitScan(_ statement: Statement) {
    guard let plan = schedule.scans[statement.value] else { return }
    for value in plan.results.values.sorted() { makeLocal(schedule.storages[value]) }
    for move in plan.final { makeLocal(move.target) }
    var math = math
    math.inlinesExponentials = true
    var body = GroupEmitter(
      schedule: plan.schedule, group: group, builder: builder, math: math, memory: memory,
      arguments: arguments)
    body.isStep = true
    for (number, bytes) in plan.schedule.localBytes.enumerated() where bytes > 0 {
      body.locals[number] = memory.take(bytes, builder, arguments.scratch)
    }
    guard let batch = plan.batch else { return emitSteps(of: plan, &body) }
    let (whole, rest) = (program[batch].size / lanes, program[batch].size % lanes)
    loop(whole, unrolled: false) { emitter, block in
      let start = emitter.builder.imul(block, emitter.integer(emitter.lanes))
      emitter.emitSteps(of: plan, &body, at: start, count: emitter.lanes)
    }
    if rest > 0 {
      scoped { $0.emitSteps(of: plan, &body, at: $0.integer(whole * $0.lanes), count: rest) }
    }
  }

  /// Does all steps for some members of the axis that goes through the loop in parts.
  private mutating func emitSteps(
    of plan: ScanSchedule, _ body: inout GroupEmitter, at start: Value, count: Int
  ) {
    let outer = (tileStart, tileCount)
    (tileStart, tileCount) = (start, count)
    (body.tileStart, body.tileCount) = (start, count)
    emitSteps(of: plan, &body)
    (tileStart, tileCount) = outer
  }

  private mutating func emitSteps(of plan: ScanSchedule, _ body: inout GroupEmitter) {
    let scan = plan.scan
    let count = program[scan.axis].size
    for input in plan.inputs {
      switch input.kind {
      case .carry: copy(input.move, [:], to: &body)
      case .shared:
        if let memory = input.memory {
          body.place(input.move.target, at: start(of: memory))
        } else {
          copy(input.move, [:], to: &body)
        }
      case .slice: break
      }
    }
    let slices = plan.inputs.filter { $0.kind == .slice }
    loop(from: integer(0), to: integer(count)) { emitter, step in
      let builder = emitter.builder
      let position =
        scan.isReversed ? builder.isub(emitter.integer(count - 1), step) : step
      for slice in slices {
        if let memory = slice.memory {
          let start = emitter.start(of: memory, step: position, along: scan.axis)
          body.place(slice.move.target, at: start)
        } else {
          let index = emitter.index(.scalar(position), isTiled: false)
          emitter.copy(slice.move, [scan.axis: index], to: &body)
        }
      }
      for (number, value) in plan.results.sorted(by: { $0.key < $1.key }) {
        guard let memory = emitter.schedule.storages[value] else { continue }
        body.locals[number] = emitter.start(of: memory, step: position, along: scan.axis)
      }
      body.scoped { body in
        for group in plan.schedule.groups {
          for statement in group.statements { body.emit(statement) }
        }
      }
      for move in plan.moves { body.copy(move) }
    }
    for move in plan.final {
      guard case .memory(let source) = move.source else { continue }
      copy(move, [:]) { outer, indices, mask in
        let x = body.load(from: source, of: move.element, indices, mask: mask)
        outer.store(x, of: move.element, to: move.target, indices, mask: mask)
      }
    }
  }

  /// Lets an array start at a place.
  private mutating func place(_ storage: Storage, at start: Value) {
    if case .local(let number) = storage.place { locals[number] = start }
  }

  /// Where the elements of one step start.
  private func start(of storage: Storage, step: Value, along axis: AxisID) -> Value {
    let start = start(of: storage)
    guard let stride = storage.strides[axis] else { return start }
    return builder.offset(
      start, kind(storage.element), by: builder.imul(step, integer(stride)))
  }

  /// Copies an operand to where the body of a loop reads it.
  private mutating func copy(
    _ move: ScanMove, _ indices: Indices, to body: inout GroupEmitter
  ) {
    guard case .value(let value) = move.source else { return }
    copy(move, indices) { emitter, indices, mask in
      let x = emitter.element(value, indices, mask: mask)
      body.store(x, of: move.element, to: move.target, indices, mask: mask)
    }
  }

  /// Copies a value of the body of a loop.
  private mutating func copy(_ move: ScanMove) {
    copy(move, [:]) { emitter, indices, mask in
      let x: Value
      switch move.source {
      case .value(let value): x = emitter.element(value, indices, mask: mask)
      case .memory(let source):
        x = emitter.load(from: source, of: move.element, indices, mask: mask)
      }
      emitter.store(x, of: move.element, to: move.target, indices, mask: mask)
    }
  }

  /// Writes the loops of a copy.
  private mutating func copy(
    _ move: ScanMove, _ indices: Indices,
    _ body: (inout GroupEmitter, Indices, Value?) -> Void
  ) {
    let scalars = move.loops.axes.filter { $0 != move.loops.vectorAxis }
    scoped { emitter in
      emitter.nest(scalars, of: move.loops, indices) { emitter, indices in
        emitter.alongVectors(of: move.loops, indices, atOnce: 8) { emitter, indices, mask in
          body(&emitter, indices, mask)
        }
      }
    }
  }
}
