public import Diagnostics

/// Returns the syntax tree of a file; what is wrong with the text goes to the log.
///
/// The tree is always built: a statement that cannot be read is `.unreadable`, an expression that
/// is not there is `.missing`, and each of them has one error in the log. Takes time and memory
/// linear in the size of the file.
public func parse(_ file: FileID, in sources: SourceMap, log: inout DiagnosticLog) -> SourceTree {
  guard var parser = parser(of: file, in: sources, log: &log) else {
    return SourceTree(statements: [Statement(.unreadable, at: whole(file, in: sources))])
  }
  let tree = parser.sourceTree()
  parser.finish(log: &log)
  return tree
}

/// Returns the expression that is the whole text of a file, such as a query `p(y | x)`.
///
/// What is wrong with the text goes to the log; the expression is then `.missing`.
public func parseExpression(
  _ file: FileID, in sources: SourceMap, log: inout DiagnosticLog
) -> Expression {
  guard var parser = parser(of: file, in: sources, log: &log) else {
    return Expression(.missing, at: whole(file, in: sources))
  }
  let expression = parser.wholeExpression()
  parser.finish(log: &log)
  return expression ?? Expression(.missing, at: whole(file, in: sources))
}

/// Returns the tokens and comments of a file; `nil` if its bytes are not text.
public func tokens(
  of file: FileID, in sources: SourceMap, log: inout DiagnosticLog
) -> TokenList? {
  guard let (list, diagnostics) = lex(file, in: sources, log: &log) else { return nil }
  for diagnostic in diagnostics { log.insert(diagnostic) }
  return list
}

private func parser(
  of file: FileID, in sources: SourceMap, log: inout DiagnosticLog
) -> Parser? {
  lex(file, in: sources, log: &log).map { list, diagnostics in
    Parser(list, bytes: sources[file].bytes, lexical: diagnostics)
  }
}

private func lex(
  _ file: FileID, in sources: SourceMap, log: inout DiagnosticLog
) -> (TokenList, [Diagnostic])? {
  let bytes = sources[file].bytes
  if let offset = firstByteThatIsNotText(in: bytes) {
    log.insert(.invalidText(byte: bytes[offset], in: file, at: Int32(offset)))
    return nil
  }
  var lexer = Lexer(bytes: bytes, file: file)
  let list = lexer.readAll()
  return (list, lexer.diagnostics)
}

private func whole(_ file: FileID, in sources: SourceMap) -> SourceSpan {
  SourceSpan(file: file, start: 0, end: Int32(sources[file].bytes.count))
}
