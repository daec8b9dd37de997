/// The modified Bessel function of the first kind of real order >= 0 and argument >= 0.
extension Double {
  /// Returns log I_order(x); -infinity at x = 0 for a positive order.
  public static func logBesselI(order: Double, _ x: Double) -> Double {
    x + logScaledBesselI(order: order, x)
  }

  /// Returns exp(-x) I_order(x).
  public static func scaledBesselI(order: Double, _ x: Double) -> Double {
    exp(logScaledBesselI(order: order, x))
  }

  /// Returns I_order(x), infinite above about x = 713.
  public static func besselI(order: Double, _ x: Double) -> Double {
    exp(logBesselI(order: order, x))
  }

  /// Returns I_(order+1)(x) / I_order(x), which lies in [0, 1).
  ///
  /// By the continued fraction 1 / (2 (order + 1) / x + 1 / (2 (order + 2) / x + …)), whose terms
  /// are all positive; for large x from the expansions of both. Relative error 1e-14.
  public static func besselIRatio(order: Double, _ x: Double) -> Double {
    guard order >= 0, x >= 0 else { return .nan }
    if x == 0 { return 0 }
    if x > max(40, (order + 1) * (order + 1)) {
      return exp(hankel(order + 1, x) - hankel(order, x))
    }
    var step = order + 1
    var fraction = 2 * step / x
    var c = fraction
    var d = 0.0
    var change = 0.0
    repeat {
      step += 1
      let b = 2 * step / x
      d = 1 / (b + d)
      c = b + 1 / c
      change = c * d
      fraction *= change
    } while abs(change - 1) > 0x1p-52 && step < order + 1e6
    return 1 / fraction
  }

  /// Returns log(exp(-x) I_order(x)).
  ///
  /// The scaled function is the sum over k of the Poisson weights of k and of order + k, both with
  /// mean x/2; all are positive. It is summed outwards from its largest term. Where x is large
  /// against the squared order, the expansion of Hankel (Abramowitz and Stegun 9.7.1) is shorter.
  /// Absolute error 1e-14, so the relative error of the function itself.
  public static func logScaledBesselI(order: Double, _ x: Double) -> Double {
    guard order >= 0, x >= 0 else { return .nan }
    if x == 0 { return order == 0 ? 0 : -.infinity }
    if x > max(40, order * order) { return hankel(order, x) }
    let half = 0.5 * x
    let peak = (x * half / (order + (order * order + x * x).squareRoot())).rounded(.down)
    var sum = 1.0
    var term = 1.0
    var k = peak
    while term > sum * 0x1p-56, k > 0 {
      term *= (k / half) * ((k + order) / half)
      sum += term
      k -= 1
    }
    term = 1
    k = peak
    while term > sum * 0x1p-56 {
      k += 1
      term *= (half / k) * (half / (k + order))
      sum += term
    }
    return Stirling.logPoisson(peak, mean: half) + Stirling.logPoisson(peak + order, mean: half)
      + log(sum)
  }

  private static func hankel(_ order: Double, _ x: Double) -> Double {
    let squared = 4 * order * order
    var sum = 1.0
    var term = 1.0
    for k in 1...60 {
      let odd = Double(2 * k - 1)
      term *= -(squared - odd * odd) / (Double(k) * 8 * x)
      sum += term
      if abs(term) < 0x1p-56 { break }
    }
    return log(sum) - 0.5 * log(2 * .pi * x)
  }
}
