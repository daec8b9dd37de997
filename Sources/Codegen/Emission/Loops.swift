import LLVMBridge
import Optimizer
import TensorIR

extension GroupEmitter {
  /// Writes a loop from a number up to, and without, another.
  mutating func loop(
    from start: Value, to end: Value, _ body: (inout GroupEmitter, Value) -> Void
  ) {
    let before = builder.current
    let function = memory.function
    let head = builder.block(in: function, "head")
    let inside = builder.block(in: function, "body")
    let after = builder.block(in: function, "after")
    builder.branch(to: head)
    builder.position(at: head)
    let index = builder.phi(builder.i64)
    builder.addIncoming(index, start, from: before)
    builder.branch(if: builder.compare(.slt, index, end), then: inside, else: after)
    builder.position(at: inside)
    scoped { body(&$0, index) }
    let next = builder.iadd(index, integer(1))
    builder.addIncoming(index, next, from: builder.current)
    builder.branch(to: head)
    builder.position(at: after)
  }

  /// Writes a loop that runs a known number of times: the body again and again if that is short.
  mutating func loop(
    _ count: Int, unrolled: Bool, _ body: (inout GroupEmitter, Value) -> Void
  ) {
    if unrolled || count == 1 {
      for index in 0..<count { body(&self, integer(index)) }
    } else if count > 0 {
      loop(from: integer(0), to: integer(count), body)
    }
  }

  /// Writes what is done only if a condition holds.
  mutating func when(_ condition: Value, _ body: (inout GroupEmitter) -> Void) {
    let function = memory.function
    let inside = builder.block(in: function, "then")
    let after = builder.block(in: function, "after")
    builder.branch(if: condition, then: inside, else: after)
    builder.position(at: inside)
    scoped(body)
    builder.branch(to: after)
    builder.position(at: after)
  }

  /// Writes nested loops over axes of a statement, the first outermost.
  mutating func nest(
    _ axes: some Collection<AxisID>, of statement: Statement, _ indices: Indices,
    _ body: (inout GroupEmitter, Indices) -> Void
  ) {
    let total = axes.reduce(1) { $0 * size($1, in: statement) }
    // Straight code lets small arrays live in registers; in a tile they are long.
    nest(axes, of: statement, indices, unrolled: total <= (group.isTiled ? 2 : 4), body)
  }

  private mutating func nest(
    _ axes: some Collection<AxisID>, of statement: Statement, _ indices: Indices, unrolled: Bool,
    _ body: (inout GroupEmitter, Indices) -> Void
  ) {
    guard let axis = axes.first else { return body(&self, indices) }
    let count = size(axis, in: statement)
    loop(count, unrolled: unrolled) { emitter, position in
      var inner = indices
      inner[axis] = emitter.index(.scalar(position), isTiled: axis == statement.tileAxis)
      emitter.nest(axes.dropFirst(), of: statement, inner, unrolled: unrolled, body)
    }
  }

  /// Writes a loop over vectors along an axis; the last one may be cut short.
  ///
  /// - Parameters:
  ///   - atOnce: how many vectors `body` gets at a time at the most, so that it can keep that many
  ///     sums.
  mutating func vectors(
    along axis: AxisID, of statement: Statement, atOnce: Int,
    _ body: (inout GroupEmitter, [Vector]) -> Void
  ) {
    let count = size(axis, in: statement)
    let isTiled = axis == statement.tileAxis
    let (whole, rest) = (count / lanes, count % lanes)
    func vector(_ emitter: inout GroupEmitter, _ start: Value, cut: Int = 0) -> Vector {
      Vector(
        index: emitter.index(.lanes(start), isTiled: isTiled),
        mask: cut > 0 ? emitter.mask(cut) : nil)
    }
    if whole + (rest > 0 ? 1 : 0) <= atOnce {
      var all = (0..<whole).map { vector(&self, integer($0 * lanes)) }
      if rest > 0 { all.append(vector(&self, integer(whole * lanes), cut: rest)) }
      if !all.isEmpty { body(&self, all) }
      return
    }
    let atOnce = (1...atOnce).last { whole % $0 == 0 && 2 * $0 >= atOnce } ?? atOnce
    let blocks = whole / atOnce
    loop(blocks, unrolled: false) { emitter, block in
      let width = atOnce * emitter.lanes
      let start = emitter.builder.imul(block, emitter.integer(width))
      let all = (0..<atOnce).map { member in
        let offset = emitter.integer(member * emitter.lanes)
        return vector(&emitter, emitter.builder.iadd(start, offset))
      }
      body(&emitter, all)
    }
    var left = (blocks * atOnce..<whole).map { vector(&self, integer($0 * lanes)) }
    if rest > 0 { left.append(vector(&self, integer(whole * lanes), cut: rest)) }
    if !left.isEmpty { scoped { body(&$0, left) } }
  }

  /// Truth for the first lanes only.
  private func mask(_ count: Int) -> Value {
    builder.vectorConstant((0..<lanes).map { builder.boolean($0 < count) })
  }

  /// Gives an index an identity of its own.
  mutating func index(_ form: Index.Form, isTiled: Bool) -> Index {
    nextIndex += 1
    return Index(form: form, isTiled: isTiled, identity: nextIndex)
  }
}

/// Where along an axis elements are wanted.
struct Index {
  enum Form {
    /// One position.
    case scalar(Value)
    /// As many positions as a vector has lanes, from the given one on.
    case lanes(Value)
    /// A position, or one for each lane, that was computed and lies inside the axis.
    case computed(Value)
  }
  let form: Form
  /// True iff it counts from the start of the current tile.
  let isTiled: Bool
  /// The same for equal indices only.
  let identity: Int

  /// True iff it stands for as many positions as a vector has lanes.
  var isVector: Bool {
    if case .lanes = form { return true }
    return false
  }
}

/// The index along each axis.
typealias Indices = [AxisID: Index]

/// One vector of a loop: its index, and which lanes count if not all do.
struct Vector {
  let index: Index
  let mask: Value?
}
