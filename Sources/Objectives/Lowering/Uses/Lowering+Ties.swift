import Binding
import Diagnostics
import Semantics
import TensorIR

/// `tie a, b within s`: the coupling exp(-|u(a) - u(b)|² / (2 s²)) of free coordinates.
///
/// (Lasserre, Bishop and Minka 2006, "Principled hybrids of generative and discriminative models".)
/// With s = 0 the two are one variable that keeps the first one's density; with s = inf nothing
/// couples them. Both limits are taken in the story, not in numbers.
extension Lowering {
  /// The statements of the story; variables that are tied without any spread are one.
  var statements: [Statement] {
    let dropped = Set(aliases.keys)
    return model.statements.compactMap { statement in
      if case .tie(let index) = statement.source {
        let spread = bound.number(model.ties[index].within)
        if spread == 0 || spread == .infinity { return nil }
      }
      if let id = statement.defines, dropped.contains(id) { return nil }
      if case .factor(let index) = statement.source,
        !dropped.isDisjoint(with: model.factors[index].defines)
      {
        return nil
      }
      return Statement(
        source: statement.source, mentions: Set(statement.mentions.map { canonical($0) }),
        defines: statement.defines, span: statement.span)
    }
  }

  /// The variable that holds the value of another one.
  func canonical(_ id: VariableID) -> VariableID { aliases[id] ?? id }

  mutating func tieFactor(
    _ tie: Tie, _ statement: Statement
  ) throws(LoweringFailure) -> LogFactor {
    var distance = builder.constant(0)
    for (a, b) in zip(model.members(of: tie.first), model.members(of: tie.second)) {
      let first = try freeCoordinates(of: a)
      let second = align(try freeCoordinates(of: b), to: first.components)
      let difference = builder.subtract(first.value, second.value)
      let squares = builder.unary(.square, difference)
      let axes = first.components.filter { has(squares, $0) }
      distance = builder.add(distance, builder.sum(squares, over: axes))
    }
    let spread = try number(tie.within).value
    let variance = builder.multiply(builder.constant(2), builder.unary(.square, spread))
    return logFactor(builder.negate(builder.divide(distance, variance)), statement.span)
  }

  /// The point in the space in which it moves freely.
  private mutating func freeCoordinates(
    of id: VariableID
  ) throws(LoweringFailure) -> Operand {
    let variable = model.variables[id]
    let shape = try blockShape(of: id, variable)
    let axes = shape.batch + shape.coordinates
    let table = try table(of: id, readAt: variable.span)
    if assignments[canonical(id)] == .block, let input = freeInputs[canonical(id)] {
      return Operand(input, components: axes)
    }
    let free = builder.unconstrain(
      table.value, along: shape.coordinates.first, from: shape.space)
    return Operand(free, components: axes)
  }
}

extension BoundModel {
  /// The variables that a tie without any spread makes one with another: each with that other one.
  var tiedVariables: [VariableID: VariableID] {
    var result: [VariableID: VariableID] = [:]
    for tie in model.ties where number(tie.within) == 0 {
      for (a, b) in zip(model.members(of: tie.first), model.members(of: tie.second)) {
        let (kept, other) = (result[a] ?? a, result[b] ?? b)
        guard kept != other else { continue }
        for (id, holder) in result where holder == other { result[id] = kept }
        result[other] = kept
      }
    }
    return result
  }
}
