/// What the diagnostics of draws need and does not depend on their values.
///
/// It is made once for all parameters of a sample.
public struct DiagnosticTables: Sendable {
  let scores: RankScores
  let transform: FourierTransform

  /// Creates the tables for so many chains of so many draws.
  public init(chainCount: Int, drawCount: Int) {
    let half = drawCount / 2
    scores = RankScores(count: 2 * chainCount * half)
    transform = FourierTransform(atLeast: 2 * half)
  }

  /// Creates the tables for some draws.
  init(_ draws: ScalarDraws) {
    self.init(chainCount: draws.chainCount, drawCount: draws.drawCount)
  }
}

/// The split chains of valid draws with their ranks.
struct RankedDraws {
  /// The order of all values of the split chains.
  let order: Ordering
  private let split: ScalarDraws
  private let scores: ScalarDraws
  private let tables: DiagnosticTables

  init(_ draws: ScalarDraws, _ tables: DiagnosticTables) {
    self.tables = tables
    split = draws.split()
    order = Ordering(split.values)
    scores = split.rankNormalised(order, tables.scores)
  }

  /// Returns the effective sample size of the bulk.
  func bulkESS() -> Double { scores.effectiveSampleSize(tables.transform) }

  /// Returns the rank-normalised split R-hat; NaN for a single chain.
  func rHat() -> Double {
    guard split.chainCount > 2 else { return .nan }
    let bulk = scores.potentialScaleReduction()
    let folded = split.folded(around: order.values.quantile(0.5))
    let tail = folded.rankNormalised(Ordering(folded.values), tables.scores)
      .potentialScaleReduction()
    // A folded form that does not vary says nothing, so it must not hide the bulk.
    return tail > bulk ? tail : bulk
  }
}
