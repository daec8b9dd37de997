/// How a formula is written: for a typesetter or for a terminal.
public enum Notation: Hashable, Sendable {
  case latex
  /// Unicode text with Greek letters and plain subscripts.
  case plain
}

/// Writes the pieces of formulas in one notation.
struct Pen {
  let notation: Notation

  /// A name with its subscript parts: `theta` is θ, `w_G` has G below, `x0` has 0 below.
  func name(_ text: String, label: String? = nil, indices: [String] = []) -> String {
    if let label, notation == .latex { return subscripted(label, indices) }
    let (base, mark, tail) = split(text)
    if notation == .plain { return subscripted(symbol(base) + mark + symbol(tail), indices) }
    return subscripted(symbol(base), (tail.isEmpty ? [] : [symbol(tail)]) + indices)
  }

  func subscripted(_ base: String, _ indices: [String]) -> String {
    guard !indices.isEmpty else { return base }
    let list = indices.joined(separator: notation == .latex ? ", " : ",")
    switch notation {
    // What has a subscript of its own becomes one symbol first.
    case .latex: return base.contains("_") ? "{\(base)}_{\(list)}" : "\(base)_{\(list)}"
    case .plain: return "\(base)[\(list)]"
    }
  }

  /// The part of a name that is set on the line, what stands between, and the one below it.
  private func split(_ text: String) -> (base: String, mark: String, tail: String) {
    if let mark = text.firstIndex(of: "_"), mark != text.startIndex {
      return (String(text[..<mark]), "_", String(text[text.index(after: mark)...]))
    }
    let digits = text.reversed().prefix { $0.isNumber }.count
    guard 0 < digits, digits < text.count else { return (text, "", "") }
    return (String(text.dropLast(digits)), "", String(text.suffix(digits)))
  }

  /// One word of a name: a Greek letter, a letter, or upright text.
  private func symbol(_ word: String) -> String {
    if let greek = Pen.greek[word] {
      switch notation {
      case .latex: return Pen.romanCapitals[word] ?? "\\\(word)"
      case .plain: return greek
      }
    }
    guard notation == .latex else { return word }
    if let command = Pen.command(for: word) { return command }
    return word.count == 1 && word.allSatisfy(\.isASCII) ? word : upright(word)
  }

  /// A word that is no product of letters.
  func upright(_ word: String) -> String {
    guard word.allSatisfy(\.isASCII) else { return quoted(word) }
    return self.word("\\mathrm{\(word.replacing("_", with: "\\_"))}", word)
  }

  /// Text within a formula.
  func quoted(_ text: String) -> String {
    word("\\text{\(Pen.escaped(text))}", text)
  }

  /// The command for a Greek letter that is written as itself.
  private static func command(for letter: String) -> String? {
    greek.first { $0.value == letter }.map { romanCapitals[$0.key] ?? "\\\($0.key)" }
  }

  /// Text outside of formulas, as LaTeX reads it.
  static func escaped(_ text: String) -> String {
    text.map { character -> String in
      let one = String(character)
      switch one {
      case "_", "%", "&", "#", "$", "{", "}": return "\\\(one)"
      case "\\": return "\\textbackslash{}"
      case "^": return "\\textasciicircum{}"
      case "~": return "\\textasciitilde{}"
      case "∞": return "$\\infty$"
      default: return command(for: one).map { "$\($0)$" } ?? one
      }
    }.joined()
  }

  func function(_ name: String, _ arguments: [String]) -> String {
    let list = arguments.joined(separator: ", ")
    switch notation {
    case .latex: return "\\operatorname{\(name.replacing("_", with: "\\_"))}(\(list))"
    case .plain: return "\(name)(\(list))"
    }
  }

  /// A reduction sign with what it runs over.
  func big(_ sign: Sign, _ below: String) -> String {
    switch notation {
    case .latex: "\\\(sign.rawValue)_{\(below)}"
    case .plain: "\(sign.character)[\(below)]"
    }
  }

  enum Sign: String {
    case sum, prod, max, min
    var character: String {
      switch self {
      case .sum: "Σ"
      case .prod: "Π"
      case .max: "max"
      case .min: "min"
      }
    }
  }

  func word(_ latex: String, _ plain: String) -> String { notation == .latex ? latex : plain }

  func fraction(_ above: String, _ below: String) -> String {
    word("\\frac{\(above)}{\(below)}", "\(above) / \(below)")
  }

  func power(_ base: String, _ exponent: String) -> String {
    // A typesetter takes one superscript only, and a prime is one.
    let hasOne = base.contains { $0 == "^" || $0 == "'" }
    return word(
      (hasOne ? "{\(base)}" : base) + "^{\(exponent)}",
      exponent.count == 1 ? "\(base)^\(exponent)" : "\(base)^(\(exponent))")
  }

  /// A left side and what it equals, a line for each of several terms.
  func lines(_ left: String, _ sign: String, _ terms: [String], _ joint: String) -> String {
    guard terms.count > 1 else { return left + sign + terms.joined() }
    switch notation {
    case .latex:
      let rest = terms.dropFirst().map {
        " \\\\\n  &\(joint == "\\;" ? "\\quad\\cdot " : joint)\($0)"
      }
      return "\\begin{aligned}\n\(left) &= \(terms[0])\(rest.joined())\n\\end{aligned}"
    case .plain:
      let indent = "\n     " + joint
      return left + sign + terms.joined(separator: indent)
    }
  }

  func parenthesized(_ text: String) -> String {
    word("\\left(\(text)\\right)", "(\(text))")
  }

  private static let greek: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "Alpha": "Α", "Beta": "Β",
  ]

  /// Greek capitals that LaTeX has no command for.
  private static let romanCapitals = ["Alpha": "A", "Beta": "B"]
}
