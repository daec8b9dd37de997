import Diagnostics

extension Parser {
  /// import
  mutating func importFile() throws(Abandoned) -> Statement.Kind {
    let file = try string("the name of a file in quotes")
    return .importFile(file, alias: skip(.as) ? try name("a name") : nil)
  }

  /// family
  mutating func family(head: Int) throws(Abandoned) -> Statement.Kind {
    let name = try self.name("the name of the family")
    guard skip(.of) else { throw expected("`of` and the name of a model") }
    let model = try path("the name of a model")
    let body = try block(.family, of: head) { $0.statements(in: .family) }
    return .family(FamilyDeclaration(name: name, model: model, body: body))
  }

  /// typeAlias
  mutating func typeAlias() throws(Abandoned) -> Statement.Kind {
    let name = try self.name("the name of the type")
    guard skip(.assign) else { throw expected("`=` and a type") }
    return .typeAlias(name, try type())
  }

  /// group
  mutating func group() throws(Abandoned) -> Statement.Kind {
    let name = try self.name("the name of the group")
    guard skip(.assign) else { throw expected("`=` and the names of the group") }
    return .group(name, try names("a name"))
  }

  /// tie
  mutating func tie() throws(Abandoned) -> Statement.Kind {
    let first = try name("a name")
    guard skip(.comma) else { throw expected("`,` and a second name") }
    let second = try name("a second name")
    guard skip(.within) else { throw expected("`within` and a distance") }
    let distance = try expression()
    return .tie(first, second, within: distance, label: try label())
  }

  /// plate, axis
  mutating func indexSet(
    _ keyword: IndexSetDeclaration.Keyword
  ) throws(Abandoned) -> Statement.Kind {
    var letter: Name?
    var set = try name(keyword == .axis ? "the name of an axis" : "an index letter")
    if skip(.in) {
      letter = set
      set = try setName(after: set)
    } else if keyword != .axis {
      throw missingIndexLetter(keyword, set)
    }
    let hasParents = keyword != .axis && skip(.of)
    let parents = hasParents ? try names("an index letter") : []
    if at(.tilde) { throw abandon(.tildeInSize(at: span(of: token))) }
    let extent = skip(.assign) ? try self.extent() : nil
    if extent != nil, at(.colon) { throw abandon(.colonInRange(at: span(of: token))) }
    return .indexSet(
      IndexSetDeclaration(
        keyword: keyword, letter: letter, set: set, parents: parents, extent: extent,
        label: try label()))
  }

  /// The name after `in`; a size in its place is told how to be written.
  private mutating func setName(after letter: Name) throws(Abandoned) -> Name {
    if next == .number || at(.leftBrace) {
      let name = letter.text.uppercased()
      throw abandon(.sizeWithoutSet(text(of: token), set: name, at: span(of: token)))
    }
    return try name("the name of an index set")
  }

  private mutating func missingIndexLetter(
    _ keyword: IndexSetDeclaration.Keyword, _ set: Name
  ) -> Abandoned {
    if isName(next), isName(second) { return expected("`in`", hint: "`in`") }
    let first = set.text.prefix(1).lowercased()
    let pair = first == set.text ? "\(first) in \(first.uppercased())" : "\(first) in \(set.text)"
    return abandon(.missingIndexLetter(keyword.rawValue, hint: "`\(pair)`", at: set.span))
  }

  /// let
  mutating func abbreviation() throws(Abandoned) -> Statement.Kind {
    let name = try self.name("a name")
    var parameters: [Parameter]?
    var indices: [LeftIndex] = []
    var type: TypeExpression?
    if at(.leftParenthesis) {
      parameters = try self.parameters()
    } else {
      indices = try leftIndices()
      if skip(.colon) { type = try self.type() }
    }
    if at(.tilde) { throw abandon(.randomAbbreviation(name.text, at: span(of: token))) }
    guard skip(.assign) else { throw expected("`=` and a value") }
    return .abbreviation(
      AbbreviationDeclaration(
        name: name, parameters: parameters, indices: indices, type: type,
        value: try expression()))
  }

  /// params
  mutating func parameters() throws(Abandoned) -> [Parameter] {
    open()
    var parameters: [Parameter] = []
    repeat {
      let name = try self.name("the name of an argument")
      guard skip(.colon) else { throw expected("`:` and the type of `\(name.text)`") }
      parameters.append(Parameter(name: name, type: try type()))
    } while skip(.comma)
    try close(or: "`,`")
    return parameters
  }
}
