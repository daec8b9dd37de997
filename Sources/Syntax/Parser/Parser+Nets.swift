import Diagnostics

extension Parser {
  /// net
  mutating func net(
    _ keyword: NetDeclaration.Keyword, head: Int
  ) throws(Abandoned) -> Statement.Kind {
    let name = try self.name("the name of the \(keyword.rawValue)")
    guard at(.leftParenthesis) else { throw expected("`(` and the arguments of `\(name.text)`") }
    let parameters = try self.parameters()
    guard skip(.arrow) else { throw expected("`->` and the type of the result") }
    let result: NetDeclaration.Result =
      at(.leftParenthesis) ? .record(try self.parameters()) : .type(try type())
    let body: NetDeclaration.Body
    if skip(.assign) {
      body = .expression(try expression())
    } else if at(.leftBrace) {
      let block: Block = keyword == .net ? .net : .flow
      body = .block(try self.block(block, of: head) { $0.netStatements() })
    } else {
      throw expected("`=` or `{` and the body of `\(name.text)`")
    }
    return .net(
      NetDeclaration(
        keyword: keyword, name: name, parameters: parameters, result: result, body: body,
        label: try label()))
  }

  private mutating func netStatements() -> [NetStatement] {
    items { parser in
      let start = parser.position
      do throws(Abandoned) {
        let kind = try parser.netStatement()
        try parser.expectEndOfStatement()
        return NetStatement(kind, at: parser.span(from: start))
      } catch {
        parser.skipStatement(from: start)
        return NetStatement(.unreadable, at: parser.span(from: start))
      }
    }
  }

  /// netStmt: `return` is a name only before `=`.
  private mutating func netStatement() throws(Abandoned) -> NetStatement.Kind {
    if statementWord(at: position) == .return, second != .punctuation(.assign) {
      advance()
      return .returned(try expression())
    }
    var names: [Name] = []
    if at(.leftParenthesis) {
      open()
      names = try self.names("a name")
      try close(or: "`,`")
    } else if isName(next) {
      let word = tokens[position]
      names = [try name("a name")]
      if !at(.assign), startsOperand(next),
        nearest(to: text(of: word), among: ["return"]) != nil
      {
        report(.misspeltStatement(text(of: word), nearest: "return", at: span(of: word)))
        return .returned(try expression())
      }
    } else {
      throw abandon(.noStatement(found, at: span(of: token)))
    }
    if at(.tilde) { throw abandon(.tildeInNet(at: span(of: token))) }
    guard skip(.assign) else { throw expected("`=` and a value") }
    return .assignment(names, try expression())
  }

  /// guide
  mutating func guide(head: Int) throws(Abandoned) -> Statement.Kind {
    let name = try self.name("the name of the guide")
    guard skip(.assign) else {
      let body = try block(.guide, of: head) { $0.statements(in: .guide) }
      return .guide(GuideDeclaration(name: name, body: .block(body)))
    }
    let kind = try self.name("the kind of the guide")
    let arguments = at(.leftParenthesis) ? try plainArguments() : nil
    return .guide(GuideDeclaration(name: name, body: .named(kind, arguments)))
  }
}
