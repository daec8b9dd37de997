public import ScalarMath

/// The evidence lower bound of a normal family as a function of its parameters, for fixed noise.
///
/// E log p(x) + entropy, with the mean over a fixed set of draws in place of the expectation: a
/// smooth function, which L-BFGS maximises (R. Giordano, M. Ingram and T. Broderick, "Black box
/// variational inference with a deterministic objective", 2024). The noise comes in pairs ±z, and
/// its second moments are those of the distribution: the bound of a normal density is exact.
public struct EvidenceBound<Base: LogDensity>: LogDensity {
  public let family: NormalFamily
  private var base: Base
  private let noise: [Double]
  private let drawCount: Int
  private var point: [Double]
  private var slope: [Double]

  /// - Parameter pairs: half the number of draws.
  public init(_ base: Base, _ family: NormalFamily, pairs: Int, stream: RandomStream) {
    precondition(base.dimension == family.dimension && pairs > 0)
    self.base = base
    self.family = family
    drawCount = 2 * pairs
    noise = balancedNoise(pairs: pairs, dimension: family.noiseCount, stream: stream)
    point = [Double](repeating: 0, count: family.dimension)
    slope = point
  }

  public var dimension: Int { family.parameterCount }

  public mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    for index in 0..<gradient.count { gradient[index] = 0 }
    let (family, noise) = (family, noise)
    // Taken out for the while, so that they have one owner.
    var (point, slope): ([Double], [Double]) = ([], [])
    swap(&point, &self.point)
    swap(&slope, &self.slope)
    defer {
      swap(&point, &self.point)
      swap(&slope, &self.slope)
    }
    var total = 0.0
    for draw in 0..<drawCount {
      let offset = draw * family.noiseCount
      family.place(x, noise: noise.span, at: offset, into: &point)
      var target = slope.mutableSpan
      total += try base.evaluate(point.span, gradient: &target)
      family.pull(slope, x, noise: noise.span, at: offset, into: &gradient)
    }
    let share = 1 / Double(drawCount)
    for index in 0..<gradient.count { gradient[index] *= share }
    return total * share + family.entropy(x, addingGradientTo: &gradient)
  }
}

/// Standard normal numbers, row by row: pairs of opposite rows, whose second moments are those of
/// the distribution. Without enough rows for that, the variance of each column is one.
func balancedNoise(pairs: Int, dimension: Int, stream: RandomStream) -> [Double] {
  var stream = stream
  var rows = (0..<pairs * dimension).map { _ in stream.normal() }
  if pairs >= dimension {
    var moments = [Double](repeating: 0, count: dimension * dimension)
    for row in 0..<dimension {
      for column in 0...row {
        moments[row * dimension + column] =
          (0..<pairs).reduce(0) {
            $0 + rows[$1 * dimension + row] * rows[$1 * dimension + column]
          } / Double(pairs)
      }
    }
    if DenseMatrix.factorize(&moments, order: dimension) {
      for pair in 0..<pairs {
        var row = Array(rows[pair * dimension..<(pair + 1) * dimension])
        DenseMatrix.solveLower(moments, order: dimension, replacing: &row)
        rows.replaceSubrange(pair * dimension..<(pair + 1) * dimension, with: row)
      }
    }
  } else {
    for column in 0..<dimension {
      let square = (0..<pairs).reduce(0) {
        $0 + rows[$1 * dimension + column] * rows[$1 * dimension + column]
      }
      let scale = (Double(pairs) / square).squareRoot()
      for pair in 0..<pairs { rows[pair * dimension + column] *= scale }
    }
  }
  return rows + rows.map { -$0 }
}
