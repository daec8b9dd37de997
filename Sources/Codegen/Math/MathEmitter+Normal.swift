internal import LLVMBridge

/// The distribution function of the standard normal.
///
/// Its upper tail is exp(-z^2 / 2) M(z), where M falls slowly from 1/2 and is one rational function
/// for all z >= 0.
extension MathEmitter {
  /// At most 3.5 units, also where the result is subnormal.
  func normalCDF(_ x: Term) -> Term {
    let tail = upperTail(x.magnitude.clamped(to: 40)).high
    return x.select(x > 0, 1 - tail, tail)
  }

  /// log of `normalCDF`, from its own factors; at most 4 units.
  func logNormalCDF(_ x: Term) -> Term {
    let z = x.magnitude
    let isNegative = x < 0
    // Beyond 10^9 the logarithm of M is lost in z^2.
    let factor = mills(z.clamped(to: 1e9))
    let tail = upperTail(z.clamped(to: 40))
    let complement = DoubleTerm(larger: x.constant(1), plus: -tail.high)
    let log = DoubleTerm(
      log: x.select(isNegative, factor, complement.high),
      plus: x.select(isNegative, x.constant(0), complement.low - tail.low))
    let below = (z * -0.5).times(z, plus: log.high) + log.low
    return x.select(x.isNaN, x, x.select(isNegative, below, log.high))
  }

  /// The x whose `normalCDF` is p, by the scheme of AS 241 (Wichura 1988) with rational functions
  /// of our own; at most 3 units.
  func inverseNormalCDF(_ p: Term) -> Term {
    let q = p - 0.5
    let centre = 0.180625 - q * q
    let inner =
      q
      * centre.rational(
        Coefficients.normalCentreBase, Coefficients.normalCentreOver,
        Coefficients.normalCentreUnder)
    let tail = p.select(q < 0, p, 1 - p)
    let r = (-DoubleTerm(log: tail, mayBeTiny: true).high).squareRoot
    let near = (r - 1.6).rational(
      Coefficients.normalTailBase, Coefficients.normalTailOver, Coefficients.normalTailUnder)
    let far = (r - 5).rational(
      Coefficients.normalFarTailBase, Coefficients.normalFarTailOver,
      Coefficients.normalFarTailUnder)
    let end = p.select(tail == 0, p.constant(.infinity), p.constant(.nan))
    let size = p.select(tail > 0, p.select(r < 5, near, far), end)
    let outer = p.select(q < 0, -size, size)
    return p.select(centre >= 0, inner, outer)
  }

  /// The probability beyond z for z from 0 to 40 or NaN.
  private func upperTail(_ z: Term) -> DoubleTerm {
    let square = DoubleTerm(product: z, z)
    let density = (square.high * -0.5).exponential(plus: square.low * -0.5)
    return DoubleTerm(product: density, mills(z))
  }

  /// M(z) for z from 0 to 10^9 or NaN.
  private func mills(_ z: Term) -> Term {
    z.rational(Coefficients.millsBase, Coefficients.millsOver, Coefficients.millsUnder)
      / z.times(z.constant(2.5), plus: z.constant(2))
  }
}
