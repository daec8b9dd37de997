import Binding
import Diagnostics
import Semantics
import TensorIR

/// Real variables that are integrated over: their tables, and their priors.
///
/// Where the prior is normal and does not depend on the variable itself, the table is
/// `mean + spread * u` with a standard normal u, which is what is integrated over: the precision of
/// u is at least one, so the integral exists and keeps its digits however small the spread is.
extension Lowering {
  /// The prior of a variable as a map from standard normal numbers.
  struct Whitening: Sendable {
    /// The standard normal numbers, over the axes of the table.
    let source: ValueID
    /// Their image.
    let value: ValueID
    /// Whether the parameters are inside their domains; `nil` if types prove it.
    let condition: ValueID?
  }

  /// What an integrated variable is a function of.
  mutating func hole(
    _ id: VariableID, _ variable: Variable
  ) throws(LoweringFailure) -> ValueID {
    if let hole = holes[id] { return hole }
    let hole = builder.hole(variable.name, TensorType(.real, try tableAxes(variable)))
    holes[id] = hole
    return hole
  }

  mutating func makeIntegrated(
    _ id: VariableID, _ variable: Variable
  ) throws(LoweringFailure) -> Operand {
    let axes = try tableAxes(variable)
    var value = try hole(id, variable)
    if let whitening = try whitening(of: id) { value = whitening.value }
    if hasHoles(id) {
      let known = try knownTable(id, variable)
      value = builder.select(known.mask, known.value, value)
    }
    return Operand(value, components: axes)
  }

  func hasHoles(_ id: VariableID) -> Bool {
    assignments[id] != .value && bound.values[id]?.known?.contains(false) ?? false
  }

  /// The prior as a map from standard normal numbers, if it is one.
  mutating func whitening(of id: VariableID) throws(LoweringFailure) -> Whitening? {
    if let known = whitenings[id] { return known }
    guard let distribution = whitenedPrior(of: id),
      case .family(let family, let arguments) = distribution.kind
    else { return nil }
    let variable = model.variables[id]
    let source = try hole(id, variable)
    let outer = letters
    defer { letters = outer }
    letters = [:]
    for letter in variable.indices { bind(letter) }
    let draw = Operand(source, components: componentAxes(variable.type.shape))
    let lifted = Array(draw.components.dropLast(family.eventRank))
    let parameters = try parameters(
      of: family, arguments, draw, lifted, drawing: distribution.type)
    let holes = matrixHoles
    if parameters.values.contains(where: { builder.dependsOnAny(of: holes, $0.value) }) {
      return nil
    }
    let mean = parameters[.mean]?.value ?? builder.constant(0)
    let deviation: ValueID
    switch family {
    case .multivariateNormal:
      guard let axis = draw.components.last,
        let value = correlated(source, along: axis, parameters)
      else { return nil }
      deviation = value
    default: deviation = builder.multiply(spread(parameters), source)
    }
    let result = Whitening(
      source: source, value: builder.add(mean, deviation),
      condition: condition(
        on: family.row(drawing: distribution.type), draw, distribution.type, arguments,
        parameters))
    whitenings[id] = result
    return result
  }

  /// The standard deviation of a normal variable, whichever way it is given.
  private mutating func spread(_ parameters: DistributionRow.Parameters) -> ValueID {
    if let sd = parameters[.sd] { return sd.value }
    if let variance = parameters[.variance] { return builder.unary(.sqrt, variance.value) }
    guard let precision = parameters[.precision] else { return builder.constant(.nan) }
    return builder.unary(.reciprocal, builder.unary(.sqrt, precision.value))
  }

  /// L u, where L L' is the covariance.
  private mutating func correlated(
    _ source: ValueID, along axis: AxisID, _ parameters: DistributionRow.Parameters
  ) -> ValueID? {
    let matrix = parameters[.cholesky] ?? parameters[.covariance] ?? parameters[.precision]
    guard let matrix, let column = matrix.components.last, matrix.components.count == 2,
      matrix.components[0] == axis
    else { return nil }
    let whole = builder.spread(matrix.value, along: [axis, column])
    if parameters[.precision] != nil {
      // With precision L L', L' x is standard.
      let root = builder.append(.cholesky(whole, row: axis, column: column))
      let side = builder.rename(source, from: axis, to: column)
      return builder.append(
        .solveTriangular(root, side, row: axis, column: column, transposed: true))
    }
    let root =
      parameters[.cholesky] == nil
      ? builder.append(.cholesky(whole, row: axis, column: column)) : whole
    let right = builder.rename(source, from: axis, to: column)
    return builder.contract(root, right, over: [column])
  }

  /// The one normal statement of a variable, if it speaks of all elements and nothing that it
  /// reads depends on the variable.
  private func whitenedPrior(of id: VariableID) -> Distribution? {
    let variable = model.variables[id]
    guard variable.parts.count == 1, let part = variable.parts.first,
      part.region.allSatisfy({ $0 == .all }),
      case .distribution(let distribution) = part.definition, distribution.truncation == nil,
      !distribution.isOrdered, case .family(let family, _) = distribution.kind,
      family == .normal || family == .multivariateNormal, !isItsOwnAncestor(id)
    else { return nil }
    return distribution
  }

  /// Whether a variable depends on itself at another place, as along a chain.
  func isItsOwnAncestor(_ id: VariableID) -> Bool {
    var parents: [VariableID: Set<VariableID>] = [:]
    for statement in model.statements {
      guard case .part(let child, let index) = statement.source,
        case .distribution(let distribution) = model.variables[child].parts[index].definition
      else { continue }
      for e in distribution.children {
        parents[child, default: []].formUnion(model.randomVariables(in: e))
      }
    }
    var seen: Set<VariableID> = []
    var waiting = parents[id] ?? []
    while let next = waiting.popFirst() {
      if next == id { return true }
      if seen.insert(next).inserted { waiting.formUnion(parents[next] ?? []) }
    }
    return false
  }

  /// The holes of matrices: what is normal with one of them as its covariance goes with it.
  var matrixHoles: Set<ValueID> {
    Set(
      holes.filter { id, _ in
        guard assignments[id] == .integrated else { return false }
        let type = model.variables[id].type
        let element = if case .array(let inner, _) = type { inner } else { type }
        if case .covariance = element { return true }
        return false
      }.values)
  }

  // MARK: Factors

  /// The factor of a whitened prior: standard normal, and the density of what is known.
  mutating func whitenedFactor(
    _ id: VariableID, _ whitening: Whitening, _ distribution: Distribution
  ) throws(LoweringFailure) -> ValueID {
    let components = componentAxes(model.variables[id].type.shape)
    var value = standardNormal(whitening.source, over: components)
    if let condition = whitening.condition {
      value = builder.select(condition, value, builder.constant(-.infinity))
    }
    guard hasHoles(id) else { return value }
    let known = try knownTable(id, model.variables[id])
    let data = Operand(known.value, components: components)
    let density = try logDensity(of: data, under: distribution)
    return builder.add(value, builder.select(known.mask, density, builder.constant(0)))
  }

  /// A standard normal density where the data hold the value, so that the integral over what is
  /// not there is one.
  mutating func idleFactor(_ id: VariableID) throws(LoweringFailure) -> LogFactor? {
    guard hasHoles(id), try whitening(of: id) == nil else { return nil }
    let variable = model.variables[id]
    let known = try knownTable(id, variable)
    let components = componentAxes(variable.type.shape)
    let value = builder.select(
      known.mask, standardNormal(try hole(id, variable), over: components), builder.constant(0))
    let own = variable.indices
    let whole = own.map { coordinate($0, 0..<size(model.indices[$0].set)) }
    return LogFactor(
      value: value, coordinates: Dictionary(uniqueKeysWithValues: zip(own, whole)), readings: [:],
      span: variable.span)
  }

  mutating func standardNormal(_ u: ValueID, over components: [AxisID]) -> ValueID {
    let square = builder.multiply(builder.constant(-0.5), builder.unary(.square, u))
    let value = builder.add(square, builder.constant(-halfLogTwoPi))
    return builder.sum(value, over: components)
  }
}
