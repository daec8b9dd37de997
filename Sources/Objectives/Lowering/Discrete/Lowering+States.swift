import Binding
import Diagnostics
import Semantics
import Syntax
import TensorIR

/// The states of variables that are summed out, wherever they are read.
extension Lowering {
  /// The states of a hidden variable at subscripts, along the axis of this way of reading it.
  mutating func accessStates(
    _ id: VariableID, _ variable: Variable, _ subscripts: [TypedExpression], at span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    guard subscripts.count == variable.indices.count else {
      throw fail(.jointStates(variable.name, at: span))
    }
    var places: [Place] = []
    for (letter, subscript_) in zip(variable.indices, subscripts) {
      var place = try self.place(of: subscript_, in: model.indices[letter].set)
      // Where the statement speaks of one member only, places near it are steps along the letter.
      if case .fixed(let position) = place, let here = coordinates[letter], here.axis == nil {
        place = .along(letter, offset: position - here.range.lowerBound)
      }
      if model.indices[letter].set == batch?.set, place != .along(letter, offset: 0) {
        refuseBatch("a row reads another", at: subscript_.span)
      }
      places.append(place)
    }
    return try states(of: Reading(hidden: hidden(id, at: places), places: places), at: span)
  }

  private func hidden(_ id: VariableID, at places: [Place]) -> Hidden {
    Hidden(
      variable: id,
      fixed: places.map { place in
        if case .fixed(let position) = place { position } else { nil }
      })
  }

  /// The values of all states along the axis of a reading.
  private mutating func states(
    of reading: Reading, at span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    let variable = model.variables[reading.hidden.variable]
    for case .value(let position) in reading.places
    where builder.type(position).axes.contains(where: { readings[$0] != nil }) {
      throw fail(.randomPlace(variable.name, at: span))
    }
    guard let space = try stateSpace(reading.hidden.variable) else {
      throw fail(.notYetLowered("a sum over all values of `\(variable.name)`", at: span))
    }
    let position = builder.position(axis(of: reading, size: space.count))
    switch variable.type {
    case .bool: return Operand(builder.cast(position, to: .boolean))
    case .int, .nat: return Operand(builder.add(position, integer(space.lowerBound)))
    case .member, .real, .positive, .unit, .interval, .spread, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
      .weights, .array, .optional, .record, .group, .poison:
      return Operand(position)
    }
  }

  /// The axis of the states of a variable at its own letters.
  mutating func axis(of hidden: Hidden) throws(LoweringFailure) -> AxisID {
    try axis(of: ownReading(of: hidden))
  }

  /// A variable at its own letters.
  func ownReading(of hidden: Hidden) -> Reading {
    let letters = model.variables[hidden.variable].indices
    let places = zip(letters, hidden.fixed).map { letter, fixed -> Place in
      fixed.map { .fixed($0) } ?? .along(letter, offset: 0)
    }
    return Reading(hidden: hidden, places: places)
  }

  /// The axis of the states in one way of reading a variable.
  mutating func axis(of reading: Reading) throws(LoweringFailure) -> AxisID {
    let size = try stateSpace(reading.hidden.variable)?.count ?? 0
    return axis(of: reading, size: size)
  }

  /// The values that a discrete variable can take: members by their position, truth as 0 and 1;
  /// `nil` if they are not finitely many.
  mutating func stateSpace(
    _ id: VariableID
  ) throws(LoweringFailure) -> ClosedRange<Int>? {
    let variable = model.variables[id]
    switch variable.type {
    case .bool: return 0...1
    case .member(let set):
      if set == batch?.set { refuseBatch("`\(variable.name)` may be any row", at: variable.span) }
      return 0...max(0, size(set) - 1)
    case .int, .nat:
      if let known = stateSpaces[id] { return known }
      var result: ClosedRange<Int>?
      for part in variable.parts {
        guard let own = support(of: part) else { return nil }
        result =
          result.map {
            min($0.lowerBound, own.lowerBound)...max($0.upperBound, own.upperBound)
          } ?? own
      }
      stateSpaces[id] = result
      return result
    case .real, .positive, .unit, .interval, .spread, .simplex, .ordered, .positiveOrdered,
      .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights, .array,
      .optional, .record, .group, .poison:
      return nil
    }
  }

  /// The whole numbers that a statement can draw, as far as constants and data bound them.
  private func support(of part: Variable.Part) -> ClosedRange<Int>? {
    guard case .distribution(let distribution) = part.definition,
      case .family(let family, let arguments) = distribution.kind, distribution.copies.isEmpty
    else { return nil }
    var lower: Int?
    var upper: Int?
    switch family {
    case .discreteUniform:
      if case .range(let range)? = arguments[.members]?.kind {
        lower = extreme(range.lower, isUpper: false)
        upper = extreme(range.upper, isUpper: true)
      }
    case .binomial, .betaBinomial:
      lower = 0
      upper = arguments[.trials].flatMap { extreme($0, isUpper: true) }
    case .bernoulli: (lower, upper) = (0, 1)
    case .poisson, .negativeBinomial, .geometric: lower = 0
    case .normal, .multivariateNormal, .logNormal, .studentT, .laplace, .cauchy, .halfNormal,
      .halfCauchy, .exponential, .gamma, .inverseGamma, .beta, .uniform, .categorical,
      .multinomial, .dirichlet, .wishart, .inverseWishart, .lkj, .vonMises, .delta,
      .orderedLogistic, .weibull, .skellam, .kernel, .flat:
      break
    }
    // A truncation is open: the bounds themselves are outside.
    if let bound = distribution.truncation?.lower, let own = extreme(bound, isUpper: false) {
      lower = max(lower ?? own + 1, own + 1)
    }
    if let bound = distribution.truncation?.upper, let own = extreme(bound, isUpper: true) {
      upper = min(upper ?? own - 1, own - 1)
    }
    guard let lower, let upper, lower <= upper, upper - lower < 1 << 20 else { return nil }
    return lower...upper
  }

  /// The smallest or largest value of an expression that constants or one table of data give.
  private func extreme(_ e: TypedExpression, isUpper: Bool) -> Int? {
    if let number = bound.integer(e) { return number }
    guard case .variable(let id, _) = e.kind, let value = bound.values[id] else { return nil }
    switch value.storage {
    case .integers(let numbers):
      return (isUpper ? numbers.max() : numbers.min()).map { Int($0) }
    case .reals(let numbers):
      let number = isUpper ? numbers.max() : numbers.min()
      return number.flatMap { Int(exactly: isUpper ? $0.rounded(.up) : $0.rounded(.down)) }
    case .booleans: return isUpper ? 1 : 0
    case .bytes: return nil
    }
  }

  // MARK: Places

  /// Where a subscript points, symbolically if it is a step from a letter or a fixed member.
  mutating func place(
    of subscript_: TypedExpression, in set: IndexSetID
  ) throws(LoweringFailure) -> Place {
    switch subscript_.kind {
    case .index(let letter):
      if let binding = letters[letter] { return binding.place }
      return .along(letter, offset: 0)
    case .binary(let op, let base, let distance) where op == .add || op == .subtract:
      guard case .index(let letter) = base.kind, let binding = letters[letter],
        let steps = bound.integer(distance)
      else { break }
      switch binding.place {
      case .along(let letter, let offset):
        return .along(letter, offset: op == .add ? offset + steps : offset - steps)
      case .fixed(let position): return .fixed(op == .add ? position + steps : position - steps)
      case .value: break
      }
    case .endpoint(set, let end):
      if bound.raggedSizes[set] == nil || end == .first {
        return .fixed(end == .first ? 0 : size(set) - 1)
      }
    case .member(set, let position): return .fixed(position)
    default:
      if let number = bound.integer(subscript_) { return .fixed(number - lowerMember(of: set)) }
    }
    return .value(try position(subscript_, in: set))
  }

  /// The letters and axes that a place depends on.
  func depends(_ place: Place, onAnyOf letters: Set<IndexID>, axes: Set<AxisID>) -> Bool {
    switch place {
    case .along(let letter, _): letters.contains(letter)
    case .fixed: false
    case .value(let position): !axes.isDisjoint(with: builder.type(position).axes)
    }
  }

  /// Refuses a sum, a mean and the like over elements of which each has states of its own.
  func requireNoStates(
    in value: ValueID, along bound: [IndexID], at span: SourceSpan
  ) throws(LoweringFailure) {
    let axes = Set(bound.compactMap { letters[$0]?.axis })
    for axis in builder.type(value).axes {
      guard let reading = readings[axis] else { continue }
      if reading.places.contains(where: { depends($0, onAnyOf: Set(bound), axes: axes) }) {
        throw fail(.jointStates(model.variables[reading.hidden.variable].name, at: span))
      }
    }
  }
}
