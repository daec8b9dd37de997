extension Standardisation {
  /// The mean and the sample standard deviation of each component over what is known.
  init(of values: [Double], width: Int, isKnown: (Int) -> Bool) {
    var (means, deviations): ([Double], [Double]) = ([], [])
    for j in 0..<width {
      let column = stride(from: j, to: values.count, by: width).filter(isKnown).map { values[$0] }
      let mean = column.reduce(0, +) / Double(column.count)
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      means.append(mean)
      deviations.append((squares / Double(column.count - 1)).squareRoot())
    }
    self.init(means: means, deviations: deviations)
  }

  /// The first component whose deviation is not above a bound, or no number.
  func firstConstant(below least: Double = 0) -> Int? {
    deviations.firstIndex { !($0 > least && $0.isFinite) }
  }

  /// Values, component by component, less their mean and over their deviation.
  func standardised(_ values: [Double]) -> [Double] {
    let width = means.count
    return values.indices.map { (values[$0] - means[$0 % width]) / deviations[$0 % width] }
  }
}
