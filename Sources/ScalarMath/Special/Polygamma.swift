private import Glibc

/// The derivatives of log Gamma.
extension Double {
  private static let digammaRoot = 1.4616321449683622
  private static let digammaRootRest = 9.549995429965697e-17

  /// Taylor coefficients of digamma at its positive root, from the first power on.
  private static let digammaTaylor = [
    0.96767224544762117043, -0.44276316898359210609, 0.25849976095565101062,
    -0.1639427054424065275, 0.10782405069126236576, -0.072199561256454710926,
    0.048804288164143107225, -0.033161126474847359292, 0.02259764823221810466,
    -0.015424765904948959139, 0.010538791616612175388, -0.007204534386356868241,
    0.0049267813957298534464, -0.0033698016554393280828, 0.0023051263267349278369,
    -0.0015769367714301972593, 0.0010788252019162965807, -0.00073807093899600512957,
    0.00050495326583460203518, -0.00034546802510630769956, 0.00023635601564027052792,
    -0.00016170622091974803449, 0.00011063372768747410904, -0.000075691795821950659192,
  ]

  /// B_2k / (2k), the coefficients of the series of digamma in 1/x^2.
  private static let digammaTail = [
    0.083333333333333333333, -0.0083333333333333333333, 0.003968253968253968254,
    -0.0041666666666666666667, 0.0075757575757575757576, -0.021092796092796092796,
    0.083333333333333333333, -0.44325980392156862745, 3.0539543302701197438,
  ]

  /// Returns the derivative of log |Gamma| at x; NaN at the negative whole numbers.
  ///
  /// Relative error 1e-14 for x > 0, also around the root at 1.46; for x < 0 the error is 1e-14
  /// relative to the larger of the value and 1.
  public static func digamma(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    if x < 0 {
      let turn = x - x.rounded()
      return turn == 0 ? .nan : digamma(1 - x) - cotangentDerivative(order: 0, turn)
    }
    let distance = (x - digammaRoot) - digammaRootRest
    if abs(distance) < 0.3 { return distance * polynomial(digammaTaylor, distance) }
    var argument = x
    var below = 0.0
    while argument < 10 {
      below += 1 / argument
      argument += 1
    }
    let inverse = 1 / argument
    let tail = polynomial(digammaTail, inverse * inverse) * inverse * inverse
    return log(argument) - 0.5 * inverse - tail - below
  }

  /// Returns the second derivative of log |Gamma| at x.
  public static func trigamma(_ x: Double) -> Double {
    polygamma(order: 1, x)
  }

  /// Returns the derivative of the given order of digamma at x; order 0 is digamma itself.
  ///
  /// For positive order n and x > 0 it is (-1)^(n+1) n! zeta(n + 1, x), with the zeta function of
  /// Hurwitz; for x < 0 by reflection. Relative error 1e-14 for x > 0 and orders up to 20.
  public static func polygamma(order: Int, _ x: Double) -> Double {
    precondition(order >= 0, "the order of a derivative is not negative")
    if order == 0 { return digamma(x) }
    // The reflection below would lead NaN to itself, without end.
    if x.isNaN { return x }
    if x == .infinity { return 0 }
    let sign: Double = order % 2 == 0 ? -1 : 1
    if x > 0 { return sign * factorial(order) * hurwitzZeta(Double(order + 1), x) }
    let turn = x - x.rounded()
    if turn == 0 { return order % 2 == 1 ? .infinity : .nan }
    return -sign * polygamma(order: order, 1 - x) - cotangentDerivative(order: order, turn)
  }

  private static func factorial(_ n: Int) -> Double {
    n <= 20 ? (1...20).prefix(n).reduce(1) { $0 * Double($1) } : tgamma(Double(n + 1))
  }

  /// Returns the derivative of the given order of pi cot(pi x), from P' = -(1 + c^2) dP/dc.
  private static func cotangentDerivative(order: Int, _ x: Double) -> Double {
    var coefficients: [Double] = [0, 1]
    for _ in 0..<order {
      var next = [Double](repeating: 0, count: coefficients.count + 1)
      for power in 1..<coefficients.count {
        let slope = Double(power) * coefficients[power] * .pi
        next[power - 1] -= slope
        next[power + 1] -= slope
      }
      coefficients = next
    }
    // The tangent of the complement is exactly zero at one half.
    let cotangent = x < 0 ? -tan(.pi * (0.5 + x)) : tan(.pi * (0.5 - x))
    return .pi * polynomial(coefficients, abs(x) < 0.25 ? 1 / tan(.pi * x) : cotangent)
  }
}

/// B_2k / (2k)!, the coefficients of the Euler-Maclaurin sum.
private let eulerMaclaurin = [
  0.083333333333333333333, -0.0013888888888888888889, 0.000033068783068783068783,
  -8.2671957671957671958e-7, 2.0876756987868098979e-8, -5.2841901386874931848e-10,
  1.3382536530684678833e-11, -3.3896802963225828668e-13, 8.5860620562778445641e-15,
  -2.174868698558061873e-16, 5.5090028283602295152e-18, -1.3954464685812523341e-19,
]

/// Returns the sum of (x + k)^-s over k = 0, 1, … for s > 1 and x > 0, by Euler-Maclaurin.
private func hurwitzZeta(_ s: Double, _ x: Double) -> Double {
  var sum = 0.0
  var start = x
  while start < 10 + s {
    let term = Double.pow(start, -s)
    sum += term
    if term < sum * 0x1p-60 { return sum }
    start += 1
  }
  let power = Double.pow(start, -s)
  sum += power * (start / (s - 1) + 0.5)
  // The k-th term has the factor s (s + 1) … (s + 2k - 2) start^(1 - s - 2k).
  var factor = s * power / start
  for (index, coefficient) in eulerMaclaurin.enumerated() {
    sum += coefficient * factor
    let k = Double(2 * index + 1)
    factor *= (s + k) * (s + k + 1) / (start * start)
  }
  return sum
}
