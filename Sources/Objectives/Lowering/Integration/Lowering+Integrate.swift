import Diagnostics
import Semantics
import TensorIR

/// Integrates real variables out of a product of factors, exactly, one after the other.
///
/// As for discrete variables, the one with the most plates goes first, and a factor with further
/// plates takes its product over those. The log of the product must be a polynomial of degree two
/// in the variable, or one of the conjugate forms; which it is follows from the tensor ops alone.
/// What does not go at first may go after others have.
extension Lowering {
  /// - Parameter limits: variables whose integrals cost more are left.
  mutating func integrate(
    _ variables: Set<VariableID>, from factors: [LogFactor], free: Set<IndexID>,
    limits: IntegrationLimits = IntegrationLimits()
  ) throws(LoweringFailure) -> Integration {
    var factors = factors
    var integrals: [Integral] = []
    var lines: Set<VariableID> = []
    for id in variables where try support(of: id) == .line { lines.insert(id) }
    var left = variables.sorted { a, b in
      let plates = (model.variables[a].indices.count, model.variables[b].indices.count)
      if plates.0 != plates.1 { return plates.1 < plates.0 }
      return lines.contains(a) == lines.contains(b) ? a < b : lines.contains(a)
    }
    var isProgress = true
    while isProgress {
      isProgress = false
      for integrand in try integrands(of: left, in: factors, limits) {
        let parts = integrand.isJoint ? joined(factors, by: integrand) : factors
        guard
          let (result, taken) = try integrate(
            integrand, among: left, from: parts, free: free, limits)
        else { continue }
        factors = result
        integrals += taken
        left.removeAll { id in taken.contains { $0.variables.contains(id) } }
        isProgress = true
        break
      }
    }
    return Integration(factors: factors, left: Set(left), integrals: integrals)
  }

  /// Why a question has no answer: these variables are left over in it.
  func noIntegral(of ids: Set<VariableID>, at span: SourceSpan) -> LoweringFailure {
    let ids = ids.sorted()
    let first = ids.first { hasHoles($0) } ?? ids[0]
    if quadrature != nil { return fail(.joinedElements(model.variables[first].name, at: span)) }
    return fail(
      .cannotIntegrate(
        model.variables[first].name, isKnownInPart: hasHoles(first),
        ways: model.waysOut(for: ids, ofQueryAt: span), at: span))
  }

  /// Where a variable lives, if there are integrals over that; its other axes are copies.
  mutating func support(of id: VariableID) throws(LoweringFailure) -> Support? {
    let variable = model.variables[id]
    let element =
      if case .array(let element, _) = variable.type { element } else { variable.type }
    switch element {
    case .real: return .line
    case .positive: return .halfLine
    case .unit: return .unitInterval
    case .simplex: return componentAxes(variable.type.shape).last.map { .simplex($0) }
    case .covariance:
      let pair = componentAxes(variable.type.shape).suffix(2)
      guard let row = pair.first, let column = pair.last else { return nil }
      return .matrix(row: row, column: column)
    case .interval, .spread, .int, .nat, .bool, .member, .ordered, .positiveOrdered, .correlation,
      .choleskyFactor, .choleskyCorrelation, .weights, .array, .optional, .record,
      .group, .poison:
      return nil
    }
  }

  /// What to try in turn: chains that go together, then each variable.
  private mutating func integrands(
    of left: [VariableID], in factors: [LogFactor], _ limits: IntegrationLimits
  ) throws(LoweringFailure) -> [Integrand] {
    var result = try jointChains(of: left, in: factors, limits)
    let grouped = Set(result.flatMap(\.variables))
    // Among variables on as many plates, those of a group wait: it may go after the others.
    var rest = left[...]
    while let first = rest.first {
      let count = model.variables[first].indices.count
      let alike = rest.prefix { model.variables[$0].indices.count == count }
      rest = rest.dropFirst(alike.count)
      for id in alike.filter({ !grouped.contains($0) }) + alike.filter(grouped.contains) {
        if let single = try integrand(id) { result.append(single) }
      }
    }
    return result
  }

  /// A variable by itself; `nil` if there are no integrals over where it lives.
  private mutating func integrand(_ id: VariableID) throws(LoweringFailure) -> Integrand? {
    guard let support = try support(of: id), let hole = holes[id] else { return nil }
    return Integrand(
      variables: [id], hole: hole, support: support, indices: model.variables[id].indices,
      isProper: whitenings[id] != nil)
  }

  /// Integrates one integrand out; `nil` if there is no closed form.
  private mutating func integrate(
    _ integrand: Integrand, among left: [VariableID], from factors: [LogFactor],
    free: Set<IndexID>, _ limits: IntegrationLimits
  ) throws(LoweringFailure) -> (factors: [LogFactor], integrals: [Integral])? {
    let (id, hole, support) = (integrand.variables[0], integrand.hole, integrand.support)
    var expander = Expander(ProgramBuilder(), hole: hole, support: support)
    expander.matrices = matrixHoles
    let involved = with(&expander) { expander in
      factors.indices.filter { expander.depends(factors[$0].value) }
    }
    let axes = builder.type(hole).axes
    let own = integrand.indices
    guard let span = involved.first.map({ factors[$0].span }),
      let outer = multiplied(
        involved.map { factors[$0] }, around: id, over: { !own.contains($0) && !free.contains($0) })
    else { return nil }
    let plates = own.filter { letter in outer.allSatisfy { isWhole($0, along: letter) } }
    guard
      let batch = with(
        &expander,
        {
          $0.separateAxes(
            of: outer, among: axes, Set(plates.compactMap { outer[0].coordinates[$0]?.axis }))
        })
    else { return nil }
    let inner = own.filter { !batch.contains(axis(of: $0)) }
    guard var whole = multiplied(outer, around: id, over: { inner.contains($0) }),
      let coordinates = coordinates(of: whole, free: free, not: inner)
    else { return nil }
    if let idle = absentFactor(of: integrand, along: inner, span) { whole.append(idle) }
    let rest = factors.indices.filter { !involved.contains($0) }.map { factors[$0] }
    let means = Set(left.compactMap { holes[$0] }).filter { mean in
      mean != hole && !rest.contains { builder.dependsOnAny(of: [mean], $0.value) }
    }
    var mean: (hole: ValueID, law: ConditionalLaw)?
    let result = with(&expander) { expander -> (value: ValueID, law: ConditionalLaw)? in
      var terms: [Term] = []
      for factor in whole { terms += expander.terms(of: factor.value) ?? [] }
      terms = terms.merged(in: &expander.builder)
      if case .matrix(let row, let column) = support {
        let found = expander.wishartIntegral(
          of: terms, along: axes, row, column, batch: batch, means: means)
        mean = found?.mean
        return found.map { ($0.value, $0.law) }
      }
      return support == .line
        ? expander.gaussianIntegral(
          of: terms, along: axes, batch: batch, isProper: integrand.isProper,
          onlyByChain: integrand.isJoint, limits)
        : expander.conjugateIntegral(of: terms, along: axes, batch: batch)
    }
    guard let (value, law) = result else { return nil }
    let present = builder.type(value).axes
    let all = whole.reduce(into: [AxisID: Reading]()) { result, factor in
      result.merge(factor.readings) { first, _ in first }
    }
    let readings = all.filter { present.contains($0.key) }
    let marginal = LogFactor(
      value: value, coordinates: coordinates, readings: readings, span: span)
    var integrals = [
      Integral(
        variables: integrand.variables, hole: hole, images: integrand.images, law: law,
        readings: all, cell: coordinates)
    ]
    if let mean, let other = left.first(where: { holes[$0] == mean.hole }) {
      let first = Integral(
        variables: [other], hole: mean.hole, law: mean.law, readings: all, cell: coordinates)
      integrals.insert(first, at: 0)
    }
    return (rest + [marginal], integrals)
  }

  /// Lends the builder to an expander.
  private mutating func with<Result>(
    _ expander: inout Expander, _ body: (inout Expander) -> Result
  ) -> Result {
    swap(&builder, &expander.builder)
    defer { swap(&builder, &expander.builder) }
    return body(&expander)
  }

  /// Whether a factor speaks of all members of a letter's set.
  private func isWhole(_ factor: LogFactor, along letter: IndexID) -> Bool {
    factor.coordinates[letter]?.range == 0..<size(model.indices[letter].set)
  }

  /// The plates of what is left: those that all factors have, and those asked for one by one.
  private func coordinates(
    of factors: [LogFactor], free: Set<IndexID>, not inner: [IndexID]
  ) -> [IndexID: Coordinate]? {
    guard free.isDisjoint(with: inner) else { return nil }
    var result: [IndexID: Coordinate] = [:]
    for factor in factors {
      for (letter, coordinate) in factor.coordinates {
        if let known = result[letter], known != coordinate { return nil }
        result[letter] = coordinate
      }
    }
    return result
  }

  /// The products of factors over some of their letters; `nil` if a discrete variable lives there.
  private mutating func multiplied(
    _ factors: [LogFactor], around id: VariableID, over isGone: (IndexID) -> Bool
  ) -> [LogFactor]? {
    var result: [LogFactor] = []
    for factor in factors {
      let gone = Set(factor.coordinates.keys.filter(isGone))
      let axes = Set(gone.compactMap { factor.coordinates[$0]?.axis })
      for place in factor.readings.values.flatMap(\.places) {
        if depends(place, onAnyOf: gone, axes: axes) { return nil }
      }
      refuseBatch(around: id, over: gone, factor)
      result.append(product(of: factor, over: Array(gone)))
    }
    return result
  }

  /// A standard normal density of the elements that ragged plates do not have, so that the
  /// integral over them is one.
  private mutating func absentFactor(
    of integrand: Integrand, along inner: [IndexID], _ span: SourceSpan
  ) -> LogFactor? {
    guard integrand.support == .line else { return nil }
    let (own, hole) = (integrand.indices, integrand.hole)
    let whole = own.map { coordinate($0, 0..<size(model.indices[$0].set)) }
    var coordinates = Dictionary(uniqueKeysWithValues: zip(own, whole))
    var exists: ValueID?
    for letter in inner {
      if let mask = mask(of: letter, in: coordinates) { exists = both(exists, mask) }
    }
    guard let exists else { return nil }
    let components = builder.type(hole).axes.filter { axis in
      !own.contains { self.axis(of: $0) == axis }
    }
    let density = builder.select(
      exists, builder.constant(0), standardNormal(hole, over: []))
    let gone = components + inner.map { axis(of: $0) }
    for letter in inner { coordinates[letter] = nil }
    return LogFactor(
      value: builder.sum(density, over: gone.sorted()), coordinates: coordinates, readings: [:],
      span: span)
  }
}

extension Expander {
  /// The axes along which every factor speaks of one element at a time, so that each position has
  /// an integral of its own; `nil` if some factor has no expansion.
  fileprivate mutating func separateAxes(
    of factors: [LogFactor], among axes: [AxisID], _ plates: Set<AxisID>
  ) -> Set<AxisID>? {
    var result = plates
    for factor in factors {
      guard let terms = terms(of: factor.value) else { return nil }
      for atom in terms.flatMap(\.atoms) {
        for (site, axis) in zip(atom.sites, axes) where site != .along(axis) {
          result.remove(axis)
        }
      }
    }
    return result
  }
}
