import Diagnostics
import Semantics
import TensorIR

/// The log of one factor of the joint, at every element of the plates that it is repeated over.
struct LogFactor: Sendable {
  /// The log density; its axes are those of the coordinates and of the readings.
  var value: ValueID
  /// The letters over which the factor is repeated, and which members of each.
  var coordinates: [IndexID: Coordinate]
  /// The summed-out variables that it still depends on, by the axes of their states.
  var readings: [AxisID: Reading]
  let span: SourceSpan

  /// The axes over which the factor is repeated.
  var plates: Set<AxisID> { Set(coordinates.values.compactMap(\.axis)) }
  /// The summed-out variables it still depends on.
  var states: Set<VariableID> { Set(readings.values.map(\.hidden.variable)) }

  func reads(_ hidden: Hidden) -> Bool { readings.values.contains { $0.hidden == hidden } }
}

/// One statement of the story that has a density: what it defines and what it reads.
struct Statement: Hashable, Sendable {
  enum Source: Hashable, Sendable {
    case part(VariableID, Int)
    case factor(Int)
    case tie(Int)
  }
  let source: Source
  /// The random variables in it, the defined one included.
  let mentions: Set<VariableID>
  let defines: VariableID?
  let span: SourceSpan
}
