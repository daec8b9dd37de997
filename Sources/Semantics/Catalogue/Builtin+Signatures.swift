import Syntax

extension Builtin {
  /// How a function takes its arguments and what it gives.
  enum Signature {
    /// Number by number on arrays; the result from the domains of the arguments.
    case elementwise(count: Int, @Sendable ([Domain]) -> ValueType)
    /// All elements of one array become one number.
    case reduction(@Sendable (Domain) -> ValueType)
    /// `size(N)`, `eye(D)`.
    case ofSet
    /// `fill(v, D)`.
    case fill
    /// Of whole vectors: `dot`, `softmax`, `counts`.
    case ofVectors
    /// A vector in parts: `halves`, `join`, `permute`.
    case parts
    /// Of matrices.
    case matrix
  }

  var signature: Signature {
    switch self {
    case .exp, .cosh: .number { _ in .positive }
    case .sqrt, .square, .abs: .number { $0.isAboveZero ? .positive : Domain.nonNegative.type }
    case .inverseLogit, .phi: .number { _ in .unit }
    case .log1pExp: .number { _ in .positive }
    case .expm1: .number { $0.isAboveZero ? .positive : .real }
    case .log, .log1p, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .tanh, .asinh, .acosh,
      .atanh, .logit, .log1mExp, .logInverseLogit, .lgamma, .digamma, .erf, .inversePhi:
      .number { _ in .real }
    case .trigamma, .erfc: .number { $0.isAboveZero ? .positive : .real }
    case .sign, .floor, .ceil, .round: .number { 0 <= $0.lower ? .nat : .int }
    case .lbeta, .lchoose, .atan2: .elementwise(count: 2) { _ in .real }
    case .pow: .elementwise(count: 2) { Domain.power($0[0], $0[1]).type }
    case .fmin, .fmax: .elementwise(count: 2) { $0[0].hull($0[1]).type }
    case .hypot:
      .elementwise(count: 2) { $0.contains(where: \.isAboveZero) ? .positive : .real }
    case .sum: .reduction { ModelChecker.total(of: $0) }
    case .mean: .reduction { ModelChecker.reduced($0, by: .mean) }
    case .prod: .reduction { ModelChecker.reduced($0, by: .prod) }
    case .max, .min: .reduction { $0.type }
    case .logsumexp, .norm2, .norm: .reduction { _ in .real }
    case .size, .eye: .ofSet
    case .fill: .fill
    case .dot, .softmax, .logSoftmax, .counts: .ofVectors
    case .halves, .join, .permute: .parts
    case .cholesky, .solve, .det, .logdet, .transpose, .trace, .diag: .matrix
    }
  }
}

extension Builtin.Signature {
  fileprivate static func number(_ result: @escaping @Sendable (Domain) -> ValueType) -> Self {
    .elementwise(count: 1) { result($0[0]) }
  }
}

extension Domain {
  /// Whether zero and everything below are excluded.
  var isAboveZero: Bool { 0 < lower || (lower == 0 && !hasLower) }
}
