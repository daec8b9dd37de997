import Semantics

/// What p(A, B) and p(B) have in common, so that it cancels in p(A | B).
extension Lowering {
  /// The statements that cancel: those that hang together by hidden variables, and are the same
  /// statements with the same hidden variables whether `all` or only `conditions` are kept.
  ///
  /// They need not even be integrable.
  func commonParts(
    of all: Set<VariableID>, _ conditions: Set<VariableID>
  ) -> Set<Statement> {
    let below = Set(parts(keeping: conditions))
    return parts(keeping: all).filter { below.contains($0) }
      .reduce(into: []) { $0.formUnion($1.statements) }
  }

  /// Statements that share hidden variables, and those variables. One that is kept and has holes
  /// is hidden, but only in part.
  private struct Part: Hashable {
    var statements: Set<Statement>
    var hidden: Set<VariableID>
    var clamped: Set<VariableID>
  }

  private func parts(keeping kept: Set<VariableID>) -> [Part] {
    var parts: [Part] = []
    for statement in model.withoutBarrenLeaves(statements, keeping: kept) {
      let hidden = statement.mentions.filter { !kept.contains($0) || hasHoles($0) }
      var part = Part(
        statements: [statement], hidden: hidden, clamped: hidden.intersection(kept))
      for other in parts where !other.hidden.isDisjoint(with: hidden) {
        part.statements.formUnion(other.statements)
        part.hidden.formUnion(other.hidden)
        part.clamped.formUnion(other.clamped)
      }
      parts.removeAll { !$0.hidden.isDisjoint(with: hidden) }
      parts.append(part)
    }
    return parts
  }
}
