import GraphvizBridge
import Plates

/// Places a diagram with Graphviz's `dot`.
func placed(_ diagram: PlateDiagram) throws -> PlacedDiagram {
  try layOut(diagram) { source throws(GraphvizFailure) in
    String(decoding: try render(dot: source, engine: .dot, format: .plain), as: UTF8.self)
  }
}

/// Draws a placed diagram as an SVG.
func svg(_ placed: PlacedDiagram) throws -> String {
  let bare = try render(dot: dot(of: placed, labels: .none), engine: .placed, format: .svg)
  return String(decoding: addingLabels(of: placed, toSVG: bare), as: UTF8.self)
}
