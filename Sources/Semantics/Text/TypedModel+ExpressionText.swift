import Syntax

extension TypedModel {
  /// Returns an expression as it is written in a model, with the parentheses that it needs.
  public func text(of e: TypedExpression) -> String { text(of: e, within: 0) }

  /// Returns a number in the shortest form that reads back as it.
  static func text(of number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    return "\(number)".replacing("e-0", with: "e-").replacing("e+", with: "e")
  }

  /// `strength` is that of the operator around it: a weaker one inside needs parentheses.
  private func text(of e: TypedExpression, within strength: Int) -> String {
    let own = Self.strength(of: e)
    let inside = bareText(of: e, own)
    return own < strength ? "(\(inside))" : inside
  }

  private func bareText(of e: TypedExpression, _ own: Int) -> String {
    switch e.kind {
    case .number(let value): return Self.text(of: value)
    case .boolean(let value): return value ? "true" : "false"
    case .infinity: return "inf"
    case .none: return "none"
    case .variable(let id, let subscripts): return variables[id].name + subscriptText(subscripts)
    case .local(let id): return locals[id].name
    case .index(let id): return indices[id].name
    case .member(let set, let position): return memberText(set, position)
    case .endpoint(_, .first): return "first"
    case .endpoint(_, .last): return "last"
    case .indexSet(let set): return text(of: set)
    case .range(let range): return "\(text(of: range.lower))..\(text(of: range.upper))"
    case .element(let base, let subscripts):
      return text(of: base, within: 10) + subscriptText(subscripts)
    case .field(let base, let name): return text(of: base, within: 10) + "." + name
    case .group(let id): return groups[id].name
    case .unary(.negate, let x): return "-" + text(of: x, within: own)
    case .unary(.not, let x): return "not " + text(of: x, within: own)
    case .binary(let op, let x, let y): return binaryText(op, x, y, own)
    case .call(let builtin, let arguments): return "\(builtin.rawValue)(\(listText(arguments)))"
    case .vector(let elements): return "[\(listText(elements))]"
    case .known(let x): return "known(\(text(of: x)))"
    case .logQuery(let query): return "log " + text(of: query)
    case .elbo(let guide): return "elbo(\(guides[guide].name))"
    case .poison: return "?"
    case .conditional, .apply, .reduction, .expectation: return longText(of: e)
    }
  }

  private func longText(of e: TypedExpression) -> String {
    switch e.kind {
    case .conditional(let condition, let then, let otherwise):
      return "if \(text(of: condition)) then \(text(of: then)) else \(text(of: otherwise))"
    case .apply(let function, let arguments, let weights):
      let own = weights.map { "; " + text(of: $0) } ?? ""
      return "\(functions[function].name)(\(listText(arguments))\(own))"
    case .reduction(let op, let letters, let condition, let body):
      let names = letters.map { id in
        indices[id].name
          + (indices[id].range.map { " in \(text(of: $0.lower))..\(text(of: $0.upper))" } ?? "")
      }
      let filter = condition.map { " where " + text(of: $0) } ?? ""
      return "\(op.rawValue) \(names.joined(separator: ", "))\(filter): \(text(of: body))"
    case .expectation(let draws, let body):
      let names = draws.map { draw -> String in
        switch draw.target {
        case .local(let id): "\(locals[id].name) ~ \(text(of: draw.distribution))"
        case .variable(let id): "\(variables[id].name) ~ \(text(of: draw.distribution))"
        }
      }
      return "expect \(names.joined(separator: ", ")): \(text(of: body))"
    case .number, .boolean, .infinity, .none, .variable, .local, .index, .member, .endpoint,
      .indexSet, .range, .element, .field, .group, .unary, .binary, .call, .vector, .known,
      .logQuery, .elbo, .poison:
      return ""
    }
  }

  private func binaryText(
    _ op: BinaryOperator, _ x: TypedExpression, _ y: TypedExpression, _ own: Int
  ) -> String {
    switch op {
    case .power: text(of: x, within: own + 1) + "^" + text(of: y, within: own)
    case .multiply, .divide, .contract, .add, .subtract, .or, .and, .less, .greater,
      .lessOrEqual, .greaterOrEqual, .equal, .notEqual:
      text(of: x, within: own) + " \(op.rawValue) " + text(of: y, within: own + 1)
    }
  }

  func subscriptText(_ subscripts: [TypedExpression]) -> String {
    subscripts.isEmpty
      ? "" : "[" + subscripts.map { placeText($0) }.joined(separator: ",") + "]"
  }

  /// A subscript, steps without spaces: `t-1`.
  private func placeText(_ e: TypedExpression) -> String {
    guard case .binary(let op, let x, let y) = e.kind, op == .add || op == .subtract else {
      return text(of: e)
    }
    return text(of: x, within: 6) + op.rawValue + text(of: y, within: 7)
  }

  private func listText(_ list: [TypedExpression]) -> String {
    list.map { text(of: $0) }.joined(separator: ", ")
  }

  private func memberText(_ set: IndexSetID, _ position: Int) -> String {
    if case .names(let names) = indexSets[set].extent, names.indices.contains(position) {
      return names[position]
    }
    return String(position)
  }

  /// How tightly the outermost operator of an expression binds.
  private static func strength(of e: TypedExpression) -> Int {
    switch e.kind {
    case .conditional, .reduction, .expectation: 1
    case .binary(let op, _, _):
      switch op {
      case .or: 2
      case .and: 3
      case .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual: 5
      case .add, .subtract: 6
      case .multiply, .divide, .contract: 7
      case .power: 9
      }
    case .unary(.not, _): 4
    case .unary(.negate, _), .logQuery: 8
    case .number(let value): value < 0 ? 8 : 10
    case .boolean, .infinity, .none, .variable, .local, .index, .member, .endpoint, .indexSet,
      .range, .element, .field, .group, .call, .apply, .vector, .elbo, .known, .poison:
      10
    }
  }
}
