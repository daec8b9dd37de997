/// The uniform expansion of the incomplete gamma functions for large shape near the mean.
///
/// N. M. Temme, "The asymptotic expansion of the incomplete gamma functions" (1979): with
/// eta^2 / 2 = x/a - 1 - log(x/a), Q = erfc(eta sqrt(a/2)) / 2 + R and P = erfc(-eta sqrt(a/2)) / 2
/// - R, where R = exp(-a eta^2 / 2) / sqrt(2 pi a) (c0(eta) + c1(eta)/a + c2(eta)/a^2 + …). For
/// a >= 1e5 and x within a tenth of a, three terms and twelve Taylor coefficients suffice.
enum Temme {
  private static let c0 = [
    -0.33333333333333333333, 0.083333333333333333333, -0.014814814814814814815,
    0.0011574074074074074074, 0.00035273368606701940035, -0.0001787551440329218107,
    0.000039192631785224377817, -2.1854485106799921615e-6, -1.8540622107151599607e-6,
    8.296711340953086005e-7, -1.7665952736826079304e-7, 6.7078535434014985804e-9,
  ]
  private static let c1 = [
    -0.0018518518518518518519, -0.0034722222222222222222, 0.0026455026455026455026,
    -0.00099022633744855967078, 0.00020576131687242798354, -4.0187757201646090535e-7,
    -0.000018098550334489977837, 7.6491609160811100846e-6, -1.6120900894563446004e-6,
  ]
  private static let c2 = [
    0.0041335978835978835979, -0.0026813271604938271605, 0.00077160493827160493827,
    2.0093878600823045267e-6, -0.00010736653226365160522,
  ]

  static func upper(_ a: Double, _ x: Double) -> TailProbability {
    let (z, rest) = arguments(a, x)
    return sum(z, rest)
  }

  static func lower(_ a: Double, _ x: Double) -> TailProbability {
    let (z, rest) = arguments(a, x)
    return sum(-z, -rest)
  }

  /// Returns eta sqrt(a/2) and R without its exponential.
  private static func arguments(_ a: Double, _ x: Double) -> (Double, Double) {
    // a eta^2 / 2 is the Poisson deviance of a from x.
    let square = Stirling.deviance(a, mean: x)
    let z = x < a ? -Double.sqrt(square) : Double.sqrt(square)
    let eta = z / Double.sqrt(0.5 * a)
    let series = polynomial(c0, eta) + (polynomial(c1, eta) + polynomial(c2, eta) / a) / a
    return (z, series / Double.sqrt(2 * .pi * a))
  }

  /// Returns erfc(z) / 2 + exp(-z^2) rest.
  private static func sum(_ z: Double, _ rest: Double) -> TailProbability {
    let half = Double.logErfc(z) - 0.693147180559945309417
    return TailProbability(logarithm: half + Double.log1p(rest * Double.exp(-z * z - half)))
  }
}
