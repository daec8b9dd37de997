/// A drawing in SVG 1.1, element after element.
struct SVG: Sendable {
  private let width: Double
  private let height: Double
  private var elements: [String] = []

  init(width: Double, height: Double) {
    (self.width, self.height) = (width, height)
  }

  /// On which side of its place a text stands.
  enum Anchor: String { case start, middle, end }

  mutating func line(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), colour: String,
    width: Double = 1, dashes: String? = nil
  ) {
    polyline([from, to], colour: colour, width: width, dashes: dashes)
  }

  mutating func polyline(
    _ points: [(x: Double, y: Double)], colour: String, width: Double = 1, dashes: String? = nil
  ) {
    let list = points.map { "\(Self.text($0.x)),\(Self.text($0.y))" }.joined(separator: " ")
    elements.append(
      "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(colour)\" "
        + "stroke-width=\"\(Self.text(width))\""
        + (dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "") + "/>")
  }

  mutating func circle(_ center: (x: Double, y: Double), radius: Double, colour: String) {
    elements.append(
      "<circle cx=\"\(Self.text(center.x))\" cy=\"\(Self.text(center.y))\" "
        + "r=\"\(Self.text(radius))\" fill=\"\(colour)\"/>")
  }

  mutating func rectangle(
    _ corner: (x: Double, y: Double), width: Double, height: Double, colour: String
  ) {
    elements.append(
      "<rect x=\"\(Self.text(corner.x))\" y=\"\(Self.text(corner.y))\" "
        + "width=\"\(Self.text(width))\" height=\"\(Self.text(max(0, height)))\" "
        + "fill=\"\(colour)\"/>")
  }

  mutating func text(
    _ text: String, at place: (x: Double, y: Double), anchor: Anchor = .middle,
    size: Double = 12, turned: Double = 0, colour: String = "#222"
  ) {
    let escaped = text.map { Self.escapes[$0] ?? String($0) }.joined()
    let (x, y) = (Self.text(place.x), Self.text(place.y))
    let turn = turned == 0 ? "" : " transform=\"rotate(\(Self.text(turned)) \(x) \(y))\""
    elements.append(
      "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor.rawValue)\" "
        + "font-size=\"\(Self.text(size))\" fill=\"\(colour)\"\(turn)>\(escaped)</text>")
  }

  private static let escapes: [Character: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;"]

  /// The whole file.
  var file: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.text(width))" \
    height="\(Self.text(height))" viewBox="0 0 \(Self.text(width)) \(Self.text(height))" \
    font-family="Helvetica, Arial, sans-serif">
    <rect width="100%" height="100%" fill="white"/>
    \(elements.joined(separator: "\n"))
    </svg>

    """
  }

  /// A length with at most two digits behind the point.
  private static func text(_ value: Double) -> String {
    var text = fixed(value, fractionDigits: 2)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text == "-0" ? "0" : text
  }
}
