/// Draws of named scalar parameters by several chains of equal length.
///
/// Invariant: the values of one parameter lie together, chain after chain, draw after draw.
public struct Draws: Sendable, Equatable {
  /// The names of the parameters, in order.
  public let names: [String]
  /// The number of chains.
  public let chainCount: Int
  /// The number of draws of each chain.
  public let drawCount: Int
  private var values: [Double]

  /// Creates the draws of chains given as rows: draw after draw, each with one value per name.
  ///
  /// Chains longer than the shortest one are cut to its length, so that interrupted runs fit.
  /// - Precondition: the length of each chain is a multiple of the number of names.
  public init(names: [String], chains: [[Double]]) {
    let width = names.count
    precondition(chains.allSatisfy { width > 0 ? $0.count % width == 0 : $0.isEmpty })
    self.names = names
    chainCount = chains.count
    drawCount = width > 0 ? (chains.map(\.count).min() ?? 0) / width : 0
    values = []
    values.reserveCapacity(width * chainCount * drawCount)
    for parameter in 0..<width {
      for chain in chains {
        for draw in 0..<drawCount { values.append(chain[draw * width + parameter]) }
      }
    }
  }

  /// The value of a parameter at a draw of a chain; all are counted from zero.
  public subscript(parameter: Int, chain: Int, draw: Int) -> Double {
    precondition(chain < chainCount && draw < drawCount)
    return values[(parameter * chainCount + chain) * drawCount + draw]
  }

  /// Returns all draws of one parameter.
  public func scalar(_ parameter: Int) -> ScalarDraws {
    let count = chainCount * drawCount
    let block = values[parameter * count..<(parameter + 1) * count]
    return ScalarDraws(chainCount: chainCount, drawCount: drawCount, values: Array(block))
  }

  /// Returns all draws of the parameter with a name, or nil if there is none.
  public func scalar(named name: String) -> ScalarDraws? {
    names.firstIndex(of: name).map(scalar)
  }
}
