import Diagnostics
import Syntax

// Messages about queries, objectives, guides and families.
extension Diagnostic {
  static func densityWithoutLog(_ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .densityWithoutLog, "a density is a number only under `log`", at: span,
      hint: "`log \(name.text)(…)`")
  }

  static func logWantsQuery(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badQuery, "`log` without parentheses stands in front of a query, as in `log p(x)`",
      at: span, hint: "the log of a number is `log(…)`")
  }

  static func notAQuery(at span: SourceSpan) -> Diagnostic {
    Diagnostic(.badQuery, "this is not a query", at: span, hint: "as in `p(y | x)`")
  }

  static func emptyQuery(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badQuery, "a query names at least one variable", at: span, hint: "`\(name)(x)`")
  }

  static func queryListsVariables(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badQuery, "a query lists variables, whole or single elements", at: span,
      hint: "`x`, `x[n]`, or `x = …` to put a value in")
  }

  static func itemTwice(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badQuery, "`\(name)` is listed twice", at: span, hint: "list each variable once")
  }

  static func targetIsNotRandom(_ name: String, _ role: Role, at span: SourceSpan) -> Diagnostic {
    let what =
      switch role {
      case .given: "is given"
      case .hyper: "is a hyper"
      case .parameter: "is a param"
      case .deterministic, .abbreviation: "is a deterministic value"
      case .observed, .partial, .latent: "is random"
      }
    return Diagnostic(
      .badQuery, "`\(name)` \(what) and has no density", at: span,
      hint: "write it right of the bar, `p(… | \(name))`, or leave it out")
  }

  static func substitutionMismatch(
    _ name: String, _ wanted: String, is type: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(.typeMismatch, "`\(name)` is \(wanted), and this is \(type)", at: span)
  }

  static func elboWantsGuide(at span: SourceSpan, nearest: String?) -> Diagnostic {
    Diagnostic(
      .badGuide, "`elbo` takes the name of a guide", at: span,
      hint: nearest.map { "`elbo(\($0))`" } ?? "declare one, `guide q = meanfield`")
  }

  static func guideWantsDistribution(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badGuide, "a guide gives each variable a distribution", at: span, hint: "`z[n] ~ …`")
  }

  static func guideOfFixed(_ name: Name, _ role: Role) -> Diagnostic {
    Diagnostic(
      .badGuide, "`\(name.text)` is \(role.phrase) and needs no guide", at: name.span)
  }

  static func notInGuide(_ guide: String, _ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badGuide, "`\(guide)` gives `\(text)` no distribution", at: span,
      hint: "add `\(text) ~ …` to `guide \(guide)`")
  }

  static func guideIndices(_ text: String, wanted: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badGuide,
      "in the story this variable has \(wanted == 1 ? "one index" : "\(wanted) indices")",
      at: span)
  }

  static func guideLetterDiffers(
    _ name: String, _ letter: String, wanted: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badGuide, "in the story `\(name)` is indexed by \(wanted), not \(letter)", at: span,
      hint: "`\(name)[\(wanted)]`")
  }

  static func groupWantsVariables(_ name: Name) -> Diagnostic {
    Diagnostic(.notAValue, "`\(name.text)` is not a variable", at: name.span)
  }

  static func tieWantsAlike(
    _ a: String, _ first: String, _ b: String, _ second: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch,
      a == b
        ? "`\(a)` is tied to itself"
        : "`tie` joins two variables of one type; `\(a)` is \(first), `\(b)` \(second)",
      at: span)
  }

  static func factorNotPositive(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .outOfDomain, "a factor is positive", at: span, hint: "`factor exp(…)` takes any number")
  }

  static func jointWantsEnergy(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .wrongArguments, "several variables share only an unnormalised density, `~ exp(…)`",
      at: span, hint: "give each of `\(text)` its own statement")
  }

  static func knownWantsPartial(_ span: SourceSpan, text: String) -> Diagnostic {
    Diagnostic(
      .misusedRole, "`known` asks about a `partial` variable, and `\(text)` is none", at: span)
  }

  static func movesFixed(_ name: Name, _ role: Role) -> Diagnostic {
    Diagnostic(
      .badMove, "`\(name.text)` is \(role.phrase) and cannot be moved", at: name.span,
      hint: "`over` names params, latents, hypers and nets")
  }

  static func notMovable(_ name: Name) -> Diagnostic {
    Diagnostic(
      .badMove, "`\(name.text)` cannot be moved", at: name.span,
      hint: "`over` names params, latents, hypers and nets")
  }

  static func gridOfOther(_ name: Name, _ role: Role?) -> Diagnostic {
    Diagnostic(
      .badMove, "only a `hyper` takes the values of a grid", at: name.span,
      caption: role.map { "`\(name.text)` is \($0.phrase)" })
  }

  static func membersOutsideFamily(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .misplacedStatement, "`compare members` belongs to a `family`", at: span,
      hint: "compare the values of a hyper, `compare h in {…} by …`")
  }

  static func notOneNumber(
    _ names: [String], text: String, isAdded: Bool, prefix: String, at span: SourceSpan
  ) -> Diagnostic {
    let letters = names.joined(separator: ", ")
    let per = names.joined(separator: " and ")
    return Diagnostic(
      .notOneNumber, "an objective is one number, this is one per \(per)", at: span,
      caption: "\(letters) \(names.count == 1 ? "is" : "are") free",
      hint: "`\(prefix)\(isAdded ? "sum" : "mean") \(letters): \(text)`")
  }

  static func questionIsNoNumber(
    _ type: String, text: String, isArray: Bool, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .notOneNumber, "an objective is one number, this is \(type)", at: span,
      hint: isArray ? "`sum(\(text))` adds up its elements" : nil)
  }
}

extension Role {
  /// The role with its article, for a message.
  var phrase: String {
    switch self {
    case .observed: "observed"
    case .partial: "partial"
    case .latent: "latent"
    case .given: "given"
    case .hyper: "a hyper"
    case .parameter: "a param"
    case .deterministic: "a deterministic value"
    case .abbreviation: "an abbreviation"
    }
  }
}
