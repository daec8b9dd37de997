import ScalarMath

/// The normal scores of the ranks 1, 2, … of a number of draws.
///
/// Equation 14 of Vehtari, Gelman, Simpson, Carpenter, Buerkner: Rank-normalization, folding, and
/// localization (2021), with the offset 3/8 of Blom.
struct RankScores: Sendable {
  private let denominator: Double
  private let ofRank: [Double]

  init(count: Int) {
    let denominator = Double(count) + 0.25
    self.denominator = denominator
    ofRank = (0..<count).map { .inverseNormalCDF((Double($0 + 1) - 0.375) / denominator) }
  }

  /// Returns the score that draws share which would have the given ranks, counted from zero.
  func score(_ ranks: Range<Int>) -> Double {
    if ranks.count == 1 { return ofRank[ranks.lowerBound] }
    let rank = Double(ranks.lowerBound + 1 + ranks.upperBound) / 2
    return .inverseNormalCDF((rank - 0.375) / denominator)
  }
}

extension ScalarDraws {
  /// Returns the normal scores of the ranks over all chains; ties share their average rank.
  func rankNormalised() -> ScalarDraws {
    rankNormalised(Ordering(values), RankScores(count: values.count))
  }

  /// Returns the same, given the order of the values.
  func rankNormalised(_ order: Ordering, _ scores: RankScores) -> ScalarDraws {
    var result = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < result.count {
      var end = start + 1
      while end < result.count && order.values[end] == order.values[start] { end += 1 }
      let score = scores.score(start..<end)
      for index in start..<end { result[Int(order.places[index])] = score }
      start = end
    }
    return ScalarDraws(chainCount: chainCount, drawCount: drawCount, values: result)
  }

  /// Returns the distances from a centre.
  func folded(around center: Double) -> ScalarDraws { map { abs($0 - center) } }
}
