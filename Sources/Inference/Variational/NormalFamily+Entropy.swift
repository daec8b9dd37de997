import ScalarMath

extension NormalFamily {
  /// The entropy of what is drawn; adds its derivative by the parameters.
  ///
  /// For D² + B Bᵀ, the log determinant is 2 Σ log D + log |C| with C = I + Bᵀ D⁻² B; its
  /// derivative by B is 2 D⁻² B C⁻¹, and by log Dᵢ it is 2 (1 - (D⁻¹ B C⁻¹ Bᵀ D⁻¹)ᵢᵢ).
  func entropy(
    _ parameters: Span<Double>, addingGradientTo gradient: inout MutableSpan<Double>
  ) -> Double {
    let d = drawn.count
    var value = Double(d) * (logRootTwoPi + 0.5)
    for slot in 0..<d {
      value += parameters[scaleStart + slot]
      gradient[scaleStart + slot] += 1
    }
    guard columnCount > 0 else { return value }
    let k = columnCount
    let (scaled, factor) = inner(parameters)
    guard let factor else { return -.infinity }
    value += DenseMatrix.logDiagonal(factor, order: k)
    for slot in 0..<d {
      var row = Array(scaled[slot * k..<(slot + 1) * k])
      DenseMatrix.solveLower(factor, order: k, replacing: &row)
      gradient[scaleStart + slot] -= dot(row, row)
      DenseMatrix.solveLower(factor, order: k, transposed: true, replacing: &row)
      let scale = Double.exp(-parameters[scaleStart + slot])
      for column in 0..<k { gradient[correlationStart + slot * k + column] += scale * row[column] }
    }
    return value
  }

  /// The log density at the point that standard normal numbers become, of what is drawn.
  public func logDensity(_ parameters: [Double], noise: [Double]) -> Double {
    let d = drawn.count
    let logScales = (0..<d).reduce(0) { $0 + parameters[scaleStart + $1] }
    guard columnCount > 0 else { return standardNormal(noise) - logScales }
    let k = columnCount
    let (scaled, factor) = inner(parameters.span)
    guard let factor else { return .nan }
    // With v = D⁻¹ (x - m) the square is v·v - |F⁻¹ (D⁻¹ B)ᵀ v|², where C = F Fᵀ.
    let v = (0..<d).map { slot in
      noise[slot] + (0..<k).reduce(0) { $0 + scaled[slot * k + $1] * noise[d + $1] }
    }
    var w = (0..<k).map { column in
      (0..<d).reduce(0) { $0 + scaled[$1 * k + column] * v[$1] }
    }
    DenseMatrix.solveLower(factor, order: k, replacing: &w)
    let square = dot(v, v) - dot(w, w)
    return -0.5 * square - Double(d) * logRootTwoPi - logScales
      - DenseMatrix.logDiagonal(factor, order: k)
  }

  /// D⁻¹ B and the Cholesky factor of I + Bᵀ D⁻² B.
  private func inner(_ parameters: Span<Double>) -> (scaled: [Double], factor: [Double]?) {
    let (d, k) = (drawn.count, columnCount)
    var scaled = [Double](repeating: 0, count: d * k)
    for slot in 0..<d {
      let scale = Double.exp(-parameters[scaleStart + slot])
      for column in 0..<k {
        scaled[slot * k + column] = scale * parameters[correlationStart + slot * k + column]
      }
    }
    var product = [Double](repeating: 0, count: k * k)
    for row in 0..<k {
      for column in 0..<k {
        product[row * k + column] = (0..<d).reduce(row == column ? 1 : 0) {
          $0 + scaled[$1 * k + row] * scaled[$1 * k + column]
        }
      }
    }
    return (scaled, DenseMatrix.factorize(&product, order: k) ? product : nil)
  }
}
