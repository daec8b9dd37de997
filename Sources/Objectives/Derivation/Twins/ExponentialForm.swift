import Diagnostics
import Semantics
import Syntax

/// A log density as a sum of coefficients times statistics of the value, plus what the value is not
/// in: `Σ coefficient × statistic + Σ constants`, up to what depends on the value alone.
struct ExponentialForm {
  /// One statistic.
  struct Term {
    let coefficient: TypedExpression
    let statistic: TypedExpression
    /// Whether the statistic is the value itself, or says which of its values it has.
    let isLinear: Bool
    /// What the statistic is summed over beside the elements of the value.
    var letters: [IndexID] = []
    /// Whether coefficient and statistic are vectors whose product is a number.
    var isVector = false
  }

  let terms: [Term]
  let constants: [TypedExpression]
}

/// Formulas as expressions of the language.
struct Algebra {
  let span: SourceSpan

  func number(_ value: Double) -> TypedExpression {
    TypedExpression(.number(value), .real, at: span)
  }

  func binary(
    _ op: BinaryOperator, _ a: TypedExpression, _ b: TypedExpression
  ) -> TypedExpression {
    TypedExpression(.binary(op, a, b), .real, at: span)
  }

  func call(
    _ function: Builtin, _ arguments: TypedExpression..., type: ValueType = .real
  ) -> TypedExpression {
    TypedExpression(.call(function, arguments), type, at: span)
  }

  func negative(_ a: TypedExpression) -> TypedExpression {
    TypedExpression(.unary(.negate, a), .real, at: span)
  }

  func square(_ a: TypedExpression) -> TypedExpression { binary(.power, a, number(2)) }

  func sum(_ terms: [TypedExpression]) -> TypedExpression {
    guard let first = terms.first else { return number(0) }
    return terms.dropFirst().reduce(first) { binary(.add, $0, $1) }
  }

  func sum(_ a: TypedExpression, over letters: [IndexID]) -> TypedExpression {
    guard !letters.isEmpty else { return a }
    return TypedExpression(.reduction(.sum, letters, condition: nil, a), .real, at: span)
  }

  func oneMinus(_ a: TypedExpression) -> TypedExpression { binary(.subtract, number(1), a) }
}

extension ExponentialForm {
  /// The form of a family at one value.
  ///
  /// - Parameters:
  ///   - x: The value: a number, a truth value, a member, or a vector.
  ///   - state: A letter over the members that a categorical value has, or the parts of a count.
  /// - Returns: `nil` for families without such a form in these parameters.
  init?(
    _ family: Family, _ arguments: [ParameterName: TypedExpression], of x: TypedExpression,
    state: IndexID?, _ algebra: Algebra
  ) {
    func term(_ coefficient: TypedExpression, _ statistic: TypedExpression, linear: Bool = true)
      -> Term
    { Term(coefficient: coefficient, statistic: statistic, isLinear: linear) }
    let terms: [Term]
    let constants: [TypedExpression]
    let a = algebra
    switch family {
    case .normal:
      guard let mean = arguments[.mean] else { return nil }
      let (weight, half, logSpread): (TypedExpression, TypedExpression, TypedExpression)
      let offset: TypedExpression
      if let sd = arguments[.sd] {
        weight = a.binary(.divide, mean, a.square(sd))
        half = a.binary(.divide, a.number(1), a.binary(.multiply, a.number(2), a.square(sd)))
        offset = a.binary(.divide, a.square(mean), a.binary(.multiply, a.number(2), a.square(sd)))
        logSpread = a.call(.log, sd)
      } else if let variance = arguments[.variance] {
        weight = a.binary(.divide, mean, variance)
        half = a.binary(.divide, a.number(1), a.binary(.multiply, a.number(2), variance))
        offset = a.binary(.divide, a.square(mean), a.binary(.multiply, a.number(2), variance))
        logSpread = a.binary(.divide, a.call(.log, variance), a.number(2))
      } else if let precision = arguments[.precision] {
        weight = a.binary(.multiply, precision, mean)
        half = a.binary(.divide, precision, a.number(2))
        offset = a.binary(.multiply, half, a.square(mean))
        logSpread = a.negative(a.binary(.divide, a.call(.log, precision), a.number(2)))
      } else {
        return nil
      }
      terms = [term(weight, x), term(a.negative(half), a.square(x), linear: false)]
      constants = [a.negative(offset), a.negative(logSpread)]
    case .multivariateNormal:
      guard let mean = arguments[.mean] else { return nil }
      let coefficient: TypedExpression
      if let covariance = arguments[.covariance] {
        coefficient = a.call(.solve, covariance, mean, type: mean.type)
      } else if let precision = arguments[.precision] {
        coefficient = TypedExpression(.binary(.contract, precision, mean), mean.type, at: a.span)
      } else {
        return nil
      }
      terms = [Term(coefficient: coefficient, statistic: x, isLinear: true, isVector: true)]
      constants = [
        a.negative(a.binary(.divide, a.binary(.contract, mean, coefficient), a.number(2)))
      ]
    case .bernoulli:
      if let p = arguments[.probability] {
        terms = [term(a.binary(.subtract, a.call(.log, p), a.call(.log, a.oneMinus(p))), x)]
        constants = [a.call(.log, a.oneMinus(p))]
      } else if let logit = arguments[.logit] {
        terms = [term(logit, x)]
        constants = [a.negative(a.call(.log1pExp, logit))]
      } else {
        return nil
      }
    case .binomial:
      guard let p = arguments[.probability], let n = arguments[.trials] else { return nil }
      terms = [term(a.binary(.subtract, a.call(.log, p), a.call(.log, a.oneMinus(p))), x)]
      constants = [a.binary(.multiply, n, a.call(.log, a.oneMinus(p)))]
    case .poisson:
      guard let rate = arguments[.rate] else { return nil }
      terms = [term(a.call(.log, rate), x)]
      constants = [a.negative(rate)]
    case .exponential:
      guard let rate = arguments[.rate] else { return nil }
      terms = [term(a.negative(rate), x)]
      constants = [a.call(.log, rate)]
    case .geometric:
      guard let p = arguments[.probability] else { return nil }
      terms = [term(a.call(.log, a.oneMinus(p)), x)]
      constants = [a.call(.log, p)]
    case .gamma:
      guard let shape = arguments[.shape], let rate = arguments[.rate] else { return nil }
      terms = [term(a.negative(rate), x), term(shape, a.call(.log, x), linear: false)]
      constants = [
        a.binary(.multiply, shape, a.call(.log, rate)), a.negative(a.call(.lgamma, shape)),
      ]
    case .categorical, .multinomial:
      guard let state else { return nil }
      let letter = TypedExpression(.index(state), .real, at: a.span)
      let isOne = family == .categorical
      if let probabilities = arguments[.probabilities] {
        terms = [
          Self.part(a.call(.log, probabilities.element(at: [letter])), x, state, isOne, a)
        ]
        constants = []
      } else if let logits = arguments[.logits] {
        terms = [Self.part(logits.element(at: [letter]), x, state, isOne, a)]
        constants = [a.negative(a.call(.logsumexp, logits))]
      } else {
        return nil
      }
    case .logNormal, .studentT, .laplace, .cauchy, .halfNormal, .halfCauchy, .inverseGamma, .beta,
      .uniform, .discreteUniform, .dirichlet, .wishart, .inverseWishart, .lkj, .negativeBinomial,
      .vonMises, .delta, .orderedLogistic, .betaBinomial, .weibull, .skellam, .kernel, .flat:
      return nil
    }
    self.init(terms: terms, constants: constants)
  }

  /// The coefficient of one member: whether x is that one, or how often it was counted.
  private static func part(
    _ coefficient: TypedExpression, _ x: TypedExpression, _ state: IndexID, _ isOne: Bool,
    _ a: Algebra
  ) -> Term {
    let letter = TypedExpression(.index(state), isOne ? x.type : .real, at: a.span)
    let statistic =
      isOne
      ? TypedExpression(
        .conditional(
          TypedExpression(.binary(.equal, x, letter), .bool, at: a.span), then: a.number(1),
          otherwise: a.number(0)), .real, at: a.span)
      : x.element(at: [letter])
    return Term(coefficient: coefficient, statistic: statistic, isLinear: true, letters: [state])
  }
}
