public import Semantics

/// How a question became an objective: the joint, what was done to it in which order, the result.
public struct Derivation: Sendable {
  /// One step in a sentence, with the formula it arrives at.
  public struct Step: Sendable {
    public let sentence: String
    public let formula: String?
  }

  public let title: String
  public let notation: Notation
  public let steps: [Step]

  /// Markdown with displayed formulas; LaTeX between dollars, or indented plain text.
  public var markdown: String {
    var text = "# \(title)\n"
    for step in steps {
      text += "\n\(step.sentence)\n"
      guard let formula = step.formula else { continue }
      text += notation == .latex ? "\n$$\n\(formula)\n$$\n" : "\n    \(formula)\n"
    }
    return text
  }

  /// A document of its own that LaTeX compiles.
  public var latex: String {
    var text = """
      \\documentclass{article}
      \\usepackage{amsmath,amssymb}
      \\usepackage[utf8]{inputenc}
      \\usepackage[T1]{fontenc}
      \\begin{document}
      \\section*{\(escaped(title))}

      """
    for step in steps {
      text += "\(escaped(step.sentence))\n"
      if let formula = step.formula { text += "\\[\n\(formula)\n\\]\n" }
    }
    return text + "\\end{document}\n"
  }

  /// Text for LaTeX; what stands between dollars is left alone.
  private func escaped(_ text: String) -> String {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    // A dollar without a partner is money.
    if parts.count.isMultiple(of: 2) { return Pen.escaped(text) }
    return parts.enumerated().map { index, part in
      index.isMultiple(of: 2) ? Pen.escaped(String(part.replacing("`", with: ""))) : "$\(part)$"
    }.joined()
  }
}

/// Derives what a stage of an objective computes, or, without one, the posterior.
///
/// - Parameters:
///   - title: What it is called, if not after the model.
///   - tellsStory: Whether it begins with the joint density.
public func derivation(
  of model: TypedModel, stage: Objective.Stage?, notation: Notation, title: String? = nil,
  tellsStory: Bool = true
) -> Derivation {
  var derivation = Deriver(model: model, notation: notation)
  return derivation.derive(stage, title: title, tellsStory: tellsStory)
}
