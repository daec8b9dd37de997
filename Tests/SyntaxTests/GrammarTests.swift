import Diagnostics
import Syntax
import Testing

@Suite struct GrammarTests {
  @Test func everyNameInTheGrammarIsARule() throws {
    let grammar = try Grammar.standard()
    #expect(grammar.order.count > 70)
    #expect(grammar.order.filter { grammar.minimalDepth[$0] == nil } == [])
    #expect(Set(grammar.order).subtracting(grammar.productive.rules) == ["infix"])
  }

  @Test func sentencesOfTheGrammarParseAndPrintToTheSameTree() throws {
    let grammar = try Grammar.standard()
    var generator = SentenceGenerator(grammar, seed: 1)
    var layout: SeededGenerator? = SeededGenerator(seed: 2)
    for index in 0..<1500 {
      let rule = index % 5 == 0 ? "file" : "item"
      let words = generator.sentence(of: rule, depth: 9 + index % 16)
      expectRoundTrip(text(words, random: &layout), isSentence: true)
    }
    #expect(grammar.productive.rules.subtracting(generator.usedRules) == [])
    #expect(grammar.productive.alternatives.subtracting(generator.taken) == [])
  }

  @Test func mutatedSentencesAreParsedOrRefused() throws {
    var generator = SentenceGenerator(try Grammar.standard(), seed: 3)
    var random = SeededGenerator(seed: 4)
    var accepted = 0
    for index in 0..<1500 {
      var words = generator.sentence(of: "item", depth: 10 + index % 12)
      let other = generator.sentence(of: "stmt", depth: 10)
      for _ in 0...(index % 3) { mutate(&words, with: other, &random) }
      let sentence = words.map(\.text).joined(separator: " ")
      if expectRoundTrip(sentence, isSentence: false) { accepted += 1 }
    }
    #expect(accepted > 100)
    #expect(accepted < 1400)
  }

  private func mutate(
    _ words: inout [SentenceGenerator.Word], with other: [SentenceGenerator.Word],
    _ random: inout SeededGenerator
  ) {
    guard let index = words.indices.randomElement(using: &random),
      let swapped = words.indices.randomElement(using: &random),
      let replacement = other.randomElement(using: &random)
    else { return }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: words[index] = replacement
    case 1: words.remove(at: index)
    case 2: words.insert(words[index], at: index)
    case 3: words.swapAt(index, swapped)
    default: words.insert(replacement, at: index)
    }
  }
}

/// Checks that a text prints to one with the same tree and comments, whose form is final.
///
/// Returns whether the text was accepted; a sentence must be.
@discardableResult
func expectRoundTrip(_ text: String, isSentence: Bool) -> Bool {
  let first = Parsed(text)
  guard first.diagnostics.isEmpty else {
    if isSentence { Issue.record("\(text)\n\(first.rendered)") }
    #expect(first.diagnostics.filter { $0.severity == .error }.count <= 20)
    #expect(first.errors.isEmpty || format(first.file, in: first.sources) == nil)
    return false
  }
  guard let printed = format(first.file, in: first.sources) else {
    Issue.record("not formatted: \(text)")
    return false
  }
  let second = Parsed(printed)
  if second.tree.outline != first.tree.outline || !second.diagnostics.isEmpty {
    Issue.record("changed by printing:\n\(text)\n--- to ---\n\(printed)\n\(second.rendered)")
  }
  if first.comments != second.comments {
    Issue.record("comments lost:\n\(text)\n--- to ---\n\(printed)")
  }
  let again = format(second.file, in: second.sources)
  if again != printed {
    Issue.record("not final:\n\(text)\n--- to ---\n\(printed)\n--- to ---\n\(again ?? "nil")")
  }
  if !text.contains("`") {
    let plain = Parsed(first.tree.text)
    if plain.tree.outline != first.tree.outline {
      Issue.record("changed without source:\n\(text)\n--- to ---\n\(first.tree.text)")
    }
  }
  return true
}
