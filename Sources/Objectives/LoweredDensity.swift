public import Semantics
public import TensorIR

/// A log density of a vector of free coordinates, ready for differentiation and a back end.
public struct LoweredDensity: Sendable {
  /// Its one output is the log density; its parameter inputs, in order, are the coordinates.
  public let program: TensorProgram
  /// The log density with half the nodes where integrals are taken by quadrature: how far it is
  /// from the program's says how far off those may be. `nil` if all integrals are exact.
  public let coarser: TensorProgram?
  /// The same inputs; output i holds the values of `quantities[i]`.
  public let report: TensorProgram
  /// The same inputs; its outputs are the log density on the constrained values, and the log of
  /// how the coordinates stretch them, which a change of variables adds.
  public let parts: TensorProgram
  /// The values of the data inputs of both programs.
  public internal(set) var data: [InputID: Tensor]
  /// Where those values come from.
  public let origins: [InputID: DataOrigin]
  /// The variables that the coordinates move: those of the blocks, and what is one with them.
  public let moved: Set<VariableID>
  /// What the coordinates stand for, in the order of the vector.
  public let blocks: [ParameterBlock]
  /// The inputs with standard noise, which estimates of expectations are made of. The data have
  /// one draw of each, so that the program as it is has a fixed estimate.
  public let noise: [NoiseInput]
  /// Whether each step draws the noise anew, instead of keeping that of the data.
  public var drawsAnew = false
  /// What a person wants to know of a point: the constrained values of the blocks, and named
  /// deterministic values.
  public let quantities: [Quantity]
  /// Named deterministic values that have none at a point: they read what is summed out.
  public let unreported: [String]
  /// The rows that stand for all, if the objective is estimated from minibatches; `data` holds the
  /// first ones.
  public let batch: LoweredBatch?
  /// The way back from constrained values to the coordinates.
  public let unconstraining: Unconstraining

  /// The length of the vector.
  public var dimension: Int { blocks.reduce(0) { $0 + $1.count } }
}

/// Where the values of a data input come from.
public enum DataOrigin: Hashable, Sendable {
  /// They are those of a variable; `strides` says, for each of its declared indices and then its
  /// components, how far apart neighbours are stored.
  case values(VariableID, strides: [Int])
  /// Which elements of a variable are known, over its declared indices.
  case known(VariableID, strides: [Int])
  /// The sizes of a ragged set.
  case sizes(IndexSetID)
  /// Standard noise, drawn anew.
  case noise
  /// The weights of a net, by the place of the tensor in it.
  case weights(FunctionID, tensor: Int)
  /// The positions of the rows of a minibatch in their set.
  case rows(IndexSetID)
}

/// A named table of results.
public struct Quantity: Sendable {
  public let variable: VariableID
  public let name: String
  /// The names of the dimensions: index sets, outermost first.
  public let dimensions: [String]
  /// The names of the members along each dimension.
  public let members: [[String]]
  /// Whether its elements are weights of a net, which have no meaning of their own.
  public let holdsWeights: Bool
  /// Where each element, row-major over the dimensions, stands in the output of the program.
  public let places: [Int]

  /// The names of the elements, `theta[1]` or `A[1,2]`, row-major; a number has its own name.
  public var elementNames: [String] {
    guard !members.isEmpty else { return [name] }
    let tuples = members.reduce([[String]()]) { prefixes, names in
      prefixes.flatMap { prefix in names.map { prefix + [$0] } }
    }
    return tuples.map { "\(name)[\($0.joined(separator: ","))]" }
  }
}
