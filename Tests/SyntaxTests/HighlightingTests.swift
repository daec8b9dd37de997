import Foundation
import Syntax
import Testing

/// The words that the highlighters know are those of the lexer.
@Suite struct HighlightingTests {
  private let literals = Set(Literal.allCases.map(\.rawValue))
  private let reserved = Set(ReservedWord.allCases.map(\.rawValue))
  private let statements = Set(StatementWord.allCases.map(\.rawValue))
  private let contextual = Set(ContextualWord.allCases.map(\.rawValue))
  private let prefixes = Set(PrefixWord.allCases.map(\.rawValue))

  private func contents(_ name: String) throws -> String {
    try String(
      contentsOf: packageRoot.appendingPathComponent("Grammar/\(name)"), encoding: .utf8)
  }

  /// The strings of a tuple that a Python file assigns to a name.
  private func tuple(_ name: String, in text: String) throws -> Set<String> {
    let start = try #require(text.range(of: "\n\(name) = (")).upperBound
    let end = try #require(text.range(of: ")", range: start..<text.endIndex)).lowerBound
    let parts = text[start..<end].split(separator: "\"").enumerated()
    return Set(
      parts.filter { $0.offset % 2 == (text[start] == "\"" ? 0 : 1) }.map {
        String($0.element)
      })
  }

  @Test func pygmentsKnowsTheWordsOfTheLexer() throws {
    let text = try contents("gm_lexer.py")
    #expect(try tuple("LITERALS", in: text) == literals)
    #expect(try tuple("RESERVED", in: text) == reserved.subtracting(literals))
    #expect(try tuple("STATEMENTS", in: text) == statements)
    #expect(try tuple("CONTEXTUAL", in: text) == contextual)
    #expect(try tuple("PREFIXES", in: text) == prefixes)
  }

  @Test func textMateKnowsTheWordsOfTheLexer() throws {
    let text = try contents("gm.tmLanguage.json")
    let grammar = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let repository = try #require(grammar["repository"] as? [String: [String: Any]])
    func patterns(_ key: String) throws -> String {
      let list = try #require(repository[key]?["patterns"] as? [[String: String]])
      return list.compactMap { $0["match"] }.joined(separator: "\n")
    }
    #expect(words(in: try patterns("statements")) == statements.union(["then"]))
    #expect(
      words(in: try patterns("words"))
        == reserved.union(contextual).union(prefixes).union(["compare"]))
  }

  /// The words of two or more letters in a regular expression.
  private func words(in pattern: String) -> Set<String> {
    let plain = pattern.replacingOccurrences(of: "\\b", with: " ")
      .replacingOccurrences(of: "\\s", with: " ").replacingOccurrences(of: "\\p{L}", with: " ")
      .replacingOccurrences(of: "\\w", with: " ")
    return Set(plain.split { !$0.isLetter }.map(String.init).filter { $0.count > 1 })
  }

  @Test func everyTextMatePatternIsARegularExpression() throws {
    let text = try contents("gm.tmLanguage.json")
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    var count = 0
    func visit(_ value: Any) throws {
      if let object = value as? [String: Any] {
        if let pattern = object["match"] as? String {
          _ = try NSRegularExpression(pattern: pattern)
          count += 1
        }
        for child in object.values { try visit(child) }
      } else if let list = value as? [Any] {
        for child in list { try visit(child) }
      }
    }
    try visit(value)
    #expect(count >= 12)
  }

  @Test func theGrammarHasTheWordsOfTheLexer() throws {
    let text = try contents("gm.ebnf")
    let grammar = Grammar(text)
    func terminals(of form: Grammar.Form) -> Set<String> {
      switch form {
      case .sequence(let parts): Set(parts.flatMap(terminals(of:)))
      case .choice(let parts, _): Set(parts.flatMap(terminals(of:)))
      case .optional(let part), .repeated(let part), .not(let part): terminals(of: part)
      case .terminal(let text): [text]
      case .rule(let name):
        name == "literal" || name == "redOp"
          ? terminals(of: grammar.rules[name] ?? .sequence([])) : []
      }
    }
    #expect(terminals(of: try #require(grammar.rules["reservedWord"])) == reserved)
    #expect(terminals(of: try #require(grammar.rules["prefixWord"])) == prefixes)
    let all = Set(grammar.rules.values.flatMap(terminals(of:)))
    let words = all.filter { $0.allSatisfy(\.isLetter) }
    #expect(words == reserved.union(statements).union(contextual).union(prefixes))
    #expect(all.subtracting(words) == Set(Punctuation.allCases.map(\.rawValue)))
  }
}
