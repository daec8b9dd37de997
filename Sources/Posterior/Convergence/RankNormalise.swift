import ScalarMath

extension ScalarDraws {
  /// Returns the normal scores of the ranks over all chains; ties share their average rank.
  ///
  /// Equation 14 of Vehtari, Gelman, Simpson, Carpenter, Buerkner: Rank-normalization, folding,
  /// and localization (2021), with the offset 3/8 of Blom.
  func rankNormalised() -> ScalarDraws {
    let order = values.indices.sorted { values[$0] < values[$1] }
    let denominator = Double(values.count) + 0.25
    var scores = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
      let rank = Double(start + 1 + end) / 2
      let score = Double.inverseNormalCDF((rank - 0.375) / denominator)
      for place in start..<end { scores[order[place]] = score }
      start = end
    }
    return ScalarDraws(chainCount: chainCount, drawCount: drawCount, values: scores)
  }

  /// Returns the distances from the median over all chains.
  func folded() -> ScalarDraws {
    let center = median
    return map { abs($0 - center) }
  }
}
