/// A value that a loop carries.
public struct ScanCarry: Hashable, Sendable {
  /// The leaf that stands for the carry in the step.
  public let hole: ValueID
  /// The carry before the first step.
  public let initial: ValueID
  /// The carry after a step, given the one before.
  public let next: ValueID

  /// Creates a carry; the axes that `initial` or `next` have beyond that of the loop are the hole's
  /// too, even if it was made without them.
  public init(hole: ValueID, initial: ValueID, next: ValueID) {
    self.hole = hole
    self.initial = initial
    self.next = next
  }
}

/// A loop that was written, and what the values that its step was written with became.
public struct WrittenScan: Sendable {
  /// The loop.
  public let scan: Scan
  /// The values of the body, by those around it that depend on a carry.
  let images: [ValueID: ValueID]

  /// The values around the loop that depend on a carry and are computed in it, ascending.
  public var values: [ValueID] { images.keys.sorted() }
}

extension ProgramBuilder {
  /// Writes a loop along an axis.
  ///
  /// The step is written as if for all members of the axis at once: `next` and the emitted values
  /// depend on the holes, which do not have the axis, and on others, of which each step sees its
  /// slice if they have it. What depends on a hole moves into the body of the loop, without the
  /// axis; it must not reduce, cumulate, gather or rename the axis. All else is computed before
  /// the loop, but for what is cheaper to compute in it than to keep.
  ///
  /// - Returns: the carries after the last step, and each emitted value at every step. Emitting a
  ///   hole gives the carry before each step.
  public mutating func scan(
    along axis: AxisID, reversed: Bool = false, carries: [ScanCarry], emitting: [ValueID] = []
  ) -> (final: [ValueID], emitted: [ValueID]) {
    var (carries, emitting) = (carries, emitting)
    while widen(&carries, &emitting, along: axis) {}
    let written = writeScan(
      along: axis, reversed: reversed, carries: carries, keeping: emitting)
    let final = carries.indices.map { self.final($0, of: written) }
    return (final, emitting.map { each($0, of: written) })
  }

  /// Gives holes the axes that the carries have before the first step or after one; returns
  /// whether any had to get more.
  private mutating func widen(
    _ carries: inout [ScanCarry], _ emitting: inout [ValueID], along axis: AxisID
  ) -> Bool {
    var replacements: [ValueID: ValueID] = [:]
    for carry in carries {
      guard case .hole(let hole) = program[carry.hole].op else { continue }
      let axes = type(carry.initial).axes + type(carry.next).axes.filter { $0 != axis }
      let wide = TensorType(hole.type.element, hole.type.axes + axes)
      if wide != hole.type { replacements[carry.hole] = self.hole(hole.name, wide) }
    }
    if replacements.isEmpty { return false }
    let values = substitute(replacements, in: carries.map(\.next) + emitting)
    carries = carries.enumerated().map { index, carry in
      ScanCarry(
        hole: replacements[carry.hole] ?? carry.hole, initial: carry.initial, next: values[index])
    }
    emitting = Array(values.dropFirst(carries.count))
    return true
  }

  /// Writes a carry of a loop after the last step.
  public mutating func final(_ carry: Int, of written: WrittenScan) -> ValueID {
    append(.scan(written.scan, .final(carry)))
  }

  /// Writes a value that depends on the carries of a loop at every step, or one that does not
  /// repeated along its axis.
  ///
  /// - Precondition: one of the carries, or of the emitted values, needs it.
  public mutating func each(_ value: ValueID, of written: WrittenScan) -> ValueID {
    guard let image = written.images[value] else {
      return widen(value, to: type(value).adding(written.scan.axis))
    }
    return append(.scan(written.scan, .each(image)))
  }

  /// Writes a loop without asking for its results.
  ///
  /// - Precondition: holes have all axes that their carries need.
  /// - Parameter kept: what a step computes besides the carries.
  public mutating func writeScan(
    along axis: AxisID, reversed: Bool, carries: [ScanCarry], keeping kept: [ValueID]
  ) -> WrittenScan {
    for carry in carries {
      precondition(
        Set(type(carry.next).axes).subtracting([axis]).isSubset(of: type(carry.hole).axes)
          && Set(type(carry.initial).axes).isSubset(of: type(carry.hole).axes),
        "a carry has the axes of its hole")
    }
    let outline = ScanOutline(program, along: axis, carries: carries, keeping: kept)
    let slices = outline.operands.filter { type($0).axes.contains(axis) }
    let shared = outline.operands.filter { !type($0).axes.contains(axis) }
    var body = ProgramBuilder(axesOf: program)
    var images: [ValueID: ValueID] = [:]
    for carry in carries {
      images[carry.hole] = body.input(
        name(carry.hole, orElse: "carry"), type(carry.hole).removing(axis), role: .parameter)
    }
    for (index, slice) in slices.enumerated() {
      images[slice] = body.input(
        name(slice, orElse: "slice\(index)"), type(slice).removing(axis), role: .parameter)
    }
    for (index, value) in shared.enumerated() {
      images[value] = body.input(
        name(value, orElse: "shared\(index)"), type(value), role: .parameter)
    }
    for value in outline.inside where images[value] == nil {
      body.origin = program[value].origin
      images[value] = body.rewrite(
        program[value].op.mapOperands { images[$0] ?? $0 }, without: axis)
    }
    let outputs = carries.map { carry in
      let next = body.widen(
        images[carry.next] ?? carry.next, to: type(carry.hole).removing(axis))
      return Output(name: name(carry.hole, orElse: "carry"), value: next)
    }
    let first = carries.map { widen($0.initial, to: type($0.hole).removing(axis)) }
    let scan = Scan(
      along: axis, isReversed: reversed,
      body: ScanBody(
        body.finish(outputs), carryCount: carries.count, sliceCount: slices.count),
      operands: first + slices + shared)
    return WrittenScan(scan: scan, images: images.filter { outline.dependsOnCarry($0.key) })
  }

  /// The name that a value has in the program.
  private func name(_ value: ValueID, orElse name: String) -> String {
    switch program[value].op {
    case .hole(let hole): hole.name
    case .input(let input): program[input].name
    default: name
    }
  }
}
