import Semantics

/// The words of families and hybrids: abbreviations, densities of used models, ties.
extension Deriver {
  /// `exp(-‖u(a) - u(b)‖² / (2s²))`.
  func coupling(_ tie: Tie) -> String {
    let (a, b) = (formula.variable(tie.first, []), formula.variable(tie.second, []))
    let spread = formula.text(tie.within)
    return pen.word(
      "\\exp\\left(-\\frac{\\lVert u(\(a)) - u(\(b)) \\rVert^2}{2\\,\(spread)^2}\\right)",
      "exp(-‖u(\(a)) - u(\(b))‖² / (2 \(spread)²))")
  }

  /// What u is, and what the limits of each tie are.
  mutating func explainTies() {
    for tie in model.ties {
      let (a, b) = (
        inline(formula.variable(tie.first, [])), inline(formula.variable(tie.second, []))
      )
      let spread = inline(formula.text(tie.within))
      say(
        "Here \(inline("u")) are free coordinates. With \(spread) zero, \(a) and \(b) are one; "
          + "with \(spread) infinite they are independent.")
    }
  }

  /// The abbreviations that an expression reads, by what they stand for.
  mutating func explainAbbreviations(in e: TypedExpression) {
    var seen: Set<VariableID> = []
    var lines: [String] = []
    e.forEach { inner in
      guard case .variable(let id, _) = inner.kind, model.variables[id].isAbbreviation,
        seen.insert(id).inserted,
        case .expression(let value) = model.variables[id].parts[0].definition
      else { return }
      lines.append("\(formula.variable(id)) = \(formula.text(value))")
    }
    for line in lines { say("where", line) }
  }
}

extension FormulaWriter {
  /// A query as the density of what is drawn: `NB(w = w_G)`, `NB(y | x, w = w_D)`.
  func query(_ query: Query, of value: String?) -> String {
    guard let value, query.targets.count == 1, query.targets[0].value == nil,
      self.query(
        Query(density: query.density, targets: query.targets, conditions: [], span: query.span))
        != "\(name(of: query.density))(\(value))"
    else { return self.query(query) }
    let target = item(query.targets[0], in: query.density)
    let conditions = query.conditions.map { item($0, in: query.density) }.joined(separator: ", ")
    let bar = conditions.isEmpty ? "" : " \(pen.word("\\mid", "|")) \(conditions)"
    return "\(name(of: query.density))(\(target) = \(value)\(bar))"
  }
}
