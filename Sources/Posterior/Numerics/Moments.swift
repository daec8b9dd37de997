extension RandomAccessCollection<Double> {
  /// The mean; NaN if there are no values.
  var mean: Double { sum { $0 } / Double(count) }

  /// The variance with the divisor n - 1; NaN if there are fewer than two values.
  var sampleVariance: Double {
    let center = SIMD4(repeating: mean)
    return sum { ($0 - center) * ($0 - center) } / Double(count - 1)
  }

  /// Returns the sum of a function of the values, in eight lanes, which need not wait for each
  /// other.
  @inline(__always)
  private func sum(_ term: (SIMD4<Double>) -> SIMD4<Double>) -> Double {
    let total = withContiguousStorageIfAvailable { values in
      guard let start = values.baseAddress else { return 0.0 }
      var (even, odd) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      var index = 0
      while index + 8 <= values.count {
        even += term(start.four(index))
        odd += term(start.four(index + 4))
        index += 8
      }
      var sum = (even + odd).sum()
      while index < values.count {
        sum += term(SIMD4(repeating: values[index]))[0]
        index += 1
      }
      return sum
    }
    return total ?? reduce(0) { $0 + term(SIMD4(repeating: $1))[0] }
  }
}
