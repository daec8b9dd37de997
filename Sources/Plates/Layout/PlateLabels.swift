/// Puts the label of each plate into the lower corner where least is in its way; the right one if
/// all are equal.
func placedPlates(
  _ diagram: PlateDiagram, _ arrangement: Arrangement, _ nodes: [PlacedNode]
) -> [PlacedPlate] {
  diagram.plates.indices.map { p in
    let rectangle = arrangement.plates[p]
    let text = diagram.plates[p].label
    let width = text.width(at: Metrics.plateFontSize)
    let y = rectangle.minY + Metrics.labelStrip / 2 + 0.5
    let inset = width / 2 + 6
    let places = [rectangle.maxX - inset, rectangle.minX + inset, rectangle.center.x]
      .map { PlacedText(text: text, center: Point(x: $0, y: y), fontSize: Metrics.plateFontSize) }
    func cost(_ label: PlacedText) -> Int {
      let box = label.box.expanded(by: 1)
      var cost = 0
      for (q, other) in arrangement.plates.enumerated() where q != p {
        if other.intersects(box) && !other.contains(box) { cost += 8 }
        // Inside another plate that crosses, it might be read as that one's.
        if other.contains(box) && !other.contains(rectangle) { cost += 2 }
      }
      for edge in diagram.edges where edge.from != edge.to {
        let (a, b) = (nodes[edge.from.index].center, nodes[edge.to.index].center)
        if segment(a, b, meets: box) { cost += 3 }
      }
      for node in nodes where node.box.intersects(box) { cost += 20 }
      return cost
    }
    let costs = places.map(cost)
    let best = costs.indices.min { (costs[$0], $0) < (costs[$1], $1) } ?? 0
    return PlacedPlate(rectangle: rectangle, label: places[best])
  }
}
