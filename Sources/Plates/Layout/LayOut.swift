/// Gives everything in a diagram its place.
///
/// - Parameter placement: Returns, for a graph in the DOT language, Graphviz's layout by `dot` in
///   its plain format: `{ try render(dot: $0, engine: .dot, format: .plain) }` as text.
/// - Throws: What `placement` throws.
public func layOut<Failure: Error>(
  _ diagram: PlateDiagram, placement: (String) throws(Failure) -> String
) throws(Failure) -> PlacedDiagram {
  var diagram = diagram
  var notes: [LayoutNote] = []
  while true {
    let relations = PlateRelations(diagram)
    let shapes = diagram.nodes.indices.map { diagram.shapeExtent(of: $0) }
    let first = FirstPlacement(diagram, relations, shapes.map(roomForLabel))
    let start = first.places(inPlain: try placement(first.source()))
    if let arranged = arrange(diagram, relations, shapes, start: start) {
      return finish(diagram, arranged, notes: notes)
    }
    guard let split = diagram.splitWorstPlate(relations, start) else {
      let unchecked = Arranger(diagram, relations, shapes, start: start).asPlaced()
      return finish(diagram, (unchecked, shapes.map { _ in nil }), notes: notes)
    }
    if !notes.contains(.split(plate: split)) { notes.append(.split(plate: split)) }
  }
}

/// Leaves some room beside dots in the first placement.
private func roomForLabel(_ extent: Extent) -> Extent {
  Extent(
    left: max(extent.left, 9), right: max(extent.right, 9), up: max(extent.up, 8),
    down: max(extent.down, 8))
}

/// Arranges the shapes, finds sides for the labels outside them, and arranges both.
private func arrange(
  _ diagram: PlateDiagram, _ relations: PlateRelations, _ shapes: [Extent], start: [Point]
) -> (arrangement: Arrangement, labels: [Rectangle?])? {
  for strictness in Strictness.ladder {
    guard
      let rough = Arranger(diagram, relations, shapes, start: start, strictness: strictness)
        .arrange()
    else { continue }
    let labels = LabelPlacer(diagram, centers: rough.centers).boxes()
    if labels.allSatisfy({ $0 == nil }) { return (rough, labels) }
    let extents = zip(shapes, labels).map { shape, label in
      label.map { shape.covering($0) } ?? shape
    }
    let arranger = Arranger(diagram, relations, extents, start: start, strictness: strictness)
    if let arrangement = arranger.arrange() { return (arrangement, labels) }
  }
  return nil
}

/// Draws the edges and moves everything to the origin.
private func finish(
  _ diagram: PlateDiagram, _ arranged: (arrangement: Arrangement, labels: [Rectangle?]),
  notes: [LayoutNote]
) -> PlacedDiagram {
  let (arrangement, labels) = arranged
  let nodes = diagram.nodes.indices.map { i in
    let (node, center) = (diagram.nodes[i], arrangement.centers[i])
    let label: PlacedText? =
      node.label.isEmpty
      ? nil
      : PlacedText(
        text: node.label, center: labels[i].map { center + $0.center } ?? center,
        fontSize: node.labelFontSize)
    return PlacedNode(center: center, box: node.shapeExtent.rectangle(at: center), label: label)
  }
  var placed = PlacedDiagram(
    diagram: diagram, nodes: nodes,
    plates: placedPlates(diagram, arrangement, nodes), routes: [],
    bounds: Rectangle(minX: 0, minY: 0, maxX: 0, maxY: 0), notes: notes)
  placed.routes = EdgeRouter(placed).routes()
  placed.refineLabels()
  placed.moveToOrigin()
  return placed
}
