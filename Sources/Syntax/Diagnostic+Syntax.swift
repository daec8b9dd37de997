import Diagnostics

// The messages of the lexer and the parser.
extension Diagnostic {
  // MARK: - Characters

  static func invalidText(byte: UInt8, in file: FileID, at offset: Int32) -> Diagnostic {
    let digits = String(byte, radix: 16, uppercase: true)
    return Diagnostic(
      .invalidText, "this file is not UTF-8 text",
      at: SourceSpan(file: file, start: offset, end: offset + 1),
      caption: "the first byte that is not text is 0x\(digits.count == 1 ? "0" : "")\(digits)",
      hint: "save the file with the encoding UTF-8")
  }

  static func foreignSymbol(
    _ symbol: String, replacement: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .unknownCharacter, "`\(symbol)` is not a sign of this language", at: span,
      hint: "`\(replacement)`")
  }

  static func unknownCharacter(_ scalar: Unicode.Scalar, at span: SourceSpan) -> Diagnostic {
    let isVisible = scalar.properties.generalCategory != .format
    let code = "U+" + String(scalar.value, radix: 16, uppercase: true)
    return Diagnostic(
      .unknownCharacter,
      isVisible
        ? "`\(scalar)` has no meaning here" : "here is an invisible character, \(code)",
      at: span, hint: "delete it")
  }

  static func typographicQuotes(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unknownCharacter, "a string has straight quotes", at: span, hint: "`\"…\"`")
  }

  static func numberTooLarge(_ digits: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .invalidNumber, "`\(digits)` is larger than any number here", at: span, hint: "`inf`")
  }

  static func numberStartsWithPoint(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .invalidNumber, "a number needs a digit before its point", at: span, hint: "`0\(text)`")
  }

  static func numberEndsWithPoint(_ digits: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .invalidNumber, "a number needs a digit after its point", at: span, hint: "`\(digits)`")
  }

  static func digitGroups(_ digits: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .invalidNumber, "a number has no `_` in it", at: span, hint: "`\(digits)`")
  }

  static func unterminatedString(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unterminatedString, "this string is never closed", at: span,
      caption: "the line ends before a `\"`", hint: "close it with `\"` on the same line")
  }

  static func unterminatedName(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unterminatedString, "this name in backticks is never closed", at: span,
      caption: "the line ends before a backtick", hint: "close it with a backtick")
  }

  static func invalidQuotedName(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unknownCharacter, "no name stands between these backticks", at: span,
      hint: "a letter, then letters, digits or `_`")
  }

  // MARK: - Brackets

  static func unclosedBracket(
    _ bracket: String, at span: SourceSpan, caption: String
  ) -> Diagnostic {
    Diagnostic(
      .unclosedBracket, "this `\(bracket)` is never closed", at: span, caption: caption)
  }

  static func unopenedBracket(_ bracket: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unopenedBracket, "this `\(bracket)` closes nothing", at: span, hint: "delete it")
  }

  static func missingOpeningBrace(after block: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "the \(block) has no `{`", at: span,
      hint: "add `{` at the end of this line")
  }

  // MARK: - Limits

  static func tooDeep(_ limit: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tooDeep, "this expression nests more than \(limit) levels deep", at: span,
      hint: "name a part of it with `let`")
  }

  static func tooLong(_ limit: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tooDeep, "this expression has more than \(limit) operators in a row", at: span,
      hint: "name a part of it with `let`")
  }

  static func tooManyErrors(_ limit: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tooManyErrors, "after \(limit) syntax errors the rest of the file is not read", at: span,
      severity: .note)
  }
}

// The messages about statements.
extension Diagnostic {
  static func missingRole(_ target: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingRole, "what is `\(target)`?", at: span, caption: "a random variable needs a role",
      hint: "`latent \(target)` if it is never seen, `observed \(target)` if the data has it, "
        + "`partial \(target)` if some rows have it")
  }

  static func nodeWithoutName(_ role: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "expected a name after `\(role)`", at: span, hint: "`\(role) x`")
  }

  static func noStatement(_ found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(.unexpectedToken, "no statement starts with \(found)", at: span)
  }

  static func misspeltStatement(
    _ word: String, nearest: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .unknownStatement, "no statement starts with `\(word)`", at: span, hint: "`\(nearest)`")
  }

  static func unknownStatement(
    _ word: String, in block: Block?, at span: SourceSpan
  ) -> Diagnostic {
    let hint =
      word == "for" || word == "foreach" || word == "while"
      ? "a plate repeats: `plate n in N`, then `x[n]` stands for every n" : block.examples
    return Diagnostic(
      .unknownStatement, "no statement starts with `\(word)`", at: span, hint: hint)
  }

  static func misplacedStatement(
    _ word: StatementWord, in block: Block?, at span: SourceSpan
  ) -> Diagnostic {
    let here = block.map { "in a \($0.noun)" } ?? "outside all blocks"
    let places =
      (word.belongsToFile ? ["outside all blocks"] : []) + word.blocks.map { "in a \($0.noun)" }
    return Diagnostic(
      .misplacedStatement, "`\(word.rawValue)` cannot stand \(here)", at: span,
      hint: "it stands \(places.joined(separator: " or "))")
  }

  static func declarationOutsideModel(
    _ name: String, isRandom: Bool, in block: Block?, at span: SourceSpan
  ) -> Diagnostic {
    let here = block.map { "in a \($0.noun)" } ?? "outside all blocks"
    return Diagnostic(
      .misplacedStatement, "`\(name)` cannot be declared \(here)", at: span,
      hint: isRandom ? "move it into a model" : "`let \(name)` for an abbreviation")
  }
}

extension Block? {
  /// How the statements of a block start, in words.
  fileprivate var examples: String {
    switch self {
    case nil: "a file has `model`, `family`, `import`, `plate`, `axis`, `net`, `type` and `let`"
    case .model:
      "start with a role such as `latent` or `observed`, with `plate`, `axis`, `net`, `let`, "
        + "`guide`, `maximize`, …"
    case .family: "a family has `let`, `member` and `compare`"
    case .guide: "a guide has `z[n] ~ …`, `param`, `net` and `let`"
    case .net, .flow: "write `name = …` or `return …`"
    }
  }
}

// The messages about what stands inside a statement.
extension Diagnostic {
  static func unexpected(
    _ found: String, expected: String, at span: SourceSpan, hint: String?
  ) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "expected \(expected), but found \(found)", at: span, hint: hint)
  }

  static func unexpectedEnd(
    expected: String, after previous: String, at span: SourceSpan, hint: String?
  ) -> Diagnostic {
    Diagnostic(.unexpectedToken, "expected \(expected) after \(previous)", at: span, hint: hint)
  }

  static func reservedWord(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .reservedWord, "`\(word)` is a reserved word, not a name", at: span,
      hint: "put it in backticks to use it as a name: `` `\(word)` ``")
  }

  static func trailingComma(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "expected something after this `,`", at: span, hint: "delete it")
  }

  static func valueIsNoDistribution(at span: SourceSpan, isDrawn: Bool) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "right of `~` stands a distribution, and this is a value", at: span,
      hint: isDrawn ? nil : "`=`")
  }

  static func missingArguments(of callee: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "`\(callee)` has no arguments", at: span, hint: "`\(callee)(…)`")
  }

  static func tildeInSize(at span: SourceSpan) -> Diagnostic {
    Diagnostic(.unexpectedToken, "the size of an index set is not random", at: span, hint: "`=`")
  }

  static func colonInRange(at span: SourceSpan) -> Diagnostic {
    Diagnostic(.unexpectedToken, "a range is written with two points", at: span, hint: "`..`")
  }

  static func tildeInNet(at span: SourceSpan) -> Diagnostic {
    Diagnostic(.unexpectedToken, "nothing is random inside a net", at: span, hint: "`=`")
  }

  static func sizeWithoutSet(_ size: String, set: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "an index set needs a name before its size", at: span,
      hint: "`\(set) = \(size)`")
  }

  static func missingIndexLetter(
    _ keyword: String, hint: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "a \(keyword) needs an index letter and a set", at: span,
      hint: hint)
  }

  static func randomAbbreviation(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "`let` abbreviates, and `\(name)` is random", at: span,
      hint: "`latent \(name) ~ …`")
  }

  static func comparisonForDefinition(at span: SourceSpan) -> Diagnostic {
    Diagnostic(.unexpectedToken, "`==` compares, `=` defines", at: span, hint: "`=`")
  }

  static func assignmentInCondition(at span: SourceSpan) -> Diagnostic {
    Diagnostic(.unexpectedToken, "`=` defines, `==` compares", at: span, hint: "`==`")
  }

  static func assignmentInDraw(at span: SourceSpan) -> Diagnostic {
    Diagnostic(.unexpectedToken, "`expect` draws its variables with `~`", at: span, hint: "`~`")
  }

  static func arrowForTilde(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "`<-` is not a sign of this language", at: span,
      hint: "`=` for what is computed, `~` for what is random")
  }

  static func missingColon(before word: String, at span: SourceSpan, isIn: Bool) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "expected `:` before the type", at: span,
      hint: isIn ? "`:`" : "`: \(word)`")
  }

  static func colonInArgument(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(.unexpectedToken, "an argument is named with `=`", at: span, hint: "`=`")
  }

  static func indexInParentheses(_ name: String, hint: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "the indices of `\(name)` stand in square brackets", at: span, hint: hint)
  }

  static func missingElse(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "this `if` has no `else`", at: span,
      hint: "`if … then … else …`: every value needs both ways")
  }

  static func chainedComparison(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "comparisons do not chain", at: span, hint: "join two of them with `and`")
  }

  static func logOfReduction(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "`log` before a name takes a query", at: span,
      hint: "`log(…)` for the logarithm of a number")
  }
}
