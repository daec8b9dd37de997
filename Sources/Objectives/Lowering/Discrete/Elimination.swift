import Diagnostics
import Semantics
import TensorIR

/// The elimination of discrete variables under way: what is left, and what was done.
struct Elimination: Sendable {
  /// The factors of what is left.
  var factors: [LogFactor]
  /// What is still to be summed out.
  var hidden: Set<Hidden> = []
  /// Letters whose elements are asked for one by one: nothing is multiplied over them.
  let free: Set<IndexID>
  /// `logSumExp` for the sum over the states, `maximum` for the most probable ones.
  let reduction: Reduction
  /// Whether messages along chains are kept for the way back.
  let isTraced: Bool
  /// Why plates had to be written out element by element, if they had to.
  var obstacle: LoweringFailure?
  /// What was eliminated, in order.
  var steps: [Step] = []

  /// The largest number of joint states in one table.
  static let largestTable = 1 << 20
  /// The largest number of factors after writing plates out.
  static let largestFactorCount = 4096

  /// One step on the way, with what choosing the states takes on the way back.
  enum Step: Sendable {
    case local(Choice, hidden: Hidden, cell: [IndexID: Coordinate])
    case chain(Sweep)
  }

  /// A sum over one axis of states: which terms it had.
  struct Choice: Sendable {
    /// The axis of the states that were summed over.
    let axis: AxisID
    /// The log factors that depend on it.
    let terms: [ValueID]
    /// The other states that the terms depend on, by their axes.
    let others: [AxisID: Reading]
  }

  /// The passage along a chain, piece by piece.
  struct Sweep: Sendable {
    let group: [Hidden]
    let letter: IndexID
    let cell: [IndexID: Coordinate]
    /// For each variable, the axes of its states at the element, one before, two before, …
    let axes: [Hidden: [AxisID]]
    /// The variables that are eliminated later, by the axes of their states.
    let outer: [AxisID: Reading]
    var pieces: [Piece]
    /// What was summed over after the last element.
    var ending: [Choice]
  }

  /// Some members of a chain in one go.
  struct Piece: Sendable {
    let members: Coordinate
    /// The sums of one step, in order, with the message before it.
    let choices: [Choice]
    /// How many states each variable had in the message before.
    let window: [Hidden: Int]
    /// Whether the element exists.
    let mask: ValueID?
  }

  /// What is eliminated in one go.
  enum Unit: Sendable {
    case single(Hidden)
    /// Variables that read each other along a chain.
    case chain([Hidden], along: IndexID)
  }
}
