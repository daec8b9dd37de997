/// Who sets the labels.
public enum LabelSetting: Hashable, Sendable {
  /// Graphviz, as HTML-like labels.
  case graphviz
  /// Nobody: they are added to the SVG afterwards by `addingLabels`.
  case none
}

/// Returns a placed diagram in the DOT language, for the layout engine `nop2` (`neato -n2`).
///
/// - Parameter resolution: Pixels per inch of a raster image.
public func dot(
  of placed: PlacedDiagram, labels: LabelSetting = .graphviz, resolution: Int? = nil
) -> String {
  DOTWriter(placed: placed, setsLabels: labels == .graphviz, resolution: resolution).source()
}

/// The colours of a drawing.
enum Palette {
  static let observed = "#cccccc"
  static let accent = "#c2410c"
  static let guide = "#3355aa"
}

private struct DOTWriter {
  let placed: PlacedDiagram
  let setsLabels: Bool
  let resolution: Int?

  private var diagram: PlateDiagram { placed.diagram }
  private var prefix: String { identifier(diagram.name) }
  /// The identities of the nodes in an SVG.
  private let identities: [String]

  init(placed: PlacedDiagram, setsLabels: Bool, resolution: Int?) {
    self.placed = placed
    self.setsLabels = setsLabels
    self.resolution = resolution
    var taken: Set<String> = []
    identities = placed.diagram.nodes.enumerated().map { i, node in
      let name = "\(identifier(placed.diagram.name))-\(identifier(node.name))"
      return taken.insert(name).inserted ? name : "\(name)-\(i + 1)"
    }
  }

  func source() -> String {
    var lines = ["digraph \(quoted(diagram.name)) {"]
    let bounds = placed.bounds
    let dpi = resolution.map { ", dpi=\($0)" } ?? ""
    lines += [
      "  graph [id=\(quoted(prefix)), fontname=\"Times\"\(dpi)];",
      "  node [fontname=\"Times\", label=\"\", fixedsize=shape];",
      "  edge [arrowsize=\(decimal(Metrics.arrowLength / 10))];",
      // Keeps the size of the picture whatever the fonts.
      "  frame [style=invis, shape=box, pos=\"\(pair(bounds.center))\", "
        + "width=\(inches(bounds.width)), height=\(inches(bounds.height))];",
    ]
    for p in outerFirst() { lines += cluster(p) }
    for i in diagram.nodes.indices { lines += node(i) }
    for e in diagram.edges.indices { lines += edge(e) }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private func outerFirst() -> [Int] {
    diagram.plates.indices.sorted {
      (-diagram.plates[$0].members.count, $0) < (-diagram.plates[$1].members.count, $1)
    }
  }

  private func cluster(_ p: Int) -> [String] {
    let (plate, place) = (diagram.plates[p], placed.plates[p])
    let box = place.rectangle
    var attributes = [
      "id=\(quoted("\(prefix)-plate-\(p + 1)"))", "style=rounded",
      "bb=\"\(pair(Point(x: box.minX, y: box.minY))),\(pair(Point(x: box.maxX, y: box.maxY)))\"",
    ]
    if setsLabels {
      attributes += [
        "label=<\(html(plate.label))>", "lp=\"\(pair(place.label.center))\"",
        "fontsize=\(decimal(place.label.fontSize))",
      ]
    }
    let members = plate.members.map { quoted(diagram[$0].name) }.joined(separator: "; ")
    return [
      "  subgraph \(quoted("cluster_\(plate.name)")) {",
      "    graph [\(attributes.joined(separator: ", "))];", "    \(members)", "  }",
    ]
  }

  private func node(_ i: Int) -> [String] {
    let (node, place) = (diagram.nodes[i], placed.nodes[i])
    var attributes = ["id=\(quoted(identities[i]))", "pos=\"\(pair(place.center))\""]
    attributes += shape(node, place.box)
    guard setsLabels, let label = place.label else {
      return ["  \(quoted(node.name)) [\(attributes.joined(separator: ", "))];"]
    }
    let text = ["label=<\(html(label.text))>", "fontsize=\(decimal(label.fontSize))"]
    if node.holdsLabel {
      return ["  \(quoted(node.name)) [\((attributes + text).joined(separator: ", "))];"]
    }
    let size = [
      "shape=none", "width=\(inches(label.box.width))", "height=\(inches(label.box.height))",
      "pos=\"\(pair(label.center))\"",
    ]
    return [
      "  \(quoted(node.name)) [\(attributes.joined(separator: ", "))];",
      "  \(quoted("\(node.name) label")) [\((size + text).joined(separator: ", "))];",
    ]
  }

  private func shape(_ node: Node, _ box: Rectangle) -> [String] {
    let size = ["width=\(inches(box.width))", "height=\(inches(box.height))"]
    switch node.shape {
    case .whiteCircle: return ["shape=circle", "style=filled", "fillcolor=white"] + size
    case .greyCircle:
      return ["shape=circle", "style=filled", "fillcolor=\(quoted(Palette.observed))"] + size
    case .halfGreyCircle:
      return [
        "shape=circle", "style=filled", "fillcolor=\(quoted("\(Palette.observed);0.5:white"))",
        "gradientangle=270",
      ] + size
    case .dot: return ["shape=circle", "style=filled", "fillcolor=black"] + size
    case .accentDot:
      let colour = quoted(Palette.accent)
      return ["shape=circle", "style=filled", "color=\(colour)", "fillcolor=\(colour)"] + size
    case .square: return ["shape=square", "style=filled", "fillcolor=black"] + size
    case .bare: return ["shape=none"] + size
    }
  }

  private func edge(_ e: Int) -> [String] {
    let (edge, route) = (diagram.edges[e], placed.routes[e])
    let tip = route.tip.map { "e,\(pair($0)) " } ?? ""
    var attributes = [
      "id=\(quoted("\(prefix)-edge-\(e + 1)"))",
      "pos=\"\(tip)\(route.points.map(pair).joined(separator: " "))\"",
    ]
    switch edge.style {
    case .story: break
    case .guide: attributes += ["style=dashed", "color=\(quoted(Palette.guide))"]
    case .undirected: attributes.append("dir=none")
    }
    if setsLabels, let label = route.label {
      attributes += [
        "label=<\(html(label.text))>", "lp=\"\(pair(label.center))\"",
        "fontsize=\(decimal(label.fontSize))", "fontname=\"Times\"",
      ]
    }
    return [
      "  \(quoted(diagram[edge.from].name)) -> \(quoted(diagram[edge.to].name)) "
        + "[\(attributes.joined(separator: ", "))];"
    ]
  }

  private func pair(_ point: Point) -> String { "\(decimal(point.x)),\(decimal(point.y))" }
  private func inches(_ points: Double) -> String { decimal(points / 72, places: 4) }
}

/// A string of the DOT language.
private func quoted(_ text: String) -> String {
  var result = "\""
  for character in text {
    if character == "\"" || character == "\\" { result.append("\\") }
    result.append(character)
  }
  return result + "\""
}
