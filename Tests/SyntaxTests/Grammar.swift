import Foundation

/// A grammar in the notation of `Grammar/gm.ebnf`.
struct Grammar {
  indirect enum Form {
    case sequence([Form])
    case choice([Form], id: Int)
    case optional(Form)
    case repeated(Form)
    case not(Form)
    case terminal(String)
    case rule(String)
  }

  private(set) var rules: [String: Form] = [:]
  private(set) var order: [String] = []
  /// The least number of nested rules that a sentence of a rule needs.
  private(set) var minimalDepth: [String: Int] = [:]

  static let lexicalRules: Set<String> = ["NAME", "NUMBER", "STRING", "NL"]

  /// Reads the file at the root of the package.
  static func standard() throws -> Grammar {
    let url = packageRoot.appendingPathComponent("Grammar/gm.ebnf")
    return Grammar(try String(contentsOf: url, encoding: .utf8))
  }

  init(_ text: String) {
    var reader = Reader(tokens: Grammar.tokens(of: text))
    while let name = reader.next() {
      reader.expect("=")
      let form = reader.choice()
      reader.expect(";")
      precondition(rules[name] == nil, "rule \(name) is defined twice")
      rules[name] = form
      order.append(name)
    }
    findMinimalDepths()
  }

  private static func tokens(of text: String) -> [String] {
    var tokens: [String] = []
    var rest = Substring(text)
    while let first = rest.first {
      if rest.hasPrefix("(*") {
        rest = rest[(rest.range(of: "*)")!.upperBound)...]
      } else if first.isWhitespace {
        rest.removeFirst()
      } else if first == "\"" {
        let end = rest.dropFirst().firstIndex(of: "\"")!
        tokens.append(String(rest[..<end]))
        rest = rest[rest.index(after: end)...]
      } else if first.isLetter {
        let word = rest.prefix { $0.isLetter }
        tokens.append(String(word))
        rest = rest.dropFirst(word.count)
      } else {
        tokens.append(String(rest.removeFirst()))
      }
    }
    return tokens
  }

  /// The rules that sentences are made of, and the alternatives in them; `!x` makes nothing.
  var productive: (rules: Set<String>, alternatives: Set<[Int]>) {
    var found: (rules: Set<String>, alternatives: Set<[Int]>) = ([], [])
    func visit(_ form: Form) {
      switch form {
      case .sequence(let parts): parts.forEach(visit)
      case .choice(let parts, let id):
        for (index, part) in parts.enumerated() {
          found.alternatives.insert([id, index])
          visit(part)
        }
      case .optional(let part), .repeated(let part): visit(part)
      case .not, .terminal: break
      case .rule(let name):
        if let rule = rules[name], found.rules.insert(name).inserted { visit(rule) }
      }
    }
    visit(.rule("file"))
    return found
  }

  private mutating func findMinimalDepths() {
    var isChanged = true
    while isChanged {
      isChanged = false
      for (name, form) in rules {
        guard let depth = depth(of: form), depth + 1 < minimalDepth[name] ?? .max else { continue }
        minimalDepth[name] = depth + 1
        isChanged = true
      }
    }
  }

  /// The least depth of a form as far as it is known.
  func depth(of form: Form) -> Int? {
    switch form {
    case .sequence(let parts):
      let depths = parts.map { depth(of: $0) }
      return depths.contains(nil) ? nil : depths.compactMap(\.self).max() ?? 0
    case .choice(let parts, _): return parts.compactMap { depth(of: $0) }.min()
    case .optional, .repeated, .not, .terminal: return 0
    case .rule(let name): return Grammar.lexicalRules.contains(name) ? 0 : minimalDepth[name]
    }
  }
}

/// Reads the rules of a grammar by recursive descent.
private struct Reader {
  let tokens: [String]
  var position = 0
  var choices = 0

  init(tokens: [String]) { self.tokens = tokens }

  mutating func next() -> String? {
    guard position < tokens.count else { return nil }
    position += 1
    return tokens[position - 1]
  }

  mutating func expect(_ token: String) {
    let found = next()
    precondition(found == token, "expected \(token) in the grammar, found \(found ?? "its end")")
  }

  mutating func choice() -> Grammar.Form {
    var parts = [sequence()]
    while position < tokens.count, tokens[position] == "|" {
      position += 1
      parts.append(sequence())
    }
    if parts.count == 1 { return parts[0] }
    choices += 1
    return .choice(parts, id: choices)
  }

  private mutating func sequence() -> Grammar.Form {
    var parts: [Grammar.Form] = []
    while position < tokens.count, !["|", ")", "]", "}", ";"].contains(tokens[position]) {
      parts.append(item())
    }
    return .sequence(parts)
  }

  private mutating func item() -> Grammar.Form {
    let token = next()!
    switch token {
    case "(":
      let form = choice()
      expect(")")
      return form
    case "[":
      let form = choice()
      expect("]")
      return .optional(form)
    case "{":
      let form = choice()
      expect("}")
      return .repeated(form)
    case "!": return .not(item())
    case _ where token.hasPrefix("\""): return .terminal(String(token.dropFirst()))
    default: return .rule(token)
    }
  }
}

let packageRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
