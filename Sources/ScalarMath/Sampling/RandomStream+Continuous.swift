/// Draws from continuous distributions of one real variable.
///
/// Parameters are those of the densities that textbooks give; a parameter outside its domain gives
/// NaN.
extension RandomStream {
  /// Returns a normal draw.
  public mutating func normal(mean: Double, sd: Double) -> Double {
    sd >= 0 ? mean + sd * normal() : .nan
  }

  /// Returns a draw uniform on the open interval between two bounds.
  public mutating func uniform(from low: Double, to high: Double) -> Double {
    let u = uniform()
    return low <= high ? low * (1 - u) + high * u : .nan
  }

  /// Returns the logarithm of a gamma draw with rate 1, which cannot underflow.
  ///
  /// G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables" (2000); below
  /// shape 1 by log G(a) = log G(a + 1) + log(U) / a.
  public mutating func logGamma(shape: Double) -> Double {
    guard shape > 0 else { return .nan }
    if shape.isInfinite { return .infinity }
    if shape < 1 { return logGamma(shape: shape + 1) - exponential() / shape }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      // d (1 - v + log v) from the logarithm of the root keeps its digits for a huge shape.
      let bound = 0.5 * x * x + d * (1 - v) + 3 * d * Double.log1p(c * x)
      if -exponential() < bound { return Double.log(d) + 3 * Double.log1p(c * x) }
    }
  }

  /// Returns a gamma draw with rate 1; it may underflow to zero for a tiny shape.
  public mutating func gamma(shape: Double) -> Double {
    Double.exp(logGamma(shape: shape))
  }

  /// Returns a gamma draw with mean shape / rate.
  public mutating func gamma(shape: Double, rate: Double) -> Double {
    rate > 0 ? gamma(shape: shape) / rate : .nan
  }

  /// Returns a beta draw.
  public mutating func beta(_ a: Double, _ b: Double) -> Double {
    let x = logGamma(shape: a)
    let y = logGamma(shape: b)
    return Double.logistic(x - y)
  }

  /// Returns a draw of Student's t with unit scale.
  public mutating func studentT(df: Double) -> Double {
    if df == .infinity { return normal() }
    let z = normal()
    return z / (gamma(shape: 0.5 * df) / (0.5 * df)).squareRoot()
  }

  /// Returns a standard Cauchy draw.
  public mutating func cauchy() -> Double {
    let turn = uniform() - 0.5
    // Where the tangent is large it is taken of the distance to the pole, which is exact.
    if abs(turn) <= 0.25 { return Double.tan(.pi * turn) }
    let rest = turn < 0 ? -0.5 - turn : 0.5 - turn
    return 1 / Double.tan(.pi * rest)
  }

  /// Returns a draw of the double exponential distribution with mean 0 and scale 1.
  public mutating func laplace() -> Double {
    let isNegative = nextBits() >> 63 == 1
    let size = exponential()
    return isNegative ? -size : size
  }

  /// Returns a Weibull draw with scale 1.
  public mutating func weibull(shape: Double) -> Double {
    shape > 0 ? Double.pow(exponential(), 1 / shape) : .nan
  }

  /// Returns an angle in [-pi, pi] of the von Mises distribution around 0.
  ///
  /// D. J. Best and N. I. Fisher, "Efficient simulation of the von Mises distribution" (1979);
  /// beyond concentration 1e7 the normal limit, whose relative error is below 1e-7.
  public mutating func vonMises(concentration k: Double) -> Double {
    guard k >= 0 else { return .nan }
    if k < 1e-8 { return .pi * (2 * uniform() - 1) }
    if k > 1e7 { return normal() / k.squareRoot() }
    let tau = 1 + (1 + 4 * k * k).squareRoot()
    let rho = (tau - (2 * tau).squareRoot()) / (2 * k)
    let r = (1 + rho * rho) / (2 * rho)
    while true {
      let z = Double.cos(.pi * uniform())
      let f = (1 + r * z) / (r + z)
      let c = k * (r - f)
      let u = uniform()
      if u < c * (2 - c) || Double.log(c / u) + 1 >= c {
        let angle = Double.acos(min(1, max(-1, f)))
        return nextBits() >> 63 == 1 ? -angle : angle
      }
    }
  }
}
