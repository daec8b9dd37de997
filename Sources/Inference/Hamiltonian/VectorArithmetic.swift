/// Adds `factor` times `x` to `y`.
///
/// - Precondition: both have the same number of elements.
func add(_ factor: Double, times x: [Double], to y: inout [Double]) {
  precondition(x.count == y.count)
  for index in x.indices { y[index] += factor * x[index] }
}

/// Returns the inner product.
///
/// - Precondition: both have the same number of elements.
func dot(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count)
  var sum = 0.0
  for index in x.indices { sum += x[index] * y[index] }
  return sum
}
