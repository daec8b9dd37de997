/// Draws from discrete distributions; counts are whole numbers kept as `Double`.
///
/// A parameter outside its domain gives NaN, or nil where an index is asked for.
extension RandomStream {
  /// Returns true with the given probability.
  public mutating func bernoulli(_ probability: Double) -> Bool {
    uniform() < probability
  }

  /// Returns an index drawn with probabilities proportional to the weights.
  public mutating func categorical(weights: some Collection<Double>) -> Int? {
    let total = weights.reduce(0, +)
    let u = uniform()
    guard total > 0, total.isFinite else { return nil }
    var rest = u * total
    var last: Int?
    for (index, weight) in weights.enumerated() where weight > 0 {
      last = index
      rest -= weight
      if rest < 0 { return index }
    }
    return last
  }

  /// Returns an index drawn with probabilities proportional to the exponentials of the logits.
  public mutating func categorical(logits: some Collection<Double>) -> Int? {
    let largest = logits.max() ?? .nan
    return categorical(weights: logits.map { Double.exp($0 - largest) })
  }

  /// Returns the number of failures before the first success.
  public mutating func geometric(_ probability: Double) -> Double {
    guard probability > 0, probability <= 1 else { return .nan }
    return (exponential() / -Double.log1p(-probability)).rounded(.down)
  }

  /// Returns a Poisson count.
  ///
  /// Below mean 10 by inversion; above by transformed rejection, W. Hoermann, "The transformed
  /// rejection method for generating Poisson random variables" (1993), algorithm PTRS.
  public mutating func poisson(mean: Double) -> Double {
    guard mean >= 0, mean.isFinite else { return .nan }
    if mean < 10 { return poissonByInversion(mean: mean) }
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let squeeze = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let us = 0.5 - abs(u)
      let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
      if us >= 0.07, v <= squeeze { return k }
      if k < 0 || (us < 0.013 && v > us) { continue }
      let bound = Stirling.logPoisson(k, mean: mean)
      if Double.log(v * inverseAlpha / (a / (us * us) + b)) <= bound { return k }
    }
  }

  private mutating func poissonByInversion(mean: Double) -> Double {
    var rest = uniform()
    var weight = Double.exp(-mean)
    var k = 0.0
    // The weights past 200 are below the spacing of the uniform numbers.
    while rest > weight, k < 200 {
      rest -= weight
      k += 1
      weight *= mean / k
    }
    return k
  }

  /// Returns the number of successes among the given number of trials.
  ///
  /// Below ten expected successes by inversion; above by transformed rejection, W. Hoermann, "The
  /// generation of binomial random variates" (1993), algorithm BTRS.
  public mutating func binomial(trials n: Double, _ probability: Double) -> Double {
    guard n >= 0, n.isFinite, probability >= 0, probability <= 1 else { return .nan }
    if probability > 0.5 { return n - binomial(trials: n, 1 - probability) }
    if n * probability < 10 { return binomialByInversion(trials: n, probability) }
    let spread = (n * probability * (1 - probability)).squareRoot()
    let b = 1.15 + 2.53 * spread
    let a = -0.0873 + 0.0248 * b + 0.01 * probability
    let c = n * probability + 0.5
    let alpha = (2.83 + 5.1 / b) * spread
    let squeeze = 0.92 - 4.2 / b
    let mode = ((n + 1) * probability).rounded(.down)
    let peak = Self.logBinomial(mode, trials: n, probability)
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let us = 0.5 - abs(u)
      let k = ((2 * a / us + b) * u + c).rounded(.down)
      if us >= 0.07, v <= squeeze { return k }
      if k < 0 || k > n { continue }
      let bound = Self.logBinomial(k, trials: n, probability) - peak
      if Double.log(v * alpha / (a / (us * us) + b)) <= bound { return k }
    }
  }

  private mutating func binomialByInversion(trials n: Double, _ probability: Double) -> Double {
    var rest = uniform()
    var weight = Double.exp(n * Double.log1p(-probability))
    let odds = probability / (1 - probability)
    var k = 0.0
    while rest > weight, k < min(n, 200) {
      rest -= weight
      k += 1
      weight *= odds * (n - k + 1) / k
    }
    return k
  }

  /// The logarithm of the binomial probability as three Poisson weights, so nothing cancels.
  private static func logBinomial(_ k: Double, trials n: Double, _ p: Double) -> Double {
    Stirling.logPoisson(k, mean: n * p) + Stirling.logPoisson(n - k, mean: n * (1 - p))
      - Stirling.logPoisson(n, mean: n)
  }

  /// Returns a negative binomial count: a Poisson count whose mean is a gamma draw.
  ///
  /// The variance is mean + mean^2 / concentration.
  public mutating func negativeBinomial(mean: Double, concentration: Double) -> Double {
    guard mean >= 0, concentration > 0 else { return .nan }
    let rate = gamma(shape: concentration) * (mean / concentration)
    return poisson(mean: rate)
  }
}
