public import ScalarMath
import Semantics
public import TensorIR

/// Draws the real latents back that were integrated out, for each draw of the others.
public struct RealDrawer: Sendable {
  private let program: any Evaluator
  /// What computes the shapes of gamma variables.
  private let shapes: [any Evaluator]
  private let noise: [(law: Law, count: Int)]
  private let sources: [Source]
  private let dimension: Int

  private enum Law: Sendable {
    case uniform, normal
    /// With shapes that one of the programs computes.
    case logGamma(shape: Int)
  }

  /// Where the coordinates of one block of the whole posterior come from.
  private struct Source: Sendable {
    let offset: Int
    /// Their places in the block, row-major.
    let places: [Int]
    let origin: Origin
  }

  private enum Origin: Sendable {
    /// Coordinates of the remainder.
    case kept([Int])
    /// An output, and the places in it.
    case drawn(output: Int, places: [Int])
  }

  /// - Parameters:
  ///   - whole: `lowerPosterior` of the same model.
  ///   - prepare: makes a program ready to be run on some back end.
  public init<Failure: Error>(
    _ remainder: Remainder, of whole: LoweredDensity,
    on prepare: (TensorProgram, [InputID: Tensor]) throws(Failure) -> any Evaluator
  ) throws(Failure) {
    let draws = remainder.draws
    program = try prepare(draws.program, draws.data)
    var noise: [(law: Law, count: Int)] = []
    var shapes: [any Evaluator] = []
    for input in draws.noise {
      switch input.law {
      case .uniform: noise.append((.uniform, input.count))
      case .normal: noise.append((.normal, input.count))
      case .logGamma(let shape):
        noise.append((.logGamma(shape: shapes.count), input.count))
        shapes.append(try prepare(shape, draws.data))
      }
    }
    self.noise = noise
    self.shapes = shapes
    dimension = whole.dimension
    sources = whole.blocks.compactMap { block in
      if let kept = remainder.density.blocks.first(where: { $0.owner == block.owner }) {
        return Source(
          offset: block.offset, places: block.places,
          origin: .kept(kept.places.map { kept.offset + $0 }))
      }
      guard let output = draws.variables.firstIndex(where: { $0 == block.variable }) else {
        return nil
      }
      return Source(
        offset: block.offset, places: block.places,
        origin: .drawn(output: output, places: draws.places[output]))
    }
  }

  /// Returns the coordinates of the whole posterior at each point of the remainder; each has a
  /// stream of its own.
  public func positions(at points: [[Double]], _ stream: RandomStream) -> [[Double]] {
    var run = Run(program: program, shapes: shapes, noise: noise)
    return points.enumerated().map { index, point in
      var stream = stream.stream(index)
      run.draw(at: point, &stream)
      var position = [Double](repeating: 0, count: dimension)
      for source in sources {
        let (values, places) =
          switch source.origin {
          case .kept(let places): (point, places)
          case .drawn(let output, let places): (run.program.output(output), places)
          }
        for (target, place) in zip(source.places, places) {
          position[source.offset + target] = values[place]
        }
      }
      return position
    }
  }

  /// The programs at work.
  private struct Run {
    var program: any Evaluator
    var shapes: [any Evaluator]
    let noise: [(law: Law, count: Int)]

    mutating func draw(at point: [Double], _ stream: inout RandomStream) {
      var parameters = point
      for (law, count) in noise {
        switch law {
        case .uniform: parameters += (0..<count).map { _ in stream.uniform() }
        case .normal: parameters += (0..<count).map { _ in stream.normal() }
        case .logGamma(let shape):
          // In place: a copy would copy its memory.
          shapes[shape].run(parameters)
          parameters += shapes[shape].output(0).map { stream.logGamma(shape: $0) }
        }
      }
      program.run(parameters)
    }
  }
}
