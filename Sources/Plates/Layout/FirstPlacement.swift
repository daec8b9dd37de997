/// The graph that `dot` ranks and orders first: shapes without labels, an unrolled row as one wide
/// node, clusters for plates that do not cross.
struct FirstPlacement {
  let diagram: PlateDiagram
  let relations: PlateRelations
  private let extents: [Extent]
  /// The row of an unrolled chain that a node stands in: chain, row, column.
  private let places: [NodeID: (chain: Int, row: Int, column: Int)]

  init(_ diagram: PlateDiagram, _ relations: PlateRelations) {
    self.diagram = diagram
    self.relations = relations
    extents = diagram.nodes.indices.map { i in
      var extent = diagram.shapeExtent(of: i)
      let node = diagram.nodes[i]
      // Room for a label that will stand beside or above.
      let room = node.holdsLabel ? 0 : max(9, node.label.width(at: node.labelFontSize) / 2 - 4)
      extent.left = max(extent.left, room)
      extent.right = max(extent.right, room)
      return extent
    }
    var places: [NodeID: (chain: Int, row: Int, column: Int)] = [:]
    for (c, chain) in diagram.chains.enumerated() {
      for (r, row) in chain.rows.enumerated() {
        for (k, node) in row.enumerated() {
          if let node { places[node] = (c, r, k) }
        }
      }
    }
    self.places = places
  }

  private func name(of node: NodeID) -> String {
    guard let place = places[node] else { return "n\(node.index)" }
    return "r\(place.chain)_\(place.row)"
  }

  /// The source for `dot`.
  func source() -> String {
    var lines = [
      "digraph {", "nodesep=0.42; ranksep=0.42;",
      "node [shape=box, fixedsize=true, label=\"\"]; edge [arrowhead=none];",
    ]
    var declared: Set<String> = []
    for node in diagram.nodeIDs where declared.insert(name(of: node)).inserted {
      let size = width(of: node)
      lines.append(
        "\(name(of: node)) [width=\(inches(size.width)), height=\(inches(size.height))];")
    }
    let plates = relations.laminarPlates
    lines += clusters(
      of: plates.filter { p in !plates.contains { relations[p, $0] == .inside } }, plates)
    let pairs = factorsBetweenPairs()
    for (factor, ends) in pairs.sorted(by: { $0.key < $1.key }) {
      let row = [ends.0, factor, ends.1].map(name)
      lines.append("{ rank=same; \(row.joined(separator: "; ")) }")
      lines.append("\(row.joined(separator: " -> ")) [weight=2];")
    }
    var seen: Set<String> = []
    for edge in diagram.edges where edge.from != edge.to {
      let (from, to) = (name(of: edge.from), name(of: edge.to))
      if pairs[edge.to] != nil { continue }
      guard from != to, seen.insert("\(from) \(to)").inserted else { continue }
      let below = levelBelow(edge)
      let isFree = !edge.isRanked || below != nil
      lines.append("\(from) -> \(to)\(isFree ? " [constraint=false, weight=0]" : "");")
      if let below { lines.append("\(from) -> \(name(of: below)) [style=invis];") }
    }
    return (lines + linesAboveChains() + ["}"]).joined(separator: "\n") + "\n"
  }

  /// What a parameter of the guide stands above: as the story's parameters do, the children of what
  /// it points at, so that it comes beside that; without children, that itself.
  private func levelBelow(_ edge: Edge) -> NodeID? {
    guard edge.style == .guide else { return nil }
    let isOnlyGuide = diagram.edges.allSatisfy {
      $0.to != edge.from && ($0.from != edge.from || $0.style == .guide)
    }
    guard isOnlyGuide else { return nil }
    let children = diagram.edges.filter {
      $0.from == edge.to && $0.style == .story && $0.isRanked && $0.to != edge.to
        && name(of: $0.to) != name(of: edge.to)
    }
    return children.first?.to
  }

  /// Invisible edges that keep what a lower row of a chain depends on above the whole table.
  private func linesAboveChains() -> [String] {
    var lines: [String] = []
    for (c, chain) in diagram.chains.enumerated() {
      let members = Set(chain.rows.joined().compactMap(\.self))
      let tops = chain.rows.indices.filter { r in
        !diagram.edges.contains { edge in
          guard edge.isRanked, edge.style != .guide, members.contains(edge.from),
            let to = places[edge.to], to.chain == c, to.row == r
          else { return false }
          return places[edge.from]?.row != r
        }
      }
      for node in diagram.nodeIDs where places[node] == nil {
        let isParent = diagram.edges.contains {
          $0.from == node && $0.isRanked && members.contains($0.to)
        }
        guard isParent, !members.contains(where: { leads($0, to: node) }) else { continue }
        lines += tops.map { "\(name(of: node)) -> r\(c)_\($0) [style=invis];" }
      }
    }
    return lines
  }

  /// Factors that stand between two nodes of the same plates, neither an ancestor of the other:
  /// they are drawn in one row.
  private func factorsBetweenPairs() -> [NodeID: (NodeID, NodeID)] {
    var pairs: [NodeID: (NodeID, NodeID)] = [:]
    for node in diagram.nodeIDs where diagram[node].kind == .factor {
      let edges = diagram.edges.filter { $0.from == node || $0.to == node }
      guard edges.count == 2, edges.allSatisfy({ $0.to == node && $0.isRanked }) else { continue }
      let (a, b) = (edges[0].from, edges[1].from)
      let isTogether = relations.isMember.allSatisfy {
        $0[a.index] == $0[node.index] && $0[b.index] == $0[node.index]
      }
      let isChained = places[a] != nil || places[b] != nil
      if isTogether, !isChained, !leads(a, to: b), !leads(b, to: a) { pairs[node] = (a, b) }
    }
    return pairs
  }

  /// Whether arrows lead from one node to another.
  private func leads(_ start: NodeID, to end: NodeID) -> Bool {
    var reached: Set<NodeID> = [start]
    var open = [start]
    while let node = open.popLast() {
      for edge in diagram.edges where edge.from == node && edge.style == .story {
        if edge.to == end { return true }
        if reached.insert(edge.to).inserted { open.append(edge.to) }
      }
    }
    return false
  }

  private func width(of node: NodeID) -> (width: Double, height: Double) {
    let extent = extents[node.index]
    // A node's point is its middle for `dot`: the wider side counts twice.
    let own = 2 * max(extent.left, extent.right)
    guard let place = places[node] else { return (own, 2 * max(extent.up, extent.down)) }
    let columns = diagram.chains[place.chain].rows[place.row].count
    return (Double(columns - 1) * Metrics.columnWidth + own, 2 * Metrics.circleRadius)
  }

  private func clusters(of outer: [Int], _ all: [Int]) -> [String] {
    outer.flatMap { p -> [String] in
      let inner = all.filter { relations[$0, p] == .inside }
      let next = inner.filter { q in !inner.contains { relations[q, $0] == .inside } }
      var members: [String] = []
      for member in diagram.plates[p].members where !members.contains(name(of: member)) {
        members.append(name(of: member))
      }
      return ["subgraph cluster_\(p) {", "margin=14;"] + clusters(of: next, all)
        + [members.joined(separator: "; "), "}"]
    }
  }

  private func inches(_ points: Double) -> String { decimal(points / 72, places: 3) }

  /// Reads the places from Graphviz's plain format; a node that it lacks stands at the origin.
  func places(inPlain text: String) -> [Point] {
    var centers: [Substring: Point] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let fields = line.split(separator: " ")
      guard fields.count > 3, fields[0] == "node", let x = Double(fields[2]),
        let y = Double(fields[3])
      else { continue }
      centers[fields[1]] = Point(x: 72 * x, y: 72 * y)
    }
    let points = diagram.nodeIDs.map { node in
      let center = centers[name(of: node)[...]] ?? Point(x: 0, y: 0)
      guard let place = places[node] else { return center }
      let chain = diagram.chains[place.chain]
      // The columns of all rows of a chain stand under each other.
      let rows = chain.rows.indices.compactMap { centers["r\(place.chain)_\($0)"] }
      let middle = rows.reduce(0) { $0 + $1.x } / Double(max(rows.count, 1))
      let column = Double(place.column) - Double(chain.rows[place.row].count - 1) / 2
      return Point(x: middle + column * Metrics.columnWidth, y: center.y)
    }
    return nearTheirSlices(points)
  }

  /// What has an arrow to or from a slice of a chain stands near that slice, not at the row's
  /// middle.
  private func nearTheirSlices(_ points: [Point]) -> [Point] {
    guard !places.isEmpty else { return points }
    var near = points
    for node in diagram.nodeIDs where places[node] == nil {
      let slices = diagram.edges.compactMap { edge in
        edge.from == node ? edge.to : edge.to == node ? edge.from : nil
      }.filter { places[$0] != nil }
      guard !slices.isEmpty else { continue }
      let sum = slices.reduce(0) { $0 + points[$1.index].x }
      // A trace of the first order remains, to tell apart what belongs to one slice.
      near[node.index].x = sum / Double(slices.count) + 0.01 * points[node.index].x
    }
    return near
  }
}
