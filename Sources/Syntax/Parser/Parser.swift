import Diagnostics

/// Unwinds to the statement that cannot be read; its error is reported already.
struct Abandoned: Error {}

/// Builds a tree from tokens by recursive descent, one function per rule of `Grammar/gm.ebnf`.
///
/// Invariant: every error is reported once, where it is noticed, before `Abandoned` is thrown.
struct Parser {
  let file: FileID
  let tokens: [Token]
  let comments: [Comment]
  let bytes: [UInt8]
  /// The position of the next token.
  var position = 0
  /// The positions of the open brackets of the statement; line breaks inside them do not count.
  var brackets: [Int] = []
  /// The position of a token whose line break does not count.
  var joined = -1
  /// The position of the next statement, where an unclosed bracket has shown it.
  var resume = -1
  /// Where the statement that is being read starts.
  var statementStart: Int32 = 0
  /// What the open blocks are, the innermost last.
  var blocks: [Block] = []
  /// The positions of their first tokens.
  var heads: [Int] = []
  /// The position of the last error.
  var reported = -1
  /// The position where a block without `}` was ended.
  var ended = -1
  /// True iff an error says that the text ends too early.
  var hasReportedEnd = false
  /// How deep the recursion is.
  var depth = 0
  /// The height of the expression that was read last.
  var height = 0
  /// How many braces of the file still lack their partner; a missing `}` is looked for only then.
  var missingBraces = 0
  /// What the lexer has found.
  let lexical: [Diagnostic]
  var diagnostics: [Diagnostic] = []

  /// - Precondition: the last token is `endOfFile`.
  init(_ list: TokenList, bytes: [UInt8], lexical: [Diagnostic]) {
    file = list.file
    self.lexical = lexical
    comments = list.comments
    tokens = list.tokens
    self.bytes = bytes
    for token in tokens {
      if token.kind == .punctuation(.leftBrace) { missingBraces += 1 }
      if token.kind == .punctuation(.rightBrace) { missingBraces -= 1 }
    }
  }

  // MARK: - Looking

  var token: Token { tokens[position] }

  /// The token before the next one, or the next one at the start of the file.
  var previous: Token { tokens[max(position - 1, 0)] }

  /// What comes next: a line break if one ends the statement here, else the kind of the token.
  var next: Token.Kind {
    token.startsStatement && brackets.isEmpty && position != joined ? .lineBreak : token.kind
  }

  /// The kind of the token after the next one, seen like `next`.
  var second: Token.Kind {
    guard position + 1 < tokens.count else { return .endOfFile }
    let token = tokens[position + 1]
    return token.startsStatement && brackets.isEmpty ? .lineBreak : token.kind
  }

  func at(_ mark: Punctuation) -> Bool { next == .punctuation(mark) }
  func at(_ word: ReservedWord) -> Bool { next == .reserved(word) }
  func at(_ word: ContextualWord) -> Bool { next == .name && isText(word.rawValue, of: token) }
  func isName(_ kind: Token.Kind) -> Bool { kind == .name || kind == .quotedName }

  /// True iff the statement ends before the next token.
  var atEndOfStatement: Bool {
    switch next {
    case .lineBreak, .endOfFile: true
    case .punctuation(.rightBrace): true
    case .punctuation(.semicolon): brackets.isEmpty
    case .name, .quotedName, .number, .string, .reserved, .punctuation: false
    }
  }

  // MARK: - Text and places

  func text(of token: Token) -> String {
    String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
  }

  func isText(_ word: String, of token: Token) -> Bool {
    bytes[Int(token.start)..<Int(token.end)].elementsEqual(word.utf8)
  }

  func span(of token: Token) -> SourceSpan {
    SourceSpan(file: file, start: token.start, end: token.end)
  }

  /// The span from the token at a position to the one that was read last.
  func span(from start: Int) -> SourceSpan {
    SourceSpan(
      file: file, start: tokens[start].start, end: max(previous.end, tokens[start].start))
  }

  // MARK: - Moving

  mutating func advance() {
    if position + 1 < tokens.count { position += 1 }
  }

  /// Reads a mark if it comes next and returns whether it did.
  mutating func skip(_ mark: Punctuation) -> Bool {
    guard at(mark) else { return false }
    advance()
    return true
  }

  mutating func skip(_ word: ReservedWord) -> Bool {
    guard at(word) else { return false }
    advance()
    return true
  }

  mutating func skip(_ word: ContextualWord) -> Bool {
    guard at(word) else { return false }
    advance()
    return true
  }
}
