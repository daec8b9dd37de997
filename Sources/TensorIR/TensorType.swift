/// What one element of a tensor is; the precision of reals is a choice of the run.
public enum ElementType: String, CaseIterable, Hashable, Sendable {
  case real, integer, boolean
}

/// The element type and the axes of a value.
///
/// Invariant: `axes` is strictly ascending. The order is that of storage (row-major, last fastest)
/// and has no other meaning.
public struct TensorType: Hashable, Sendable {
  /// What one element is.
  public let element: ElementType
  /// The axes, ascending.
  public let axes: [AxisID]

  /// Creates a type with the given axes in ascending order.
  public init(_ element: ElementType, _ axes: some Sequence<AxisID> = []) {
    self.element = element
    self.axes = Set(axes).sorted()
  }
}
