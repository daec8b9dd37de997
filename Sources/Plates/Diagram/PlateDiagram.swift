/// What a plate diagram shows, before anything has a place.
public struct PlateDiagram: Hashable, Sendable {
  /// The model's name; it prefixes the identities in an SVG, so that several fit on one page.
  public var name: String
  /// The model's documentation comment.
  public var title: String?
  public var nodes: [Node] = []
  public var plates: [Plate] = []
  public var edges: [Edge] = []
  /// The chains that are drawn unrolled.
  public var chains: [Chain] = []

  public init(name: String, title: String? = nil) {
    self.name = name
    self.title = title
  }

  public subscript(node: NodeID) -> Node { nodes[node.index] }
  public subscript(plate: PlateID) -> Plate { plates[plate.index] }

  public var nodeIDs: [NodeID] { nodes.indices.map { NodeID($0) } }
  public var plateIDs: [PlateID] { plates.indices.map { PlateID($0) } }

  /// Adds a node and returns its identity.
  @discardableResult
  public mutating func add(_ node: Node) -> NodeID {
    nodes.append(node)
    return NodeID(nodes.count - 1)
  }

  /// Adds a plate and returns its identity.
  @discardableResult
  public mutating func add(_ plate: Plate) -> PlateID {
    plates.append(plate)
    return PlateID(plates.count - 1)
  }
}

/// The position of a node in its diagram.
public struct NodeID: Hashable, Comparable, Sendable {
  public let index: Int
  public init(_ index: Int) { self.index = index }
  public static func < (a: NodeID, b: NodeID) -> Bool { a.index < b.index }
}

/// The position of a plate in its diagram.
public struct PlateID: Hashable, Comparable, Sendable {
  public let index: Int
  public init(_ index: Int) { self.index = index }
  public static func < (a: PlateID, b: PlateID) -> Bool { a.index < b.index }
}

/// One circle, dot, square or symbol.
public struct Node: Hashable, Sendable {
  /// What the node stands for.
  public enum Kind: Hashable, Sendable {
    case observed, partial, latent, given, parameter, hyper, deterministic, factor, net
    /// The slices of a chain that are left out.
    case ellipsis
  }

  /// What is drawn.
  public enum Shape: Hashable, Sendable {
    case whiteCircle, greyCircle, halfGreyCircle
    case dot
    /// A dot in the colour of what is learnt.
    case accentDot
    case square
    /// The label alone.
    case bare
  }

  /// Unique in the diagram: the variable's name, with the slice of an unrolled chain.
  public let name: String
  public let kind: Kind
  public let shape: Shape
  public let label: MathText

  public init(name: String, kind: Kind, shape: Shape, label: MathText) {
    self.name = name
    self.kind = kind
    self.shape = shape
    self.label = label
  }
}

/// A rounded rectangle around the nodes that are repeated.
public struct Plate: Hashable, Sendable {
  /// Unique in the diagram: the letter, with the slice of a chain it is nested in.
  public let name: String
  public let label: MathText
  /// In the order of the nodes.
  public var members: [NodeID]
  /// The plates that it is declared `of`.
  public let parents: [PlateID]

  public init(name: String, label: MathText, members: [NodeID], parents: [PlateID] = []) {
    self.name = name
    self.label = label
    self.members = members
    self.parents = parents
  }
}

/// A line between two nodes.
public struct Edge: Hashable, Sendable {
  public enum Style: Hashable, Sendable {
    /// A solid arrow from parent to child.
    case story
    /// A dashed arrow of a guide, in a second colour.
    case guide
    /// A line to a factor.
    case undirected
  }

  public let from: NodeID
  public let to: NodeID
  public let style: Style
  /// Whether `from` stands above `to`.
  public let isRanked: Bool
  /// Such as t−1 at the arrow of a chain that is drawn as a loop.
  public let label: MathText?

  public init(
    from: NodeID, to: NodeID, style: Style, isRanked: Bool = true, label: MathText? = nil
  ) {
    self.from = from
    self.to = to
    self.style = style
    self.isRanked = isRanked
    self.label = label
  }
}

/// An unrolled chain: a table of nodes, one column for each slice that is shown.
public struct Chain: Hashable, Sendable {
  /// One row for each variable; a column may lack its node.
  public var rows: [[NodeID?]]

  public init(rows: [[NodeID?]]) { self.rows = rows }
}
