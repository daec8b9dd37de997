import Diagnostics

extension Parser {
  /// node and guideParam; the role has been read, its token is `head`.
  mutating func node(
    _ role: RoleKeyword, head: Int, in block: Block?
  ) throws(Abandoned) -> Statement.Kind {
    let first = NodeDeclaration.Part(
      role: role, roleSpan: span(of: tokens[head]), declarator: try declarator())
    let parts = try furtherParts(after: first)
    if block == .guide {
      return .node(
        NodeDeclaration(parts: parts, definition: nil, source: nil, label: try label()))
    }
    return try definedNode(parts)
  }

  /// det, guideNode, or a node without its role.
  mutating func declaration(in block: Block?) throws(Abandoned) -> Statement.Kind {
    let start = position
    let declarator = try self.declarator()
    switch block {
    case .guide:
      if at(.tilde) {
        let part = NodeDeclaration.Part(role: nil, roleSpan: nil, declarator: declarator)
        let definition = try self.definition()
        return .node(
          NodeDeclaration(
            parts: [part], definition: definition, source: nil, label: try label()))
      }
    case .model:
      if !at(.assign), at(.tilde) || at(.comma) || atEndOfStatement {
        return try nodeWithoutRole(declarator)
      }
    case .family, .net, .flow, nil:
      throw abandon(
        .declarationOutsideModel(
          text(of: tokens[start]), isRandom: at(.tilde), in: block, at: declarator.span))
    }
    guard skip(.assign) else { throw missingDefinition(of: declarator) }
    let value = try expression()
    return .deterministic(
      DeterministicDeclaration(declarator: declarator, value: value, label: try label()))
  }

  /// Reports that a role is missing and reads on as if it were `latent`.
  private mutating func nodeWithoutRole(
    _ declarator: Declarator
  ) throws(Abandoned) -> Statement.Kind {
    if let role = RoleKeyword(rawValue: declarator.name.text) {
      throw abandon(.nodeWithoutName(role.rawValue, at: declarator.name.span))
    }
    let place = declarator.indices.last.map { last in
      SourceSpan(file: file, start: declarator.name.span.start, end: last.span.end + 1)
    }
    let target = place ?? declarator.name.span
    let bytes = self.bytes[Int(target.start)..<Int(target.end)]
    report(.missingRole(String(decoding: bytes, as: UTF8.self), at: target))
    let part = NodeDeclaration.Part(role: .latent, roleSpan: nil, declarator: declarator)
    return try definedNode(try furtherParts(after: part))
  }

  private mutating func furtherParts(
    after first: NodeDeclaration.Part
  ) throws(Abandoned) -> [NodeDeclaration.Part] {
    var parts = [first]
    while skip(.comma) {
      let role = isName(second) && !isSource(after: position) ? roleKeyword : nil
      let roleSpan = role.map { _ in span(of: token) }
      if role != nil { advance() }
      parts.append(
        NodeDeclaration.Part(role: role, roleSpan: roleSpan, declarator: try declarator()))
    }
    return parts
  }

  private var roleKeyword: RoleKeyword? { RoleKeyword(rawValue: text(of: token)) }

  /// True iff `from "…"` follows the token at a position.
  private func isSource(after position: Int) -> Bool {
    position + 2 < tokens.count && tokens[position + 2].kind == .string
      && isText(ContextualWord.from.rawValue, of: tokens[position + 1])
  }

  private mutating func definedNode(
    _ parts: [NodeDeclaration.Part]
  ) throws(Abandoned) -> Statement.Kind {
    let definition = try self.definition()
    if definition == nil, !atEndOfStatement, !at(.from), !at(.as) {
      throw missingDefinition(of: parts[parts.count - 1].declarator)
    }
    let source = skip(.from) ? try string("the name of a file in quotes") : nil
    return .node(
      NodeDeclaration(parts: parts, definition: definition, source: source, label: try label()))
  }

  /// `~ D` or `= e` if one of them comes next.
  private mutating func definition() throws(Abandoned) -> NodeDeclaration.Definition? {
    if skip(.assign) { return .expression(try expression()) }
    guard at(.tilde) else { return nil }
    let tilde = token
    advance()
    let distribution = try self.distribution()
    if case .punctuation(let mark) = next, mark.isOperator {
      throw abandon(.valueIsNoDistribution(at: span(of: tilde), isDrawn: false))
    }
    return .distribution(distribution)
  }

  /// decl
  mutating func declarator() throws(Abandoned) -> Declarator {
    let start = position
    let name = try self.name("a name")
    if at(.leftParenthesis) { throw indexInParentheses(name) }
    let indices = try leftIndices()
    let type = skip(.colon) ? try self.type() : nil
    return Declarator(name: name, indices: indices, type: type, span: span(from: start))
  }

  /// lhsIndex, or nothing.
  mutating func leftIndices() throws(Abandoned) -> [LeftIndex] {
    guard at(.leftBracket) else { return [] }
    open()
    var indices: [LeftIndex] = []
    repeat { indices.append(try leftIndex()) } while skip(.comma)
    try close(or: "`,`")
    return indices
  }

  /// lhsIx
  private mutating func leftIndex() throws(Abandoned) -> LeftIndex {
    let start = position
    switch next {
    case .number:
      let text = self.text(of: token)
      advance()
      return LeftIndex(.number(Double(text) ?? .nan, text: text), at: span(from: start))
    case .reserved(.first):
      advance()
      return LeftIndex(.first, at: span(from: start))
    case .reserved(.last):
      advance()
      return LeftIndex(.last, at: span(from: start))
    case .name, .quotedName, .string, .reserved, .punctuation, .lineBreak, .endOfFile:
      let letter = try name("an index letter")
      guard skip(.in) else { return LeftIndex(.letter(letter), at: span(from: start)) }
      let lower = try arithmetic()
      guard skip(.range) else { throw expected("`..` and the last index") }
      let upper = try arithmetic()
      return LeftIndex(.range(letter, lower, upper), at: span(from: start))
    }
  }

  /// Returns the error that indices stand in round parentheses; the name has been read.
  mutating func indexInParentheses(_ name: Name) -> Abandoned {
    var end = position + 1
    var indices = ""
    while end < min(tokens.count - 1, position + 20), isIndex(tokens[end]) {
      indices += text(of: tokens[end])
      end += 1
    }
    let isSimple = tokens[end].kind == .punctuation(.rightParenthesis)
    return abandon(
      .indexInParentheses(
        name.text, hint: isSimple ? "`\(name.text)[\(indices)]`" : "`\(name.text)[…]`",
        at: name.span.union(span(of: tokens[isSimple ? end : position]))))
  }

  private func isIndex(_ token: Token) -> Bool {
    isName(token.kind) || token.kind == .number || token.kind == .punctuation(.comma)
  }

  /// Returns the error that neither `~` nor `=` follows a declarator.
  private mutating func missingDefinition(of declarator: Declarator) -> Abandoned {
    if at(.equal) { return abandon(.comparisonForDefinition(at: span(of: token))) }
    if at(.less), second == .punctuation(.minus) {
      let place = span(of: token).union(span(of: tokens[position + 1]))
      return abandon(.arrowForTilde(at: place))
    }
    if declarator.type == nil, isName(next) || at(.in) {
      return abandon(
        .missingColon(
          before: at(.in) ? "in" : text(of: token), at: span(of: token), isIn: at(.in)))
    }
    let isHead = StatementWord(rawValue: declarator.name.text) != nil
    return expected(
      declarator.type == nil ? "`:`, `~` or `=`" : "`~` or `=`",
      hint: isHead ? "put parentheses around what follows `\(declarator.name.text)`" : nil)
  }
}
