import Diagnostics
import Syntax

// Messages about names.
extension Diagnostic {
  private static func meant(_ nearest: String?) -> String? {
    nearest.map { "did you mean `\($0)`?" }
  }

  private static func list(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  static func unknownName(_ name: Name, nearest: String?) -> Diagnostic {
    Diagnostic(
      .unknownName, "nothing here is called `\(name.text)`", at: name.span, hint: meant(nearest))
  }

  static func unknownDistribution(_ name: Name, nearest: String?) -> Diagnostic {
    Diagnostic(
      .unknownName, "there is no distribution `\(name.text)`", at: name.span,
      hint: meant(nearest))
  }

  static func unknownModel(_ path: Path, nearest: String?) -> Diagnostic {
    Diagnostic(
      .unknownName, "there is no model `\(path.text)` here", at: path.span,
      hint: meant(nearest) ?? "`import` the file that declares it")
  }

  static func unknownDensity(_ name: Name, nearest: String?, _ known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownName, "there is no density `\(name.text)`", at: name.span,
      caption: "the densities here are \(list(known))", hint: meant(nearest))
  }

  static func unknownParameter(
    _ name: Name, of family: String, nearest: String?, _ known: [String]
  ) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "\(family) has no argument `\(name.text)`", at: name.span,
      caption: known.isEmpty ? "it takes none" : "it takes \(list(known))",
      hint: nearest.map { "did you mean `\($0) =`?" })
  }

  static func unknownOption(
    _ name: Name, of owner: String, nearest: String?, _ known: [String]
  ) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "`\(owner)` has no option `\(name.text)`", at: name.span,
      caption: known.isEmpty ? "it takes none" : "it takes \(list(known))",
      hint: nearest.map { "did you mean `\($0) =`?" })
  }

  static func unknownArchitecture(
    _ name: Name, nearest: String?, _ known: [String]
  ) -> Diagnostic {
    Diagnostic(
      .unknownName, "there is no net body `\(name.text)`", at: name.span,
      caption: "there are \(list(known))", hint: meant(nearest))
  }

  static func unknownActivation(
    _ span: SourceSpan, nearest: String?, _ known: [String]
  ) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "this is no activation", at: span, caption: "there are \(list(known))",
      hint: meant(nearest))
  }

  /// - Parameter isOverRows: whether the rows of a batch were to be normalised together.
  static func unknownNormalisation(_ span: SourceSpan, isOverRows: Bool) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "this is no normalisation", at: span, caption: "there is `layer`",
      hint: isOverRows
        ? "rows of a plate do not depend on each other; `norm = layer` is over one row" : nil)
  }

  static func unknownEstimator(
    _ name: Name, nearest: String?, _ known: [String]
  ) -> Diagnostic {
    Diagnostic(
      .unknownName, "there is no estimator `\(name.text)`", at: name.span,
      caption: "there are \(list(known))", hint: meant(nearest))
  }

  static func unknownGuide(_ name: Name, nearest: String?, _ known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownName, "there is no guide of the kind `\(name.text)`", at: name.span,
      caption: "there are \(list(known))", hint: meant(nearest))
  }

  static func duplicateName(_ name: Name, first: SourceSpan) -> Diagnostic {
    Diagnostic(
      .duplicateName, "`\(name.text)` is declared twice", at: name.span,
      labels: [Label("the first `\(name.text)`", at: first)],
      hint: "give one of them another name")
  }

  static func memberTwice(_ name: Name) -> Diagnostic {
    Diagnostic(
      .duplicateName, "the member `\(name.text)` is listed twice", at: name.span,
      hint: "list each member once")
  }

  static func parameterTwice(_ name: Name) -> Diagnostic {
    Diagnostic(
      .duplicateName, "two parameters are called `\(name.text)`", at: name.span,
      hint: "give one of them another name")
  }

  static func unreadableImport(_ literal: StringLiteral, isCircular: Bool) -> Diagnostic {
    isCircular
      ? Diagnostic(
        .unreadableImport, "this file imports itself, through `\(literal.text)`",
        at: literal.span, hint: "move what both need to a third file")
      : Diagnostic(
        .unreadableImport, "cannot read `\(literal.text)`", at: literal.span,
        hint: "the path is relative to the file that imports it")
  }

  static func tooDeep(_ name: Name) -> Diagnostic {
    Diagnostic(
      .tooDeep, "more than 256 values hang one on another up to `\(name.text)`", at: name.span,
      hint: "write a recursion as a chain, `s[t] = … s[t-1] …`")
  }

  static func definedByItself(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .circularStory, "`\(name)` is defined by itself", at: span,
      hint: "say one of the two without the other")
  }
}

// Messages about names that stand for something else than is wanted.
extension Diagnostic {
  static func setForValue(_ name: Name) -> Diagnostic {
    Diagnostic(
      .notAValue, "`\(name.text)` is an index set, not a value", at: name.span,
      hint: "`size(\(name.text))` is the number of its members")
  }

  static func functionWithoutCall(_ name: Name) -> Diagnostic {
    Diagnostic(
      .notAValue, "`\(name.text)` is a function and needs its arguments", at: name.span,
      hint: "`\(name.text)(…)`")
  }

  static func notAValue(_ name: Name) -> Diagnostic {
    Diagnostic(.notAValue, "`\(name.text)` is not a value", at: name.span)
  }

  static func notAFunction(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notAValue, "this is not a function", at: span,
      hint: "a product is written with `*`, an element with `[ ]`")
  }

  static func familyForValue(_ name: Name) -> Diagnostic {
    Diagnostic(
      .notAValue, "`\(name.text)` is a distribution; it stands right of `~`", at: name.span,
      hint: "declare a variable, `latent u ~ \(name.text)(…)`, and use it here")
  }

  static func notAType(_ name: Name) -> Diagnostic {
    Diagnostic(
      .notAValue, "`\(name.text)` is not a type", at: name.span,
      hint: "a type is `real`, `positive`, …, or an index set, whose members are the values")
  }

  static func notALetter(_ name: Name, nearest: String?) -> Diagnostic {
    Diagnostic(
      .unknownName, "no index letter is called `\(name.text)`", at: name.span,
      hint: meant(nearest)
        ?? "declare it with its set, `plate \(name.text) in \(name.text.uppercased())`")
  }

  static func letterForSet(_ name: Name, set: String) -> Diagnostic {
    Diagnostic(
      .notAnIndexSet, "`\(name.text)` is an index letter, and here stands an index set",
      at: name.span, hint: "`\(set)`")
  }

  static func wantsSet(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notAnIndexSet, "here stands an index set or its size", at: span,
      hint: "declare one, `axis D = 3`")
  }
}

extension Diagnostic {
  static func unknownInModel(_ name: Name, _ model: String, nearest: String?) -> Diagnostic {
    Diagnostic(
      .unknownName, "the model `\(model)` has no variable `\(name.text)`", at: name.span,
      hint: meant(nearest))
  }
}
