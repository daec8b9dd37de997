extension MathText {
  /// The label of a name: `theta` is θ, `w_G` is w with subscript G, `x0` is x with subscript 0.
  public init(name: String) {
    var pieces = name.split(separator: "_").map(String.init)
    guard let first = pieces.first else {
      self.init([Run(name)])
      return
    }
    pieces.removeFirst()
    let primes = String(first.reversed().prefix { $0 == "'" })
    let unprimed = first.dropLast(primes.count)
    let digits = String(unprimed.reversed().prefix(while: \.isASCIIDigit).reversed())
    let stem = unprimed.dropLast(digits.count)
    if !digits.isEmpty, !stem.isEmpty { pieces.insert(digits, at: 0) }
    let base = stem.isEmpty ? String(unprimed) : String(stem)

    var text = MathText([MathText.word(base, .base)])
    if !primes.isEmpty {
      text.runs.append(Run(String(repeating: "′", count: primes.count), .upright))
    }
    for piece in pieces { text = text.subscripted(by: MathText.subscriptRuns(piece)) }
    self = text
  }

  /// A name in a subscript; its own subscript cannot go lower and stays on the line.
  private static func subscriptRuns(_ piece: String) -> [Run] {
    let digits = String(piece.reversed().prefix(while: \.isASCIIDigit).reversed())
    let stem = String(piece.dropLast(digits.count))
    return (stem.isEmpty ? [] : [word(stem, .sub)])
      + (digits.isEmpty ? [] : [Run(digits, .upright, .sub)])
  }

  /// One letter is italic, as in mathematics; a word is upright; a Greek name is its letter.
  static func word(_ text: String, _ script: Script) -> Run {
    if let letter = Greek.letters[text] {
      return Run(letter, text.first?.isUppercase == true ? .upright : .italic, script)
    }
    if text.allSatisfy(\.isASCIIDigit) { return Run(text, .upright, script) }
    return Run(text, text.count == 1 ? .italic : .upright, script)
  }

  /// Index letters as a subscript: letters stand side by side, words and numbers between commas.
  static func indices(_ indices: [MathText]) -> [Run] {
    let isTight = indices.allSatisfy { $0.plain.unicodeScalars.count == 1 }
    return Array(indices.map(\.runs).joined(separator: isTight ? [] : [Run(",", .upright, .sub)]))
  }
}

extension Character {
  /// Whether it is one of 0 to 9.
  var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
