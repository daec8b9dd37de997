import Diagnostics

/// Returns what the arguments ask for, without the name of the program.
///
/// `-h` and `--help` are found anywhere before `--`.
func parseCommandLine(_ arguments: [String]) throws(UsageError) -> Request {
  guard let first = arguments.first else { return .help(nil) }
  if first == "--version" { return .version }
  let words = arguments.prefix { $0 != "--" }
  let asksForHelp = words.contains("-h") || words.contains("--help")
  if first == "help" || (asksForHelp && first.hasPrefix("-")) {
    guard let topic = words.dropFirst().first(where: { !$0.hasPrefix("-") }) else {
      return .help(nil)
    }
    return .help(try verb(named: topic))
  }
  let verb = try verb(named: first)
  if asksForHelp { return .help(verb) }
  var parser = ArgumentParser(verb: verb, words: arguments.dropFirst())
  return .run(try parser.parse())
}

private func verb(named word: String) throws(UsageError) -> Verb {
  if let verb = Verb(rawValue: word) { return verb }
  if word.hasPrefix("-") {
    throw UsageError("`\(word)` stands before a verb", hint: "gmc VERB FILE.gm [options]")
  }
  let names = Verb.allCases.map(\.rawValue) + ["help"]
  throw UsageError(
    "unknown verb `\(word)`",
    hint: nearest(to: word, among: names).map { "did you mean `gmc \($0)`?" }
      ?? "`gmc help` lists the verbs")
}

/// Reads the words behind the verb one after the other.
private struct ArgumentParser {
  let table: [String: Option]
  var words: ArraySlice<String>
  var result: Invocation

  init(verb: Verb, words: ArraySlice<String>) {
    table = Dictionary(uniqueKeysWithValues: verb.options.map { ($0.entry.spelling, $0) })
    self.words = words
    result = Invocation(verb: verb, arguments: ["gmc", verb.rawValue] + words)
  }

  mutating func parse() throws(UsageError) -> Invocation {
    while let word = words.popFirst() {
      if word == "--" {
        result.operands += words
        break
      }
      if word.hasPrefix("-"), word != "-" {
        try parseOption(word)
      } else {
        result.operands.append(word)
      }
    }
    try checkOperands()
    return result
  }

  private mutating func parseOption(_ word: String) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let attached = parts.count == 2 ? String(parts[1]) : nil
    guard let option = table[name] else { throw unknownOption(name) }
    let entry = option.entry
    if !entry.isRepeatable, result.has(option) {
      throw UsageError("`\(name)` is given twice", hint: "keep one of them")
    }
    result.values[option, default: []].append(try value(of: entry, attached: attached))
  }

  private mutating func value(
    of entry: OptionEntry, attached: String?
  ) throws(UsageError) -> Invocation.Value {
    if case .flag = entry.kind {
      if attached == nil { return .flag }
      throw UsageError("`\(entry.spelling)` takes no value", hint: entry.help)
    }
    guard let text = attached ?? words.popFirst() else {
      throw UsageError("`\(entry.spelling)` needs a value", hint: entry.usage)
    }
    switch entry.kind {
    case .flag, .text: return .text(text)
    case .choice(let names, _):
      if names.contains(text) { return .text(text) }
    case .integer(_, let least):
      if let number = Int(text), least <= number { return .integer(number) }
    case .real(_, let range):
      if let number = Double(text), range.contains(number) { return .real(number) }
    }
    throw UsageError("`\(entry.spelling)` cannot be `\(text)`", hint: entry.usage)
  }

  private func unknownOption(_ name: String) -> UsageError {
    let names = table.keys.sorted() + ["--help"]
    let verb = result.verb.rawValue
    return UsageError(
      "`gmc \(verb)` has no option `\(name)`",
      hint: nearest(to: name, among: names).map { "did you mean `\($0)`?" }
        ?? "`gmc help \(verb)` lists its options")
  }

  private func checkOperands() throws(UsageError) {
    let verb = result.verb
    let usage = "gmc \(verb.rawValue) \(verb.operands) [options]"
    if result.operands.count < verb.operandCount.lowerBound {
      throw UsageError("`gmc \(verb.rawValue)` needs \(verb.operands)", hint: usage)
    }
    if result.operands.count > verb.operandCount.upperBound {
      let extra = result.operands[verb.operandCount.upperBound]
      throw UsageError("`\(extra)` is one operand too many", hint: usage)
    }
  }
}

extension OptionEntry {
  /// How the option is written, with what its value may be.
  var usage: String {
    guard let placeholder else { return spelling }
    switch kind {
    case .flag, .text, .choice: return "\(spelling) \(placeholder)"
    case .integer(_, let least): return "\(spelling) \(placeholder), a whole number from \(least)"
    case .real(_, let range):
      return "\(spelling) \(placeholder), from \(range.lowerBound) to \(range.upperBound)"
    }
  }
}
