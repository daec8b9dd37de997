/// Finds a side for each label that stands outside its shape.
struct LabelPlacer {
  let diagram: PlateDiagram
  let centers: [Point]
  /// The lines that labels keep clear of, with the edge of each.
  private let lines: [[Point]]
  private let borders: [Rectangle]

  /// With straight lines for the edges, before they are routed.
  init(_ diagram: PlateDiagram, centers: [Point]) {
    self.diagram = diagram
    self.centers = centers
    lines = diagram.edges.map { [centers[$0.from.index], centers[$0.to.index]] }
    borders = []
  }

  /// With the routes and plates of a placed diagram.
  init(_ placed: PlacedDiagram) {
    diagram = placed.diagram
    centers = placed.nodes.map(\.center)
    lines = placed.routes.map { route in
      sampled(route.points) + (route.tip.map { [$0] } ?? [])
    }
    borders = placed.plates.map(\.rectangle)
  }

  /// Returns the boxes of the outside labels, relative to their nodes; `nil` for other nodes.
  ///
  /// - Parameter current: Where they are; they move only if it pays.
  func boxes(current: [Rectangle?] = []) -> [Rectangle?] {
    var taken: [Rectangle] = []
    return diagram.nodes.indices.map { i in
      let node = diagram.nodes[i]
      guard !node.label.isEmpty, !node.holdsLabel else { return nil }
      let now = i < current.count ? current[i] : nil
      let best = candidates(node).map { ($0, score($0, of: i, taken: taken, current: now)) }
        .min { $0.1 < $1.1 }
      guard let box = best?.0.box else { return nil }
      taken.append(box.moved(by: centers[i]))
      return box
    }
  }

  private func candidates(_ node: Node) -> [(direction: Point, box: Rectangle)] {
    let size = node.labelFontSize
    let (width, height) = (node.label.width(at: size), size + 2)
    let extent = node.shapeExtent
    let directions: [(Double, Double)] = [
      (1, 0), (-1, 0), (0, 1), (1, 1), (-1, 1), (0, -1), (1, -1), (-1, -1),
      (1, 0.5), (-1, 0.5), (1, -0.5), (-1, -0.5), (0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1),
    ]
    return directions.map { x, y in
      let reach = abs(x) == 1 && abs(y) == 1 ? 0.5 : 2.5
      let center = Point(
        x: x * (width / 2 + extent.right + reach), y: y * (height / 2 + extent.up + reach - 2))
      return (Point(x: x, y: y), Rectangle(center: center, width: width, height: height))
    }
  }

  private func score(
    _ candidate: (direction: Point, box: Rectangle), of i: Int, taken: [Rectangle],
    current: Rectangle?
  ) -> Double {
    let box = candidate.box.moved(by: centers[i])
    var cost = 4 * (1 - angularGap(candidate.direction, at: i))
    for line in lines {
      for (a, b) in zip(line, line.dropFirst()) where segment(a, b, meets: box.expanded(by: 1.5)) {
        cost += 12
        break
      }
    }
    for (j, center) in centers.enumerated() where j != i {
      let shape = diagram.nodes[j].shapeExtent.rectangle(at: center).expanded(by: 2)
      if shape.intersects(box) { cost += 40 }
    }
    cost += 40 * Double(taken.count { $0.expanded(by: 3).intersects(box) })
    for border in borders {
      let isClear = border.contains(box.expanded(by: 3)) || !border.intersects(box.expanded(by: 2))
      if !isClear { cost += 25 }
    }
    if let current, current == candidate.box { cost -= 6 }
    return cost
  }

  /// How far the nearest line of a node is from a direction, from 0 to 1 for half a turn.
  private func angularGap(_ direction: Point, at i: Int) -> Double {
    var least = 1.0
    for (edge, line) in zip(diagram.edges, lines) where edge.from != edge.to {
      let other: Point? =
        edge.from.index == i ? line.dropFirst().first
        : edge.to.index == i ? line.dropLast().last : nil
      guard let other else { continue }
      let way = other - centers[i]
      let scale = way.length * direction.length
      guard scale > 0 else { continue }
      let cosine = (way.x * direction.x + way.y * direction.y) / scale
      least = min(least, (1 - cosine) / 2)
    }
    return least
  }
}

extension PlacedDiagram {
  /// Moves labels outside shapes away from the lines as they run now.
  mutating func refineLabels() {
    let current = nodes.indices.map { i -> Rectangle? in
      guard let label = nodes[i].label, !diagram.nodes[i].holdsLabel else { return nil }
      return label.box.moved(by: Point(x: 0, y: 0) - nodes[i].center)
    }
    for (i, box) in LabelPlacer(self).boxes(current: current).enumerated() {
      guard let box else { continue }
      let center = nodes[i].center + box.center
      nodes[i].label?.center = center
    }
  }
}

/// Whether a line between two points comes into a rectangle.
func segment(_ a: Point, _ b: Point, meets box: Rectangle) -> Bool {
  // Liang and Barsky's clipping.
  var (enter, leave) = (0.0, 1.0)
  let d = b - a
  for (step, room) in [
    (-d.x, a.x - box.minX), (d.x, box.maxX - a.x), (-d.y, a.y - box.minY), (d.y, box.maxY - a.y),
  ] {
    if step == 0 {
      if room < 0 { return false }
    } else if step < 0 {
      enter = max(enter, room / step)
    } else {
      leave = min(leave, room / step)
    }
  }
  return enter < leave
}
