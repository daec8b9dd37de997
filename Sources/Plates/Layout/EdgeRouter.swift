/// Draws each edge as the straightest line that keeps clear of what it does not belong to.
struct EdgeRouter {
  /// How far a loop reaches beyond its circle.
  static let loopReach = 24.0

  private let placed: PlacedDiagram
  private let boxes: [Rectangle]
  /// Around nodes with arrows to themselves.
  private let loops: [Rectangle]

  init(_ placed: PlacedDiagram) {
    self.placed = placed
    boxes = placed.nodes.compactMap { $0.label?.box } + placed.plates.map(\.label.box)
    loops = placed.diagram.edges.filter { $0.from == $0.to }.map { edge in
      let center = placed.nodes[edge.from.index].center
      let extent = placed.diagram.shapeExtent(of: edge.from.index)
      return Rectangle(
        minX: center.x - extent.left, minY: center.y - 16, maxX: center.x + extent.right,
        maxY: center.y + 16)
    }
  }

  /// Returns one route for each edge. Short edges are routed first; later ones keep off them.
  func routes() -> [Route] {
    let edges = placed.diagram.edges
    let order = Array(edges.indices).stablySorted { e in
      let isDashed = edges[e].style == .guide
      return (center(edges[e].to) - center(edges[e].from)).length + (isDashed ? 10_000 : 0)
    }
    var curves = [Bezier?](repeating: nil, count: edges.count)
    var routes = [Route](repeating: Route(points: []), count: edges.count)
    for e in order {
      if edges[e].from == edges[e].to {
        let isSecond = edges[..<e].contains { $0.from == edges[e].from && $0.to == $0.from }
        routes[e] = loop(edges[e], side: isSecond ? -1 : 1)
        continue
      }
      let curve = bestCurve(for: e, beside: curves)
      curves[e] = curve
      routes[e] = trimmed(curve, for: edges[e])
    }
    return routes
  }

  private func center(_ node: NodeID) -> Point { placed.nodes[node.index].center }

  // MARK: - Choice

  private func bestCurve(for e: Int, beside curves: [Bezier?]) -> Bezier {
    let edge = placed.diagram.edges[e]
    let (start, end) = (center(edge.from), center(edge.to))
    let bends: [Double] = [
      0, 9, -9, 15, -15, 22, -22, 32, -32, 44, -44, 58, -58, 76, -76, 100, -100,
    ]
    var best = Bezier(from: start, to: end, bend: 0)
    var bestCost = Double.infinity
    for bend in bends {
      let curve = Bezier(from: start, to: end, bend: bend)
      let floor = 0.35 * abs(bend) + (bend == 0 ? 0 : 3)
      if floor >= bestCost { continue }
      let cost = floor + self.cost(of: curve, for: edge, beside: curves)
      if cost < bestCost - 1e-9 { (best, bestCost) = (curve, cost) }
    }
    return best
  }

  private func cost(of curve: Bezier, for edge: Edge, beside curves: [Bezier?]) -> Double {
    let line = (1..<20).map { curve.point(at: Double($0) / 20) }
    var cost = 0.0
    for (i, node) in placed.nodes.enumerated() where i != edge.from.index && i != edge.to.index {
      let radius = placed.diagram.nodes[i].isCircle ? Metrics.circleRadius : nil
      for point in line {
        let gap = radius.map { (point - node.center).length - $0 } ?? node.box.distance(to: point)
        if gap < 8 { cost += gap < 3 ? 30 : 2 * (8 - gap) }
      }
    }
    for box in boxes where line.contains(where: { box.distance(to: $0) < 1.5 }) {
      // A label inside an end of the edge is in nobody's way.
      let isOwn = [edge.from, edge.to].contains { center($0).distance(to: box.center) < 1 }
      if !isOwn { cost += 14 }
    }
    for loop in loops where [edge.from, edge.to].allSatisfy({ loop.distance(to: center($0)) > 0 }) {
      if line.contains(where: { loop.distance(to: $0) < 2 }) { cost += 20 }
    }
    cost += strayCost(line, edge)
    for (f, other) in curves.enumerated() {
      guard let other else { continue }
      cost += nearness(line, edge, to: other, of: placed.diagram.edges[f])
    }
    return cost
  }

  /// The cost of leaving plates that hold both ends, and of running through those that hold none.
  private func strayCost(_ line: [Point], _ edge: Edge) -> Double {
    var cost = 0.0
    for (plate, place) in zip(placed.diagram.plates, placed.plates) {
      let held = [edge.from, edge.to].count { plate.members.contains($0) }
      if held == 1 { continue }
      for point in line where (place.rectangle.distance(to: point) < 0) != (held == 2) {
        cost += held == 2 ? 2 : 1.2
      }
    }
    return cost
  }

  /// The cost of running along or across an edge that is drawn already.
  private func nearness(_ line: [Point], _ edge: Edge, to other: Bezier, of drawn: Edge) -> Double {
    let shared = [edge.from, edge.to].count { $0 == drawn.from || $0 == drawn.to }
    let middle = other.point(at: 0.5)
    if shared == 2 {
      return (line[line.count / 2] - middle).length < 13 ? 200 : 0
    }
    if shared == 1 { return 0 }
    let path = (0...6).map { other.point(at: Double($0) / 6) }
    let ends = stride(from: 0, to: line.count, by: 3).map { line[$0] }
    for (a, b) in zip(ends, ends.dropFirst()) {
      for (c, d) in zip(path, path.dropFirst()) where crosses(a, b, c, d) { return 9 }
    }
    return 0
  }

  // MARK: - Ends

  /// Cuts a curve at the shapes of its ends and makes room for the arrowhead.
  private func trimmed(_ curve: Bezier, for edge: Edge) -> Route {
    let isArrow = edge.style != .undirected
    let steps = 256
    func parameter(_ i: Int) -> Double { Double(i) / Double(steps) }
    let first =
      (0...steps).first { !covers(edge.from, curve.point(at: parameter($0)), gap: 0) } ?? 0
    let gap = isArrow ? Metrics.tipGap : 0
    let last =
      (0...steps).last { !covers(edge.to, curve.point(at: parameter($0)), gap: gap) } ?? steps
    let tip = curve.point(at: parameter(last))
    var shaft = last
    if isArrow {
      while shaft > first + 1,
        (curve.point(at: parameter(shaft)) - tip).length < Metrics.arrowLength
      { shaft -= 1 }
    }
    let part = curve.part(from: parameter(first), to: parameter(max(shaft, first + 1)))
    return Route(
      points: part.points, tip: isArrow ? tip : nil,
      label: edge.label.map { label(of: $0, beside: curve) })
  }

  private func label(of text: MathText, beside curve: Bezier) -> PlacedText {
    let size = Metrics.plateFontSize
    let middle = curve.point(at: 0.5)
    let offset = text.width(at: size) / 2 + 4
    return PlacedText(text: text, center: middle + Point(x: offset, y: 0), fontSize: size)
  }

  /// Whether a point lies in a node's shape, or nearer than a gap.
  private func covers(_ id: NodeID, _ point: Point, gap: Double) -> Bool {
    let (node, place) = (placed.diagram[id], placed.nodes[id.index])
    switch node.shape {
    case .whiteCircle, .greyCircle, .halfGreyCircle:
      return (point - place.center).length < Metrics.circleRadius + gap
    case .dot, .accentDot:
      return (point - place.center).length < Metrics.dotRadius + gap
    case .square, .bare:
      return place.box.distance(to: point) < gap
    }
  }

  /// An arrow from a node to itself, on its right (`side` 1) or left (-1).
  private func loop(_ edge: Edge, side: Double) -> Route {
    let center = center(edge.from)
    let radius = placed.diagram[edge.from].shapeExtent.right
    func at(_ x: Double, _ y: Double) -> Point { center + Point(x: side * x, y: y) }
    let reach = radius + Self.loopReach
    let (x, y) = (0.82 * radius, 0.5724 * radius)
    let tip = at(x + Metrics.tipGap, -y)
    let base = (x + Metrics.tipGap + 0.94 * Metrics.arrowLength, -y - 0.34 * Metrics.arrowLength)
    let points = [
      at(x, y), at(x + 14, y + 8), at(reach, 16), at(reach, 0),
      at(reach, -16), at(base.0 + 8, base.1 - 3), at(base.0, base.1),
    ]
    let label = edge.label.map { text in
      let width = text.width(at: Metrics.plateFontSize)
      return PlacedText(
        text: text, center: at(reach + width / 2 + 3, 0), fontSize: Metrics.plateFontSize)
    }
    return Route(points: points, tip: tip, label: label)
  }
}

extension Point {
  func distance(to other: Point) -> Double { (self - other).length }
}
