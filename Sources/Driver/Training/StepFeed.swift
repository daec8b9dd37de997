import Binding
import Inference
import Objectives
import ScalarMath
import Semantics
import TensorIR

/// Puts what is given anew at each step behind the coordinates of a point: the rows of a batch, and
/// noise.
struct StepFeed: Sendable {
  /// Where one input gets its values from.
  private enum Source: Sendable {
    case data(RowReader)
    case positions
    case noise(NoiseInput)
  }
  private let sources: [(source: Source, offset: Int)]
  /// The numbers of all inputs.
  let count: Int
  private let stream: RandomStream

  /// - Parameter stream: what the noise is drawn from.
  /// - Returns: `nil` if the data of an input cannot be read row by row.
  init?(_ lowered: LoweredDensity, _ bound: BoundModel, stream: RandomStream) {
    var sources: [(Source, Int)] = []
    var count = 0
    for id in lowered.stepInputs {
      if let noise = lowered.noise.first(where: { $0.input == id }) {
        sources.append((.noise(noise), count))
      } else if let input = lowered.batch?.inputs.first(where: { $0.input == id }) {
        guard let source = Self.source(of: input, bound) else { return nil }
        sources.append((source, count))
      }
      count += lowered.program.count(lowered.program[id].type)
    }
    self.sources = sources
    self.count = count
    self.stream = stream
  }

  private static func source(of input: BatchInput, _ bound: BoundModel) -> Source? {
    switch input.origin {
    case .values(let id, let strides):
      bound.values[id].flatMap { RowReader($0, slot: input.slot, strides: strides) }
        .map { .data($0) }
    case .known(let id, let strides):
      bound.values[id].flatMap { RowReader(knownOf: $0, slot: input.slot, strides: strides) }
        .map { .data($0) }
    case .rows: .positions
    case .sizes, .weights, .noise: nil
    }
  }

  /// Writes the values of a step from an offset on.
  func fill<Scalar: StepScalar>(
    _ x: inout MutableSpan<Scalar>, at offset: Int, rows: [Int], step: Int
  ) {
    for (source, place) in sources {
      switch source {
      case .data(let reader): Scalar.read(reader, rows, into: &x, at: offset + place)
      case .positions:
        for (index, row) in rows.enumerated() { x[offset + place + index] = Scalar(row) }
      case .noise(let noise):
        Scalar.draw(noise, into: &x, at: offset + place, step: step, stream: stream)
      }
    }
  }
}
