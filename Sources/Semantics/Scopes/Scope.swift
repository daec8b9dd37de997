import Diagnostics
import Syntax

/// What an expression may name at its place.
struct Scope {
  /// What becomes of an index letter that nothing binds.
  enum FreeLetters {
    /// It is an error: the left-hand side does not have it.
    case forbidden(LeftSide)
    /// It is noted: an objective is then not one number, a factor is repeated.
    case collected
  }

  var level: Level
  /// The letters that the left-hand side and the reductions around bind.
  var letters: Set<IndexID> = []
  var freeLetters: FreeLetters = .collected
  /// Names bound by parameters, blocks and draws; they hide everything else.
  var locals: [String: LocalID] = [:]
  /// Letters bound by reductions that no statement declares.
  var boundLetters: [String: IndexID] = [:]
  /// The subscripted expression around the letter that is looked at.
  var subscripted: Expression?

  /// The parameter of a family that the expression is the argument of.
  var parameter: ParameterName?

  init(_ level: Level) { self.level = level }

  /// The same place with another name bound.
  func binding(_ name: String, to local: LocalID) -> Scope {
    var scope = self
    scope.locals[name] = local
    scope.boundLetters[name] = nil
    return scope
  }

  func binding(_ letter: IndexID, named name: String, isDeclared: Bool) -> Scope {
    var scope = self
    scope.letters.insert(letter)
    scope.locals[name] = nil
    scope.boundLetters[name] = isDeclared ? nil : letter
    return scope
  }
}

/// A left-hand side as messages speak of it.
struct LeftSide {
  /// `x[n]`.
  let text: String
  let letters: [IndexID]
}
