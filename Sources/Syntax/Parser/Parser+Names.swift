import Diagnostics

extension Parser {
  /// Reads a name; a reserved word that stands in its place is reported and read as one.
  mutating func name(_ what: String) throws(Abandoned) -> Name {
    let token = token
    switch next {
    case .name:
      if beginsStatement(position) { throw expected(what) }
      advance()
      return Name(text(of: token), at: span(of: token))
    case .quotedName:
      advance()
      return Name(unquoted(token), at: span(of: token))
    case .reserved where !isName(second) && second != .number:
      report(.reservedWord(text(of: token), at: span(of: token)))
      advance()
      return Name(text(of: token), at: span(of: token))
    case .number, .string, .reserved, .punctuation, .lineBreak, .endOfFile:
      throw expected(what)
    }
  }

  /// path
  mutating func path(_ what: String) throws(Abandoned) -> Path {
    var names = [try name(what)]
    while skip(.dot) { names.append(try name("a name")) }
    return Path(names)
  }

  /// A list of paths or names with commas between them.
  mutating func names(_ what: String) throws(Abandoned) -> [Name] {
    var names: [Name] = []
    repeat { names.append(try name(what)) } while skip(.comma)
    return names
  }

  /// The content of a name in backticks.
  func unquoted(_ token: Token) -> String {
    text(of: token).filter { $0 != "`" }
  }

  /// True iff a token of this kind can be the first of a name or of an operand.
  func startsOperand(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .name, .quotedName, .number: true
    case .reserved(let word):
      Literal(rawValue: word.rawValue) != nil || word == .if || word == .expect || word == .known
        || word == .not
    case .punctuation(let mark):
      mark == .leftParenthesis || mark == .leftBracket || mark == .minus
    case .string, .lineBreak, .endOfFile: false
    }
  }

  /// `as "label"` if it comes next.
  mutating func label() throws(Abandoned) -> StringLiteral? {
    guard skip(.as) else { return nil }
    return try string("a label in quotes")
  }

  mutating func string(_ what: String) throws(Abandoned) -> StringLiteral {
    guard next == .string else {
      let hint = next == .name ? "`\"\(text(of: token))\"`" : nil
      throw expected(what, hint: hint)
    }
    let token = token
    advance()
    let characters = text(of: token).dropFirst()
    let isClosed = characters.last == "\""
    return StringLiteral(String(isClosed ? characters.dropLast() : characters), at: span(of: token))
  }
}
