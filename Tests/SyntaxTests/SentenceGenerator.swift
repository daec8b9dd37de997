/// A generator whose numbers depend on its seed only (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Draws sentences of a grammar at random.
struct SentenceGenerator {
  struct Word: Hashable {
    /// What the grammar calls it: a terminal or a lexical rule.
    let kind: String
    let text: String
  }

  let grammar: Grammar
  var random: SeededGenerator
  /// The alternatives that were taken, by choice.
  private(set) var taken: Set<[Int]> = []
  private(set) var usedRules: Set<String> = []
  private var words: [Word] = []
  private var bans: [(position: Int, form: Grammar.Form)] = []

  init(_ grammar: Grammar, seed: UInt64) {
    self.grammar = grammar
    random = SeededGenerator(seed: seed)
  }

  /// Returns a sentence of a rule that respects all `!x`; its depth beyond `depth` is minimal.
  mutating func sentence(of rule: String, depth: Int) -> [Word] {
    while true {
      words = []
      bans = []
      write(.rule(rule), depth)
      if !bans.contains(where: { $0.position < words.count && matches(words[$0.position], $0.form) }
      ) {
        return words
      }
    }
  }

  private mutating func write(_ form: Grammar.Form, _ depth: Int) {
    switch form {
    case .sequence(let parts): for part in parts { write(part, depth) }
    case .choice(let parts, let id):
      let depths = parts.map { grammar.depth(of: $0) ?? .max }
      let least = depths.min() ?? 0
      let affordable = parts.indices.filter { depths[$0] <= max(depth, least) }
      let index = affordable.randomElement(using: &random) ?? 0
      taken.insert([id, index])
      write(parts[index], depth)
    case .optional(let part):
      let cost = grammar.depth(of: part) ?? .max
      if cost <= depth, Bool.random(using: &random) { write(part, depth) }
    case .repeated(let part):
      let cost = grammar.depth(of: part) ?? .max
      while cost <= depth, Int.random(in: 0..<3, using: &random) == 0 { write(part, depth) }
    case .not(let part): bans.append((words.count, part))
    case .terminal(let text): words.append(Word(kind: text, text: text))
    case .rule(let name):
      if Grammar.lexicalRules.contains(name) { return words.append(lexical(name)) }
      usedRules.insert(name)
      write(grammar.rules[name]!, depth - 1)
    }
  }

  private func matches(_ word: Word, _ form: Grammar.Form) -> Bool {
    switch form {
    case .sequence(let parts): parts.first.map { matches(word, $0) } ?? false
    case .choice(let parts, _): parts.contains { matches(word, $0) }
    case .optional, .repeated, .not: false
    case .terminal(let text): word.kind == text
    case .rule("NAME"): word.kind == "NAME" || isContextual(word)
    case .rule(let name):
      Grammar.lexicalRules.contains(name)
        ? word.kind == name : matches(word, grammar.rules[name]!)
    }
  }

  /// True iff a terminal is a word that is a name as well.
  private func isContextual(_ word: Word) -> Bool {
    word.kind != "NAME" && word.kind != "NUMBER" && word.kind != "STRING" && word.kind != "NL"
      && word.text.allSatisfy(\.isLetter) && !matches(word, .rule("reservedWord"))
      && !matches(word, .rule("prefixWord"))
  }

  private mutating func lexical(_ name: String) -> Word {
    let texts: [String]
    switch name {
    case "NAME": texts = Bool.random(using: &random) ? plainNames : oddNames
    case "NUMBER": texts = ["0", "1", "10", "0.5", "1e-3", "2.5E+10", "784"]
    case "STRING": texts = ["\"a.csv\"", "\"\"", "\"\\mathbf{w} # {\""]
    default: texts = ["\n", "\n\n\n"]
    }
    return Word(kind: name, text: texts.randomElement(using: &random) ?? "")
  }
}

private let plainNames = ["x", "n", "K", "mu", "w_G", "x0", "z'", "\u{3B1}", "Normal", "p"]

/// Names that are words elsewhere.
private let oddNames = [
  "`in`", "`sum`", "`x`", "import", "model", "family", "type", "plate", "chain", "axis", "net",
  "flow", "let", "use", "group", "hyper", "param", "given", "observed", "partial", "latent",
  "factor", "tie", "guide", "maximize", "minimize", "compare", "member", "return", "of", "for",
  "from", "within", "step", "members", "heldout", "ordered", "truncated",
]

/// Writes words as a text; with `random`, breaks lines where that changes nothing and adds
/// comments.
func text(_ words: [SentenceGenerator.Word], random: inout SeededGenerator?) -> String {
  var text = ""
  var brackets: [String] = []
  var comments = 0
  for (index, word) in words.enumerated() {
    text += word.text + (word.kind == "NL" ? "" : " ")
    if ["(", "[", "{"].contains(word.kind) { brackets.append(word.kind) }
    if [")", "]", "}"].contains(word.kind) { brackets.removeLast() }
    guard random != nil, index + 1 < words.count else { continue }
    let isInside = brackets.last == "(" || brackets.last == "["
    let next = words[index + 1].kind
    let isFree = isInside || goesOn.contains(word.kind) || continues.contains(next)
    if isFree || word.kind == "NL" || next == "NL", Int.random(in: 0..<8, using: &random!) == 0 {
      comments += 1
      text += Bool.random(using: &random!) ? "# \(comments) (\n" : "\n  ## \(comments)\n"
    } else if isFree, Int.random(in: 0..<8, using: &random!) == 0 {
      text += "\n"
    }
  }
  return text
}

/// Words after which a statement cannot end.
private let goesOn: Set<String> = [
  ",", "~", "=", "+", "-", "*", "/", "^", "@", "->", "|", ":", ".", "..", "over", "using", "then",
  "by", "in", "and", "or", "not", "else", "where", "if", "<", ">", "<=", ">=", "==", "!=", "as",
  "expect", "known", "{",
]

/// Words that no statement starts with.
private let continues: Set<String> = [
  "over", "using", "then", "by", "where", "or", "else", "as", "and", "in", "+", "-", "*", "/", "^",
  "@", "|", "~", "=", "->", ",", ")", "]", "..", ":", ".", "<", ">", "<=", ">=", "==", "!=", "?",
  "{",
]
