import Diagnostics
import Syntax

// Messages about types and the arguments of functions.
extension Diagnostic {
  static func typeMismatch(
    _ span: SourceSpan, is type: String, wanted: String, reason: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "this is \(type), and here stands \(wanted)", at: span, caption: reason)
  }

  static func branchesDiffer(
    _ first: String, _ second: String, at span: SourceSpan, first firstSpan: SourceSpan,
    second secondSpan: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "the branches of an `if` have one type", at: secondSpan,
      caption: "this is \(second)", labels: [Label("this is \(first)", at: firstSpan)])
  }

  static func valueMismatch(
    _ text: String, declared: String, is type: String, at span: SourceSpan, isOutside: Bool
  ) -> Diagnostic {
    Diagnostic(
      isOutside ? .outOfDomain : .typeMismatch,
      "`\(text)` is declared \(declared), and this is \(isOutside ? "outside of it" : type)",
      at: span)
  }

  static func typesDiffer(
    _ name: String, _ first: String, _ second: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "`\(name)` is \(first) in its first statement and \(second) in this one",
      at: span, hint: "`\(first)`")
  }

  static func missingType(_ declarator: Declarator, role: Role) -> Diagnostic {
    let text = ModelChecker.text(of: declarator)
    return Diagnostic(
      .missingType, "what type has `\(text)`?", at: declarator.span,
      caption: "nothing here fixes it", hint: "`\(role.rawValue) \(text) : real`")
  }

  static func flatWithoutType(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingType, "`Flat()` takes the declared type, and `\(text)` declares none", at: span,
      hint: "`\(text) : real ~ Flat()`")
  }

  static func energyWithoutType(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingType, "what type has `\(text)`?", at: span,
      caption: "an unnormalised density does not fix it", hint: "`\(text) : real`")
  }

  static func typeWantsSet(_ type: TypeExpression) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "`\(type.path.text)` takes one index set", at: type.span,
      hint: "`\(type.path.text)(K)`")
  }

  static func typeWithoutArguments(_ type: TypeExpression) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "the type `\(type.path.text)` takes no arguments", at: type.span)
  }

  static func intervalWantsTwo(_ type: TypeExpression) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "an interval has two bounds", at: type.span, hint: "`real(0, 1)`")
  }

  static func typeWantsNet(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "`weights` takes the name of a net", at: span, hint: "`weights(f)`")
  }

  static func argumentCount(
    _ name: String, wanted: Int, found: Int, at span: SourceSpan
  ) -> Diagnostic {
    let count = wanted == 0 ? "no arguments" : wanted == 1 ? "one argument" : "\(wanted) arguments"
    return Diagnostic(
      .wrongArguments, "`\(name)` takes \(count)", at: span,
      caption: "here \(found == 1 ? "is one" : "are \(found)")")
  }

  static func argumentMismatch(
    _ span: SourceSpan, _ function: String, parameter: String?, is type: String,
    wanted: String
  ) -> Diagnostic {
    let place = parameter.map { "`\($0)` of `\(function)`" } ?? "`\(function)`"
    return Diagnostic(.typeMismatch, "\(place) takes \(wanted), and this is \(type)", at: span)
  }

  static func weightsWanted(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "what stands behind `;` is the weights of a net", at: span,
      hint: "`\(name)(…)` takes none here")
  }

  static func barInCall(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "`|` stands only in a query; `\(name)` is none", at: span,
      hint: "separate the arguments with `,`")
  }

  static func namedArgument(_ label: Name, of name: String) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "the arguments of `\(name)` have no names", at: label.span,
      hint: "leave out `\(label.text) =`")
  }

  static func rangeArgument(of name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(.wrongArguments, "`\(name)` takes no range", at: span)
  }

  static func noFields(_ text: String, type: String, _ field: Name) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "`\(text)` is \(type) and has no field `\(field.text)`", at: field.span)
  }

  static func countsWantsMembers(_ span: SourceSpan, is type: String) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "`counts` counts members of an index set, and this is \(type)", at: span)
  }

  static func resultMismatch(
    _ name: String, declared: String, is type: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "`\(name)` is declared to return \(declared), and this is \(type)",
      at: span)
  }

  static func afterReturn(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "`return` is the last statement of a block", at: span,
      hint: "move it before the `return`")
  }

  static func noReturn(_ name: Name) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "the block of `\(name.text)` returns nothing", at: name.span,
      hint: "end it with `return …`")
  }

  static func patternMismatch(_ names: [Name], is type: String) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "this has not \(names.count) parts: it is \(type)",
      at: names[0].span.union(names[names.count - 1].span))
  }

  static func argumentTwice(_ label: Name) -> Diagnostic {
    Diagnostic(.wrongArguments, "`\(label.text)` is given twice", at: label.span)
  }

  static func optionTwice(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(.wrongArguments, "`\(name)` is given twice", at: span)
  }

  static func optionMismatch(_ label: Name, wanted: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(.wrongArguments, "`\(label.text)` is \(wanted)", at: span)
  }

  static func noInputs(_ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "`\(name.text)` needs an input", at: span,
      hint: "its first arguments are what the net reads, `\(name.text)(x, …)`")
  }
}
