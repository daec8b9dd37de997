public import ScalarMath
public import Semantics

extension LoweredDensity {
  /// Whether the model says how its points are spread at the start: whether it has weights of nets.
  public var hasWeights: Bool { blocks.contains { $0.start != nil } }

  /// Where an optimiser starts: weights of nets as their layers want them (`docs/Lowering.md`),
  /// other coordinates uniform between -1/2 and 1/2.
  ///
  /// What a block starts with depends on the stream and its name alone.
  public func startingPoint(using stream: RandomStream) -> [Double] {
    var result = [Double](repeating: 0, count: dimension)
    for block in blocks {
      var random = stream.stream(block.name)
      guard let start = block.start else {
        for index in 0..<block.count {
          result[block.offset + index] = random.uniform(from: -0.5, to: 0.5)
        }
        continue
      }
      var place = block.places.startIndex
      while place < block.places.endIndex {
        for run in start.runs {
          for _ in 0..<run.count where place < block.places.endIndex {
            let value = run.deviation > 0 ? run.deviation * random.normal() : 0
            result[block.offset + block.places[place]] = value
            place += 1
          }
        }
        if start.runs.allSatisfy({ $0.count == 0 }) { break }
      }
    }
    return result
  }

  /// The weights of each net that is a point, flat, in the order of `weights(f)`.
  public func weights(at position: [Double]) -> [FunctionID: [Double]] {
    var result: [FunctionID: [Double]] = [:]
    for block in blocks {
      guard case .function(let id) = block.owner else { continue }
      result[id, default: []] += block.places.map { position[block.offset + $0] }
    }
    return result
  }
}
