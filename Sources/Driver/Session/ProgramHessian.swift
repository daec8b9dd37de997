import Autodiff
import Objectives
import TensorIR

/// The second derivatives of a lowered density on a back end.
///
/// Copies have their own working memory.
struct ProgramHessian: Sendable {
  private var engine: Engine
  private let blocks: [ParameterBlock]
  private let dimension: Int

  init(_ engine: Engine, of lowered: LoweredDensity) {
    self.engine = engine
    blocks = lowered.blocks
    dimension = lowered.dimension
  }

  /// The matrix at a point, row after row.
  mutating func matrix(at position: [Double]) -> [Double] {
    engine.run(position)
    var result = [Double](repeating: 0, count: dimension * dimension)
    for (i, rows) in blocks.enumerated() {
      for (j, columns) in blocks.enumerated() {
        let part = engine.output(i * blocks.count + j)
        for row in 0..<rows.count {
          for column in 0..<columns.count {
            result[(rows.offset + row) * dimension + columns.offset + column] =
              part[row * columns.count + column]
          }
        }
      }
    }
    return result
  }
}
