import Diagnostics

extension Parser {
  /// postfix: calls, subscripts and members of a primary.
  mutating func postfix() throws(Abandoned) -> Expression {
    let start = position
    var base = try primary()
    while true {
      let baseHeight = height
      switch next {
      case .punctuation(.leftParenthesis):
        let arguments = try callArguments()
        height = max(height, baseHeight)
        base = try node(.call(base, arguments), from: start)
      case .punctuation(.leftBracket):
        let indices = try expressionList()
        height = max(height, baseHeight)
        base = try node(.subscripted(base, indices), from: start)
      case .punctuation(.dot):
        advance()
        base = try node(.member(base, try name("the name of a field")), from: start)
      case .name, .quotedName, .number, .string, .reserved, .punctuation, .lineBreak, .endOfFile:
        return base
      }
    }
  }

  private mutating func primary() throws(Abandoned) -> Expression {
    let start = position
    switch next {
    case .number:
      let text = self.text(of: token)
      advance()
      return leaf(.number(Double(text) ?? .nan, text: text), from: start)
    case .name, .quotedName:
      if beginsStatement(position) || beginsDeclaration {
        resume = position
        return try missingExpression()
      }
      let name = try self.name("an expression")
      return leaf(.name(name), from: start)
    case .punctuation(.leftParenthesis):
      open()
      let inner = try expression()
      try close(or: "an operator")
      return try node(.parenthesized(inner), from: start)
    case .punctuation(.leftBracket):
      let elements = try expressionList()
      return try node(.vector(elements), from: start)
    case .reserved(.known): return try known()
    case .reserved(let word):
      guard let literal = Literal(rawValue: word.rawValue) else { return try missingExpression() }
      advance()
      return leaf(.literal(literal), from: start)
    case .string, .punctuation, .lineBreak, .endOfFile: return try missingExpression()
    }
  }

  private mutating func known() throws(Abandoned) -> Expression {
    try enter()
    defer { depth -= 1 }
    let start = position
    advance()
    guard at(.leftParenthesis) else { throw expected("`(` and a variable") }
    open()
    let variable = try postfix()
    try close(or: "nothing more")
    return try node(.known(variable), from: start)
  }

  /// `[a, b]` with at least one element.
  private mutating func expressionList() throws(Abandoned) -> [Expression] {
    open()
    var elements: [Expression] = []
    var tallest = 0
    repeat {
      elements.append(try expression())
      tallest = max(tallest, height)
    } while skip(.comma)
    try close(or: "`,`")
    height = tallest
    return elements
  }

  /// `(values | conditions ; weights)`
  mutating func callArguments() throws(Abandoned) -> CallArguments {
    let start = position
    open()
    var tallest = 0
    let values = at(.rightParenthesis) ? [] : try arguments(&tallest)
    let conditions = !values.isEmpty && skip(.bar) ? try arguments(&tallest) : nil
    let weights = !values.isEmpty && skip(.semicolon) ? try arguments(&tallest) : nil
    try close(or: "`,`")
    height = tallest
    return CallArguments(
      values: values, conditions: conditions, weights: weights, span: span(from: start))
  }

  /// `(values)`, without conditions and weights.
  mutating func plainArguments() throws(Abandoned) -> CallArguments {
    let start = position
    open()
    var tallest = 0
    let values = at(.rightParenthesis) ? [] : try arguments(&tallest)
    try close(or: "`,`")
    return CallArguments(values: values, span: span(from: start))
  }

  private mutating func arguments(_ tallest: inout Int) throws(Abandoned) -> [Argument] {
    var arguments: [Argument] = []
    repeat {
      arguments.append(try argument())
      tallest = max(tallest, height)
    } while skip(.comma)
    return arguments
  }

  private mutating func argument() throws(Abandoned) -> Argument {
    var name: Name?
    if second == .punctuation(.assign), let word = argumentName {
      name = word
      advance()
      advance()
    }
    let value = try expression()
    if name == nil, at(.colon), case .name(let word) = value.kind {
      throw abandon(.colonInArgument(word.text, at: span(of: token)))
    }
    guard name == nil, at(.range) else { return Argument(name: name, value: value, upper: nil) }
    let valueHeight = height
    advance()
    let upper = try expression()
    height = max(height, valueHeight)
    return Argument(name: nil, value: value, upper: upper)
  }

  /// The next token as the name of an argument, where any word will do.
  private var argumentName: Name? {
    switch next {
    case .name, .reserved: Name(text(of: token), at: span(of: token))
    case .quotedName: Name(unquoted(token), at: span(of: token))
    case .number, .string, .punctuation, .lineBreak, .endOfFile: nil
    }
  }
}
