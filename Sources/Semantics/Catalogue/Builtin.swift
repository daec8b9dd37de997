/// A built-in function; the raw value is its name in the language, Stan's where Stan has it.
public enum Builtin: String, CaseIterable, Hashable, Sendable {
  // Numbers, element by element on arrays.
  case exp, expm1, log, log1p, sqrt, square, abs, sign, floor, ceil, round
  case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
  case inverseLogit = "inv_logit"
  case logit
  case log1pExp = "log1p_exp"
  case log1mExp = "log1m_exp"
  case logInverseLogit = "log_inv_logit"
  case lgamma, digamma, trigamma, erf, erfc
  case phi = "Phi"
  case inversePhi = "inv_Phi"
  case lbeta, lchoose
  case pow, atan2, fmin, fmax, hypot
  // Arrays.
  case softmax
  case logSoftmax = "log_softmax"
  case fill, norm2, norm, dot, counts, size, halves, join, permute
  /// Over all elements of one array: `sum(v)`, `mean(v)`, `prod(v)`, `max(v)`, `min(v)`.
  case sum, mean, prod, max, min, logsumexp
  // Matrices.
  case cholesky, solve, det, logdet, transpose, trace, diag, eye
}
