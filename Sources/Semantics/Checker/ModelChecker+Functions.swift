import Diagnostics
import Syntax

extension ModelChecker {
  mutating func resolveFunction(_ key: Key, _ statement: FunctionStatement) -> Symbol {
    switch statement.kind {
    case .net(let net): resolve(net, key, statement)
    case .abbreviation(let abbreviation): resolve(abbreviation, key, statement)
    }
  }

  /// Binds the parameters of a function.
  private mutating func bind(
    _ parameters: [Parameter], _ scope: Scope
  ) -> (ids: [LocalID], scope: Scope) {
    var ids: [LocalID] = []
    var inner = scope
    for parameter in parameters {
      if inner.locals[parameter.name.text] != nil {
        report(.parameterTwice(parameter.name))
      }
      let type = check(parameter.type, scope)
      let id = model.locals.add(
        Local(name: parameter.name.text, type: type, span: parameter.name.span))
      ids.append(id)
      inner = inner.binding(parameter.name.text, to: id)
    }
    return (ids, inner)
  }

  private mutating func resolve(
    _ abbreviation: AbbreviationDeclaration, _ key: Key, _ statement: FunctionStatement
  ) -> Symbol {
    let (parameters, inner) = bind(abbreviation.parameters ?? [], Scope(key.level))
    var scope = inner
    scope.freeLetters = .forbidden(
      LeftSide(text: "\(key.name)(…)", letters: []))
    let value = check(abbreviation.value, scope)
    let id = model.functions.add(
      Function(
        name: key.name, kind: .abbreviation, parameters: parameters, result: value.type,
        body: .expression(value), label: nil, documentation: statement.documentation,
        isShared: key.level == .file, guide: key.level.guide, span: statement.span))
    return .function(id)
  }

  private mutating func resolve(
    _ net: NetDeclaration, _ key: Key, _ statement: FunctionStatement
  ) -> Symbol {
    let (parameters, inner) = bind(net.parameters, Scope(key.level))
    var scope = inner
    scope.freeLetters = .forbidden(LeftSide(text: "\(key.name)(…)", letters: []))
    let result: ValueType =
      switch net.result {
      case .type(let type): check(type, Scope(key.level))
      case .record(let fields):
        .record(
          fields.map { field in
            ValueType.Field(
              name: field.name.text, type: check(field.type, Scope(key.level)))
          })
      }
    let body: Function.Body
    switch net.body {
    case .expression(let e): body = expressionBody(e, net, result, scope)
    case .block(let steps): body = block(steps, net, result, scope)
    }
    let id = model.functions.add(
      Function(
        name: key.name, kind: net.keyword == .flow ? .flow : .net, parameters: parameters,
        result: result, body: body, label: net.label?.text,
        documentation: statement.documentation, isShared: key.level == .file,
        guide: key.level.guide, span: statement.span))
    return .function(id)
  }

  private mutating func expressionBody(
    _ e: Expression, _ net: NetDeclaration, _ result: ValueType, _ scope: Scope
  ) -> Function.Body {
    if case .call(let callee, let arguments) = e.kind, case .name(let name) = callee.kind,
      symbol(name.text, from: scope.level) == nil, Builtin(rawValue: name.text) == nil
    {
      return .layers(layers(name, arguments, scope, at: e.span))
    }
    let value = check(e, scope, expecting: result)
    return .expression(returned(value, result, net))
  }

  /// The value as the declared result; poison after a message.
  private mutating func returned(
    _ value: TypedExpression, _ result: ValueType, _ net: NetDeclaration
  ) -> TypedExpression {
    guard !accepts(value, result) else { return model.settled(value, over: result.shape) }
    return poison(
      .resultMismatch(
        net.name.text, declared: model.phrase(of: result), is: model.phrase(of: value.type),
        at: value.span), at: value.span)
  }

  private mutating func block(
    _ statements: [NetStatement], _ net: NetDeclaration, _ result: ValueType, _ scope: Scope
  ) -> Function.Body {
    var inner = scope
    var steps: [Function.Step] = []
    var returned: TypedExpression?
    for statement in statements {
      switch statement.kind {
      case .unreadable: continue
      case .returned(let e):
        returned = self.returned(check(e, inner, expecting: result), result, net)
      case .assignment(let names, let e):
        if returned != nil { report(.afterReturn(at: statement.span)) }
        let value = check(e, inner)
        let targets = bind(names, to: value, &inner)
        steps.append(Function.Step(targets: targets, value: value, span: statement.span))
      }
    }
    guard let returned else {
      report(.noReturn(net.name))
      return .block(steps, returned: TypedExpression(.poison, .poison, at: net.name.span))
    }
    return .block(steps, returned: returned)
  }

  private mutating func bind(
    _ names: [Name], to value: TypedExpression, _ scope: inout Scope
  ) -> [LocalID] {
    var types = [value.type]
    if 1 < names.count {
      if case .record(let fields) = value.type, fields.count == names.count {
        types = fields.map(\.type)
      } else {
        if !value.type.isPoison {
          report(.patternMismatch(names, is: model.phrase(of: value.type)))
        }
        types = names.map { _ in .poison }
      }
    }
    return zip(names, types).map { name, type in
      let id = model.locals.add(Local(name: name.text, type: type, span: name.span))
      scope = scope.binding(name.text, to: id)
      return id
    }
  }
}
