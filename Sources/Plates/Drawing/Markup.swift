/// Text for XML and for Graphviz's HTML-like labels.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Returns a formula as a label of Graphviz.
func html(_ text: MathText) -> String {
  text.runs.map { run in
    var markup = escaped(run.text)
    switch run.style {
    case .upright: break
    case .italic: markup = "<I>\(markup)</I>"
    case .bold: markup = "<B>\(markup)</B>"
    case .boldItalic: markup = "<B><I>\(markup)</I></B>"
    }
    switch run.script {
    case .base: return markup
    case .sub: return "<SUB>\(markup)</SUB>"
    case .sup: return "<SUP>\(markup)</SUP>"
    }
  }.joined()
}

/// A name as the identity of an XML element: letters, digits, `-`, `_` and `.` are kept.
func identifier(_ name: String) -> String {
  String(name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" })
}
