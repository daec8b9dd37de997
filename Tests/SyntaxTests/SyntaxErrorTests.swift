import Diagnostics
import Syntax
import Testing

/// A text with one mistake: where it is reported, as what, and what repairs it.
struct Mistake: CustomStringConvertible, Sendable {
  let code: Code
  /// The text with the reported place between `<<` and `>>`.
  let text: String
  /// A part of the message and the caption.
  let says: String
  let hint: String?
  /// What to put at the place to repair the text; without it, the hint says so in backticks.
  let repair: String?

  init(_ code: Code, _ text: String, _ says: String, hint: String? = nil, repair: String? = nil) {
    self.code = code
    self.text = text
    self.says = says
    self.hint = hint
    self.repair = repair
  }

  /// A mistake in a statement of a model.
  static func inModel(
    _ code: Code, _ statement: String, _ says: String, hint: String? = nil, repair: String? = nil
  ) -> Mistake {
    Mistake(
      code, "model M {\n  plate n in N\n  \(statement)\n  maximize log p(x)\n}\n", says,
      hint: hint, repair: repair)
  }

  var description: String { "\(code.rawValue): \(says)" }

  /// The text without the marks, and the marked bytes.
  var unmarked: (text: String, place: Range<Int>) {
    let parts = text.split(separator: "<<", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts[1].split(separator: ">>", maxSplits: 1, omittingEmptySubsequences: false)
    let start = parts[0].utf8.count
    return (parts[0] + rest[0] + rest[1] + "", start..<(start + rest[0].utf8.count))
  }

  /// The text after its repair, if there is one.
  var repaired: String? {
    guard let replacement = repair ?? hintedReplacement else { return nil }
    let (text, place) = unmarked
    let bytes = Array(text.utf8)
    return String(decoding: bytes[..<place.lowerBound], as: UTF8.self) + replacement
      + String(decoding: bytes[place.upperBound...], as: UTF8.self)
  }

  private var hintedReplacement: String? {
    guard let hint else { return nil }
    if hint == "delete it" { return "" }
    let inner = hint.dropFirst().dropLast()
    let isReplacement =
      hint.first == "`" && hint.last == "`" && !inner.contains("`") && !inner.contains("\u{2026}")
    return isReplacement ? String(inner) : nil
  }
}

@Suite struct SyntaxErrorTests {
  @Test(
    arguments: mistakesInCharacters + mistakesInStatements + mistakesInside + mistakesOfBrackets)
  func oneMistakeIsOneMessageAtItsPlace(_ mistake: Mistake) throws {
    let (text, place) = mistake.unmarked
    let parsed = Parsed(text)
    #expect(parsed.diagnostics.count == 1, "\(parsed.rendered)")
    let diagnostic = try #require(parsed.diagnostics.first)
    #expect(diagnostic.code == mistake.code, "\(parsed.rendered)")
    let span = try #require(diagnostic.span)
    #expect(Int(span.start)..<Int(span.end) == place, "\(parsed.rendered)")
    let said = diagnostic.message + " | " + (diagnostic.caption ?? "")
    #expect(said.contains(mistake.says), "\(said)")
    #expect(diagnostic.hint == mistake.hint)
    #expect(format(parsed.file, in: parsed.sources) == nil)
    if let repaired = mistake.repaired {
      #expect(Parsed(repaired).rendered == "", "\(repaired)")
    }
  }

  @Test func everySyntaxCodeIsTested() {
    let all = mistakesInCharacters + mistakesInStatements + mistakesInside + mistakesOfBrackets
    let elsewhere: Set<Code> = [.invalidText, .tooDeep, .tooManyErrors]
    let wanted: Set<Code> = [
      .missingRole, .unclosedBracket, .unknownCharacter, .invalidNumber, .unterminatedString,
      .unexpectedToken, .unknownStatement, .misplacedStatement, .reservedWord, .unopenedBracket,
    ]
    #expect(Set(all.map(\.code)).union(elsewhere) == wanted.union(elsewhere))
  }
}
