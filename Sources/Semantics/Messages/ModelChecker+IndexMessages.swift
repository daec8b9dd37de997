import Diagnostics
import Syntax

// E1 and E2, whose hints look for a variable that helps.
extension ModelChecker {
  /// A letter that the left-hand side does not have.
  func indexWithoutPlace(
    _ letter: IndexID, _ side: LeftSide, _ scope: Scope, at span: SourceSpan
  ) -> Diagnostic {
    let row = model.indices[letter]
    let subscripted = scope.subscripted.map { Self.text(of: $0) }
    let what = subscripted.map { "`\($0)` has index \(row.name)" } ?? "this has index \(row.name)"
    return Diagnostic(
      .indexWithoutPlace, "\(what), but `\(side.text)` \(homes(side.letters))", at: span,
      caption: "\(row.name) runs over \(model.description(of: row.set)) and nothing here picks one",
      hint: subscripted.map { hint(for: $0, row, side) }
        ?? "add up or average over it, `sum \(row.name): …`")
  }

  /// Where a left-hand side lives: `only lives on plates n and d`.
  private func homes(_ letters: [IndexID]) -> String {
    guard !letters.isEmpty else { return "has no index" }
    let names = letters.map { model.indices[$0].name }.joined(separator: " and ")
    let arePlates = letters.allSatisfy { model.indexSets[model.indices[$0].set].kind != .axis }
    let word = arePlates ? "plate" : "index"
    let plural = arePlates ? "plates" : "indices"
    return "only lives on \(letters.count == 1 ? word : plural) \(names)"
  }

  private func hint(for text: String, _ letter: Index, _ side: LeftSide) -> String {
    let sum: String
    if let weights = simplex(over: letter.set) {
      sum = "sum \(letter.name): \(weights)[\(letter.name)] * \(text)"
    } else {
      sum = "sum \(letter.name): \(text)"
    }
    guard let picker = variable(memberOf: letter.set, on: side.letters) else {
      return "add them up, `\(sum)`, or give `\(side.text)` the index \(letter.name)"
    }
    let picked = text.replacing("[\(letter.name)]", with: "[\(picker)]")
    return "pick one with a latent index, `\(picked)`, or add them up, `\(sum)`"
  }

  /// A variable whose value is a member of the set, with the letters that it needs here.
  private func variable(memberOf set: IndexSetID, on letters: [IndexID]) -> String? {
    for id in model.variables.ids {
      let variable = model.variables[id]
      guard case .member(set) = variable.type, Set(variable.indices).isSubset(of: letters)
      else { continue }
      return model.text(with: id)
    }
    return nil
  }

  private func simplex(over set: IndexSetID) -> String? {
    model.variables.rows.first { variable in
      if case .simplex(set) = variable.type { variable.indices.isEmpty } else { false }
    }?.name
  }

  /// A subscript that is a member of another set.
  func wrongSet(
    of e: TypedExpression, _ own: IndexSetID, in value: TypedExpression, _ set: IndexSetID,
    _ scope: Scope, at span: SourceSpan
  ) -> Diagnostic {
    let whole = model.text(of: value)
    let letter = model.indices.rows.first { $0.set == own && $0.isDeclared }?.name
    let noun = scope.parameter.map { " \($0.rawValue)" } ?? ""
    let each =
      model.indexSets[own].label.map { "per \(Self.singular($0))" }
      ?? "for each member of \(model.text(of: own))"
    var hint = letter.map { "declare `\(whole)[\($0)]` if there is one\(noun) \(each)" }
    let letters = scope.letters.sorted()
    let other = variable(memberOf: set, on: letters)
    if case .variable = e.kind {
      let use = "use `\(other ?? model.text(of: e)) : \(model.text(of: set))`"
      hint = hint.map { "\($0), or \(use)" } ?? use
    }
    return Diagnostic(
      .wrongIndexSet,
      "`\(whole)` is indexed by \(model.text(of: set)), but `\(model.text(of: e))` is "
        + model.phrase(of: own), at: span, caption: model.contrast(set, own), hint: hint)
  }

  /// `class` for `classes`.
  static func singular(_ plural: String) -> String {
    if plural.hasSuffix("ies") { return plural.dropLast(3) + "y" }
    if ["sses", "xes", "ches", "shes"].contains(where: { plural.hasSuffix($0) }) {
      return String(plural.dropLast(2))
    }
    return plural.hasSuffix("s") ? String(plural.dropLast()) : plural
  }

  /// An expression as it is written, as far as a message shows it.
  static func text(of e: Expression) -> String {
    switch e.kind {
    case .name(let name): name.text
    case .number(_, let text): text
    case .literal(let literal): literal.rawValue
    case .subscripted(let base, let list):
      text(of: base) + "[" + list.map { text(of: $0) }.joined(separator: ",") + "]"
    case .call(let callee, _): text(of: callee) + "(…)"
    case .member(let base, let name): text(of: base) + "." + name.text
    case .parenthesized(let inner): "(\(text(of: inner)))"
    case .binary(let op, let a, let b):
      op == .add || op == .subtract || op == .power
        ? text(of: a) + op.rawValue + text(of: b) : "\(text(of: a)) \(op.rawValue) \(text(of: b))"
    default: "…"
    }
  }
}

extension TypedModel {
  /// Returns a variable with its letters: `x[n]`.
  func text(with id: VariableID) -> String {
    let variable = variables[id]
    let letters = variable.indices.map { indices[$0].name }
    return variable.name + (letters.isEmpty ? "" : "[\(letters.joined(separator: ","))]")
  }
}
