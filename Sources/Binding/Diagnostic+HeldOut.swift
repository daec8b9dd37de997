import Diagnostics

// The messages about rows that are held out.

extension Diagnostic {
  static func badFraction(_ fraction: Double, set: String, size: Int) -> Diagnostic {
    Diagnostic(
      .badOption,
      "`--holdout \(shortest(fraction))`: this splits the \(size) members of `\(set)`"
        + " into none and all",
      at: nil, hint: "give a fraction between 0 and 1, as in `--holdout 0.2`")
  }

  static func nothingToHoldOut(_ model: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badOption, "`--holdout`: no plate of `\(model)` has rows that can be held out", at: span)
  }

  static func emptyHoldOut(_ set: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingData, "`--holdout`: the file has no rows, so `\(set)` is empty", at: span,
      hint: "`--holdout 0.2` keeps a fifth of the data apart")
  }

  static func unseenMembers(
    _ members: [String], of variable: String, heldOutRows: Int, at span: SourceSpan
  ) -> Diagnostic {
    let quoted = members.prefix(6).map { "`\($0)`" }
    let names =
      members.count > 6
      ? quoted.joined(separator: ", ") + " and \(members.count - 6) more" : list(quoted)
    let rows = heldOutRows == 0 ? "" : ", but \(counted(heldOutRows, "held-out row")) have"
    return Diagnostic(
      .missingData, "no training row has \(names) of `\(variable)`\(rows)", at: span,
      hint: "what a fit says of that comes from its priors alone, if it has any; train on such rows"
        + ", or leave it out",
      severity: .warning)
  }
}
