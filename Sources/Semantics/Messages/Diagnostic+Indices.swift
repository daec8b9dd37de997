import Diagnostics
import Syntax

// Messages about index sets and subscripts.
extension Diagnostic {
  static func setSizedTwice(_ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badExtent, "the members of `\(name.text)` are given twice", at: span,
      hint: "give them at one declaration; the others share the set")
  }

  static func emptyRange(_ low: Double, _ high: Double, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badExtent,
      "nothing lies between \(TypedModel.text(of: low)) and "
        + TypedModel.text(of: high), at: span, hint: "the smaller bound comes first")
  }

  static func sizeNotInteger(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badExtent, "a size is a positive integer", at: span, caption: "this is \(text)")
  }

  static func randomSize(
    _ variable: Variable, role: Role, observed: [String], at span: SourceSpan
  ) -> Diagnostic {
    let data = observed.isEmpty ? "…" : observed.joined(separator: ", ")
    return Diagnostic(
      .randomSize, "the size of a plate cannot be random", at: span,
      caption: "`\(variable.name)` is \(role.phrase) (\(variable.span.lineReference))",
      hint: "make it a `hyper` and let `compare \(variable.name) in 1..10 by log p(\(data))` "
        + "choose it")
  }

  static func letterTwice(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badIndex, "the index \(name) stands twice on one left-hand side", at: span,
      hint: "declare a second letter over the same set, `plate j in …`")
  }

  static func lettersDiffer(_ name: Name, first: String) -> Diagnostic {
    Diagnostic(
      .badIndex, "this index is \(first) in the other statements", at: name.span,
      hint: "`\(first)`")
  }

  static func noLetterForRegion(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badIndex, "which index does this stand for?", at: span,
      hint: "state the other elements as well, with an index letter in this place")
  }

  static func nestedWithoutParent(
    _ text: String, _ letter: String, parent: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badIndex, "\(letter) is nested in \(parent), so `\(text)` needs \(parent) before it",
      at: span, hint: "`\(text.replacing("[\(letter)", with: "[\(parent),\(letter)"))`")
  }

  static func regionOutside(_ set: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(.badIndex, "this is no member of \(set)", at: span)
  }

  static func endpointOutside(_ literal: Literal, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badIndex, "`\(literal.rawValue)` stands only where a member is wanted", at: span,
      hint: "as an index, `z[\(literal.rawValue)]`")
  }

  static func tooManySubscripts(
    _ text: String, type: String, rank: Int, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badIndex,
      rank == 0
        ? "`\(text)` is \(type) and has no index"
        : "`\(text)` has \(rank == 1 ? "one index" : "\(rank) indices")",
      at: span, caption: rank == 0 ? nil : "it is \(type)")
  }

  static func indexIsNoMember(
    _ text: String, type: String, of whole: String, set: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badIndex, "`\(whole)` is indexed by \(set), and `\(text)` is \(type)", at: span)
  }

  static func indexOutside(
    _ text: String, of whole: String, set: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badIndex, "`\(whole)` is indexed by \(set), and \(text) is no member", at: span)
  }

  static func setsDiffer(
    _ sides: [(text: String, type: String)], _ contrast: String, op: String,
    at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .wrongIndexSet,
      "`\(op)` joins values over one set, but `\(sides[0].text)` is \(sides[0].type) and "
        + "`\(sides[1].text)` \(sides[1].type)", at: span, caption: contrast)
  }

  static func weightsDiffer(
    _ sides: [(text: String, type: String)], op: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch,
      "`\(op)` joins weights of one net; `\(sides[0].text)` is \(sides[0].type) and "
        + "`\(sides[1].text)` \(sides[1].type)", at: span)
  }

  static func shapesDiffer(
    _ sides: [(text: String, type: String)], op: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch,
      "`\(op)` joins equal shapes, or a number and an array; `\(sides[0].text)` is "
        + "\(sides[0].type) and `\(sides[1].text)` \(sides[1].type)", at: span)
  }

  static func contractsNumber(
    _ sides: [(text: String, type: String)], at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch,
      "`@` sums over an index, but `\(sides[0].text)` is \(sides[0].type) and "
        + "`\(sides[1].text)` \(sides[1].type)", at: span, hint: "use `*`")
  }
}
