private import Glibc

/// The elementary functions of the C library, under names that no other module claims.
///
/// Accurate to about one unit in the last place over their whole domain.
extension Double {
  /// Returns e to the power x.
  public static func exp(_ x: Double) -> Double { Glibc.exp(x) }
  /// Returns e to the power x, minus one, without cancellation near zero.
  public static func expm1(_ x: Double) -> Double { Glibc.expm1(x) }
  /// Returns the natural logarithm of x.
  public static func log(_ x: Double) -> Double { Glibc.log(x) }
  /// Returns the natural logarithm of 1 + x, without cancellation near zero.
  public static func log1p(_ x: Double) -> Double { Glibc.log1p(x) }
  /// Returns x to the power y.
  public static func pow(_ x: Double, _ y: Double) -> Double { Glibc.pow(x, y) }
  /// Returns the non-negative square root of x.
  public static func sqrt(_ x: Double) -> Double { x.squareRoot() }
  /// Returns the cube root of x.
  public static func cbrt(_ x: Double) -> Double { Glibc.cbrt(x) }
  /// Returns the sine of x radians.
  public static func sin(_ x: Double) -> Double { Glibc.sin(x) }
  /// Returns the cosine of x radians.
  public static func cos(_ x: Double) -> Double { Glibc.cos(x) }
  /// Returns the tangent of x radians.
  public static func tan(_ x: Double) -> Double { Glibc.tan(x) }
  /// Returns the angle in [-pi/2, pi/2] whose sine is x.
  public static func asin(_ x: Double) -> Double { Glibc.asin(x) }
  /// Returns the angle in [0, pi] whose cosine is x.
  public static func acos(_ x: Double) -> Double { Glibc.acos(x) }
  /// Returns the angle in (-pi/2, pi/2) whose tangent is x.
  public static func atan(_ x: Double) -> Double { Glibc.atan(x) }
  /// Returns the angle of the point (x, y) in [-pi, pi].
  public static func atan2(y: Double, x: Double) -> Double { Glibc.atan2(y, x) }
  /// Returns the hyperbolic sine of x.
  public static func sinh(_ x: Double) -> Double { Glibc.sinh(x) }
  /// Returns the hyperbolic cosine of x.
  public static func cosh(_ x: Double) -> Double { Glibc.cosh(x) }
  /// Returns the hyperbolic tangent of x.
  public static func tanh(_ x: Double) -> Double { Glibc.tanh(x) }
  /// Returns the inverse hyperbolic sine of x.
  public static func asinh(_ x: Double) -> Double { Glibc.asinh(x) }
  /// Returns the inverse hyperbolic cosine of x.
  public static func acosh(_ x: Double) -> Double { Glibc.acosh(x) }
  /// Returns the inverse hyperbolic tangent of x.
  public static func atanh(_ x: Double) -> Double { Glibc.atanh(x) }
  /// Returns the error function of x.
  public static func erf(_ x: Double) -> Double { Glibc.erf(x) }
  /// Returns 1 - erf x, accurate in the upper tail.
  public static func erfc(_ x: Double) -> Double { Glibc.erfc(x) }

  /// Returns log |Gamma(x)|; infinite at zero and at the negative whole numbers.
  public static func logGamma(_ x: Double) -> Double {
    // The plain `lgamma` writes a global sign; this form has no shared state.
    var sign: Int32 = 0
    return unsafe lgamma_r(x, &sign)
  }
}
