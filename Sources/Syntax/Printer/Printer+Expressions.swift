extension Printer {
  /// Writes an expression; `gap` stands before its first token.
  mutating func expression(_ expression: Expression, _ gap: Gap = .space) {
    switch expression.kind {
    case .number(_, let text): emit(text, gap)
    case .literal(let literal): emit(literal.rawValue, gap)
    case .name(let name): emit(name, gap)
    case .parenthesized(let inner):
      emit(.leftParenthesis, gap)
      self.expression(inner, .none)
      emit(.rightParenthesis, .none)
    case .vector(let elements):
      emit(.leftBracket, gap)
      list(elements) { $0.expression($1, $2) }
      emit(.rightBracket, .none)
    case .call(let callee, let arguments):
      self.expression(callee, gap)
      self.arguments(arguments)
    case .subscripted(let base, let indices):
      self.expression(base, gap)
      subscripts(indices)
    case .member(let base, let name):
      self.expression(base, gap)
      emit(.dot, base.isNumber ? .space : .none)
      emit(name, .none)
    case .known(let variable):
      emit("known", gap)
      emit(.leftParenthesis, .none)
      self.expression(variable, .none)
      emit(.rightParenthesis, .none)
    case .logOf(let query):
      emit("log", gap)
      self.expression(query)
    case .unary(.negate, let operand):
      emit(.minus, gap)
      self.expression(operand, .none)
    case .unary(.not, let operand):
      emit("not", gap)
      self.expression(operand)
    case .binary(let operation, let left, let right):
      self.expression(left, gap)
      let inner: Gap = operation == .power || expression.isSmallFraction ? .none : .space
      emit(operation.rawValue, inner)
      self.expression(right, inner)
    case .conditional(let condition, then: let consequence, otherwise: let alternative):
      emit("if", gap)
      self.expression(condition)
      emit("then")
      self.expression(consequence)
      emit("else")
      self.expression(alternative)
    case .expectation(let draws, let body):
      emit("expect", gap)
      list(draws, .space) { $0.draw($1, $2) }
      emit(.colon, .none)
      self.expression(body)
    case .reduction(let operation, let binders, condition: let condition, let body):
      emit(operation.rawValue, gap)
      list(binders, .space) { $0.binder($1, $2) }
      if let condition {
        emit("where")
        self.expression(condition)
      }
      emit(.colon, .none)
      self.expression(body)
    case .missing: break
    }
  }

  /// Writes items with `, ` between them.
  mutating func list<Item>(
    _ items: [Item], _ gap: Gap = .none, _ write: (inout Printer, Item, Gap) -> Void
  ) {
    for (index, item) in items.enumerated() {
      if index > 0 { emit(.comma, .none) }
      write(&self, item, index > 0 ? .space : gap)
    }
  }

  private mutating func subscripts(_ indices: [Expression]) {
    let inner: Gap = indices.allSatisfy(\.isShort) ? .none : .space
    emit(.leftBracket, .none)
    for (index, expression) in indices.enumerated() {
      if index > 0 { emit(.comma, .none) }
      compact(expression, index > 0 ? inner : .none)
    }
    emit(.rightBracket, .none)
  }

  /// Writes an index or a bound: a short sum without spaces, everything else as usual.
  mutating func compact(_ expression: Expression, _ gap: Gap = .none) {
    guard expression.isShort, case .binary(let operation, let left, let right) = expression.kind
    else { return self.expression(expression, gap) }
    compact(left, gap)
    emit(operation.rawValue, .none)
    compact(right)
  }

  mutating func arguments(_ arguments: CallArguments) {
    emit(.leftParenthesis, .none)
    list(arguments.values) { $0.argument($1, $2) }
    if let conditions = arguments.conditions {
      emit(.bar)
      list(conditions, .space) { $0.argument($1, $2) }
    }
    if let weights = arguments.weights {
      emit(.semicolon, .none)
      list(weights, .space) { $0.argument($1, $2) }
    }
    emit(.rightParenthesis, .none)
  }

  private mutating func argument(_ argument: Argument, _ gap: Gap) {
    if let name = argument.name {
      emit(name.text, gap)
      emit(.assign)
      expression(argument.value)
    } else if let upper = argument.upper {
      range(argument.value, upper, gap)
    } else {
      expression(argument.value, gap)
    }
  }

  mutating func range(_ lower: Expression, _ upper: Expression, _ gap: Gap = .space) {
    compact(lower, gap)
    emit(.range, .none)
    compact(upper)
  }

  private mutating func draw(_ draw: Draw, _ gap: Gap) {
    emit(draw.name, gap)
    emit(.tilde)
    distribution(draw.distribution)
  }

  private mutating func binder(_ binder: Binder, _ gap: Gap) {
    emit(binder.name, gap)
    if let extent = binder.extent {
      emit("in")
      self.extent(extent)
    }
  }
}

extension Expression {
  /// True iff it is a name, a number or a literal, or a sum of them: `t-1`.
  fileprivate var isShort: Bool {
    switch kind {
    case .binary(.add, let left, let right), .binary(.subtract, let left, let right):
      left.isShort && right.isAtom
    case .number, .literal, .name, .parenthesized, .vector, .call, .subscripted, .member, .known,
      .logOf, .unary, .binary, .conditional, .expectation, .reduction, .missing:
      isAtom
    }
  }

  /// True iff a point right after it would be read as part of it.
  fileprivate var isNumber: Bool {
    if case .number = kind { true } else { false }
  }

  private var isAtom: Bool {
    switch kind {
    case .number, .literal, .name: true
    case .parenthesized, .vector, .call, .subscripted, .member, .known, .logOf, .unary, .binary,
      .conditional, .expectation, .reduction, .missing:
      false
    }
  }

  /// True iff it is a number by a number or a name: `1/alpha`.
  fileprivate var isSmallFraction: Bool {
    guard case .binary(.divide, let left, let right) = kind, case .number = left.kind
    else { return false }
    return right.isAtom
  }
}
