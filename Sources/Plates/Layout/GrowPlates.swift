extension PlacedDiagram {
  /// Widens plates around the lines between their own members, where nothing else is in the way.
  mutating func growPlates() {
    let relations = PlateRelations(diagram)
    let innerFirst = diagram.plates.indices.sorted {
      (diagram.plates[$0].members.count, $0) < (diagram.plates[$1].members.count, $1)
    }
    for p in innerFirst {
      var grown = plates[p].rectangle
      for (edge, route) in zip(diagram.edges, routes) {
        guard relations.isMember[p][edge.from.index], relations.isMember[p][edge.to.index]
        else { continue }
        for point in sampled(route.points) {
          grown.minX = min(grown.minX, point.x - 5)
          grown.maxX = max(grown.maxX, point.x + 5)
          grown.maxY = max(grown.maxY, point.y + 5)
        }
      }
      for q in plates.indices where relations[q, p] == .inside {
        let inner = plates[q].rectangle
        grown.minX = min(grown.minX, inner.minX - 5)
        grown.maxX = max(grown.maxX, inner.maxX + 5)
        grown.maxY = max(grown.maxY, inner.maxY + 5)
      }
      if grown != plates[p].rectangle, isFree(grown, for: p, relations) {
        plates[p].rectangle = grown
      }
    }
  }

  /// Whether a plate may take a rectangle: no stranger and no border comes near it.
  private func isFree(_ grown: Rectangle, for p: Int, _ relations: PlateRelations) -> Bool {
    let near = grown.expanded(by: 4)
    for i in nodes.indices where !relations.isMember[p][i] {
      if nodes[i].box.intersects(near) { return false }
      if let label = nodes[i].label, label.box.intersects(near) { return false }
    }
    return plates.indices.allSatisfy { q in
      let other = plates[q].rectangle
      switch relations[p, q] {
      case .same, .around: return true
      case .inside: return other.contains(near) || !other.contains(plates[p].rectangle)
      case .disjoint: return !other.intersects(near)
      case .crossing:
        // Borders that were apart stay apart.
        return [
          (grown.minX, other.minX), (grown.maxX, other.maxX), (grown.minX, other.maxX),
          (grown.maxX, other.minX), (grown.maxY, other.maxY),
        ].allSatisfy { abs($0 - $1) >= 4 }
      }
    }
  }
}
