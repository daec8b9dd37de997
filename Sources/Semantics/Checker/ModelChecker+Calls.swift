import Diagnostics
import Syntax

extension ModelChecker {
  mutating func call(
    _ callee: Expression, _ arguments: CallArguments, _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    guard case .name(let name) = callee.kind else {
      return poison(.notAFunction(callee.span), at: span)
    }
    if scope.locals[name.text] != nil { return poison(.notAFunction(name.span), at: span) }
    if name.text == "elbo" { return elbo(arguments, scope, at: span) }
    switch symbol(name.text, from: scope.level) {
    case .function(let id)?: return apply(id, arguments, scope, at: span)
    case .guide?, .use?: return poison(.densityWithoutLog(name, at: span), at: span)
    case .poison?: return TypedExpression(.poison, .poison, at: span)
    case .indexSet?, .letter?, .variable?, .group?, .type?, nil: break
    }
    if name.text == "p" { return poison(.densityWithoutLog(name, at: span), at: span) }
    if let builtin = Builtin(rawValue: name.text) {
      return call(builtin, name, arguments, scope, at: span)
    }
    if Family(rawValue: name.text) != nil { return poison(.familyForValue(name), at: span) }
    if symbol(name.text, from: scope.level) != nil {
      return poison(.notAFunction(name.span), at: span)
    }
    let functions = names(from: scope.level) + Builtin.allCases.map(\.rawValue)
    return poison(
      .unknownName(name, nearest: closest(to: name.text, among: functions)), at: span)
  }

  /// `f(x)` and `f(x; w)` of a net, a flow or a `let` function.
  private mutating func apply(
    _ id: FunctionID, _ arguments: CallArguments, _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    let function = model.functions[id]
    guard let values = positional(arguments, of: function.name, allowsWeights: true) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    guard values.count == function.parameters.count else {
      return poison(
        .argumentCount(
          function.name, wanted: function.parameters.count, found: values.count, at: span),
        at: span)
    }
    var typed: [TypedExpression] = []
    for (value, parameter) in zip(values, function.parameters) {
      let wanted = model.locals[parameter]
      let e = check(value, scope, expecting: wanted.type)
      if !accepts(e, wanted.type) {
        report(
          .argumentMismatch(
            e.span, function.name, parameter: wanted.name, is: model.phrase(of: e.type),
            wanted: model.phrase(of: wanted.type)))
        return TypedExpression(.poison, .poison, at: span)
      }
      typed.append(model.settled(e, over: wanted.type.shape))
    }
    let own = arguments.weights.map { weights($0, of: id, scope, at: span) }
    let isPoisoned = (typed + [own].compactMap { $0 }).contains { $0.type.isPoison }
    return TypedExpression(
      .apply(id, typed, weights: own), isPoisoned ? .poison : function.result, at: span)
  }

  /// Whether a value can stand where one of a type is wanted, now or when the program runs.
  func accepts(_ e: TypedExpression, _ wanted: ValueType) -> Bool {
    e.type.isPoison || model.fit(e, wanted).isPossible
  }

  private mutating func weights(
    _ arguments: [Argument], of id: FunctionID, _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    let function = model.functions[id]
    guard case .net = function.kind, arguments.count == 1, arguments[0].name == nil,
      arguments[0].upper == nil
    else { return poison(.weightsWanted(function.name, at: span), at: span) }
    let e = check(arguments[0].value, scope)
    guard accepts(e, .weights(id)) else {
      return poison(
        .argumentMismatch(
          e.span, function.name, parameter: nil, is: model.phrase(of: e.type),
          wanted: model.phrase(of: .weights(id))), at: span)
    }
    return e
  }

  /// The arguments of a call that has only plain ones; `nil` after a message.
  mutating func positional(
    _ arguments: CallArguments, of name: String, allowsWeights: Bool = false
  ) -> [Expression]? {
    if let bar = arguments.conditions?.first {
      report(.barInCall(name, at: bar.value.span))
      return nil
    }
    if !allowsWeights, let own = arguments.weights?.first {
      report(.weightsWanted(name, at: own.value.span))
      return nil
    }
    for argument in arguments.values {
      if let label = argument.name {
        report(.namedArgument(label, of: name))
        return nil
      }
      if let upper = argument.upper {
        report(.rangeArgument(of: name, at: argument.value.span.union(upper.span)))
        return nil
      }
    }
    return arguments.values.map(\.value)
  }

  private mutating func elbo(
    _ arguments: CallArguments, _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    guard let values = positional(arguments, of: "elbo"), values.count == 1,
      case .name(let name) = values[0].kind
    else { return poison(.elboWantsGuide(at: span, nearest: nil), at: span) }
    switch symbol(name.text, from: scope.level) {
    case .guide(let id)?: return TypedExpression(.elbo(id), .real, at: span)
    case .poison?: return TypedExpression(.poison, .poison, at: span)
    case .indexSet, .letter, .variable, .function, .group, .use, .type, nil:
      let guides = names(from: .model).filter { name in
        if case .guide? = declarations[.model]?.entries[name] { true } else { false }
      }
      return poison(.elboWantsGuide(at: name.span, nearest: guides.first), at: span)
    }
  }
}
