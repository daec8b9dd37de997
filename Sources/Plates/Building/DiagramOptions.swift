public import Semantics

/// What to draw of a model, and how.
public struct DiagramOptions: Hashable, Sendable {
  /// What stands in the corner of a plate.
  public enum Sizes: Hashable, Sendable {
    /// The name of the set, n = 1..N.
    case symbols
    /// The number where it is known: from the data, or from the model itself.
    case numbers([IndexSetID: Int])
  }

  public enum GivenShape: Hashable, Sendable { case dot, circle }
  public enum Guides: Hashable, Sendable { case shown, hidden, only }
  public enum Chains: Hashable, Sendable { case unrolled, loop }

  public var sizes = Sizes.symbols
  public var given = GivenShape.dot
  public var guides = Guides.shown
  public var chains = Chains.unrolled
  /// Whether a net or flow that is made of nets is one dot.
  public var foldsNets = false
  /// The objective of a family's member: a query against the arrows, such as p(y | x) of a model
  /// with an arrow from y to x, is drawn contracted, with arrows from all right of its bar.
  public var question: Objective?

  public init() {}
}
