import Semantics
import TensorIR

/// The distribution of a variable that was integrated out, given what was eliminated after it.
///
/// The parameters are values of the program; they depend on the holes of variables that were
/// integrated out later, and have the axes of states that were summed over later.
enum ConditionalLaw: Sendable {
  /// Normal elements, each with mean slope / precision.
  case independent(slope: ValueID, precision: ValueID)
  /// Normal elements with mean (L L')^-1 g and precision L L' along one axis: L is the root, and
  /// what is solved is L^-1 g, along the column. The row stands for the joined axes, row-major if
  /// they are several; each position along the rest has elements of its own.
  case correlated(
    solved: ValueID, root: ValueID, row: AxisID, column: AxisID, joined: [AxisID], rest: [AxisID])
  /// Normal elements along a chain: L is the factor of the precision, and what is solved is L^-1 g,
  /// along the columns.
  case chain(solved: ValueID, factor: BlockFactor, layout: ChainLayout)
  /// Elements of which the power is a gamma variable.
  case gamma(shape: ValueID, rate: ValueID, power: Double)
  case beta(ValueID, ValueID)
  case dirichlet(ValueID, along: AxisID)
  /// A matrix with density |X|^(s - (D + 1) / 2) exp(-tr(B X)), or its inverse.
  case wishart(
    shape: ValueID, weight: ValueID, row: AxisID, column: AxisID, isInverse: Bool)

  var parameters: [ValueID] {
    switch self {
    case .independent(let slope, let precision): [slope, precision]
    case .correlated(let solved, let root, _, _, _, _): [solved, root]
    case .chain(let solved, let factor, _): [solved, factor.root, factor.below]
    case .gamma(let shape, let rate, _): [shape, rate]
    case .beta(let a, let b): [a, b]
    case .dirichlet(let shape, _): [shape]
    case .wishart(let shape, let weight, _, _, _): [shape, weight]
    }
  }

  /// The same with other values for the parameters.
  func mapValues(_ f: (ValueID) -> ValueID) -> ConditionalLaw {
    switch self {
    case .independent(let slope, let precision):
      .independent(slope: f(slope), precision: f(precision))
    case .correlated(let solved, let root, let row, let column, let joined, let rest):
      .correlated(
        solved: f(solved), root: f(root), row: row, column: column, joined: joined, rest: rest)
    case .chain(let solved, let factor, let layout):
      .chain(
        solved: f(solved),
        factor: BlockFactor(
          blocks: factor.blocks, sides: factor.sides, root: f(factor.root),
          below: f(factor.below)),
        layout: layout)
    case .gamma(let shape, let rate, let power):
      .gamma(shape: f(shape), rate: f(rate), power: power)
    case .beta(let a, let b): .beta(f(a), f(b))
    case .dirichlet(let shape, let axis): .dirichlet(f(shape), along: axis)
    case .wishart(let shape, let weight, let row, let column, let isInverse):
      .wishart(
        shape: f(shape), weight: f(weight), row: row, column: column, isInverse: isInverse)
    }
  }
}

/// An integral that was taken, with what drawing its variable back takes.
struct Integral: Sendable {
  let variables: [VariableID]
  /// What the integral was taken over.
  let hole: ValueID
  /// What stands for the holes of the variables, where several were taken as one.
  var images: [ValueID: ValueID] = [:]
  let law: ConditionalLaw
  /// The finite variables that the law depends on, by the axes of their states.
  let readings: [AxisID: Reading]
  /// The letters over which there is one law for each element.
  let cell: [IndexID: Coordinate]
}

/// What is left after integrating real variables out.
struct Integration: Sendable {
  let factors: [LogFactor]
  /// The variables that could not be integrated out.
  let left: Set<VariableID>
  /// What was, in order.
  let integrals: [Integral]
}

/// What an integral may cost.
struct IntegrationLimits: Sendable {
  /// The most rows of a matrix.
  var largestMatrix = Int.max
  /// The fewest elements along an axis that is gone along in steps, instead of by one matrix.
  var shortestChain = 16
}
