import Diagnostics

extension Parser {
  /// type
  mutating func type() throws(Abandoned) -> TypeExpression {
    let start = position
    let path = try self.path("a type")
    var arguments: [Expression] = []
    if at(.leftParenthesis) {
      open()
      repeat { arguments.append(try arithmetic()) } while skip(.comma)
      try close(or: "`,`")
    }
    let shape = skip(.power) ? try self.shape() : []
    let isOptional = skip(.optional)
    return TypeExpression(
      path: path, arguments: arguments, shape: shape, isOptional: isOptional,
      span: span(from: start))
  }

  /// shape: one dimension, or several in parentheses.
  private mutating func shape() throws(Abandoned) -> [Dimension] {
    guard at(.leftParenthesis) else { return [try dimension()] }
    open()
    var dimensions: [Dimension] = []
    repeat { dimensions.append(try dimension()) } while skip(.comma)
    try close(or: "`,`")
    return dimensions
  }

  private mutating func dimension() throws(Abandoned) -> Dimension {
    let start = position
    if next == .number {
      let text = self.text(of: token)
      advance()
      return Dimension(.number(Double(text) ?? .nan, text: text), at: span(from: start))
    }
    let path = try self.path("an index set or a size")
    guard at(.leftParenthesis) else {
      return Dimension(.path(path, of: nil), at: span(from: start))
    }
    open()
    let argument = try self.path("a name")
    try close(or: "nothing more")
    return Dimension(.path(path, of: argument), at: span(from: start))
  }

  /// dist: what stands right of `~`, here of the previous token.
  mutating func distribution(
    isDrawn: Bool = false
  ) throws(Abandoned) -> DistributionExpression {
    let start = position
    let tilde = span(of: previous)
    guard isName(next) || isReservedCallee else {
      if atEndOfLine || !startsOperand(next) { throw expected("a distribution") }
      throw abandon(.valueIsNoDistribution(at: tilde, isDrawn: isDrawn))
    }
    let callee = try path("a distribution")
    guard at(.leftParenthesis) else {
      if case .punctuation(let mark) = next, mark.isOperator, mark != .power {
        throw abandon(.valueIsNoDistribution(at: tilde, isDrawn: isDrawn))
      }
      throw missingArguments(callee)
    }
    let arguments = try callArguments()
    var tallest = height
    let shape = skip(.power) ? try self.shape() : []
    var isOrdered = false
    var truncation: Truncation?
    while true {
      if !isOrdered, skip(.ordered) {
        isOrdered = true
      } else if truncation == nil, at(.truncated) {
        truncation = try self.truncation()
        tallest = max(tallest, height)
      } else {
        break
      }
    }
    height = tallest
    return DistributionExpression(
      callee: callee, arguments: arguments, shape: shape, isOrdered: isOrdered,
      truncation: truncation, span: span(from: start))
  }

  private var isReservedCallee: Bool {
    if case .reserved = next { return second == .punctuation(.leftParenthesis) }
    return false
  }

  private mutating func truncation() throws(Abandoned) -> Truncation {
    let start = position
    advance()
    guard at(.leftParenthesis) else { throw expected("`(` and two bounds") }
    open()
    let lower = try expression()
    let lowerHeight = height
    guard skip(.comma) else { throw expected("`,` and the upper bound") }
    let upper = try expression()
    height = max(height, lowerHeight)
    try close(or: "an operator")
    return Truncation(lower: lower, upper: upper, span: span(from: start))
  }
}
