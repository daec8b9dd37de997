/// Gives everything in a diagram its place.
///
/// Shapes have fixed sizes, so the layout does not depend on fonts. A plate is split in two, with a
/// note, only if no arrangement was found that keeps strangers out of it.
///
/// - Parameter placement: Returns, for a graph in the DOT language, Graphviz's layout by `dot` in
///   its plain format: `{ try render(dot: $0, engine: .dot, format: .plain) }` as text.
/// - Throws: What `placement` throws.
public func layOut<Failure: Error>(
  _ diagram: PlateDiagram, placement: (String) throws(Failure) -> String
) throws(Failure) -> PlacedDiagram {
  finish(try stand(diagram, placement: placement))
}

/// A diagram whose shapes and plates stand, before lines and labels.
struct StandingDiagram {
  var diagram: PlateDiagram
  var arrangement: Arrangement
  /// The labels outside shapes, relative to their nodes.
  var labels: [Rectangle?]
  var notes: [LayoutNote]
}

/// Finds a place for every shape and plate; splits plates only if there is none.
func stand<Failure: Error>(
  _ diagram: PlateDiagram, placement: (String) throws(Failure) -> String
) throws(Failure) -> StandingDiagram {
  var diagram = diagram
  var notes: [LayoutNote] = []
  while true {
    let (blocked, relations) = withChainBlocks(diagram)
    let shapes = diagram.nodes.indices.map { diagram.shapeExtent(of: $0) }
    let first = FirstPlacement(blocked, relations)
    let read = first.places(inPlain: try placement(first.source()))
    let start = balanced(diagram, read)
    if var arranged = arrange(blocked, relations, shapes, start: start) {
      arranged.arrangement.plates.removeLast(blocked.plates.count - diagram.plates.count)
      return StandingDiagram(
        diagram: diagram, arrangement: arranged.arrangement, labels: arranged.labels, notes: notes)
    }
    guard let split = diagram.splitWorstPlate(relations, start) else {
      let unchecked = Arranger(diagram, relations, shapes, start: start).asPlaced()
      return StandingDiagram(
        diagram: diagram, arrangement: unchecked, labels: shapes.map { _ in nil }, notes: notes)
    }
    if !notes.contains(.split(plate: split)) { notes.append(.split(plate: split)) }
  }
}

/// Returns the diagram with the table of each unrolled chain as one more plate, without a label,
/// so that nothing comes between its slices; not if it would cross a real plate.
private func withChainBlocks(
  _ diagram: PlateDiagram
) -> (diagram: PlateDiagram, relations: PlateRelations) {
  var blocked = diagram
  var relations = PlateRelations(diagram)
  for chain in diagram.chains {
    var candidate = blocked
    let members = chain.rows.joined().compactMap(\.self).sorted()
    candidate.add(Plate(name: "chain", label: MathText([]), members: members))
    let extended = PlateRelations(candidate)
    let last = candidate.plates.count - 1
    if (0..<last).allSatisfy({ extended[$0, last] != .crossing }) {
      (blocked, relations) = (candidate, extended)
    }
  }
  return (blocked, relations)
}

extension Plate {
  /// Whether it only keeps its members together and is not drawn.
  var isBlock: Bool { label.isEmpty }
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
private func finish(_ standing: StandingDiagram) -> PlacedDiagram {
  let (diagram, arrangement) = (standing.diagram, standing.arrangement)
  let nodes = diagram.nodes.indices.map { i in
    let (node, center) = (diagram.nodes[i], arrangement.centers[i])
    let label: PlacedText? =
      node.label.isEmpty
      ? nil
      : PlacedText(
        text: node.label, center: standing.labels[i].map { center + $0.center } ?? center,
        fontSize: node.labelFontSize)
    return PlacedNode(center: center, box: node.shapeExtent.rectangle(at: center), label: label)
  }
  let lines = diagram.edges.map { [nodes[$0.from.index].center, nodes[$0.to.index].center] }
  let placer = PlateLabelPlacer(plates: arrangement.plates, nodes: nodes, lines: lines)
  let plates = arrangement.plates.enumerated().map { p, rectangle in
    PlacedPlate(rectangle: rectangle, label: placer.label(diagram.plates[p].label, of: p))
  }
  var placed = PlacedDiagram(
    diagram: diagram, nodes: nodes, plates: plates, routes: [],
    bounds: Rectangle(minX: 0, minY: 0, maxX: 0, maxY: 0), notes: standing.notes)
  placed.routes = EdgeRouter(placed).routes()
  placed.growPlates()
  placed.refineLabels()
  placed.refinePlateLabels()
  placed.moveToOrigin()
  return placed
}
