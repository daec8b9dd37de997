import TensorIR

extension ProgramBuilder {
  /// The logarithm of a value that is an exponential, without taking the exponential first; `nil`
  /// for any other value.
  ///
  /// A probability that a net gives, or a point on a simplex, is the exponential or the logistic
  /// function of something; next to 0 and 1 only that something keeps the digits. Followed through
  /// other names, elements and choices.
  /// - Parameter complement: whether the logarithm of 1 less the value is wanted.
  mutating func exactLogarithm(of x: ValueID, complement: Bool = false) -> ValueID? {
    switch program[x].op {
    case .unary(.exp, let u): return complement ? unary(.log1mExpNegative, negate(u)) : u
    case .unary(.logistic, let u):
      // 1 - 1 / (1 + exp(-u)) = 1 / (1 + exp(u))
      return negate(unary(.softplus, complement ? u : negate(u)))
    case .binary(.subtract, let one, let y):
      return uniformValue(one) == 1 ? exactLogarithm(of: y, complement: !complement) : nil
    case .rename(let y, let from, let to):
      return exactLogarithm(of: y, complement: complement)
        .map { rename($0, from: from, to: to) }
    case .broadcast(let y, let axes):
      return exactLogarithm(of: y, complement: complement)
        .map { append(.broadcast($0, along: axes)) }
    case .gather(let y, let axis, let place):
      // Past the end of an axis a value is 0, and so must be its logarithm nowhere.
      guard isMember(place) else { return nil }
      return exactLogarithm(of: y, complement: complement)
        .map { gather($0, axis: axis, at: place) }
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not,
      .select, .cast, .reduce, .contract, .cumulativeSum, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .hole, .scan:
      return nil
    }
  }

  /// Whether a position is known to lie on its axis: given as a member, not computed.
  private func isMember(_ place: ValueID) -> Bool {
    switch program[place].op {
    case .input, .position: true
    case .rename(let x, _, _), .broadcast(let x, _): isMember(x)
    // The rows of a batch are reals, whatever they stand for.
    case .cast(let x, _): if case .input = program[x].op { true } else { false }
    case .constant, .table, .unary, .binary, .compare, .logical, .not, .select, .reduce,
      .contract, .cumulativeSum, .gather, .scatterAdd, .cholesky, .solveTriangular, .solve,
      .logAbsDeterminant, .determinant, .hole, .scan:
      false
    }
  }
}
