/// Draws of vectors and matrices; matrices are lists row by row.
extension RandomStream {
  /// Returns a point of the simplex from the Dirichlet distribution.
  ///
  /// Normalised on the log scale, so tiny concentrations give a point and not 0 / 0.
  public mutating func dirichlet(_ concentration: [Double]) -> [Double] {
    let logs = concentration.map { logGamma(shape: $0) }
    let largest = logs.max() ?? .nan
    let weights = logs.map { Double.exp($0 - largest) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// Returns the counts of the categories among the given number of trials.
  ///
  /// One binomial draw for each category, given those before it; nil if the weights have no sum.
  public mutating func multinomial(trials: Double, weights: [Double]) -> [Double]? {
    var weightLeft = weights.reduce(0, +)
    guard weightLeft > 0, weightLeft.isFinite, weights.allSatisfy({ $0 >= 0 }) else { return nil }
    var trialsLeft = trials
    let last = weights.lastIndex { $0 > 0 }
    return weights.enumerated().map { index, weight in
      let share = index == last ? 1 : weight / weightLeft
      let count = weight == 0 ? 0 : binomial(trials: trialsLeft, min(1, share))
      trialsLeft -= count
      weightLeft -= weight
      return count
    }
  }

  /// Returns a normal vector with the given mean and lower Cholesky factor of its covariance.
  public mutating func multivariateNormal(mean: [Double], lower: [Double]) -> [Double] {
    let n = mean.count
    let z = mean.map { _ in normal() }
    return (0..<n).map { i in
      (0...i).reduce(mean[i]) { $0 + lower[i * n + $1] * z[$1] }
    }
  }

  /// Returns the lower Cholesky factor of a Wishart matrix with mean df L L'.
  ///
  /// Bartlett's decomposition: L A with A lower triangular, normal below the diagonal, and the root
  /// of a chi-squared draw with df - i degrees of freedom on it. Needs df > order - 1.
  public mutating func wishartFactor(df: Double, lower: [Double], order n: Int) -> [Double] {
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<i { a[i * n + j] = normal() }
      a[i * n + i] = (2 * gamma(shape: 0.5 * (df - Double(i)))).squareRoot()
    }
    var product = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        product[i * n + j] = (j...i).reduce(0) { $0 + lower[i * n + $1] * a[$1 * n + j] }
      }
    }
    return product
  }

  /// Returns the lower Cholesky factor of a correlation matrix with density proportional to the
  /// determinant to the power `shape` - 1.
  ///
  /// By the canonical partial correlations of D. Lewandowski, D. Kurowicka and H. Joe, "Generating
  /// random correlation matrices based on vines and extended onion method" (2009): those of column
  /// j, counted from 0, are symmetric beta draws with both parameters shape + (n - 2 - j) / 2.
  public mutating func lkjFactor(shape: Double, order n: Int) -> [Double] {
    var factor = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      var left = 1.0
      for j in 0..<i {
        let parameter = shape + 0.5 * Double(n - 2 - j)
        let partial = 2 * beta(parameter, parameter) - 1
        factor[i * n + j] = partial * left.squareRoot()
        left *= (1 - partial) * (1 + partial)
      }
      factor[i * n + i] = left.squareRoot()
    }
    return factor
  }
}
