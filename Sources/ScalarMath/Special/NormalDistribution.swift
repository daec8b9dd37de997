/// The cumulative distribution function of the standard normal, its logarithm and inverse.
extension Double {
  private static let rootHalf = 0.70710678118654752440
  private static let rootHalfRest = -4.833646656726457e-17
  private static let rootPi = 1.7724538509055160273

  /// Returns log(erfc x), accurate in both tails; relative error 1e-15.
  public static func logErfc(_ x: Double) -> Double {
    if x < 0.5 { return log1p(-erf(x)) }
    if x < 25 { return log(erfc(x)) }
    // erfc x = exp(-x^2) / (x sqrt pi) (1 - 1/(2 x^2) + 3/(2 x^2)^2 - 15/(2 x^2)^3 + …)
    let t = 1 / (2 * x * x)
    let series = polynomial([-1, 3, -15, 105, -945, 10395], t) * t
    return -x * x - log(x * rootPi) + log1p(series)
  }

  /// Returns the probability that a standard normal variable is at most x.
  ///
  /// Relative error 1e-14 down to the smallest normal number; the argument of erfc is carried to
  /// twice the working precision because the tail amplifies its rounding by x^2.
  public static func normalCDF(_ x: Double) -> Double {
    let z = -x * rootHalf
    if z.isInfinite || z.isNaN { return 0.5 * erfc(z) }
    let rest = (-z).addingProduct(-x, rootHalf) - x * rootHalfRest
    return 0.5 * (erfc(z) - 2 / rootPi * exp(-z * z) * rest)
  }

  /// Returns the logarithm of `normalCDF`, accurate in both tails; relative error 1e-15.
  public static func logNormalCDF(_ x: Double) -> Double {
    if x > 0 { return log1p(-0.5 * erfc(x * rootHalf)) }
    if x > -1 { return log(0.5 * erfc(-x * rootHalf)) }
    return logErfc(-x * rootHalf) - 0.693147180559945309417
  }

  /// Returns the x whose `normalCDF` is p; relative error 1e-15 on p in (0, 1).
  ///
  /// Algorithm AS 241 (Wichura 1988), routine PPND16.
  public static func inverseNormalCDF(_ p: Double) -> Double {
    let q = p - 0.5
    if abs(q) <= 0.425 {
      let r = 0.180625 - q * q
      return q * polynomial(InverseNormal.centre.over, r)
        / polynomial(InverseNormal.centre.under, r)
    }
    let tail = q < 0 ? p : 1 - p
    guard tail > 0 else { return tail == 0 ? (q < 0 ? -.infinity : .infinity) : .nan }
    let r = sqrt(-log(tail))
    let (fit, shift) = r <= 5 ? (InverseNormal.tail, 1.6) : (InverseNormal.farTail, 5.0)
    let size = polynomial(fit.over, r - shift) / polynomial(fit.under, r - shift)
    return q < 0 ? -size : size
  }

  /// Replaces each p by `inverseNormalCDF(p)`, to the last bit.
  static func invertNormalCDF(_ values: UnsafeMutableBufferPointer<Double>) {
    var start = 0
    while start + 4 <= values.count {
      let p = SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3])
      // The formula of the centre for all four, and for those in the tails another one.
      let q = p - 0.5
      let r = 0.180625 - q * q
      let x =
        q * polynomial(InverseNormal.centre.over, r)
        / polynomial(InverseNormal.centre.under, r)
      for lane in 0..<4 {
        values[start + lane] = abs(q[lane]) <= 0.425 ? x[lane] : inverseNormalCDF(p[lane])
      }
      start += 4
    }
    while start < values.count {
      values[start] = inverseNormalCDF(values[start])
      start += 1
    }
  }
}

/// The rational functions of AS 241.
private enum InverseNormal {
  static let centre: (over: [8 of Double], under: [8 of Double]) = (
    [
      3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
      1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
      3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ],
    [
      1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
      2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
      5.2264952788528545610e+3,
    ]
  )
  static let tail: (over: [8 of Double], under: [8 of Double]) = (
    [
      1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
      3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ],
    [
      1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
      1.05075007164441684324e-9,
    ]
  )
  static let farTail: (over: [8 of Double], under: [8 of Double]) = (
    [
      6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ],
    [
      1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15,
    ]
  )
}

/// Returns the values of a polynomial of degree seven, by Horner's rule, the constant term first.
private func polynomial(_ coefficients: [8 of Double], _ x: SIMD4<Double>) -> SIMD4<Double> {
  var sum = SIMD4(repeating: coefficients[7])
  for index in 0..<7 { sum = sum * x + coefficients[6 - index] }
  return sum
}

/// Returns the value of a polynomial of degree seven, by Horner's rule, the constant term first.
private func polynomial(_ coefficients: [8 of Double], _ x: Double) -> Double {
  var sum = coefficients[7]
  for index in 0..<7 { sum = sum * x + coefficients[6 - index] }
  return sum
}
