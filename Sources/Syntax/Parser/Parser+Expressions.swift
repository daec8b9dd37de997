import Diagnostics

/// How tightly a binary operator binds; the raw values grow with it.
enum Precedence: Int, Comparable {
  case or, and, comparison, sum, product, prefix

  var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .prefix }

  static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
}

extension Parser {
  /// expr, and `operand(x)` for a tighter `x`.
  mutating func expression(_ level: Precedence = .or) throws(Abandoned) -> Expression {
    try enter()
    defer { depth -= 1 }
    switch next {
    case .reserved(.if): return try conditional()
    case .reserved(.expect): return try expectation()
    case .name where isName(second):
      if let reduction = ReductionOperator(rawValue: text(of: token)) {
        return try self.reduction(reduction)
      }
    case .name, .quotedName, .number, .string, .reserved, .punctuation, .lineBreak, .endOfFile:
      break
    }
    return try binary(level)
  }

  /// arith: no comparison and no connective.
  mutating func arithmetic() throws(Abandoned) -> Expression {
    try binary(.sum)
  }

  /// disj down to unary: operators of at least one precedence, left to right.
  private mutating func binary(_ level: Precedence) throws(Abandoned) -> Expression {
    let start = position
    var left = level <= .comparison && at(.not) ? try negation() : try unary()
    var hasCompared = false
    while let (operation, precedence) = binaryOperator, precedence >= level {
      if precedence == .comparison {
        if hasCompared { throw abandon(.chainedComparison(at: span(of: token))) }
        hasCompared = true
      } else {
        hasCompared = false
      }
      let leftHeight = height
      advance()
      let right =
        precedence == .comparison ? try binary(.sum) : try expression(precedence.tighter)
      height = max(height, leftHeight)
      left = try node(.binary(operation, left, right), from: start)
    }
    return left
  }

  /// neg: `not` before another negation or a comparison.
  private mutating func negation() throws(Abandoned) -> Expression {
    try enter()
    defer { depth -= 1 }
    let start = position
    advance()
    let operand = at(.not) ? try negation() : try binary(.comparison)
    return try node(.unary(.not, operand), from: start)
  }

  private mutating func unary() throws(Abandoned) -> Expression {
    try enter()
    defer { depth -= 1 }
    let start = position
    if skip(.minus) {
      let operand = try expression(.prefix)
      return try node(.unary(.negate, operand), from: start)
    }
    if next == .name, isName(second), isText("log", of: token) {
      advance()
      if isName(second), ReductionOperator(rawValue: text(of: token)) != nil {
        throw abandon(.logOfReduction(at: span(from: start).union(span(of: token))))
      }
      let operand = try postfix()
      return try node(.logOf(operand), from: start)
    }
    let base = try postfix()
    guard at(.power) else { return base }
    let baseHeight = height
    advance()
    let exponent = try unary()
    height = max(height, baseHeight)
    return try node(.binary(.power, base, exponent), from: start)
  }

  /// The binary operator that comes next, except `^`.
  private var binaryOperator: (BinaryOperator, Precedence)? {
    switch next {
    case .reserved(.or): (.or, .or)
    case .reserved(.and): (.and, .and)
    case .punctuation(.less): (.less, .comparison)
    case .punctuation(.greater): (.greater, .comparison)
    case .punctuation(.lessOrEqual): (.lessOrEqual, .comparison)
    case .punctuation(.greaterOrEqual): (.greaterOrEqual, .comparison)
    case .punctuation(.equal): (.equal, .comparison)
    case .punctuation(.notEqual): (.notEqual, .comparison)
    case .punctuation(.plus): (.add, .sum)
    case .punctuation(.minus): (.subtract, .sum)
    case .punctuation(.times): (.multiply, .product)
    case .punctuation(.divide): (.divide, .product)
    case .punctuation(.contract): (.contract, .product)
    case .name, .quotedName, .number, .string, .reserved, .punctuation, .lineBreak, .endOfFile:
      nil
    }
  }

  // MARK: - Depth

  /// Counts one level of recursion; `depth -= 1` must follow.
  mutating func enter() throws(Abandoned) {
    depth += 1
    if depth > 2 * nestingLimit {
      depth -= 1
      throw abandon(.tooDeep(nestingLimit, at: span(of: token)))
    }
  }

  /// Makes an expression from ones whose greatest height is `height`.
  mutating func node(
    _ kind: Expression.Kind, from start: Int
  ) throws(Abandoned) -> Expression {
    height += 1
    if height > heightLimit { throw abandon(.tooLong(heightLimit, at: span(of: token))) }
    return Expression(kind, at: span(from: start))
  }

  mutating func leaf(_ kind: Expression.Kind, from start: Int) -> Expression {
    height = 1
    return Expression(kind, at: span(from: start))
  }
}

/// How deep brackets and prefix operators may nest.
private let nestingLimit = 100

/// How high the tree of an expression may be: `a + b + c` is one level for each sign.
private let heightLimit = 400
