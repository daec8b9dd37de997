extension PlacedDiagram {
  /// Moves the lower left corner of everything to the origin and rounds to tenths of a point.
  mutating func moveToOrigin() {
    let all = extent() ?? Rectangle(minX: 0, minY: 0, maxX: 40, maxY: 20)
    let offset = Point(x: -all.minX, y: -all.minY)
    func moved(_ point: Point) -> Point {
      let point = point + offset
      return Point(x: (10 * point.x).rounded() / 10, y: (10 * point.y).rounded() / 10)
    }
    func moved(_ text: PlacedText) -> PlacedText {
      PlacedText(text: text.text, center: moved(text.center), fontSize: text.fontSize)
    }
    func moved(_ box: Rectangle) -> Rectangle {
      let low = moved(Point(x: box.minX, y: box.minY))
      let high = moved(Point(x: box.maxX, y: box.maxY))
      return Rectangle(minX: low.x, minY: low.y, maxX: high.x, maxY: high.y)
    }
    nodes = zip(diagram.nodes, nodes).map { node, place in
      let center = moved(place.center)
      return PlacedNode(
        center: center, box: node.shapeExtent.rectangle(at: center), label: place.label.map(moved))
    }
    plates = plates.map {
      PlacedPlate(rectangle: moved($0.rectangle), label: moved($0.label))
    }
    routes = routes.map {
      Route(points: $0.points.map(moved), tip: $0.tip.map(moved), label: $0.label.map(moved))
    }
    bounds = moved(all)
  }

  /// Around everything that is drawn, and the control points of curves: Graphviz would move a
  /// drawing with one of them left of its origin or below it, and the labels would not follow.
  private func extent() -> Rectangle? {
    var boxes = nodes.map(\.box) + nodes.compactMap { $0.label?.box }
    boxes += plates.map(\.rectangle)
    boxes += routes.flatMap { $0.points + ($0.tip.map { [$0] } ?? []) }
      .map { Rectangle(center: $0, width: 2, height: 2) }
    boxes += routes.compactMap { $0.label?.box }
    guard let first = boxes.first else { return nil }
    return boxes.dropFirst().reduce(first) { $0.union($1) }
  }
}
