import Diagnostics
import Semantics
import TensorIR

/// The log of one factor of the joint, at every element of the plates that it is repeated over.
struct LogFactor: Sendable {
  /// The log density; its axes are among `plates` and the state axes of `states`.
  var value: ValueID
  /// The axes over which the factor is repeated.
  var plates: Set<AxisID>
  /// The summed-out variables it still depends on.
  var states: Set<VariableID>
  let span: SourceSpan
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
