public import Diagnostics

/// Returns the text of a file in its canonical form; `nil` if it has a syntax error.
///
/// Every token and every comment of the file is kept, in its order. The result has two spaces of
/// indentation, at most one blank line in a row, and the columns of consecutive declarations
/// aligned; formatting it again gives it back.
public func format(_ file: FileID, in sources: SourceMap) -> String? {
  var log = DiagnosticLog()
  let tree = parse(file, in: sources, log: &log)
  guard !log.containsError, let list = tokens(of: file, in: sources, log: &log) else { return nil }
  var printer = Printer(source: TokenCursor(list, bytes: sources[file].bytes))
  printer.statements(tree.statements)
  return text(of: printer.lines)
}

extension Printer {
  fileprivate mutating func statements(_ statements: [Statement]) {
    for statement in statements {
      startStatement()
      self.statement(statement)
    }
    finish()
  }
}

extension SourceTree {
  /// The text of the tree with the canonical spacing, its documentation but no other comments.
  public var text: String {
    var printer = Printer()
    for statement in statements {
      printer.startStatement()
      printer.statement(statement)
    }
    return Syntax.text(of: printer.lines)
  }
}

extension Expression {
  /// The text of the expression on one line, as a message quotes it.
  public var text: String { printed { $0.expression(self) } }
}

extension TypeExpression {
  /// The text of the type on one line, as a message quotes it.
  public var text: String { printed { $0.type(self) } }
}

extension DistributionExpression {
  /// The text of the distribution on one line, as a message quotes it.
  public var text: String { printed { $0.distribution(self) } }
}

extension Declarator {
  /// The text of the declarator on one line, as a message quotes it.
  public var text: String { printed { $0.declarator(self) } }
}

private func printed(_ write: (inout Printer) -> Void) -> String {
  var printer = Printer()
  write(&printer)
  return printer.lines.map(\.text).joined(separator: " ")
}
