/// Returns a first placement in which what stands outside all plates and only points at others has
/// moved to the other end of its rank where its arrows are shorter and cross less there.
func balanced(_ diagram: PlateDiagram, _ start: [Point]) -> [Point] {
  let inside = Set(
    diagram.plates.flatMap(\.members)
      + diagram.chains.flatMap { $0.rows.joined() }
      .compactMap(\.self))
  let free = diagram.nodeIDs.filter { node in
    !inside.contains(node) && !diagram.edges.contains { $0.to == node }
      && diagram.edges.contains { $0.from == node }
  }
  let extents = diagram.nodes.indices.map { diagram.shapeExtent(of: $0) }
  var points = start
  for _ in 0..<2 {
    for node in free {
      let mover = FreeNode(
        node: node, isFree: Set(free), diagram: diagram, extents: extents)
      let places = mover.candidates(points)
      let costs = places.map { place in
        var moved = points
        moved[node.index] = place.point
        return mover.cost(moved) + place.handicap
      }
      guard let best = costs.indices.min(by: { (costs[$0], $0) < (costs[$1], $1) }) else {
        continue
      }
      points[node.index] = places[best].point
    }
  }
  return points
}

/// A node that may stand anywhere above what it points at.
private struct FreeNode {
  let node: NodeID
  let isFree: Set<NodeID>
  let diagram: PlateDiagram
  let extents: [Extent]

  /// Where it is, the ends of its rank, between others there, and above what a dot of the guide
  /// points at.
  func candidates(_ points: [Point]) -> [(point: Point, handicap: Double)] {
    let here = points[node.index]
    let rank = points.indices.filter { $0 != node.index && abs(points[$0].y - here.y) < 1 }
    let gap = 2 * Metrics.nodeGap
    var places = [(here, 0.0)]
    if let left = rank.map({ points[$0].x - extents[$0].left }).min() {
      places.append((Point(x: left - gap - extents[node.index].right, y: here.y), 2))
    }
    if let right = rank.map({ points[$0].x + extents[$0].right }).max() {
      places.append((Point(x: right + gap + extents[node.index].left, y: here.y), 2))
    }
    let ordered = rank.sorted { (points[$0].x, $0) < (points[$1].x, $1) }
    for (a, b) in zip(ordered, ordered.dropFirst()) where !sharePlate(a, b) {
      places.append((Point(x: (points[a].x + points[b].x) / 2, y: here.y), 14))
    }
    let targets = diagram.edges.filter { $0.from == node }
    if targets.count == 1, targets[0].style == .guide {
      let target = points[targets[0].to.index]
      places.append((Point(x: target.x, y: target.y + 65), 4))
    }
    return places
  }

  private func sharePlate(_ a: Int, _ b: Int) -> Bool {
    diagram.plates.contains { $0.members.contains(NodeID(a)) && $0.members.contains(NodeID(b)) }
  }

  /// How long the arrows are, how many others they cross and what they run into.
  func cost(_ points: [Point]) -> Double {
    let outlines = diagram.plates.map { plate in
      plate.members.map { extents[$0.index].rectangle(at: points[$0.index]) }
    }.map { boxes in boxes.dropFirst().reduce(boxes.first) { $0?.union($1) } }
    var cost = 0.0
    for edge in diagram.edges where edge.from == node {
      let (a, b) = (points[edge.from.index], points[edge.to.index])
      cost += 0.15 * a.distance(to: b)
      for (i, other) in points.enumerated() where i != edge.from.index && i != edge.to.index {
        // Free nodes in one place will be moved apart.
        if isFree.contains(NodeID(i)), a.distance(to: other) < 40 { continue }
        let box = extents[i].rectangle(at: other).expanded(by: 2)
        if segment(a, b, meets: box) { cost += 20 }
      }
      for (plate, outline) in zip(diagram.plates, outlines) where !plate.members.contains(edge.to) {
        guard var outline else { continue }
        outline.minY -= Metrics.labelStrip
        if segment(a, b, meets: outline.expanded(by: Metrics.platePadding)) { cost += 16 }
      }
      for other in diagram.edges where other.from != node && other.to != edge.to {
        guard other.from != edge.to else { continue }
        if crosses(a, b, points[other.from.index], points[other.to.index]) { cost += 10 }
      }
    }
    return cost
  }
}

/// Whether two lines between points cross.
func crosses(_ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Bool {
  func turn(_ p: Point, _ q: Point, _ r: Point) -> Double {
    (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
  }
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}
