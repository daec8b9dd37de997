import Diagnostics
import Syntax

extension ModelChecker {
  /// Resolves all declarations of the file for the sake of their messages.
  mutating func checkShared() {
    for name in file.declarations.order { _ = symbol(name, from: .file) }
    for id in model.variables.ids where pending[id] != nil { resolveBody(id) }
  }

  /// Checks a family of this model, which has been checked: its abbreviations and grid letters
  /// become part of the model.
  mutating func checkFamily(
    _ family: FamilyDeclaration, _ statement: Statement
  ) -> TypedFamily {
    declarations[.family] = Declarations(family.body, log: &log)
    declareGridLetters(family)
    checkAll(at: .family)
    var members: [TypedFamily.Member] = []
    var comparisons: [Comparison] = []
    var names: [String: SourceSpan] = [:]
    for row in family.body {
      switch row.kind {
      case .member(let member):
        if let first = names[member.name.text] {
          report(.duplicateName(member.name, first: first))
        }
        names[member.name.text] = member.name.span
        members.append(
          TypedFamily.Member(
            name: member.name.text, grids: member.grids.compactMap { grid($0, .family) },
            objective: check(member.objective, at: row.span, level: .family),
            documentation: row.documentation, span: row.span))
      case .compare(let compare):
        if let comparison = check(compare, at: row.span, level: .family) {
          comparisons.append(comparison)
        }
      case .importFile, .model, .family, .typeAlias, .indexSet, .net, .abbreviation, .use,
        .group, .node, .deterministic, .factor, .tie, .guide, .objective, .unreadable:
        break
      }
    }
    askQuestions(of: members.map(\.objective), comparisons)
    return TypedFamily(
      name: family.name.text, documentation: statement.documentation, model: model,
      members: members, comparisons: comparisons, span: statement.span)
  }

  /// A grid letter that the model does not know is a number of the objective.
  private mutating func declareGridLetters(_ family: FamilyDeclaration) {
    for row in family.body {
      guard case .member(let member) = row.kind else { continue }
      for grid in member.grids where symbol(grid.name.text, from: .family) == nil {
        let id = model.variables.add(
          Variable(
            name: grid.name.text, indices: [], type: type(of: grid.values),
            parts: [
              Variable.Part(
                role: .hyper, region: [], definition: .none, source: nil, span: grid.name.span)
            ], label: nil, documentation: nil, isShared: false, guide: nil,
            span: grid.name.span))
        symbols[Key(level: .family, name: grid.name.text)] = .variable(id)
      }
    }
  }

  /// `nat` or `int` if all values are integers, otherwise `real`.
  private mutating func type(of values: Grid.Values) -> ValueType {
    let list: [Expression] =
      switch values {
      case .listed(let values): values
      case .range(let lower, let upper, let step): [lower, upper] + [step].compactMap { $0 }
      }
    let types = list.map { check($0, Scope(.family)).type }
    if types.contains(where: { if case .spread = $0 { true } else { false } }) { return .spread }
    let areIntegers = types.allSatisfy { model.domain(of: $0)?.isInteger == true }
    return areIntegers ? (types.contains(.int) ? .int : .nat) : .real
  }
}
