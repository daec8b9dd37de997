import Diagnostics
import Syntax

// Messages about distributions and their arguments.
extension Diagnostic {
  static func missingArgument(
    _ names: [String], of family: String, at span: SourceSpan
  ) -> Diagnostic {
    let words = names.map { "`\($0)`" }.joined(separator: " or ")
    return Diagnostic(.wrongArguments, "\(family) needs \(words)", at: span)
  }

  static func tooManyArguments(
    of family: String, wanted: [String], found: Int, at span: SourceSpan
  ) -> Diagnostic {
    let words = wanted.map { "`\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      .wrongArguments,
      wanted.isEmpty
        ? "\(family) takes no arguments"
        : "\(family) takes \(wanted.count == 1 ? "one argument" : "\(wanted.count) arguments")",
      at: span, caption: wanted.isEmpty ? nil : words)
  }

  static func parameterGivenTwice(
    _ argument: Argument, _ name: String, of family: String
  ) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "this argument of \(family) is given twice",
      at: (argument.name?.span).map { $0.union(argument.value.span) } ?? argument.value.span,
      caption: "`\(name)`")
  }

  static func parameterMismatch(
    _ span: SourceSpan, _ name: String, of family: String, is type: String, wanted: String
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "`\(name)` of \(family) is \(wanted), and this is \(type)", at: span)
  }

  static func outOfDomain(
    _ span: SourceSpan, _ name: String, of family: String, text: String, wanted: String
  ) -> Diagnostic {
    Diagnostic(
      .outOfDomain, "`\(name)` of \(family) is \(wanted), and `\(text)` never is", at: span)
  }

  static func argumentShapesDiffer(
    _ family: String, _ first: String, _ second: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .wrongIndexSet,
      "the arguments of \(family) are arrays over different sets, \(first) and \(second)",
      at: span)
  }

  static func energyTakesOne(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "an unnormalised density is `exp(…)` of one number", at: span)
  }

  static func queryIsNotShaped(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "a query is drawn as it is, without copies, order or truncation",
      at: span)
  }

  static func drawOfSeveral(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badQuery, "`\(text)` is one variable, and this draws several", at: span,
      hint: "name one variable or one `group` left of the `|`")
  }

  static func drawMismatch(
    _ query: String, _ type: String, _ side: String, _ declared: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "`\(query)` draws \(type), but `\(side)` is declared \(declared)", at: span)
  }

  static func orderedWantsCopies(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "`ordered` sorts the copies of one continuous number", at: span,
      hint: "as in `Normal(0, 1)^K ordered`")
  }

  static func truncatesNoNumber(at span: SourceSpan) -> Diagnostic {
    Diagnostic(.wrongArguments, "`truncated` bounds the draw of one number", at: span)
  }

  static func lkjWantsCorrelation(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .supportMismatch, "LKJ draws a correlation matrix", at: span,
      hint: "declare `\(text) : corr(D)`, or `chol(D)` for its Cholesky factor")
  }

  static func softmaxTwice(
    _ e: TypedExpression, set: IndexSetID, family: Family, at span: SourceSpan,
    in model: TypedModel
  ) -> Diagnostic {
    let text = model.text(of: e)
    let set = model.text(of: set)
    let net = model.functionName(in: e)
    let declaration = net.map { ", or declare `net \($0)(...) -> real^\(set)`" } ?? ""
    return Diagnostic(
      .softmaxTwice,
      "`logits =` wants any real^\(set), but `\(text)` is already a simplex(\(set))",
      at: span,
      hint: "pass it as probabilities, `\(family.rawValue)(\(text))`\(declaration)")
  }

  static func sigmoidTwice(
    _ e: TypedExpression, family: Family, name: String, at span: SourceSpan,
    in model: TypedModel
  ) -> Diagnostic {
    let text = model.text(of: e)
    let type = model.text(of: e.type)
    let wanted = model.text(of: e.type.replacingScalar(.real))
    let net = model.functionName(in: e)
    let declaration = net.map { ", or declare `net \($0)(...) -> \(wanted)`" } ?? ""
    return Diagnostic(
      .softmaxTwice, "`\(name) =` wants any \(wanted), but `\(text)` is already a \(type)",
      at: span,
      hint: "pass it as probabilities, `\(family.rawValue)(\(text))`\(declaration)")
  }
}

extension TypedModel {
  /// The net that an expression is the value of.
  func functionName(in e: TypedExpression) -> String? {
    switch e.kind {
    case .apply(let id, _, _): functions[id].name
    case .field(let base, _): functionName(in: base)
    default: nil
    }
  }
}
