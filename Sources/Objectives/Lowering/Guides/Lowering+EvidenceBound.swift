import Diagnostics
import ScalarMath
import Semantics
import TensorIR

/// `elbo(q)`: E log p(data, draws) - E log q(draws), by draws of the guide.
///
/// What the guide leaves out is summed out exactly. Finite variables of the guide are summed over
/// with its probabilities, along axes of their own. Where a draw and its prior are of one family
/// whose divergence is known, that takes the place of both densities: it is the expectation given
/// the draws before.
extension Lowering {
  mutating func evidenceBound(
    _ id: GuideID, at span: SourceSpan
  ) throws(LoweringFailure) -> ValueID {
    guard case .statements(let statements) = model.guides[id].body else {
      throw fail(
        .notYetLowered(
          "the bound of a named guide as a term", at: span,
          hint: "`gmc fit --method vi` fits it; or write the guide, `guide q { z[n] ~ … }`"))
    }
    return try underGuide(at: span) { lowering throws(LoweringFailure) in
      var parts: [GuidePart] = []
      for statement in statements {
        if let part = try lowering.guidePart(statement) { parts.append(part) }
      }
      let factors = try lowering.boundFactors(parts, at: span)
      return lowering.bound(of: factors, parts)
    }
  }

  /// Lowers something in which draws stand for variables; afterwards they are as before.
  mutating func underGuide<Result>(
    at span: SourceSpan, _ lower: (inout Lowering) throws(LoweringFailure) -> Result
  ) throws(LoweringFailure) -> Result {
    guard !isUnderGuide else {
      throw fail(.notYetLowered("an expectation within an expectation", at: span))
    }
    let mode = switchAssignments(summingOut: [])
    isUnderGuide = true
    defer {
      isUnderGuide = false
      drawTables = [:]
      restore(mode)
    }
    return try lower(&self)
  }

  /// The factors of p and of 1 / q, after summing over the finite variables of either.
  private mutating func boundFactors(
    _ parts: [GuidePart], at span: SourceSpan
  ) throws(LoweringFailure) -> [LogFactor] {
    let kept = Set(
      model.variables.ids.filter {
        model.variables[$0].isRandom && model.variables[$0].guide == nil && assignments[$0] != nil
      })
    let relevant = model.withoutBarrenLeaves(statements, keeping: kept)
    let mentioned = relevant.reduce(into: Set<VariableID>()) { $0.formUnion($1.mentions) }
    let (states, reals) = try hidden(mentioned, keeping: kept, asked: span)
    if let id = reals.min() {
      let name = model.variables[id].name
      throw fail(.outsideGuide(name, isKnownInPart: hasHoles(id), at: span))
    }
    let outer = switchAssignments(summingOut: states)
    defer { restore(outer) }
    var factors: [LogFactor] = []
    var closed: Set<VariableID> = []
    for statement in relevant {
      if let part = parts.first(where: { $0.variable == statement.defines }),
        let divergence = try divergence(of: part)
      {
        factors.append(divergence)
        closed.insert(part.variable)
      } else {
        factors.append(try factor(statement))
      }
    }
    for id in states.intersection(kept).sorted() {
      if let factor = try clamp(id) { factors.append(factor) }
    }
    if !states.isEmpty { factors = try eliminate(states, from: factors).factors }
    for part in parts where !closed.contains(part.variable) {
      var factor = part.logDensity
      factor.value = builder.negate(factor.value)
      factors.append(factor)
    }
    var result: [LogFactor] = []
    for factor in factors { result.append(try expectation(of: factor, under: parts)) }
    return result
  }

  /// Minus the divergence of a draw from its prior; `nil` where it has no closed form.
  private mutating func divergence(of part: GuidePart) throws(LoweringFailure) -> LogFactor? {
    let variable = model.variables[part.variable]
    guard guideSettings.method == .reparametrised, part.weight == nil, !hasHoles(part.variable),
      variable.parts.count == 1, case .distribution(let prior) = variable.parts[0].definition,
      case .family(let family, let arguments) = prior.kind, prior.truncation == nil,
      !prior.isOrdered, variable.parts[0].region.allSatisfy({ $0 == .all }),
      case .family(family, let own) = part.distribution.kind,
      let divergence = family.divergence
    else { return nil }
    let row = family.row(drawing: prior.type)
    let isProved = row.requirements.allSatisfy { name, domain in
      [arguments[name], own[name]].allSatisfy { $0.map { domain.contains($0.type) } ?? true }
    }
    guard isProved else { return nil }
    let outer = (letters, coordinates)
    defer { (letters, coordinates) = outer }
    (letters, coordinates) = ([:], [:])
    for letter in variable.indices { bindWhole(letter) }
    let components = try valueAxes(variable.type)
    let lifted = Array(components.dropLast(family.eventRank))
    let like = Operand(builder.constant(0), components: components)
    let parameters = try self.parameters(
      of: family, arguments, like, lifted, drawing: prior.type)
    for parameter in parameters.values {
      // Of another mixture's component, or of what was drawn after this: no expectation given that.
      let isSummedOut = builder.type(parameter.value).axes.contains { axis in
        readings[axis].map { assignments[$0.hidden.variable] == .states } ?? false
      }
      if isSummedOut || reads(parameter.value, anyOf: part.noise) { return nil }
    }
    let event = Operand(
      builder.constant(0), components: Array(components.suffix(family.eventRank)))
    let value = writtenOfTwo(&builder, event, part.parameters, parameters, divergence.formula)
    let total = builder.sum(spread(value, along: lifted), over: lifted)
    return logFactor(builder.negate(total), variable.parts[0].span)
  }

  private mutating func spread(_ value: ValueID, along axes: [AxisID]) -> ValueID {
    let missing = axes.filter { !has(value, $0) }.sorted()
    return missing.isEmpty ? value : builder.append(.broadcast(value, along: missing))
  }

  /// Whether a value is computed from some of the inputs.
  private func reads(_ value: ValueID, anyOf inputs: [InputID]) -> Bool {
    var seen: Set<ValueID> = []
    var waiting = [value]
    while let next = waiting.popLast() {
      guard seen.insert(next).inserted else { continue }
      if case .input(let input) = builder.program[next].op, inputs.contains(input) { return true }
      waiting += builder.program[next].op.operands
    }
    return false
  }

  /// The mean of a factor over the states of the guide's finite variables, the last one first.
  private mutating func expectation(
    of factor: LogFactor, under parts: [GuidePart]
  ) throws(LoweringFailure) -> LogFactor {
    var result = factor
    for part in parts.reversed() {
      guard let weight = part.weight else { continue }
      let letters = model.variables[part.variable].indices
      for (axis, reading) in result.readings where reading.hidden.variable == part.variable {
        let isOwn = zip(reading.places, letters).allSatisfy { $0 == .along($1, offset: 0) }
        let isWhole = letters.allSatisfy { letter in
          result.coordinates[letter] == weight.coordinates[letter]
        }
        guard isOwn, isWhole else {
          throw fail(.jointStates(model.variables[part.variable].name, at: factor.span))
        }
        // What has no weight may be minus infinity.
        let counts = builder.compare(.less, builder.constant(0), weight.value)
        let kept = builder.select(counts, result.value, builder.constant(0))
        result.value = builder.sum(builder.multiply(weight.value, kept), over: [axis])
        result.readings.merge(weight.readings) { first, _ in first }
        result.readings[axis] = nil
      }
    }
    return result
  }

  /// The sum of the factors, averaged over the draws in the way that the settings say.
  private mutating func bound(of factors: [LogFactor], _ parts: [GuidePart]) -> ValueID {
    guard let draws = drawAxis else { return sum(factors.map { total(of: $0, free: []) }) }
    switch guideSettings.method {
    case .reparametrised:
      let value = sum(factors.map { total(of: $0, free: []) })
      return mean(value, over: draws)
    case .importanceWeighted, .score:
      let letters = sharedLetters(factors, parts)
      let inner = factors.filter { factor in
        has(factor.value, draws) || letters.allSatisfy { factor.coordinates[$0] != nil }
      }
      let rest = factors.filter { factor in !inner.contains { $0.value == factor.value } }
      let own = sum(inner.map { total(of: $0, free: letters) })
      let value: ValueID
      if guideSettings.method == .importanceWeighted {
        let finite = parts.filter(\.isFiniteDraw).map { total(of: $0.logDensity, free: letters) }
        value = weighted(spread(own, along: [draws]), finiteDraws: finite, over: draws)
      } else {
        let density = sum(parts.map { total(of: $0.logDensity, free: letters) })
        value = mean(surrogate(spread(own, along: [draws]), density, over: draws), over: draws)
      }
      let whole = LogFactor(
        value: value,
        coordinates: Dictionary(
          uniqueKeysWithValues: letters.map {
            ($0, coordinate($0, 0..<size(model.indices[$0].set)))
          }),
        readings: [:], span: model.span)
      return sum(rest.map { total(of: $0, free: []) } + [total(of: whole, free: [])])
    }
  }

  /// The letters that all draws have, if whatever depends on the draws has them too: the elements
  /// are then independent and estimated one by one.
  private func sharedLetters(_ factors: [LogFactor], _ parts: [GuidePart]) -> Set<IndexID> {
    let own = parts.map { Set(model.variables[$0.variable].indices) }
    guard let first = own.first, let draws = drawAxis else { return [] }
    let shared = own.dropFirst().reduce(first) { $0.intersection($1) }
    let isLocal = factors.allSatisfy { factor in
      !has(factor.value, draws) || shared.allSatisfy { factor.coordinates[$0] != nil }
    }
    return isLocal ? shared : []
  }

  /// The log of the mean weight, with the derivative of its expectation: that of draws from
  /// finitely many values, which it does not pass through, is that of log q, times the excess over
  /// the log of the mean of the other weights (A. Mnih, D. Rezende, 2016).
  private mutating func weighted(
    _ logWeights: ValueID, finiteDraws: [ValueID], over draws: AxisID
  ) -> ValueID {
    let count = guideSettings.drawCount
    let value = builder.subtract(
      builder.reduce(.logSumExp, logWeights, over: [draws]),
      builder.constant(Double.log(Double(count))))
    guard !finiteDraws.isEmpty, !blocks.isEmpty else { return value }
    var excess = value
    if count > 1 {
      let other = builder.axis("other draw", size: count)
      let isSame = builder.compare(.equal, builder.position(draws), builder.position(other))
      let rest = builder.select(
        isSame, builder.constant(-.infinity), builder.rename(logWeights, from: draws, to: other))
      let mean = builder.subtract(
        builder.reduce(.logSumExp, rest, over: [other]),
        builder.constant(Double.log(Double(count - 1))))
      // Where all others weigh nothing, nothing is taken off.
      let isFinite = builder.compare(.less, builder.constant(-.infinity), mean)
      excess = builder.subtract(value, builder.select(isFinite, mean, builder.constant(0)))
    }
    let density = spread(sum(finiteDraws), along: [draws])
    let change = builder.subtract(density, builder.withoutDerivative(density))
    let scored = builder.multiply(builder.withoutDerivative(excess), change)
    return builder.add(value, builder.sum(spread(scored, along: [draws]), over: [draws]))
  }

  /// The value with the derivative of its expectation: its own, and its excess over the mean of
  /// the other draws times that of log q (R. Williams, 1992; W. Kool et al., 2019).
  private mutating func surrogate(
    _ value: ValueID, _ logDensity: ValueID, over draws: AxisID
  ) -> ValueID {
    let count = guideSettings.drawCount
    var excess = value
    if count > 1 {
      let others = builder.divide(
        builder.subtract(builder.sum(value, over: [draws]), value),
        builder.constant(Double(count - 1)))
      excess = builder.subtract(value, others)
    }
    let change = builder.subtract(logDensity, builder.withoutDerivative(logDensity))
    return builder.add(value, builder.multiply(builder.withoutDerivative(excess), change))
  }

  mutating func mean(_ value: ValueID, over axis: AxisID) -> ValueID {
    guard has(value, axis) else { return value }
    let count = builder.constant(Double(builder.program[axis].size))
    return builder.divide(builder.sum(value, over: [axis]), count)
  }
}
