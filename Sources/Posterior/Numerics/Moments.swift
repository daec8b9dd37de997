extension RandomAccessCollection<Double> {
  /// The mean; NaN if there are no values.
  var mean: Double { reduce(0, +) / Double(count) }

  /// The variance with the divisor n - 1; NaN if there are fewer than two values.
  var sampleVariance: Double {
    let center = mean
    return reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(count - 1)
  }
}
