/// A place in the tokens of a source text.
struct TokenCursor {
  let list: TokenList
  let bytes: [UInt8]
  private var position = 0
  private var comment = 0

  init(_ list: TokenList, bytes: [UInt8]) {
    self.list = list
    self.bytes = bytes
  }

  var next: Token { list.tokens[position] }

  /// The comments between the last token and the next one.
  var comments: ArraySlice<Comment> {
    list.comments[comment...].prefix { $0.nextToken <= position }
  }

  mutating func advance() {
    if position + 1 < list.tokens.count { position += 1 }
  }

  mutating func passComments() { comment += comments.count }

  func text(of token: Token) -> String {
    String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
  }

  func text(of comment: Comment) -> String {
    String(decoding: bytes[Int(comment.start)..<Int(comment.end)], as: UTF8.self)
  }

  /// True iff the next token is this word.
  func isNext(_ word: ContextualWord) -> Bool {
    next.kind == .name && text(of: next) == word.rawValue
  }

  /// True iff only space and at least two line breaks stand before an offset.
  func hasBlankLine(before offset: Int32) -> Bool {
    var breaks = 0
    for byte in bytes[..<Int(offset)].reversed() {
      switch byte {
      case 0x0A: breaks += 1
      case 0x09, 0x0B, 0x0C, 0x0D, 0x20: break
      default: return breaks > 1
      }
    }
    return false
  }

  /// True iff the next token opens a block that ends on its line without comments in it.
  var isBlockOnOneLine: Bool {
    var depth = 0
    for index in position..<list.tokens.count {
      let token = list.tokens[index]
      if index > position, token.startsLine { return false }
      if token.kind == .punctuation(.leftBrace) { depth += 1 }
      if token.kind == .punctuation(.rightBrace) {
        depth -= 1
        if depth == 0 { return true }
      }
    }
    return false
  }
}
