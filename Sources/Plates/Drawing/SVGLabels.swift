/// Returns Graphviz's SVG of `dot(of:labels: .none)` with the labels of a placed diagram.
///
/// The documentation of the model is its title. The labels are texts centred by the viewer, with
/// proper sub- and superscripts, whatever its fonts. All identities bear the name of the model, and
/// what depends on Graphviz's version is left out.
public func addingLabels(of placed: PlacedDiagram, toSVG svg: [UInt8]) -> [UInt8] {
  let prefix = identifier(placed.diagram.name)
  var lines: [Substring] = []
  var isComment = false
  for line in String(decoding: svg, as: UTF8.self).split(whereSeparator: \.isNewline) {
    if line.hasPrefix("<!--") { isComment = true }
    if !isComment { lines.append(line) }
    if line.hasSuffix("-->") { isComment = false }
  }
  var out = ""
  let end = lines.lastIndex { $0 == "</g>" } ?? lines.count
  var gradients = GradientNames(prefix: prefix)
  var isUntitled = placed.diagram.title != nil
  for line in lines[..<end] {
    if isUntitled, line.hasPrefix("<title>"), let title = placed.diagram.title {
      out += "<title>\(escaped(title))</title>\n"
      isUntitled = false
    } else {
      out += gradients.renaming(line) + "\n"
    }
  }
  for text in texts(of: placed) { out += element(text) + "\n" }
  for line in lines[end...] { out += line + "\n" }
  return Array(out.utf8)
}

private func texts(of placed: PlacedDiagram) -> [PlacedText] {
  placed.plates.map(\.label) + placed.nodes.compactMap(\.label) + placed.routes.compactMap(\.label)
}

/// Graphviz numbers gradients from 0 in every process, and on from one drawing to the next.
private struct GradientNames {
  let prefix: String
  private var numbers: [Substring: Int] = [:]
  private static let marks = ["id=\"l_", "url(#l_", "id=\"r_", "url(#r_"]

  init(prefix: String) { self.prefix = prefix }

  /// Returns a line with the names of its gradients numbered from 1 and prefixed by the model's.
  mutating func renaming(_ line: Substring) -> String {
    var result = ""
    var rest = line
    while !rest.isEmpty {
      guard let mark = Self.marks.first(where: { rest.hasPrefix($0) }) else {
        result.append(rest.removeFirst())
        continue
      }
      rest = rest.dropFirst(mark.count)
      let number = rest.prefix(while: \.isASCIIDigit)
      rest = rest.dropFirst(number.count)
      let own = numbers[number, default: numbers.count + 1]
      numbers[number] = own
      result += "\(mark.dropLast(2))\(prefix)-gradient-\(own)"
    }
    return result
  }
}

/// One text element; the script after the line is lowered or raised and then brought back.
private func element(_ placed: PlacedText) -> String {
  let size = placed.fontSize
  // The middle of a line of lower-case letters lies about 0.3 em above its baseline.
  let (x, y) = (decimal(placed.center.x), decimal(-(placed.center.y - 0.3 * size), places: 2))
  var spans = ""
  var height = 0.0
  for run in placed.text.runs {
    var attributes = ""
    let level: Double
    switch run.script {
    case .base: level = 0
    case .sub: level = 0.25 * size
    case .sup: level = -0.35 * size
    }
    if level != height { attributes += " dy=\"\(decimal(level - height, places: 2))\"" }
    height = level
    if run.script != .base {
      attributes += " font-size=\"\(decimal(MathText.scriptScale * size, places: 2))\""
    }
    switch run.style {
    case .upright: break
    case .italic: attributes += " font-style=\"italic\""
    case .bold: attributes += " font-weight=\"bold\""
    case .boldItalic: attributes += " font-weight=\"bold\" font-style=\"italic\""
    }
    spans += "<tspan\(attributes)>\(escaped(run.text))</tspan>"
  }
  return "<text text-anchor=\"middle\" xml:space=\"preserve\" x=\"\(x)\" y=\"\(y)\" "
    + "font-family=\"Times,serif\" font-size=\"\(decimal(size))\">\(spans)</text>"
}
