import Binding
import Diagnostics
import ScalarMath
import Semantics
import TensorIR

/// Draws of a guide as tables, which whatever reads the variable sees.
extension Lowering {
  /// Puts a statement of a guide to work; `nil` if the data say all about its variable.
  mutating func guidePart(
    _ statement: Guide.Statement
  ) throws(LoweringFailure) -> GuidePart? {
    let id = statement.variable
    let variable = model.variables[id]
    if assignments[id] == .data, !hasHoles(id) { return nil }
    guard assignments[id] == nil || assignments[id] == .data else {
      throw fail(
        .notYetLowered(
          "a guide of `\(variable.name)`, which has a point", at: statement.span,
          hint: "leave it out of `over`"))
    }
    guard statement.region.allSatisfy({ $0 == .all }), statement.indices == variable.indices else {
      throw fail(
        .notYetLowered("a guide of some elements of `\(variable.name)`", at: statement.span))
    }
    let distribution = statement.distribution
    guard case .family(let family, let arguments) = distribution.kind,
      distribution.truncation == nil, !distribution.isOrdered
    else {
      throw fail(
        .notYetLowered("draws of this distribution in a guide", at: distribution.span))
    }
    let outer = (letters, coordinates)
    defer { (letters, coordinates) = outer }
    (letters, coordinates) = ([:], [:])
    for letter in statement.indices { bindWhole(letter) }
    let own = elements(of: statement)
    let known: (value: ValueID, mask: ValueID)? =
      hasHoles(id) ? try knownTable(id, variable) : nil
    if try isFinite(id), guideSettings.method == .reparametrised {
      return try enumerated(id, distribution, own, known: known, at: statement.span)
    }
    let firstNoise = noise.count
    var parameters: DistributionRow.Parameters = [:]
    let drawn: ValueID
    let isFiniteDraw = try isFinite(id)
    let components = try valueAxes(variable.type)
    if isFiniteDraw {
      drawn = try finiteDraw(id, variable, distribution, own)
    } else {
      let lifted = Array(components.dropLast(family.eventRank))
      let like = Operand(builder.constant(0), components: components)
      parameters = try self.parameters(
        of: family, arguments, like, lifted, drawing: distribution.type)
      drawn = try draw(
        family, parameters, named: variable.name, plates: axes(of: statement.indices),
        lifted: lifted, event: Array(components.suffix(family.eventRank)),
        at: distribution.span)
    }
    let fixed = guideSettings.method == .score ? withoutDerivative(drawn) : drawn
    let value = known.map { builder.select($0.mask, $0.value, fixed) } ?? fixed
    drawTables[id] = Operand(value, components: try tableAxes(variable))
    assign(.drawn, to: id)
    let x = try access(id, own, at: statement.span)
    let density = try logDensity(of: x, under: distribution)
    return GuidePart(
      variable: id, distribution: distribution,
      logDensity: logFactor(
        known.map { builder.select($0.mask, builder.constant(0), density) } ?? density,
        statement.span),
      weight: nil, parameters: parameters, noise: noise[firstNoise...].map(\.input),
      isFiniteDraw: isFiniteDraw)
  }

  /// Lets a finite variable range over its states, with the guide's probabilities; where the data
  /// know the state it has all of them.
  mutating func enumerated(
    _ id: VariableID, _ distribution: Distribution, _ own: [TypedExpression],
    known: (value: ValueID, mask: ValueID)?, at span: SourceSpan
  ) throws(LoweringFailure) -> GuidePart {
    assign(.enumerated, to: id)
    let states = try access(id, own, at: span)
    var logProbability = try logDensity(of: states, under: distribution)
    var weight = builder.unary(.exp, logProbability)
    if let known {
      let agrees = builder.compare(
        .equal, builder.cast(states.value, to: .real), builder.cast(known.value, to: .real))
      weight = builder.select(known.mask, builder.cast(agrees, to: .real), weight)
      logProbability = builder.select(known.mask, builder.constant(0), logProbability)
    }
    return GuidePart(
      variable: id, distribution: distribution, logDensity: logFactor(logProbability, span),
      weight: logFactor(weight, span), parameters: [:], noise: [])
  }

  /// Whether a variable has finitely many values.
  private mutating func isFinite(_ id: VariableID) throws(LoweringFailure) -> Bool {
    try stateSpace(id) != nil
  }

  /// One state, by inversion of its distribution function: it has no derivative.
  private mutating func finiteDraw(
    _ id: VariableID, _ variable: Variable, _ distribution: Distribution,
    _ own: [TypedExpression]
  ) throws(LoweringFailure) -> ValueID {
    let before = assignments[id]
    assign(.enumerated, to: id)
    let states = try access(id, own, at: distribution.span)
    let probability = builder.unary(.exp, try logDensity(of: states, under: distribution))
    assign(before, to: id)
    let added = builder.type(states.value).axes.filter { readings[$0]?.hidden.variable == id }
    guard let axis = added.first, let space = try stateSpace(id) else { return states.value }
    let total = builder.append(
      .cumulativeSum(
        builder.spread(probability, along: [axis]), along: axis, exclusive: false,
        reversed: false))
    let level = makeNoise(.uniform, named: variable.name, axes: axes(of: variable.indices))
    let passed = builder.cast(builder.compare(.less, total, level), to: .real)
    let last = builder.constant(Double(space.count - 1))
    let position = builder.binary(.minimum, builder.sum(passed, over: [axis]), last)
    switch elementType(variable.type) {
    case .boolean: return builder.compare(.less, builder.constant(0.5), position)
    case .integer, .real:
      let place = builder.cast(position, to: .integer)
      if case .member = variable.type { return place }
      return builder.add(place, integer(space.lowerBound))
    }
  }

  /// A draw of a family with the axes of its plates, its copies and its components.
  mutating func draw(
    _ family: Family, _ parameters: DistributionRow.Parameters, named name: String,
    plates: [AxisID], lifted: [AxisID], event: [AxisID], at span: SourceSpan
  ) throws(LoweringFailure) -> ValueID {
    guard let how = family.reparametrisation else {
      throw fail(
        .notYetLowered(
          "draws of \(family.rawValue) in a guide", at: span,
          hint: "there are Normal, MvNormal, LogNormal, Laplace, Gamma, Beta, Dirichlet, …"))
    }
    var made: [(noise: Noise, value: ValueID)] = []
    let axes = plates + lifted + event
    // The builder is lent to the formulas, so noise is added to it in between.
    let scribe = Scribe(ProgramBuilder())
    swap(&builder, &scribe.builder)
    let draws = drawAxis.map { [$0] } ?? []
    let scope = DensityScope(
      scribe, Operand(scribe.builder.constant(0), components: event), parameters)
    let result = how.draw(
      NoiseScope(scope) { kind, further in
        let type = TensorType(.real, (axes + draws + further).sorted())
        let value = scribe.builder.input("noise of \(name)", type, role: .data)
        made.append((kind, value))
        return value
      }
    ).value
    swap(&builder, &scribe.builder)
    for (kind, value) in made { register(kind, value, named: name) }
    return result
  }

  /// Standard noise along axes, and along that of the draws.
  mutating func makeNoise(_ kind: Noise, named name: String, axes: [AxisID]) -> ValueID {
    let draws = drawAxis.map { [$0] } ?? []
    let value = builder.input(
      "noise of \(name)", TensorType(.real, (axes + draws).sorted()), role: .data)
    register(kind, value, named: name)
    return value
  }

  private mutating func register(_ kind: Noise, _ value: ValueID, named name: String) {
    guard case .input(let input) = builder.program[value].op else { return }
    let type = builder.type(value)
    let known = noise.count { $0.name.hasPrefix(name) }
    let own = NoiseInput(
      input: input, noise: kind, name: known == 0 ? name : "\(name) \(known + 1)",
      count: builder.program.count(type))
    noise.append(own)
    origins[input] = .noise
    data[input] = own.tensor(
      sizes: type.axes.map { builder.program[$0].size }, stream: RandomStream(seed: 0), step: 0)
  }

  private mutating func axes(of letters: [IndexID]) -> [AxisID] { letters.map { axis(of: $0) } }

  /// Booleans and integers have no derivative anyway.
  private mutating func withoutDerivative(_ value: ValueID) -> ValueID {
    builder.type(value).element == .real ? builder.withoutDerivative(value) : value
  }
}
