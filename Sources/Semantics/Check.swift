public import Diagnostics
public import Syntax

/// Returns the models and families of a file with their names resolved, their index sets and types
/// agreed; what is wrong goes to the log.
///
/// `importing` returns the tree of a file that is imported, `nil` if there is none; the span of the
/// literal tells which file imports it. Each name is looked up where it stands, so the order of
/// declarations has no meaning. A model with an error is returned as far as it could be understood.
public func check(
  _ tree: SourceTree, importing: (StringLiteral) -> SourceTree?, log: inout DiagnosticLog
) -> TypedFile {
  withoutActuallyEscaping(importing) { importing in
    var checker = FileChecker(importing: importing)
    let (file, _) = checker.check(tree, log: &log)
    return file
  }
}

/// Returns a query that is asked of a model from outside, `p(y | x)`, with the model that it speaks
/// of; `nil` after a message.
///
/// `query` is an expression of its own source, as from `parseExpression`; its letters and names are
/// those of the model `name` of the file. The file has been checked: its own messages are not
/// repeated.
public func check(
  query: Expression, of name: String, in tree: SourceTree,
  importing: (StringLiteral) -> SourceTree?, log: inout DiagnosticLog
) -> (model: TypedModel, query: Query)? {
  withoutActuallyEscaping(importing) { importing in
    var checker = FileChecker(importing: importing)
    return checker.check(query: query, of: name, in: tree, log: &log)
  }
}
