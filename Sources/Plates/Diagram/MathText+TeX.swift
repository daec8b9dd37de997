extension MathText {
  /// Reads the part of TeX's mathematics that labels need: Greek, fonts, accents, scripts, primes.
  ///
  /// It never fails: an unknown command is set as its name.
  public init(tex: String) {
    var reader = TeXReader(rest: Array(tex)[...])
    self = MathText(reader.list(style: .italic, script: .base)).merged
  }
}

private struct TeXReader {
  typealias Run = MathText.Run
  var rest: ArraySlice<Character>
  /// How many groups and arguments are open; deeper ones than any label has are set flat.
  private var depth = 0

  init(rest: ArraySlice<Character>) { self.rest = rest }

  private static let accents: [String: String] = [
    "tilde": "\u{303}", "widetilde": "\u{303}", "hat": "\u{302}", "widehat": "\u{302}",
    "bar": "\u{304}", "overline": "\u{304}", "vec": "\u{20D7}", "dot": "\u{307}",
    "ddot": "\u{308}", "check": "\u{30C}", "breve": "\u{306}", "acute": "\u{301}",
    "grave": "\u{300}", "underline": "\u{332}",
  ]
  private static let fonts: [String: MathText.Style] = [
    "mathbf": .bold, "textbf": .bold, "boldsymbol": .boldItalic, "bm": .boldItalic,
    "mathrm": .upright, "text": .upright, "textrm": .upright, "operatorname": .upright,
    "mathsf": .upright, "mathtt": .upright, "mathit": .italic, "textit": .italic,
    "mathcal": .italic, "mathbb": .bold,
  ]
  private static let symbols: [String: String] = [
    "ell": "ℓ", "infty": "∞", "cdot": "·", "cdots": "⋯", "ldots": "…", "dots": "…",
    "star": "⋆", "ast": "∗", "top": "⊤", "prime": "′", "dagger": "†", "pm": "±",
    "times": "×",
    "in": "∈", "partial": "∂", "nabla": "∇", "sim": "∼", "mid": "|", "perp": "⊥",
    "rightarrow": "→", "to": "→", "leftarrow": "←", "le": "≤", "leq": "≤", "ge": "≥",
    "geq": "≥", "neq": "≠", "circ": "∘", "emptyset": "∅", "hbar": "ℏ",
    ",": "\u{2009}", ";": " ", " ": " ", "quad": " ", "!": "", "{": "{", "}": "}", "_": "_",
    "%": "%", "&": "&", "#": "#", "$": "$", "left": "", "right": "",
  ]

  /// Reads up to a closing brace or the end.
  mutating func list(style: MathText.Style, script: MathText.Script) -> [Run] {
    var runs: [Run] = []
    while let next = rest.first, next != "}" {
      runs += item(style: style, script: script)
    }
    return runs
  }

  /// Reads one letter, command, group or script.
  private mutating func item(style: MathText.Style, script: MathText.Script) -> [Run] {
    guard let next = rest.popFirst(), depth < 64 else { return [] }
    depth += 1
    defer { depth -= 1 }
    switch next {
    case "{":
      let inner = list(style: style, script: script)
      _ = rest.popFirst()
      return inner
    case "_": return argument(style: style, script: script == .base ? .sub : script)
    case "^": return argument(style: style, script: script == .base ? .sup : script)
    case "'": return [Run("′", .upright, script)]
    case "\\": return command(style: style, script: script)
    case "$": return []
    case "-": return [Run("−", upright(style), script)]
    case " ": return style == .upright ? [Run(" ", style, script)] : []
    default: return [Run(String(next), next.isLetter ? style : upright(style), script)]
    }
  }

  /// Reads what a command or script applies to; a stray closing brace is left to its group.
  private mutating func argument(style: MathText.Style, script: MathText.Script) -> [Run] {
    while rest.first == " " { rest.removeFirst() }
    return rest.first == "}" ? [] : item(style: style, script: script)
  }

  private mutating func command(style: MathText.Style, script: MathText.Script) -> [Run] {
    var name = String(rest.prefix { $0.isASCII && $0.isLetter })
    if name.isEmpty { name = String(rest.prefix(1)) }
    rest = rest.dropFirst(name.count)
    if let accent = Self.accents[name] {
      var runs = argument(style: style, script: script)
      if runs.isEmpty { return [] }
      runs[0].text = accented(runs[0].text, by: accent)
      return runs
    }
    if let font = Self.fonts[name] { return argument(style: font, script: script) }
    while rest.first == " " { rest.removeFirst() }
    if let letter = Greek.letters[name] {
      let isCapital = name.first?.isUppercase == true
      return [Run(letter, isCapital && style == .italic ? .upright : style, script)]
    }
    return [Run(Self.symbols[name] ?? name, upright(style), script)]
  }

  /// Puts a combining accent on the first letter.
  private func accented(_ text: String, by accent: String) -> String {
    guard let first = text.first else { return text }
    return String(first) + accent + text.dropFirst()
  }

  /// The style of digits and signs beside letters of a style.
  private func upright(_ style: MathText.Style) -> MathText.Style {
    switch style {
    case .italic, .upright: .upright
    case .bold, .boldItalic: .bold
    }
  }
}
