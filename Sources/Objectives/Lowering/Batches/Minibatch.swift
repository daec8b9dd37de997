public import Semantics
public import TensorIR

/// Some rows of a plate that stand for all of them.
///
/// A row at a place counts `weights[place]` times in a sum over the plate; such sums are unbiased
/// if the rows come to their places evenly.
public struct Minibatch: Hashable, Sendable {
  public let set: IndexSetID
  /// One for each row of a batch.
  public let weights: [Double]
  /// Which rows of a batch know a variable, if that is always the same.
  public let known: KnownRows?
  /// The number of rows of a batch.
  public var size: Int { weights.count }

  /// The first rows of each batch know a variable, and no others do.
  public struct KnownRows: Hashable, Sendable {
    public let variable: VariableID
    public let count: Int

    public init(variable: VariableID, count: Int) {
      self.variable = variable
      self.count = count
    }
  }

  public init(set: IndexSetID, weights: [Double], known: KnownRows? = nil) {
    self.set = set
    self.weights = weights
    self.known = known
  }

  /// Batches of one size, drawn evenly out of all rows.
  public init(set: IndexSetID, size: Int, of total: Int) {
    let weight = Double(total) / Double(max(size, 1))
    self.init(set: set, weights: Array(repeating: weight, count: size))
  }

  /// The weight of all rows, if it is one.
  var evenWeight: Double? {
    weights.allSatisfy { $0 == weights.first } ? weights.first : nil
  }
}

/// An input whose values are those of the rows of a batch: real, whatever the data are.
public struct BatchInput: Hashable, Sendable {
  public let input: InputID
  /// What it holds; strides are those of the batch.
  public let origin: DataOrigin
  /// Which of the declared indices is that of the rows.
  public let slot: Int
}

/// What a lowered density has of minibatches.
public struct LoweredBatch: Sendable {
  public let batch: Minibatch
  public let inputs: [BatchInput]
}

extension LoweredDensity {
  /// The program whose outputs are the log density and its gradient in each block.
  ///
  /// The inputs of a batch, and noise that is drawn anew, are parameters of it behind those of the
  /// blocks, since their values are given anew at each step; nothing is differentiated by them.
  public func steppable(_ differentiate: (TensorProgram) -> TensorProgram) -> TensorProgram {
    let gradient = differentiate(program)
    let rows = Set(stepInputs)
    guard !rows.isEmpty else { return gradient }
    let roles = gradient.inputs.map(\.role)
    return gradient.with { rows.contains($0) ? .parameter : roles[Int($0.index)] }
  }

  /// The inputs that each step gives anew, in the order in which they follow the coordinates.
  public var stepInputs: [InputID] {
    let rows = batch?.inputs.map(\.input) ?? []
    return (rows + (drawsAnew ? noise.map(\.input) : [])).sorted()
  }
}
