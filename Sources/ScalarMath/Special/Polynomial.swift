/// Returns c[0] + c[1] x + c[2] x^2 + … by Horner's rule.
func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
  var sum = 0.0
  for coefficient in coefficients.reversed() { sum = sum * x + coefficient }
  return sum
}
