import Diagnostics

extension Parser {
  /// ifExpr
  mutating func conditional() throws(Abandoned) -> Expression {
    let start = position
    advance()
    let condition = try expression()
    var tallest = height
    if at(.assign) { throw abandon(.assignmentInCondition(at: span(of: token))) }
    guard skip(.then) else { throw expected("`then`", hint: missingOperatorHint) }
    let consequence = try expression()
    tallest = max(tallest, height)
    guard skip(.else) else { throw abandon(.missingElse(at: span(of: tokens[start]))) }
    let alternative = try expression()
    height = max(tallest, height)
    return try node(.conditional(condition, then: consequence, otherwise: alternative), from: start)
  }

  /// expectation
  mutating func expectation() throws(Abandoned) -> Expression {
    let start = position
    advance()
    var draws: [Draw] = []
    var tallest = 0
    repeat {
      let name = try self.name("the name of what is drawn")
      if at(.assign) { throw abandon(.assignmentInDraw(at: span(of: token))) }
      guard skip(.tilde) else { throw expected("`~`") }
      draws.append(Draw(name: name, distribution: try distribution(isDrawn: true)))
      tallest = max(tallest, height)
    } while skip(.comma)
    guard skip(.colon) else { throw expected("`:` and what is averaged") }
    let body = try expression()
    height = max(tallest, height)
    return try node(.expectation(draws, body), from: start)
  }

  /// reduction; the next token is its word.
  mutating func reduction(_ operation: ReductionOperator) throws(Abandoned) -> Expression {
    let start = position
    advance()
    var binders: [Binder] = []
    var tallest = 0
    repeat {
      let name = try self.name("an index letter")
      height = 0
      let extent = skip(.in) ? try self.extent() : nil
      binders.append(Binder(name: name, extent: extent))
      tallest = max(tallest, height)
    } while skip(.comma)
    height = 0
    let condition = skip(.where) ? try expression() : nil
    tallest = max(tallest, height)
    guard skip(.colon) else {
      if at(.assign) { throw abandon(.assignmentInCondition(at: span(of: token))) }
      throw expected("`:` and what is added up", hint: missingColonHint(binders))
    }
    let body = try expression()
    height = max(tallest, height)
    return try node(.reduction(operation, binders, condition: condition, body), from: start)
  }

  /// The colon before an operand that follows a lone index letter.
  private func missingColonHint(_ binders: [Binder]) -> String? {
    guard binders.count == 1, binders[0].extent == nil, !atEndOfLine else { return nil }
    return "`: \(text(of: token))`"
  }

  /// extent: `{a, b}`, `784` or `0..deg`.
  mutating func extent() throws(Abandoned) -> Extent {
    let start = position
    if at(.leftBrace) {
      open()
      var names: [Name] = []
      repeat { names.append(try name("the name of a member")) } while skip(.comma)
      try close(or: "`,`")
      height = 0
      return Extent(.names(names), at: span(from: start))
    }
    let first = try arithmetic()
    guard at(.range) else { return Extent(.size(first), at: span(from: start)) }
    let firstHeight = height
    advance()
    let last = try arithmetic()
    height = max(height, firstHeight)
    return Extent(.range(first, last), at: span(from: start))
  }
}
