import Binding
import Diagnostics
import Semantics
import TensorIR

/// Reading tables at subscripts, and making components line up.
extension Lowering {
  /// `x[e, …]`: the table at the subscripts; what they leave over are components of the result.
  mutating func access(
    _ id: VariableID, _ subscripts: [TypedExpression], at span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    let variable = model.variables[id]
    if assignments[id] == .states || assignments[id] == .enumerated {
      return try accessStates(id, variable, subscripts, at: span)
    }
    if recursion?.group.contains(id) ?? false { return try accessStep(id, subscripts, at: span) }
    let table = try table(of: id, readAt: span)
    if assignments[id] == .drawn,
      try isElsewhere(subscripts, of: variable, hasStates: table.value)
    {
      throw fail(.jointStates(variable.name, at: span))
    }
    if assignments[id] == nil, try isElsewhere(subscripts, of: variable, hasStates: table.value) {
      return try inlined(id, variable, subscripts, at: span)
    }
    let sets = variable.indices.map { model.indices[$0].set } + variable.type.shape
    return try select(table, sets, at: subscripts)
  }

  /// Whether a computed value that depends on states is read at other places than its own.
  private mutating func isElsewhere(
    _ subscripts: [TypedExpression], of variable: Variable, hasStates value: ValueID
  ) throws(LoweringFailure) -> Bool {
    guard builder.type(value).axes.contains(where: { readings[$0] != nil }) else { return false }
    guard subscripts.count == variable.indices.count else { return true }
    for (letter, subscript_) in zip(variable.indices, subscripts) {
      let place = try place(of: subscript_, in: model.indices[letter].set)
      if place != .along(letter, offset: 0) { return true }
    }
    return false
  }

  /// A computed value at subscripts, by its definition with the subscripts put in for its letters.
  private mutating func inlined(
    _ id: VariableID, _ variable: Variable, _ subscripts: [TypedExpression], at span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    guard subscripts.count == variable.indices.count, variable.parts.count == 1,
      case .expression(let definition) = variable.parts[0].definition
    else { throw fail(.jointStates(variable.name, at: span)) }
    var own: [IndexID: LetterBinding] = [:]
    for (letter, subscript_) in zip(variable.indices, subscripts) {
      let set = model.indices[letter].set
      if case .index(let other) = subscript_.kind {
        if letters[other] == nil { bind(other) }
        own[letter] = letters[other]
      } else {
        own[letter] = LetterBinding(
          axis: nil, position: try position(subscript_, in: set), isWhole: false,
          place: try place(of: subscript_, in: set))
      }
    }
    let outer = letters
    defer { letters = outer }
    letters = own
    return align(try lower(definition), to: try valueAxes(variable.type))
  }

  /// Reads an operand at subscripts of its leading components, whose sets are given.
  mutating func select(
    _ operand: Operand, _ sets: [IndexSetID], at subscripts: [TypedExpression]
  ) throws(LoweringFailure) -> Operand {
    var value = operand.value
    let axes = operand.components
    var moves: [(from: AxisID, subscript: TypedExpression, set: IndexSetID)] = []
    // What must move leaves its axis first, so that no two meet on the way.
    for (slot, subscript_) in subscripts.enumerated() {
      let set = sets[slot]
      if case .index(let letter) = subscript_.kind, let binding = letters[letter],
        binding.isWhole, binding.axis == axes[slot]
      {
        continue
      }
      if set == batch?.set {
        refuseBatch("a row reads another", at: subscript_.span)
      }
      let scratch = scratchAxis(set, slot)
      if has(value, axes[slot]) { value = builder.rename(value, from: axes[slot], to: scratch) }
      moves.append((scratch, subscript_, set))
    }
    let rest = Array(sets.dropFirst(subscripts.count))
    // Behind the sets there may be the weights of a net, which nothing selects.
    let target = componentAxes(rest) + axes.dropFirst(sets.count)
    let source = Array(axes.dropFirst(subscripts.count))
    value = move(value, from: source, to: target, sets: rest, slot: axes.count)
    for (from, subscript_, set) in moves where has(value, from) {
      value = try gather(value, along: from, at: subscript_, set)
    }
    return Operand(value, components: target)
  }

  private mutating func gather(
    _ value: ValueID, along axis: AxisID, at subscript_: TypedExpression, _ set: IndexSetID
  ) throws(LoweringFailure) -> ValueID {
    if case .index(let letter) = subscript_.kind, let binding = letters[letter],
      binding.isWhole, let target = binding.axis, !has(value, target),
      model.indices[letter].set == set
    {
      return builder.rename(value, from: axis, to: target)
    }
    return gather(value, along: axis, at: try position(subscript_, in: set))
  }

  /// The elements at positions along an axis.
  mutating func gather(_ value: ValueID, along axis: AxisID, at place: ValueID) -> ValueID {
    // All members in their order: the axis under another name.
    if case .position(let target) = builder.program[place].op, !has(value, target),
      builder.program[target].size == builder.program[axis].size
    {
      return builder.rename(value, from: axis, to: target)
    }
    return builder.gather(value, axis: axis, at: place)
  }

  func has(_ value: ValueID, _ axis: AxisID) -> Bool {
    builder.type(value).axes.contains(axis)
  }

  /// Renames axes, by way of scratch axes when a target is still another's source.
  mutating func move(
    _ value: ValueID, from source: [AxisID], to target: [AxisID], sets: [IndexSetID], slot: Int
  ) -> ValueID {
    var value = value
    var pending: [(from: AxisID, to: AxisID)] = []
    for (index, (from, to)) in zip(source, target).enumerated() where from != to {
      guard has(value, from) else { continue }
      if source.contains(to) {
        let scratch = scratchAxis(sets[index], slot + index)
        value = builder.rename(value, from: from, to: scratch)
        pending.append((scratch, to))
      } else {
        pending.append((from, to))
      }
    }
    for (from, to) in pending { value = builder.rename(value, from: from, to: to) }
    return value
  }

  /// Renames the components of an operand to the given axes, which have the same sizes.
  mutating func align(_ operand: Operand, to components: [AxisID]) -> Operand {
    guard operand.components != components, operand.components.count == components.count else {
      return operand
    }
    var value = operand.value
    var pending: [(from: AxisID, to: AxisID)] = []
    for (from, to) in zip(operand.components, components) where from != to {
      guard has(value, from) else { continue }
      if has(value, to) {
        let size = builder.program[from].size
        let free = builder.axis(builder.program[from].name, size: size)
        value = builder.rename(value, from: from, to: free)
        pending.append((free, to))
      } else {
        value = builder.rename(value, from: from, to: to)
      }
    }
    for (from, to) in pending { value = builder.rename(value, from: from, to: to) }
    return Operand(value, components: components)
  }

  /// The position from 0 that a subscript selects in a set.
  mutating func position(
    _ expression: TypedExpression, in set: IndexSetID
  ) throws(LoweringFailure) -> ValueID {
    if case .member = expression.type { return try lower(expression).value }
    if case .bool = expression.type {
      return builder.cast(try lower(expression).value, to: .integer)
    }
    let number = try number(expression).value
    return builder.cast(
      builder.subtract(number, builder.constant(Double(lowerMember(of: set)))), to: .integer)
  }

  /// The number of the first member of a set.
  func lowerMember(of set: IndexSetID) -> Int { bound.firstMembers[set] ?? 1 }
}
