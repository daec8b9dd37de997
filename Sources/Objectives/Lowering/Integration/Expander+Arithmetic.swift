import TensorIR

/// Expansions of elementwise ops.
extension Expander {
  mutating func expandBinary(_ f: Binary, _ x: ValueID, _ y: ValueID) -> [Term]? {
    switch f {
    case .add: return sum(terms(of: x), terms(of: y))
    case .subtract: return sum(terms(of: x), terms(of: y).map { negated($0) })
    case .multiply: return product(terms(of: x), terms(of: y))
    case .divide:
      guard let right = terms(of: y) else { return nil }
      if right.count == 1, right[0].isConstant {
        let divisor = right[0].coefficient
        return terms(of: x)?.map {
          var term = $0
          term.coefficient = builder.divide(term.coefficient, divisor)
          return term
        }
      }
      return product(terms(of: x), power(right, -1))
    case .power:
      guard let exponent = builder.uniformValue(y) else { return nil }
      return exponent == 2 ? square(terms(of: x)) : power(terms(of: x), exponent)
    case .xLogY:
      guard let exponent = terms(of: x), exponent.allSatisfy(\.isConstant) else { return nil }
      return product(exponent, logarithm(of: y))
    case .minimum, .maximum, .atan2, .logAddExp, .logBeta, .logBesselI, .floorDivide, .modulo:
      return nil
    }
  }

  mutating func expandUnary(_ f: Unary, _ x: ValueID) -> [Term]? {
    switch f {
    case .negate: return terms(of: x).map { negated($0) }
    case .square: return square(terms(of: x))
    case .reciprocal: return power(terms(of: x), -1) ?? chosen(f, x)
    case .sqrt: return power(terms(of: x), 0.5) ?? chosen(f, x)
    case .log: return logarithm(of: x)
    case .log1p:
      let one = [Term(builder.constant(1))]
      if let result = logarithm(sum(one, terms(of: x))) { return result }
      return chosen(f, x)
    case .absolute, .sign, .floor, .ceiling, .round, .binade, .exp, .expm1, .sin, .cos, .tan, .asin,
      .acos,
      .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .logistic, .softplus,
      .log1mExpNegative, .logGamma, .polygamma, .erf, .erfc, .normalCDF, .logNormalCDF,
      .inverseNormalCDF:
      return nil
    }
  }

  /// Coefficients chosen by a condition, shape by shape.
  mutating func expandSelect(_ c: ValueID, _ x: ValueID, _ y: ValueID) -> [Term]? {
    guard let test = condition(c), let left = terms(of: x), let right = terms(of: y) else {
      return nil
    }
    var result: [Term] = []
    let others = Dictionary(right.map { ($0.shape, $0.coefficient) }) { first, _ in first }
    let zero = builder.constant(0)
    for var term in left {
      term.coefficient = builder.select(test, term.coefficient, others[term.shape] ?? zero)
      result.append(term)
    }
    let shapes = Set(left.map(\.shape))
    for var term in right where !shapes.contains(term.shape) {
      term.coefficient = builder.select(test, zero, term.coefficient)
      result.append(term)
    }
    return result
  }

  /// f of a choice is the choice of f.
  private mutating func chosen(_ f: Unary, _ x: ValueID) -> [Term]? {
    guard let (test, first, second) = choice(x) else { return nil }
    let value = builder.select(test, builder.unary(f, first), builder.unary(f, second))
    return terms(of: value)
  }

  /// The condition and the branches of a value that is chosen, signs moved into the branches.
  private mutating func choice(_ value: ValueID) -> (ValueID, ValueID, ValueID)? {
    switch builder.program[value].op {
    case .select(let c, let x, let y): return depends(c) ? nil : (c, x, y)
    case .unary(.negate, let x):
      guard let (c, first, second) = choice(x) else { return nil }
      return (c, builder.negate(first), builder.negate(second))
    case .rename(let x, let from, let to):
      guard let (c, first, second) = choice(x) else { return nil }
      let parts = [c, first, second].map { part in
        builder.type(part).axes.contains(from) ? builder.rename(part, from: from, to: to) : part
      }
      return (parts[0], parts[1], parts[2])
    default: return nil
    }
  }

  // MARK: Sums and products of terms

  mutating func sum(_ x: [Term]?, _ y: [Term]?) -> [Term]? {
    guard let x, let y else { return nil }
    let result = (x + y).merged(in: &builder)
    return result.count <= Self.termLimit ? result : nil
  }

  mutating func negated(_ terms: [Term]) -> [Term] {
    terms.map {
      var term = $0
      term.coefficient = builder.negate(term.coefficient)
      return term
    }
  }

  mutating func product(_ x: [Term]?, _ y: [Term]?) -> [Term]? {
    guard let x, let y, x.count * y.count <= Self.termLimit else { return nil }
    var result: [Term] = []
    for left in x {
      for right in y {
        guard let term = product(left, right) else { return nil }
        result.append(term)
      }
    }
    return result.merged(in: &builder)
  }

  /// Twice each product of two, so that it stays one product.
  private mutating func square(_ terms: [Term]?) -> [Term]? {
    guard let terms, terms.count * terms.count <= Self.termLimit else { return nil }
    let two = builder.constant(2)
    var result: [Term] = []
    for (index, left) in terms.enumerated() {
      for other in index..<terms.count {
        guard var term = product(left, terms[other]) else { return nil }
        if other != index { term.coefficient = builder.multiply(two, term.coefficient) }
        result.append(term)
      }
    }
    return result.merged(in: &builder)
  }

  private mutating func product(_ x: Term, _ given: Term) -> Term? {
    var y = given
    for axis in x.bound.intersection(given.bound).sorted() {
      let twin = freshAxis(like: axis)
      y = renamed(y, from: axis, to: twin)
      y.bound.remove(axis)
      y.bound.insert(twin)
    }
    guard let atoms = product(x.atoms, y.atoms) else { return nil }
    let coefficient = builder.multiply(x.coefficient, y.coefficient)
    return Term(coefficient, atoms, bound: x.bound.union(y.bound))
  }

  /// Powers at one site add up; otherwise only the variable itself at two sites has a use.
  private func product(_ x: [Atom], _ y: [Atom]) -> [Atom]? {
    if x.isEmpty { return y }
    if y.isEmpty { return x }
    guard x.count == 1, y.count == 1 else { return nil }
    if x[0].sites == y[0].sites {
      switch (x[0].statistic, y[0].statistic) {
      case (.power(let k), .power(let l)):
        return k + l == 0 ? [] : [Atom(statistic: .power(k + l), sites: x[0].sites)]
      case (.complementPower(let k), .complementPower(let l)):
        return k + l == 0 ? [] : [Atom(statistic: .complementPower(k + l), sites: x[0].sites)]
      default: return nil
      }
    }
    return x[0].statistic == .power(1) && y[0].statistic == .power(1) ? x + y : nil
  }

  // MARK: Powers and logarithms

  /// The single term c v^k or c (1 - v)^k, also where it is written c - c v.
  func monomial(_ terms: [Term]?) -> Term? {
    guard let terms else { return nil }
    if terms.count == 1, let term = terms.first, term.bound.isEmpty, term.atoms.count <= 1 {
      switch term.atoms.first?.statistic {
      case nil, .power, .complementPower: return term
      case .log, .logComplement, .logDeterminant: return nil
      }
    }
    guard support == .unitInterval, terms.count == 2,
      let constant = terms.first(where: \.isConstant),
      let linear = terms.first(where: { $0.atoms.count == 1 }), linear.bound.isEmpty,
      linear.atoms[0].statistic == .power(1), builder.uniformValue(constant.coefficient) == 1,
      builder.uniformValue(linear.coefficient) == -1
    else { return nil }
    return Term(
      constant.coefficient, [Atom(statistic: .complementPower(1), sites: linear.atoms[0].sites)])
  }

  mutating func power(_ terms: [Term]?, _ exponent: Double) -> [Term]? {
    guard var term = monomial(terms) else { return nil }
    if let atom = term.atoms.first {
      guard support.isPositive || exponent == 1 else { return nil }
      switch atom.statistic {
      case .power(let k): term.atoms[0].statistic = .power(k * exponent)
      case .complementPower(let k): term.atoms[0].statistic = .complementPower(k * exponent)
      case .log, .logComplement, .logDeterminant: return nil
      }
    }
    term.coefficient =
      switch exponent {
      case -1: builder.unary(.reciprocal, term.coefficient)
      case 0.5: builder.unary(.sqrt, term.coefficient)
      default: builder.binary(.power, term.coefficient, builder.constant(exponent))
      }
    return [term]
  }

  private mutating func logarithm(of x: ValueID) -> [Term]? {
    logarithm(terms(of: x)) ?? chosen(.log, x)
  }

  mutating func logarithm(_ terms: [Term]?) -> [Term]? {
    guard let term = monomial(terms), support.isPositive || term.isConstant else { return nil }
    let constant = Term(builder.unary(.log, term.coefficient))
    guard let atom = term.atoms.first else { return [constant].merged(in: &builder) }
    let (exponent, statistic): (Double, Statistic)
    switch atom.statistic {
    case .power(let k): (exponent, statistic) = (k, .log)
    case .complementPower(let k): (exponent, statistic) = (k, .logComplement)
    case .log, .logComplement, .logDeterminant: return nil
    }
    let log = Term(
      builder.constant(exponent), [Atom(statistic: statistic, sites: atom.sites)])
    return [constant, log].merged(in: &builder)
  }
}
