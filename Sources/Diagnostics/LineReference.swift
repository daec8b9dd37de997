extension SourceSpan {
  /// Text that stands for the line of the span's start until the message is shown: a stage that
  /// has no sources can still say "declared on line 8".
  public var lineReference: String { "\u{E000}\(file.index):\(start)\u{E001}" }
}

extension Diagnostic {
  /// Returns the diagnostic with its line references written as numbers.
  public func resolvingLines(in sources: SourceMap) -> Diagnostic {
    func resolved(_ text: String) -> String { resolvingLineReferences(text, in: sources) }
    return Diagnostic(
      code, resolved(message), at: span, caption: caption.map(resolved),
      labels: labels.map { Label(resolved($0.text), at: $0.span) }, hint: hint.map(resolved),
      dataFile: dataFile, severity: severity)
  }
}

private func resolvingLineReferences(_ text: String, in sources: SourceMap) -> String {
  guard text.unicodeScalars.contains("\u{E000}") else { return text }
  var result = ""
  var reference: String?
  for scalar in text.unicodeScalars {
    switch (scalar, reference) {
    case ("\u{E000}", nil): reference = ""
    case ("\u{E001}", let inner?):
      let parts = inner.split(separator: ":").compactMap { Int32($0) }
      if parts.count == 2, sources.files.indices.contains(Int(parts[0])) {
        let line = sources[FileID(index: parts[0])].position(of: parts[1]).line
        result += "line \(line)"
      }
      reference = nil
    case (_, nil): result.unicodeScalars.append(scalar)
    case (_, .some): reference?.unicodeScalars.append(scalar)
    }
  }
  return result
}
