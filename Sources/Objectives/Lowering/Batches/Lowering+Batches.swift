import Binding
import Diagnostics
import Semantics
import TensorIR

/// A plate of which a few rows are seen at a time.
extension Lowering {
  /// The axis of the rows, if there are batches and it has been made.
  func isBatched(_ axis: AxisID) -> Bool { batchAxes.contains(axis) }

  /// An input that has the rows of a batch along one of its axes.
  ///
  /// - Parameter slot: which of the axes it is.
  mutating func batchInput(
    _ name: String, _ element: ElementType, axes: [AxisID], _ value: BoundValue,
    from origin: DataOrigin, slot: Int, _ batch: Minibatch
  ) -> ValueID {
    if let known = batch.known, case .known(known.variable, _) = origin, axes.count == 1 {
      let numbers = (0..<batch.size).map { $0 < known.count ? 1.0 : 0 }
      return builder.cast(builder.append(.table(numbers, along: axes[0])), to: element)
    }
    let result = builder.input(name, TensorType(.real, axes.sorted()), role: .data)
    guard case .input(let id) = builder.program[result].op else { return result }
    let input = BatchInput(input: id, origin: origin, slot: slot)
    batchInputs.append(input)
    origins[id] = origin
    let sizes = axes.sorted().map { builder.program[$0].size }
    var rows = [Double](repeating: 0, count: sizes.reduce(1, *))
    if let reader = RowReader(value, slot: slot, strides: strides(axes)) {
      var span = rows.mutableSpan
      reader.read(Array(0..<batch.size), into: &span)
    }
    data[id] = Tensor(rows, sizes: sizes)
    return builder.cast(result, to: element)
  }

  /// The axes of the rows that know a variable and of those that do not, made beside that of all
  /// rows, so that they are as far out.
  mutating func makeRowGroups(_ axis: AxisID, _ batch: Minibatch) {
    guard let known = batch.known, 0 < known.count, known.count < batch.size else { return }
    let name = builder.program[axis].name
    let first = builder.axis("\(name) known", size: known.count)
    let others = builder.axis("\(name) unknown", size: batch.size - known.count)
    rowGroups[axis] = [
      RowGroups.Group(axis: first, start: 0, isKnown: true),
      RowGroups.Group(axis: others, start: known.count, isKnown: false),
    ]
  }

  /// The value, with nothing computed for states of rows whose state is known.
  mutating func separatingKnownRows(_ value: ValueID) -> ValueID {
    guard let known = batch?.known else { return value }
    let states = Set(readings.filter { $0.value.hidden.variable == known.variable }.keys)
    var result = value
    for (axis, groups) in rowGroups.sorted(by: { $0.key < $1.key }) {
      var separation = RowGroups(rows: axis, groups: groups, states: states)
      result = separation.split(result, in: &builder) ?? result
    }
    return result
  }

  /// The numbers of the rows of a batch, as positions in their set.
  mutating func rowPositions(_ axis: AxisID, _ batch: Minibatch) -> ValueID {
    if let known = rowNumbers { return known }
    let result = builder.input(
      "row", TensorType(.real, [axis]), role: .data)
    if case .input(let id) = builder.program[result].op {
      let origin = DataOrigin.rows(batch.set)
      batchInputs.append(BatchInput(input: id, origin: origin, slot: 0))
      origins[id] = origin
      data[id] = Tensor((0..<batch.size).map(Double.init), sizes: [batch.size])
    }
    let positions = builder.cast(result, to: .integer)
    rowNumbers = positions
    return positions
  }

  /// The sum over axes, each row of a batch as often as it counts.
  mutating func weightedSum(_ value: ValueID, over axes: [AxisID]) -> ValueID {
    guard let batch, let axis = axes.first(where: { isBatched($0) }) else {
      return builder.sum(value, over: axes)
    }
    if let weight = batch.evenWeight {
      return builder.multiply(builder.constant(weight), builder.sum(value, over: axes))
    }
    let weights = builder.append(.table(batch.weights, along: axis))
    return builder.sum(builder.multiply(weights, value), over: axes)
  }

  /// Notes that batches cannot be used, and why; lowering ends with that.
  mutating func refuseBatch(_ reason: String, at span: SourceSpan) {
    guard let batch, batchRefusal == nil else { return }
    batchRefusal = fail(
      .notYetLowered(
        "minibatches of `\(model.indexSets[batch.set].name)` here: \(reason)", at: span,
        hint: "leave `--batch` out"))
  }

  /// Refuses a product over rows within the sum or integral over a variable around them: the log of
  /// that is no sum over the rows.
  mutating func refuseBatch(
    around id: VariableID, over letters: Set<IndexID>, _ factor: LogFactor
  ) {
    guard letters.contains(where: { model.indices[$0].set == batch?.set }) else { return }
    refuseBatch("`\(model.variables[id].name)` is summed out around it", at: factor.span)
  }

  /// What the finished program has of batches.
  func loweredBatch() throws(LoweringFailure) -> LoweredBatch? {
    if let batchRefusal { throw batchRefusal }
    guard let batch else { return nil }
    if let first = batchInputs.first, let last = blocks.last, first.input < last.input {
      throw fail(
        .notYetLowered("minibatches where the bounds of a point depend on rows", at: model.span))
    }
    return LoweredBatch(batch: batch, inputs: batchInputs)
  }
}
