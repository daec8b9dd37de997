import Diagnostics
import Semantics
import TensorIR

/// Densities of guides in queries, and `expect`.
extension Lowering {
  /// `log q(A | B)` at values that A and B have.
  ///
  /// Where a value of A is not in the data there is nothing to count.
  mutating func guideDensity(
    _ query: Query, _ id: GuideID, free: Set<AxisID>
  ) throws(LoweringFailure) -> ValueID {
    guard case .statements(let statements) = model.guides[id].body else {
      throw fail(.notYetLowered("the density of a named guide", at: query.span))
    }
    if let item = (query.targets + query.conditions).first(where: { $0.value != nil }) {
      throw fail(.notYetLowered("a query with a value put in", at: item.span))
    }
    let targets = Set(query.targets.flatMap { model.variables(in: $0) })
    let kept = letters(along: free)
    var terms: [ValueID] = []
    for statement in statements where targets.contains(statement.variable) {
      terms.append(total(of: try guideFactor(statement), free: kept))
    }
    return sum(terms)
  }

  private mutating func guideFactor(
    _ statement: Guide.Statement
  ) throws(LoweringFailure) -> LogFactor {
    let id = statement.variable
    guard statement.indices == model.variables[id].indices,
      statement.region.allSatisfy({ $0 == .all })
    else {
      throw fail(
        .notYetLowered(
          "a guide of some elements of `\(model.variables[id].name)`", at: statement.span))
    }
    let outer = (letters, coordinates)
    defer { (letters, coordinates) = outer }
    (letters, coordinates) = ([:], [:])
    for letter in statement.indices { bindWhole(letter) }
    let own = statement.indices.map { letter in
      TypedExpression(.index(letter), .member(model.indices[letter].set), at: statement.span)
    }
    let x = try access(id, own, at: statement.span)
    let value = try logDensity(of: x, under: statement.distribution)
    guard assignments[id] == .data, let mask = masks[id] else {
      return logFactor(value, statement.span)
    }
    return logFactor(builder.select(mask, value, builder.constant(0)), statement.span)
  }

  /// `expect v ~ D: e`: the mean over draws of D.
  mutating func expectation(
    _ draws: [ExpectationDraw], _ body: TypedExpression, at span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    let outer = locals
    defer { locals = outer }
    return try underGuide(at: span) { lowering throws(LoweringFailure) in
      for draw in draws { try lowering.bind(draw) }
      let value = try lowering.number(body)
      guard let axis = lowering.drawAxis else { return value }
      return Operand(lowering.mean(value.value, over: axis), components: value.components)
    }
  }

  private mutating func bind(_ draw: ExpectationDraw) throws(LoweringFailure) {
    let distribution = draw.distribution
    if case .query(let query) = distribution.kind, case .guide(let id) = query.density,
      case .statements(let statements) = model.guides[id].body,
      case .variable(let variable) = draw.target,
      let statement = statements.first(where: { $0.variable == variable })
    {
      guard let part = try guidePart(statement) else { return }
      guard part.weight == nil else {
        throw fail(.notYetLowered("an expectation over a finite variable", at: query.span))
      }
      return
    }
    if case .variable(let variable) = draw.target {
      return try bind(variable, to: distribution)
    }
    guard case .family(let family, let arguments) = distribution.kind,
      distribution.truncation == nil, !distribution.isOrdered,
      case .local(let local) = draw.target
    else { throw fail(.notYetLowered("an expectation over this", at: distribution.span)) }
    let name = model.locals[local].name
    let type = model.locals[local].type
    let components = try valueAxes(type)
    let lifted = Array(components.dropLast(family.eventRank))
    let like = Operand(builder.constant(0), components: components)
    let parameters = try self.parameters(
      of: family, arguments, like, lifted, drawing: distribution.type)
    let plates = Set(letters.values.compactMap(\.axis)).sorted()
    if family == .discreteUniform {
      locals[local] = [try uniformMember(parameters, named: name, plates: plates, type)]
      return
    }
    let value = try self.draw(
      family, parameters, named: name, plates: plates, lifted: lifted,
      event: Array(components.suffix(family.eventRank)), at: distribution.span)
    locals[local] = [Operand(value, components: components)]
  }

  /// Draws a variable of the model anew, whatever value it has outside.
  private mutating func bind(
    _ id: VariableID, to distribution: Distribution
  ) throws(LoweringFailure) {
    guard !hasHoles(id) else {
      throw fail(.notYetLowered("an expectation over a variable with holes", at: distribution.span))
    }
    let own = try ownDistribution(of: id, distribution)
    assign(nil, to: id)
    let indices = model.variables[id].indices
    let part = try guidePart(
      Guide.Statement(
        variable: id, indices: indices, region: indices.map { _ in .all }, distribution: own,
        span: distribution.span))
    if part?.weight != nil {
      throw fail(.notYetLowered("an expectation over a finite variable", at: distribution.span))
    }
  }

  /// What the story says of a variable, where `p(v | A)` asks for just that; else the distribution.
  private mutating func ownDistribution(
    of id: VariableID, _ distribution: Distribution
  ) throws(LoweringFailure) -> Distribution {
    guard case .query(let query) = distribution.kind else { return distribution }
    let conditions = Set(query.conditions.flatMap { model.variables(in: $0) })
      .filter { model.variables[$0].isRandom }
    let stated = model.statements.filter { $0.defines == id }
    guard query.density == .model, query.conditions.allSatisfy({ $0.value == nil }),
      query.targets.flatMap({ model.variables(in: $0) }) == [id], stated.count == 1,
      stated[0].mentions.subtracting([id]) == conditions,
      case .distribution(let own) = model.variables[id].parts[0].definition
    else {
      throw fail(
        .notYetLowered(
          "an expectation over a density that is no statement of the story", at: query.span))
    }
    return own
  }

  /// A whole number between bounds, all as probable.
  private mutating func uniformMember(
    _ parameters: DistributionRow.Parameters, named name: String, plates: [AxisID],
    _ type: ValueType
  ) throws(LoweringFailure) -> Operand {
    guard let lower = parameters[.lower]?.value, let upper = parameters[.upper]?.value else {
      return Operand(builder.constant(0))
    }
    let u = makeNoise(.uniform, named: name, axes: plates)
    let count = builder.add(builder.subtract(upper, lower), builder.constant(1))
    let place = builder.add(lower, builder.unary(.floor, builder.multiply(u, count)))
    return Operand(builder.cast(place, to: elementType(type)))
  }
}
