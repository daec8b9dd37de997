/// A plate diagram in which everything has its place, in points, y upwards, from the origin.
public struct PlacedDiagram: Hashable, Sendable {
  /// What is drawn; a plate that had to be split is there once for each rectangle.
  public var diagram: PlateDiagram
  /// One for each node.
  public var nodes: [PlacedNode]
  /// One for each plate.
  public var plates: [PlacedPlate]
  /// One for each edge.
  public var routes: [Route]
  /// Around everything.
  public var bounds: Rectangle
  public var notes: [LayoutNote]
}

/// A text with its middle.
public struct PlacedText: Hashable, Sendable {
  public var text: MathText
  public var center: Point
  public var fontSize: Double

  /// The room that is kept for it.
  public var box: Rectangle {
    Rectangle(center: center, width: text.width(at: fontSize), height: fontSize + 2)
  }
}

/// A node with its place.
public struct PlacedNode: Hashable, Sendable {
  public var center: Point
  /// Around the shape, without a label outside it.
  public var box: Rectangle
  /// `nil` if the node has no label.
  public var label: PlacedText?
}

/// A plate with its place.
public struct PlacedPlate: Hashable, Sendable {
  public var rectangle: Rectangle
  public var label: PlacedText
}

/// The line of an edge.
public struct Route: Hashable, Sendable {
  /// The control points of joined cubic Bézier curves: one, and three more for each curve.
  public var points: [Point]
  /// Where the arrow's tip is; `nil` without an arrow.
  public var tip: Point?
  public var label: PlacedText?
}

/// What the reader of a picture should know about its layout.
public enum LayoutNote: Hashable, Sendable {
  /// A plate is drawn as two rectangles, because no arrangement keeps the other nodes out of one.
  case split(plate: String)
}

extension LayoutNote: CustomStringConvertible {
  public var description: String {
    switch self {
    case .split(let plate):
      "plate \(plate) is drawn as two rectangles with the same label: "
        + "no arrangement keeps other nodes out of a single one"
    }
  }
}
