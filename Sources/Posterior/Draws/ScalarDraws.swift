/// Draws of one real quantity by several chains of equal length.
///
/// Invariant: `values` holds chain after chain, draw after draw.
public struct ScalarDraws: Sendable, Equatable {
  /// The number of chains.
  public let chainCount: Int
  /// The number of draws of each chain.
  public let drawCount: Int
  /// All values, chain after chain.
  public let values: [Double]

  /// Creates draws from values that lie chain after chain.
  ///
  /// - Precondition: there are `chainCount * drawCount` values.
  public init(chainCount: Int, drawCount: Int, values: [Double]) {
    precondition(values.count == chainCount * drawCount)
    self.chainCount = chainCount
    self.drawCount = drawCount
    self.values = values
  }

  /// Creates draws from chains of equal length.
  ///
  /// - Precondition: all chains have the length of the first.
  public init(chains: [[Double]]) {
    let drawCount = chains.first?.count ?? 0
    precondition(chains.allSatisfy { $0.count == drawCount })
    self.init(chainCount: chains.count, drawCount: drawCount, values: Array(chains.joined()))
  }

  /// The mean over all chains.
  public var mean: Double { values.mean }

  /// The standard deviation over all chains, with the divisor n - 1.
  public var standardDeviation: Double { values.sampleVariance.squareRoot() }

  /// The median over all chains.
  public var median: Double { quantile(0.5) }

  /// Returns the quantile at a probability over all chains, by linear interpolation (R's type 7).
  ///
  /// NaN if there are no draws or one of them is NaN.
  public func quantile(_ probability: Double) -> Double {
    SortedDraws(self).quantile(probability)
  }

  /// Returns the chain with a number.
  func chain(_ index: Int) -> ArraySlice<Double> {
    values[index * drawCount..<(index + 1) * drawCount]
  }

  /// Returns the draws with a function applied to each.
  func map(_ transform: (Double) -> Double) -> ScalarDraws {
    ScalarDraws(chainCount: chainCount, drawCount: drawCount, values: values.map(transform))
  }

  /// Returns the first and the last half of each chain as chains; an odd draw in the middle goes.
  func split() -> ScalarDraws {
    let half = drawCount / 2
    var halves: [Double] = []
    halves.reserveCapacity(2 * half * chainCount)
    for first in [0, drawCount - half] {
      for index in 0..<chainCount {
        let start = index * drawCount + first
        halves += values[start..<start + half]
      }
    }
    return ScalarDraws(chainCount: 2 * chainCount, drawCount: half, values: halves)
  }

  /// True iff there are enough draws for a diagnostic and none of them is NaN.
  func isValid(minimumChains: Int) -> Bool {
    drawCount >= 4 && chainCount >= minimumChains && !values.contains(where: \.isNaN)
  }
}
