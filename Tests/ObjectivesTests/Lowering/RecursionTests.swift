import Objectives
import ScalarMath
import Testing

/// Deterministic values along a chain against the same values computed one by one.
@Suite struct RecursionTests {
  private let x = [0.3, -1.2, 0.8, 2.0, -0.4, 0.1]

  private var data: String { "{\"x\": \(x)}" }

  /// Σ log Normal(x[t]; 0, scale[t]).
  private func normal(_ scales: [Double]) -> Double {
    zip(x, scales).reduce(0) { sum, pair in
      let z = pair.0 / pair.1
      return sum - z * z / 2 - Double.log(pair.1) - 0.5 * Double.log(2 * Double.pi)
    }
  }

  private func check(_ story: String, _ expected: Double, _ point: [String: [Double]] = [:]) throws
  {
    let density = try objective(
      "model M {\nchain t in T\n\(story)\nmaximize log p(x)\n}", data)
    let value = try density.value(at: point)
    #expect(agrees(value, expected, 1e-12), "\(value) \(expected)")
    let u = try density.coordinates(point)
    let gradient = try density.gradient(atCoordinates: u)
    for index in u.indices {
      var (left, right) = (u, u)
      left[index] -= 1e-5
      right[index] += 1e-5
      let slope =
        try (density.value(atCoordinates: right) - density.value(atCoordinates: left)) / 2e-5
      #expect(agrees(gradient[index], slope, 1e-7), "\(index)")
    }
  }

  @Test func volatilityIsCarriedAlong() throws {
    var variances = [0.7]
    for t in 1..<x.count {
      variances.append(0.2 + 0.3 * x[t - 1] * x[t - 1] + 0.5 * variances[t - 1])
    }
    try check(
      """
      param a : positive
      param b : unit
      param c : unit
      sigma2[first] = 0.7
      sigma2[t] = a + b * x[t-1]^2 + c * sigma2[t-1]
      observed x[t] : real ~ Normal(0, var = sigma2[t])
      """, normal(variances.map { $0.squareRoot() }), ["a": [0.2], "b": [0.3], "c": [0.5]])
  }

  @Test func twoStepsBack() throws {
    var scales = [1.0, 2.0]
    for t in 2..<x.count { scales.append(0.1 + 0.5 * scales[t - 1] + 0.25 * scales[t - 2]) }
    try check(
      """
      param a : unit
      s[first] = 1
      s[2] = 2
      s[t] = 0.1 + a * s[t-1] + 0.25 * s[t-2]
      observed x[t] : real ~ Normal(0, s[t])
      """, normal(scales), ["a": [0.5]])
  }

  @Test func severalDependOnEachOther() throws {
    var (f, g) = ([1.0], [0.5])
    for t in 1..<x.count {
      f.append(0.5 * f[t - 1] + g[t - 1])
      g.append(0.25 * f[t] + 0.5 * x[t - 1] * x[t - 1])
    }
    try check(
      """
      param a : positive
      f[first] = 1
      g[first] = 0.5
      f[t] = a * f[t-1] + g[t-1]
      g[t] = 0.25 * f[t] + 0.5 * x[t-1]^2
      observed x[t] : real ~ Normal(0, f[t] + g[t])
      """, normal(zip(f, g).map { $0 + $1 }), ["a": [0.5]])
  }

  @Test func fromTheLastToTheFirst() throws {
    var scales = [Double](repeating: 2, count: x.count)
    for t in (0..<x.count - 1).reversed() { scales[t] = 0.5 + 0.5 * scales[t + 1] }
    try check(
      """
      param a : unit
      s[last] = 2
      s[t] = 0.5 + a * s[t+1]
      observed x[t] : real ~ Normal(0, s[t])
      """, normal(scales), ["a": [0.5]])
  }

  @Test func partsWithoutRecursion() throws {
    try check(
      """
      param a : positive
      s[first] = 2
      s[t in 2..3] = a
      s[t] = a * t
      observed x[t] : real ~ Normal(0, s[t])
      """, normal([2, 0.5, 0.5, 2, 2.5, 3]), ["a": [0.5]])
  }
}
