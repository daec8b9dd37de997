import Diagnostics
import Semantics
import TensorIR

/// Functions of the file at values of their parameters: abbreviations, nets and flows.
extension Lowering {
  /// What a function gives; a record has several values.
  mutating func apply(
    _ id: FunctionID, _ arguments: [TypedExpression], weights: TypedExpression?
  ) throws(LoweringFailure) -> [Operand] {
    let function = model.functions[id]
    let own: Operand? = if let weights { try number(weights) } else { nil }
    var values: [(LocalID, [Operand])] = []
    for (parameter, argument) in zip(function.parameters, arguments) {
      let type = model.locals[parameter].type
      values.append((parameter, try fields(argument, as: type)))
    }
    let outer = locals
    defer { locals = outer }
    for (parameter, value) in values { locals[parameter] = value }
    switch function.body {
    case .layers(let body): return try applyLayers(id, body, weights: own)
    case .expression(let value): return try fields(value, as: function.result)
    case .block(let steps, let returned):
      for step in steps {
        let results = try fields(step.value, as: step.value.type)
        if step.targets.count == 1 {
          locals[step.targets[0]] = results
        } else {
          for (target, result) in zip(step.targets, results) { locals[target] = [result] }
        }
      }
      return try fields(returned, as: function.result)
    }
  }

  /// The fields of a record in order; of anything else, the one value.
  mutating func fields(
    _ e: TypedExpression, as type: ValueType
  ) throws(LoweringFailure) -> [Operand] {
    guard case .record = e.type else { return [try lower(e, as: type)] }
    switch e.kind {
    case .apply(let id, let arguments, let weights):
      return try apply(id, arguments, weights: weights)
    case .local(let local):
      if let values = locals[local] { return values }
    case .number, .boolean, .infinity, .none, .variable, .index, .member, .endpoint, .indexSet,
      .range, .element, .field, .group, .unary, .binary, .conditional, .call, .vector, .reduction,
      .expectation, .logQuery, .elbo, .known, .poison:
      break
    }
    throw fail(.notYetLowered("this record", at: e.span))
  }

  /// `e.name`.
  mutating func field(
    _ record: TypedExpression, _ name: String, at span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    guard case .record(let types) = record.type,
      let slot = types.firstIndex(where: { $0.name == name })
    else { throw fail(.notYetLowered("this field", at: span)) }
    return try fields(record, as: record.type)[slot]
  }
}
