/// A word that can stand inside an expression or end one; a name only in backticks.
public enum ReservedWord: String, CaseIterable, Hashable, Sendable {
  case `in`, over, using, then, by, `where`, `if`, `else`, and, or, not, `as`, expect, known
  case `true`, `false`, none, inf, first, last

  /// True iff no statement ends with this word.
  var cannotEndStatement: Bool {
    switch self {
    case .in, .over, .using, .then, .by, .where, .if, .else, .and, .or, .not, .as, .expect, .known:
      true
    case .true, .false, .none, .inf, .first, .last: false
    }
  }

  /// True iff a line that starts with this word continues the one above.
  var continuesStatement: Bool {
    switch self {
    case .in, .over, .using, .then, .by, .where, .else, .and, .or, .as: true
    case .if, .not, .expect, .known, .true, .false, .none, .inf, .first, .last: false
    }
  }
}

/// A word that heads a statement where one may start, and is a name everywhere else.
public enum StatementWord: String, CaseIterable, Hashable, Sendable {
  case `import`, model, family, type, plate, chain, axis, net, flow, `let`, use, group
  case hyper, param, given, observed, partial, latent
  case factor, tie, guide, maximize, minimize, compare, member, `return`
}

/// A word that has a meaning at one place inside a statement, and is a name everywhere else.
public enum ContextualWord: String, CaseIterable, Hashable, Sendable {
  case of, `for`, from, within, step, members, heldout, ordered, truncated
}

/// A word that is special before a name, and a name everywhere else.
public enum PrefixWord: String, CaseIterable, Hashable, Sendable {
  case log, sum, mean, prod, max, min, logsumexp
}
