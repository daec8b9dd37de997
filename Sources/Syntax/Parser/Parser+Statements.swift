import Diagnostics

extension Parser {
  /// file
  mutating func sourceTree() -> SourceTree {
    var statements: [Statement] = []
    while true {
      statements += self.statements(in: nil)
      guard at(.rightBrace) else { return SourceTree(statements: statements) }
      report(.unopenedBracket("}", at: span(of: token)))
      while at(.rightBrace) {
        missingBraces += 1
        advance()
      }
    }
  }

  /// An expression that is a whole text; `nil` if it cannot be read.
  mutating func wholeExpression() -> Expression? {
    joined = position
    do throws(Abandoned) {
      let expression = try self.expression()
      guard next == .endOfFile else { throw expected("the end", hint: missingOperatorHint) }
      return expression
    } catch {
      return nil
    }
  }

  /// The statement word that heads the statement at the next token.
  ///
  /// `=`, `[`, `:` and `~` after it make it the name of a declaration.
  var statementHead: StatementWord? {
    declares(second) ? nil : statementWord(at: position)
  }

  private func declares(_ kind: Token.Kind) -> Bool {
    kind == .punctuation(.assign) || kind == .punctuation(.leftBracket)
      || kind == .punctuation(.colon) || kind == .punctuation(.tilde)
  }

  /// item, stmt, famStmt or guideStmt, by the block.
  mutating func statement(in block: Block?) throws(Abandoned) -> Statement.Kind {
    guard isName(next) || isReserved(next) && declares(second) else {
      throw abandon(.noStatement(found, at: span(of: token)))
    }
    if let word = statementHead {
      guard word.isAllowed(in: block) else {
        throw abandon(.misplacedStatement(word, in: block, at: span(of: token)))
      }
      return try statement(word, in: block)
    }
    if declares(second) { return try declaration(in: block) }
    let allowed = StatementWord.allCases.filter { $0.isAllowed(in: block) }
    let isTight = tokens[min(position + 1, tokens.count - 1)].start == token.end
    if startsOperand(second), !isTight,
      let word = nearest(to: text(of: token), among: allowed.map(\.rawValue))
    {
      report(.misspeltStatement(text(of: token), nearest: word, at: span(of: token)))
      if let word = StatementWord(rawValue: word) { return try statement(word, in: block) }
    }
    if block == .model, second == .punctuation(.leftParenthesis), isTight {
      let name = try self.name("a name")
      throw indexInParentheses(name)
    }
    throw abandon(.unknownStatement(text(of: token), in: block, at: span(of: token)))
  }

  private func isReserved(_ kind: Token.Kind) -> Bool {
    if case .reserved = kind { true } else { false }
  }

  /// The statement that a word heads; the next token is that word.
  private mutating func statement(
    _ word: StatementWord, in block: Block?
  ) throws(Abandoned) -> Statement.Kind {
    let head = position
    if word != .maximize, word != .minimize { advance() }
    switch word {
    case .import: return try importFile()
    case .model:
      let name = try self.name("the name of the model")
      let body = try self.block(.model, of: head) { $0.statements(in: .model) }
      return .model(ModelDeclaration(name: name, body: body))
    case .family: return try family(head: head)
    case .type: return try typeAlias()
    case .plate: return try indexSet(.plate)
    case .chain: return try indexSet(.chain)
    case .axis: return try indexSet(.axis)
    case .net: return try net(.net, head: head)
    case .flow: return try net(.flow, head: head)
    case .let: return try abbreviation()
    case .use:
      let path = try self.path("the name of a model")
      return .use(path, alias: skip(.as) ? try name("a name") : nil)
    case .group: return try group()
    case .hyper: return try node(.hyper, head: head, in: block)
    case .param: return try node(.param, head: head, in: block)
    case .given: return try node(.given, head: head, in: block)
    case .observed: return try node(.observed, head: head, in: block)
    case .partial: return try node(.partial, head: head, in: block)
    case .latent: return try node(.latent, head: head, in: block)
    case .factor:
      let value = try expression()
      return .factor(value, label: try label())
    case .tie: return try tie()
    case .guide: return try guide(head: head)
    case .maximize, .minimize: return .objective(try objective())
    case .compare: return try compare()
    case .member: return try member()
    case .return: throw abandon(.misplacedStatement(word, in: block, at: span(of: tokens[head])))
    }
  }
}
