public import Diagnostics

/// A mark that is not a word.
public enum Punctuation: String, CaseIterable, Hashable, Sendable {
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case semicolon = ";"
  case colon = ":"
  case dot = "."
  case range = ".."
  case tilde = "~"
  case assign = "="
  case arrow = "->"
  case bar = "|"
  case optional = "?"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case contract = "@"
  case power = "^"
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="

  /// True iff no statement ends with this mark.
  var cannotEndStatement: Bool {
    switch self {
    case .rightParenthesis, .rightBracket, .rightBrace, .semicolon, .optional: false
    case .leftParenthesis, .leftBracket, .leftBrace, .comma, .colon, .dot, .range, .tilde,
      .assign, .arrow, .bar, .plus, .minus, .times, .divide, .contract, .power, .less, .greater,
      .lessOrEqual, .greaterOrEqual, .equal, .notEqual:
      true
    }
  }

  /// True iff a line that starts with this mark continues the one above.
  var continuesStatement: Bool {
    switch self {
    case .leftParenthesis, .leftBracket, .rightBrace, .semicolon: false
    case .rightParenthesis, .rightBracket, .leftBrace, .comma, .colon, .dot, .range, .tilde,
      .assign, .arrow, .bar, .optional, .plus, .minus, .times, .divide, .contract, .power, .less,
      .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual:
      true
    }
  }

  /// True iff it stands between two operands.
  var isOperator: Bool { BinaryOperator(rawValue: rawValue) != nil }

  var isClosing: Bool {
    self == .rightParenthesis || self == .rightBracket || self == .rightBrace
  }

  /// The mark that closes this one, if it is an opening bracket.
  var closing: Punctuation? {
    switch self {
    case .leftParenthesis: .rightParenthesis
    case .leftBracket: .rightBracket
    case .leftBrace: .rightBrace
    case .rightParenthesis, .rightBracket, .rightBrace, .comma, .semicolon, .colon, .dot, .range,
      .tilde, .assign, .arrow, .bar, .optional, .plus, .minus, .times, .divide, .contract, .power,
      .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual:
      nil
    }
  }
}

/// One token: what it is and which bytes it covers.
public struct Token: Hashable, Sendable {
  /// What a token is; its text is that of its bytes.
  public enum Kind: Hashable, Sendable {
    case name
    /// A name in backticks.
    case quotedName
    case number
    case string
    case reserved(ReservedWord)
    case punctuation(Punctuation)
    /// A line break that may end a statement; only the parser sees it, no token has it.
    case lineBreak
    case endOfFile
  }

  /// What it is; for a faulty token, what it is read as.
  public let kind: Kind
  /// The offset of its first byte.
  public let start: Int32
  /// The offset behind its last byte.
  public let end: Int32
  /// True iff it is the first token of its line.
  public let startsLine: Bool
  /// True iff it starts its line and, outside brackets, a new statement with it.
  public let startsStatement: Bool
}

/// A comment: from `#` to the end of its line.
public struct Comment: Hashable, Sendable {
  /// The offset of its first byte.
  public let start: Int32
  /// The offset behind its last byte; space before the end of the line does not count.
  public let end: Int32
  /// True iff it starts with `##`.
  public let isDocumentation: Bool
  /// True iff nothing but space stands before it on its line.
  public let startsLine: Bool
  /// The position of the token after it.
  public let nextToken: Int
}

/// The tokens and comments of one file, each in the order of the text.
public struct TokenList: Sendable {
  /// The file they are of.
  public let file: FileID
  /// Ends with `endOfFile`.
  public let tokens: [Token]
  /// The comments, documentation among them.
  public let comments: [Comment]
}
