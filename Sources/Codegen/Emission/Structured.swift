import LLVMBridge
import Optimizer
import TensorIR

extension GroupEmitter {
  /// Writes the loops of a scatter: everything to zero, then one element after the other.
  mutating func emitScatter(_ statement: Statement) {
    guard case .scatterAdd(let x, let axis, let at, _) = program[statement.value].op else { return }
    let type = program[statement.value].type
    let storage: Storage
    if statement.accumulates {
      guard let buffer = sums[statement.value] else { return }
      storage = buffer.storage
    } else {
      guard let own = schedule.storages[statement.value] else { return }
      storage = own
      let zero = zero(type.element)
      nest(type.axes, of: statement, [:]) { emitter, indices in
        emitter.store(zero, of: type.element, to: own, indices, mask: nil)
      }
    }
    let count = program[axis].size
    guard count > 0 else { return }
    let table = sums[statement.value].flatMap { $0.hasLanes ? $0 : nil }
    let scalars = statement.axes.filter { $0 != statement.vectorAxis }
    nest(scalars, of: statement, [:]) { emitter, indices in
      emitter.alongVectors(of: statement, indices, atOnce: 1) { emitter, indices, mask in
        let position = emitter.element(at, indices, mask: nil)
        let builder = emitter.builder
        let isInside = builder.compare(.ult, position, emitter.integer(count))
        emitter.when(isInside) { emitter in
          var place = indices
          place[axis] = emitter.index(.computed(position), isTiled: false)
          let term = emitter.element(x, indices, mask: mask)
          if let table, let turn = scalars.last.flatMap({ indices[$0] }) {
            return emitter.add(term, to: table, place, turn: emitter.global(turn))
          }
          let before = emitter.load(statement.value, from: storage, place, mask: mask)
          let (left, right) = emitter.alike(before, term)
          let after =
            type.element == .integer
            ? emitter.builder.iadd(left, right) : emitter.builder.add(left, right)
          emitter.store(after, of: type.element, to: storage, place, mask: mask)
        }
      }
    }
  }

  /// Adds a number to one of the tables that take turns.
  private func add(_ term: Value, to table: SumBuffer, _ place: Indices, turn: Value) {
    let kind = builder.kind(of: term)
    let lane = builder.and(turn, integer(lanes - 1))
    let address = builder.offset(pointer(of: table.storage, place), kind, by: lane)
    let bytes = table.storage.element.byteCount
    let before = builder.load(kind, address, alignment: bytes, isInvariant: false)
    let after =
      builder.isReal(kind) ? builder.add(before, term) : builder.iadd(before, term)
    builder.store(after, address, alignment: bytes)
  }

  /// Writes the loops of running sums.
  mutating func emitCumulativeSum(_ statement: Statement) {
    guard
      case .cumulativeSum(let x, let axis, let exclusive, let reversed) =
        program[statement.value].op, let storage = schedule.storages[statement.value]
    else { return }
    let element = program[statement.value].type.element
    let scalars = statement.axes.filter { $0 != statement.vectorAxis && $0 != axis }
    let count = program[axis].size
    nest(scalars, of: statement, [:]) { emitter, indices in
      emitter.alongVectors(of: statement, indices, atOnce: 1) { emitter, indices, mask in
        let width = mask == nil && statement.vectorAxis == nil ? 1 : emitter.lanes
        let sum = emitter.slot(lanes: width, element)
        let zero = emitter.zero(element)
        emitter.set(sum, width > 1 ? emitter.wide(zero) : zero)
        emitter.loop(count, unrolled: false) { emitter, step in
          let place =
            reversed
            ? emitter.builder.isub(emitter.integer(count - 1), step) : step
          var inner = indices
          inner[axis] = emitter.index(.scalar(place), isTiled: false)
          let (before, term) = emitter.alike(
            emitter.get(sum), emitter.element(x, inner, mask: mask))
          let after =
            element == .integer
            ? emitter.builder.iadd(before, term) : emitter.builder.add(before, term)
          emitter.store(
            exclusive ? before : after, of: element, to: storage, inner, mask: mask)
          emitter.set(sum, after)
        }
      }
    }
  }
}
