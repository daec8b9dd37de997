/// A short formula: runs of text in a style, on the line or beside it.
public struct MathText: Hashable, Sendable {
  public struct Run: Hashable, Sendable {
    public var text: String
    public var style: Style
    public var script: Script

    public init(_ text: String, _ style: Style = .italic, _ script: Script = .base) {
      self.text = text
      self.style = style
      self.script = script
    }
  }

  public enum Style: Hashable, Sendable { case upright, italic, bold, boldItalic }
  public enum Script: Hashable, Sendable { case base, sub, sup }

  public var runs: [Run]

  public init(_ runs: [Run]) { self.runs = runs }

  public var isEmpty: Bool { runs.allSatisfy(\.text.isEmpty) }

  /// The text without its typography.
  public var plain: String { runs.map(\.text).joined() }

  /// Returns `self` with more in its subscript, which stands before any superscript.
  public func subscripted(by more: [Run]) -> MathText {
    guard !more.isEmpty else { return self }
    let base = runs.filter { $0.script == .base }
    var lower = runs.filter { $0.script == .sub }
    if !lower.isEmpty { lower.append(Run(",", .upright, .sub)) }
    lower += more.map { Run($0.text, $0.style, .sub) }
    return MathText(base + lower + runs.filter { $0.script == .sup })
  }

  /// Runs of one style and script joined.
  public var merged: MathText {
    var joined: [Run] = []
    for run in runs where !run.text.isEmpty {
      if let last = joined.last, last.style == run.style, last.script == run.script {
        joined[joined.count - 1].text += run.text
      } else {
        joined.append(run)
      }
    }
    return MathText(joined)
  }
}

extension MathText {
  /// The size of a script relative to the line.
  static let scriptScale = 0.7

  /// Returns an upper estimate of the width at a font size in points.
  ///
  /// It comes from rounded widths of a broad serif face, so that no font has to be present.
  public func width(at size: Double) -> Double {
    runs.reduce(0) { sum, run in
      let scale = run.script == .base ? 1 : Self.scriptScale
      return sum + scale * size * run.text.unicodeScalars.reduce(0) { $0 + Self.em($1) }
    }
  }

  private static func em(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "\u{300}"..."\u{36F}", "\u{20D0}"..."\u{20FF}": 0
    case "i", "j", "l", "t", "f", "r", "'", ",", ".", "(", ")", "|", "ι", " ", "I": 0.4
    case "m", "w", "M", "W": 0.92
    case "A"..."Z", "Γ"..."Ω", "ω", "ψ", "φ", "=", "−", "+", "∈", "⋯": 0.76
    default: 0.6
    }
  }
}
