import Semantics
import TensorIR

/// The weights of a net, in the order in which `weights(f)` lays them out flat.
///
/// Layer by layer from the input on; in each layer first a matrix for each input, row by row, where
/// a row is one component of that input, then the biases, then what belongs to its normalisation.
/// A row of a convolution is one place of its window in one channel. The heads of a record follow
/// one another.
struct NetLayout: Hashable, Sendable {
  /// A matrix, or the biases of a layer.
  struct Tensor: Hashable, Sendable {
    /// What it is called behind the name of the net: `w1`, `b1`.
    let name: String
    /// The axes of the input, then those of what the layer gives; biases have only the latter.
    let axes: [AxisID]
    /// Where it begins among all weights, and how many it has.
    let offset, count: Int
    /// How far its numbers are spread around zero at the start.
    let start: StartSpread
  }

  /// A linear map of what enters, by the places of its tensors: a matrix for each input, biases.
  struct Layer: Hashable, Sendable {
    let matrices: [Int]
    let biases: Int
    /// The axes of what it gives.
    let outputs: [AxisID]
    /// How it reads an image, if it is a convolution.
    let windows: Windows?
    let norm: Norm?
  }

  /// The factors, less 1, and the offsets that follow a normalisation.
  struct Norm: Hashable, Sendable {
    let gains, shifts: Int
  }

  /// What is done to the first of the values that go through a net. The others wait until a layer
  /// takes all.
  enum Step: Hashable, Sendable {
    /// A layer with its activation.
    case layer(Layer)
    /// x + B(activation(A(x))).
    case residual(Layer, Layer)

    /// How many of the values it takes.
    var inputCount: Int {
      switch self {
      case .layer(let layer), .residual(let layer, _): layer.matrices.count
      }
    }
  }

  /// The axes of each input; a member of a set has that of its one-hot vector last.
  var inputs: [[AxisID]] = []
  var tensors: [Tensor] = []
  var hidden: [Step] = []
  /// The last layer, one for each field of a record.
  var heads: [Layer] = []

  /// The number of all weights.
  var count: Int { tensors.last.map { $0.offset + $0.count } ?? 0 }

  /// How far all weights are spread around zero at the start, in their order.
  var start: StartSpread { StartSpread(runs: tensors.flatMap { $0.start.runs(for: $0.count) }) }
}

/// Standard deviations of the numbers that a point starts with: runs of equal ones, and when these
/// are at their end, the first again.
public struct StartSpread: Hashable, Sendable {
  /// Neighbours with one standard deviation.
  public struct Run: Hashable, Sendable {
    public let count: Int
    public let deviation: Double
  }
  public let runs: [Run]

  init(runs: [Run]) { self.runs = runs }

  init(_ deviation: Double) { runs = [Run(count: 1, deviation: deviation)] }

  /// The runs of so many numbers.
  func runs(for count: Int) -> [Run] {
    if runs.count == 1, let only = runs.first {
      return [Run(count: count, deviation: only.deviation)]
    }
    let length = runs.reduce(0) { $0 + $1.count }
    guard length > 0 else { return [] }
    return (0..<count / length).flatMap { _ in runs }
  }

  /// The same with all deviations multiplied.
  func scaled(by factor: Double) -> StartSpread {
    StartSpread(runs: runs.map { Run(count: $0.count, deviation: $0.deviation * factor) })
  }
}
