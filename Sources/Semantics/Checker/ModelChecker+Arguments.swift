import Diagnostics
import Syntax

extension ModelChecker {
  /// The arguments of a family by the names of its parameters; `nil` after a message.
  mutating func arguments(
    of written: Family, _ d: DistributionExpression, _ scope: Scope
  ) -> (Family, [ParameterName: TypedExpression])? {
    if written == .uniform, let members = membersArgument(d, scope) {
      guard let members else { return nil }
      return (.discreteUniform, [.members: members])
    }
    let slots = written.signature.slots
    var result: [ParameterName: TypedExpression] = [:]
    var filled = [Bool](repeating: false, count: slots.count)
    var position = 0
    var isSound = true
    for argument in d.arguments.values {
      if let upper = argument.upper {
        report(.rangeArgument(of: written.rawValue, at: argument.value.span.union(upper.span)))
        return nil
      }
      guard let (slot, parameter) = slot(for: argument, position, written, d) else { return nil }
      if argument.name == nil { position += 1 }
      if filled[slot] {
        report(.parameterGivenTwice(argument, parameter.name.rawValue, of: written.rawValue))
        return nil
      }
      filled[slot] = true
      var inner = scope
      inner.parameter = parameter.name
      let value = check(argument.value, inner)
      if value.type.isPoison {
        isSound = false
      } else if let problem = problem(value, parameter, argument, of: written) {
        report(problem)
        isSound = false
      }
      warnOfVariance(
        value, parameter, isNamed: argument.name != nil, of: written, others: result)
      result[parameter.name] = value
    }
    guard isSound else { return nil }
    if let missing = filled.firstIndex(of: false) {
      report(
        .missingArgument(
          slots[missing].alternatives.map(\.name.rawValue), of: written.rawValue, at: d.span))
      return nil
    }
    return (written, result)
  }

  /// The slot and the parameter that an argument fills; `nil` after a message.
  private mutating func slot(
    for argument: Argument, _ position: Int, _ family: Family, _ d: DistributionExpression
  ) -> (Int, Signature.Parameter)? {
    let slots = family.signature.slots
    guard let name = argument.name else {
      guard position < slots.count else {
        report(
          .tooManyArguments(
            of: family.rawValue, wanted: slots.map { $0.alternatives[0].name.rawValue },
            found: d.arguments.values.count, at: argument.value.span))
        return nil
      }
      return (position, slots[position].alternatives[0])
    }
    for (index, slot) in slots.enumerated() {
      if let parameter = slot.alternatives.first(where: { $0.name.rawValue == name.text }) {
        return (index, parameter)
      }
    }
    let known = slots.flatMap { $0.alternatives.map(\.name.rawValue) }
    report(
      .unknownParameter(
        name, of: family.rawValue, nearest: closest(to: name.text, among: known), known))
    return nil
  }

  /// `Uniform(K)` and `Uniform(1..6)`; the outer `nil` if it is a uniform of numbers.
  private mutating func membersArgument(
    _ d: DistributionExpression, _ scope: Scope
  ) -> TypedExpression?? {
    guard d.arguments.values.count == 1 else { return .none }
    let argument = d.arguments.values[0]
    if let upper = argument.upper {
      let range = BoundRange(lower: check(argument.value, scope), upper: check(upper, scope))
      let span = argument.value.span.union(upper.span)
      for bound in [range.lower, range.upper] where !bound.type.isPoison {
        guard bound.type.rank == 0, model.domain(of: bound)?.isInteger == true else {
          report(
            .typeMismatch(bound.span, is: model.phrase(of: bound.type), wanted: "an integer"))
          return .some(nil)
        }
      }
      if range.lower.type.isPoison || range.upper.type.isPoison { return .some(nil) }
      let low = model.domain(of: range.lower) ?? .int
      return TypedExpression(.range(range), 0 <= low.lower ? .nat : .int, at: span)
    }
    guard case .name(let name) = argument.value.kind, scope.locals[name.text] == nil,
      case .indexSet(let set)? = symbol(name.text, from: scope.level)
    else { return .none }
    return TypedExpression(.indexSet(set), .member(set), at: name.span)
  }

  /// What is wrong with the argument of a parameter.
  private func problem(
    _ e: TypedExpression, _ parameter: Signature.Parameter, _ argument: Argument,
    of family: Family
  ) -> Diagnostic? {
    let demand = parameter.demand
    if demand.isAnything { return nil }
    if family == .categorical || family == .bernoulli,
      let twice = softmaxTwice(
        e, parameter, at: argument.name.map { $0.span.union(e.span) } ?? e.span, of: family)
    {
      return twice
    }
    guard let domain = model.domain(of: e), e.type.isNumeric, demand.rank <= e.type.rank else {
      return .parameterMismatch(
        e.span, parameter.name.rawValue, of: family.rawValue, is: model.phrase(of: e.type),
        wanted: demand.phrase)
    }
    let event = e.type.shape.suffix(demand.rank)
    if demand.rank == 2, let a = event.first, let b = event.last, !model.agree(a, b) {
      return .parameterMismatch(
        e.span, parameter.name.rawValue, of: family.rawValue, is: model.phrase(of: e.type),
        wanted: demand.phrase)
    }
    if demand.domain.isInteger && !domain.isInteger {
      return .parameterMismatch(
        e.span, parameter.name.rawValue, of: family.rawValue, is: model.phrase(of: e.type),
        wanted: demand.phrase)
    }
    if domain.isDisjoint(from: demand.domain) {
      return .outOfDomain(
        e.span, parameter.name.rawValue, of: family.rawValue, text: model.text(of: e),
        wanted: demand.phrase)
    }
    return nil
  }

  /// `logits =` of what is a probability already.
  private func softmaxTwice(
    _ e: TypedExpression, _ parameter: Signature.Parameter, at span: SourceSpan,
    of family: Family
  ) -> Diagnostic? {
    switch (parameter.name, e.type.inner) {
    case (.logits, .simplex(let set)):
      return .softmaxTwice(e, set: set, family: family, at: span, in: model)
    case (.logits, .unit) where e.isNetValue, (.logit, .unit) where e.isNetValue:
      return .sigmoidTwice(
        e, family: family, name: parameter.name.rawValue, at: span, in: model)
    default: return nil
    }
  }

  /// The sets along which arguments that are arrays make the draw one; `nil` after a message.
  mutating func liftedSets(
    _ family: Family, _ arguments: [ParameterName: TypedExpression], _ d: DistributionExpression
  ) -> [IndexSetID]? {
    var lifted: [IndexSetID] = []
    var event: [IndexSetID]?
    var first: TypedExpression?
    for parameter in family.signature.slots.flatMap(\.alternatives) {
      guard let e = arguments[parameter.name] else { continue }
      if parameter.demand.isAnything || parameter.name == .members { continue }
      let shape = e.type.shape
      let own = Array(shape.dropLast(parameter.demand.rank))
      // The vector of a mean and the matrix of a covariance are over one set.
      if parameter.demand.rank > 0, family == .multivariateNormal, let set = shape.last {
        if let other = event, !model.agree(other, [set]), let first {
          report(
            .setsDiffer(
              sides(first, e), model.contrast(other[0], set), op: family.rawValue, at: d.span))
          return nil
        }
        event = event.map { model.common($0, [set]) } ?? [set]
        first = first ?? e
      }
      if own.isEmpty { continue }
      if lifted.isEmpty {
        lifted = own
      } else if model.agree(lifted, own) {
        lifted = model.common(lifted, own)
      } else {
        report(
          .argumentShapesDiffer(
            family.rawValue, model.shapeText(lifted), model.shapeText(own), at: d.span))
        return nil
      }
    }
    return lifted
  }
}

extension Signature.Demand {
  var isAnything: Bool {
    switch self {
    case .anything: true
    case .real, .positive, .unit, .nat, .vector, .positiveVector, .probabilities, .increasing,
      .positiveDefinite, .triangular, .sample, .members:
      false
    }
  }

  /// What each number must be.
  var domain: Domain {
    switch self {
    case .positive, .positiveVector: .positive
    case .unit, .probabilities:
      Domain(lower: 0, upper: 1, hasLower: true, hasUpper: true)
    case .nat: .nat
    case .members: .int
    case .real, .vector, .increasing, .positiveDefinite, .triangular, .sample, .anything: .real
    }
  }

  /// What an argument must be, for a message.
  var phrase: String {
    switch self {
    case .real: "a number"
    case .positive: "a positive number"
    case .unit: "a probability"
    case .nat: "a whole number, 0 or more"
    case .vector: "a vector"
    case .positiveVector: "a vector of positive numbers"
    case .probabilities: "the probabilities of all members"
    case .increasing: "an increasing vector"
    case .positiveDefinite: "a covariance matrix"
    case .triangular: "a Cholesky factor"
    case .sample: "data over one index set"
    case .members: "an index set or a range"
    case .anything: "a value"
    }
  }
}

extension TypedExpression {
  /// Whether it is what a net gives.
  var isNetValue: Bool {
    switch kind {
    case .apply: true
    case .field(let base, _): base.isNetValue
    default: false
    }
  }
}
