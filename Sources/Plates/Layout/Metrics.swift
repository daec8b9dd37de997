/// The measures of a drawing, in points; they hold without any font.
enum Metrics {
  static let circleRadius = 20.0
  static let dotRadius = 3.2
  static let squareSide = 9.0
  static let fontSize = 15.0
  static let smallestFontSize = 8.0
  static let outsideFontSize = 14.0
  static let plateFontSize = 10.0
  /// Between a member and its plate's border, and between nested borders.
  static let platePadding = 9.0
  /// The height below the members that a plate keeps for its label.
  static let labelStrip = 17.0
  /// Between a plate's border and a node or plate outside it.
  static let outsideGap = 9.0
  /// Between the borders of plates that cross, so that they never coincide.
  static let stagger = 8.0
  static let nodeGap = 14.0
  /// The least length of an arrow between ranks.
  static let arrowGap = 24.0
  static let columnWidth = 70.0
  static let arrowLength = 8.0
  /// Between an arrow's tip and what it points at.
  static let tipGap = 1.0
}

/// How far something reaches from its centre.
struct Extent: Hashable {
  var left: Double
  var right: Double
  var up: Double
  var down: Double

  init(left: Double, right: Double, up: Double, down: Double) {
    self.left = left
    self.right = right
    self.up = up
    self.down = down
  }

  init(halfWidth: Double, halfHeight: Double) {
    self.init(left: halfWidth, right: halfWidth, up: halfHeight, down: halfHeight)
  }

  /// Returns the extent that also covers a rectangle whose origin is the centre.
  func covering(_ box: Rectangle) -> Extent {
    Extent(
      left: max(left, -box.minX), right: max(right, box.maxX),
      up: max(up, box.maxY), down: max(down, -box.minY))
  }

  func rectangle(at center: Point) -> Rectangle {
    Rectangle(
      minX: center.x - left, minY: center.y - down, maxX: center.x + right, maxY: center.y + up)
  }
}

extension Node {
  /// Whether the label stands inside the shape, or is the shape.
  var holdsLabel: Bool { !label.isEmpty && (shape == .bare || insideFontSize != nil) }

  /// Whether it is drawn as a circle.
  var isCircle: Bool {
    switch shape {
    case .whiteCircle, .greyCircle, .halfGreyCircle: true
    case .dot, .accentDot, .square, .bare: false
    }
  }

  /// The font size at which the label fits into the circle; `nil` if it stands outside.
  private var insideFontSize: Double? {
    guard isCircle else { return nil }
    let room = 2 * Metrics.circleRadius - 6
    let size = min(Metrics.fontSize, Metrics.fontSize * room / label.width(at: Metrics.fontSize))
    return size < Metrics.smallestFontSize ? nil : (size * 2).rounded(.down) / 2
  }

  var labelFontSize: Double {
    insideFontSize ?? (shape == .bare ? Metrics.fontSize : Metrics.outsideFontSize)
  }

  /// The reach of the shape without a label outside it.
  var shapeExtent: Extent {
    switch shape {
    case .whiteCircle, .greyCircle, .halfGreyCircle:
      Extent(halfWidth: Metrics.circleRadius, halfHeight: Metrics.circleRadius)
    case .dot, .accentDot:
      Extent(halfWidth: Metrics.dotRadius, halfHeight: Metrics.dotRadius)
    case .square:
      Extent(halfWidth: Metrics.squareSide / 2, halfHeight: Metrics.squareSide / 2)
    case .bare:
      Extent(halfWidth: max(label.width(at: Metrics.fontSize) / 2 + 2, 7), halfHeight: 9)
    }
  }
}

extension PlateDiagram {
  /// The reach of a node's shape and of its loop.
  func shapeExtent(of node: Int) -> Extent {
    var extent = nodes[node].shapeExtent
    // A plate around a dot alone has room for its label.
    extent.up = max(extent.up, 8)
    extent.down = max(extent.down, 6)
    let loops = edges.filter { $0.from == $0.to && $0.from.index == node }
    for (i, edge) in loops.enumerated() {
      var reach = nodes[node].shapeExtent.right + EdgeRouter.loopReach + 4
      if let label = edge.label { reach += label.width(at: Metrics.plateFontSize) }
      if i == 0 { extent.right = reach } else { extent.left = reach }
      extent.up = max(extent.up, 14)
      extent.down = max(extent.down, 14)
    }
    return extent
  }
}
