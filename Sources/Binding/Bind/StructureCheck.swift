import Semantics

/// What the components of one value have to do with each other.
enum Structure {
  case none, simplex, ordered, covariance, correlation, choleskyFactor, choleskyCorrelation
}

extension ValueType {
  var structure: Structure {
    switch self {
    case .simplex: .simplex
    case .ordered, .positiveOrdered: .ordered
    case .covariance: .covariance
    case .correlation: .correlation
    case .choleskyFactor: .choleskyFactor
    case .choleskyCorrelation: .choleskyCorrelation
    case .array(let element, _): element.structure
    case .optional(let wrapped): wrapped.structure
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .weights,
      .record, .group, .poison:
      .none
    }
  }
}

/// Checks simplexes, ordered vectors and matrices, to 1e-8 as Stan does.
struct StructureCheck {
  private let structure: Structure
  /// The length of a vector, the order of a matrix.
  private let order: Int
  private let shape: [Int]
  private static let tolerance = 1e-8

  init(_ structure: Structure, shape: [Int]) {
    self.structure = structure
    self.shape = shape
    order = shape.last ?? 1
  }

  /// The first value that breaks its rule, by the position of its first component.
  func fault(in values: [Double], skipping known: [Bool]) -> (element: Int, reason: String)? {
    guard structure != .none, order > 0 else { return nil }
    let size =
      switch structure {
      case .none, .simplex, .ordered: order
      case .covariance, .correlation, .choleskyFactor, .choleskyCorrelation: order * order
      }
    let perElement = max(1, values.count / max(1, known.count))
    for start in stride(from: 0, to: values.count, by: size) where known[start / perElement] {
      let block = Array(values[start..<start + size])
      if let reason = reason(block) { return (start, reason) }
    }
    return nil
  }

  private func reason(_ v: [Double]) -> String? {
    switch structure {
    case .none: nil
    case .simplex:
      abs(v.reduce(0, +) - 1) > Self.tolerance
        ? "the probabilities add up to \(shortest(v.reduce(0, +))), not to 1" : nil
    case .ordered:
      zip(v, v.dropFirst()).contains { $0 >= $1 } ? "the values do not increase" : nil
    case .covariance: symmetryFault(v) ?? definitenessFault(v)
    case .correlation: symmetryFault(v) ?? diagonalFault(v) ?? definitenessFault(v)
    case .choleskyFactor: triangleFault(v)
    case .choleskyCorrelation: triangleFault(v) ?? rowLengthFault(v)
    }
  }

  private func symmetryFault(_ v: [Double]) -> String? {
    for i in 0..<order {
      for j in 0..<i {
        let (a, b) = (v[i * order + j], v[j * order + i])
        if abs(a - b) > Self.tolerance * max(1, abs(a)) { return "the matrix is not symmetric" }
      }
    }
    return nil
  }

  private func diagonalFault(_ v: [Double]) -> String? {
    (0..<order).contains { abs(v[$0 * order + $0] - 1) > Self.tolerance }
      ? "the diagonal of a correlation matrix is 1" : nil
  }

  /// Tries a Cholesky factorisation.
  private func definitenessFault(_ v: [Double]) -> String? {
    var l = v
    for j in 0..<order {
      for i in j..<order {
        var sum = v[i * order + j]
        for k in 0..<j { sum -= l[i * order + k] * l[j * order + k] }
        if i == j {
          guard sum > 0 else { return "the matrix is not positive definite" }
          l[j * order + j] = sum.squareRoot()
        } else {
          l[i * order + j] = sum / l[j * order + j]
        }
      }
    }
    return nil
  }

  private func triangleFault(_ v: [Double]) -> String? {
    for i in 0..<order {
      if v[i * order + i] <= 0 { return "the diagonal of a Cholesky factor is positive" }
      if v[(i * order + i + 1)..<((i + 1) * order)].contains(where: { $0 != 0 }) {
        return "a Cholesky factor is zero above the diagonal"
      }
    }
    return nil
  }

  private func rowLengthFault(_ v: [Double]) -> String? {
    (0..<order).contains { i in
      abs(v[i * order..<(i + 1) * order].reduce(0) { $0 + $1 * $1 } - 1) > Self.tolerance
    } ? "the rows of the Cholesky factor of a correlation matrix have length 1" : nil
  }
}
