/// Puts the label of each plate into the strip at its lower border where least is in its way; into
/// the right corner if all places are equal.
struct PlateLabelPlacer {
  let plates: [Rectangle]
  let nodes: [PlacedNode]
  /// The edges as lines through points.
  let lines: [[Point]]

  /// Returns the place of a plate's label.
  func label(_ text: MathText, of p: Int) -> PlacedText {
    let rectangle = plates[p]
    let y = rectangle.minY + Metrics.labelStrip / 2
    let inset = text.width(at: Metrics.plateFontSize) / 2 + 6
    let (right, left) = (rectangle.maxX - inset, rectangle.minX + inset)
    // The corners first, then in steps from right to left.
    let steps = stride(from: right - 8, to: left, by: -8)
    let places = ([right, left] + steps).map {
      PlacedText(text: text, center: Point(x: $0, y: y), fontSize: Metrics.plateFontSize)
    }
    let costs = places.map { cost(of: $0, plate: p) }
    let best = costs.indices.min { (costs[$0], $0) < (costs[$1], $1) } ?? 0
    return places[best]
  }

  private func cost(of label: PlacedText, plate p: Int) -> Int {
    let box = label.box.expanded(by: 1)
    var cost = 0
    for (q, other) in plates.enumerated() where q != p {
      if other.intersects(box) && !other.contains(box) { cost += 8 }
      // Inside a plate that crosses, it might be read as that one's.
      if other.contains(box) && !other.contains(plates[p]) { cost += 2 }
    }
    for line in lines {
      if zip(line, line.dropFirst()).contains(where: { segment($0, $1, meets: box) }) { cost += 3 }
    }
    for node in nodes {
      if node.box.intersects(box) { cost += 20 }
      if let text = node.label, text.box.intersects(box) { cost += 10 }
    }
    return cost
  }
}

extension PlacedDiagram {
  /// Moves the labels of plates away from the edges as they run now.
  mutating func refinePlateLabels() {
    let placer = PlateLabelPlacer(
      plates: plates.map(\.rectangle), nodes: nodes, lines: routes.map { sampled($0.points) })
    for p in plates.indices { plates[p].label = placer.label(diagram.plates[p].label, of: p) }
  }
}
