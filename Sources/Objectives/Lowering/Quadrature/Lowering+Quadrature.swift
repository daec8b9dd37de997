import Semantics
import TensorIR

/// Integrates real variables out of a product of factors by a rule, where that was asked for and no
/// closed form is known.
///
/// A variable goes if each of its elements can be integrated over by itself: if no summand of the
/// log of the product reads two of them. Elements that the data point at, `u[group[n]]`, have the
/// sums over what points at them. What goes first may have others as parameters, which go later: a
/// nested integral.
extension Lowering {
  mutating func integrateByQuadrature(
    _ variables: Set<VariableID>, from factors: [LogFactor], free: Set<IndexID>
  ) throws(LoweringFailure) -> Integration {
    var factors = factors
    var left = variables.sorted { a, b in
      let plates = (model.variables[a].indices.count, model.variables[b].indices.count)
      return plates.0 == plates.1 ? b < a : plates.1 < plates.0
    }
    var isProgress = quadrature != nil
    while isProgress {
      isProgress = false
      for id in left {
        guard let rest = try integrateByQuadrature(id, from: factors, free: free) else { continue }
        factors = rest
        left.removeAll { $0 == id }
        isProgress = true
        break
      }
    }
    return Integration(factors: factors, left: Set(left), integrals: [])
  }

  /// The factors without a variable; `nil` if its elements do not come apart.
  private mutating func integrateByQuadrature(
    _ id: VariableID, from factors: [LogFactor], free: Set<IndexID>
  ) throws(LoweringFailure) -> [LogFactor]? {
    guard let rule = quadrature, let hole = holes[id], try isScalar(id) else { return nil }
    let (isUsed, rest) = (
      factors.filter { builder.dependsOnAny(of: [hole], $0.value) },
      factors.filter { !builder.dependsOnAny(of: [hole], $0.value) }
    )
    guard let first = isUsed.first else { return nil }
    var (parts, others) = ([LogFactor](), rest)
    let map = try coordinateMap(of: id)
    let idle = builder.image(of: builder.constant(0), by: map).value
    for factor in isUsed {
      for summand in builder.summands(of: factor.value, dependingOn: hole) {
        let part = brought(summand, of: factor, to: id, hole, else: idle, free: free)
        guard let part else { return nil }
        if builder.dependsOnAny(of: [hole], part.value) {
          parts.append(part)
        } else {
          others.append(part)
        }
      }
    }
    let indices = model.variables[id].indices
    var coordinates: [IndexID: Coordinate] = [:]
    for letter in indices {
      coordinates[letter] = coordinate(letter, 0..<size(model.indices[letter].set))
    }
    var readings: [AxisID: Reading] = [:]
    for part in parts {
      for (letter, own) in part.coordinates {
        if let known = coordinates[letter], known != own { return nil }
        coordinates[letter] = own
      }
      readings.merge(part.readings) { first, _ in first }
    }
    let integrand = sum(parts.map(\.value))
    guard Double(builder.program.count(builder.type(integrand))) * Double(rule.count) < 0x1p28
    else { return nil }
    var exists: ValueID?
    for letter in indices {
      if let mask = mask(of: letter, in: coordinates) { exists = both(exists, mask) }
    }
    let integral = builder.quadrature(
      ElementwiseIntegrand(value: integrand, hole: hole, map: map, exists: exists), by: rule)
    quadratureTables.formUnion(integral.tables)
    let letters = Set(indices.map { axis(of: $0) })
    let components = builder.type(hole).axes.filter { !letters.contains($0) }
    others.append(
      LogFactor(
        value: builder.sum(integral.value, over: components), coordinates: coordinates,
        readings: readings, span: first.span))
    return others
  }

  /// Whether the elements of a variable are numbers, which have integrals of their own.
  private mutating func isScalar(_ id: VariableID) throws(LoweringFailure) -> Bool {
    let type = model.variables[id].type
    let element = if case .array(let element, _) = type { element } else { type }
    switch element {
    case .real, .positive, .unit, .interval: return true
    case .spread, .int, .nat, .bool, .member, .simplex, .ordered, .positiveOrdered, .covariance,
      .correlation, .choleskyFactor, .choleskyCorrelation, .weights, .array, .optional, .record,
      .group, .poison:
      return false
    }
  }

  /// How the elements of a variable follow from numbers on the line.
  private mutating func coordinateMap(
    of id: VariableID
  ) throws(LoweringFailure) -> CoordinateMap {
    if whitenings[id] != nil { return .itself }
    guard case .interval(let lower, let upper) = try blockShape(of: id, model.variables[id]).space
    else { return .itself }
    return lower == nil && upper == nil ? .stretched : .interval(lower: lower, upper: upper)
  }

  /// What a summand of a factor says about each element of a variable, summed over the plates that
  /// the variable does not have; `nil` if it joins elements.
  ///
  /// A summand that does not read the variable keeps its plates.
  ///
  /// - Parameter idle: what is read at elements that a ragged plate does not have.
  private mutating func brought(
    _ summand: Summand, of factor: LogFactor, to id: VariableID, _ hole: ValueID,
    else idle: ValueID, free: Set<IndexID>
  ) -> LogFactor? {
    var result = factor
    guard case .one(let places) = builder.places(of: hole, in: [summand.value])[0] else {
      guard !builder.dependsOnAny(of: [hole], summand.value) else { return nil }
      result.value = builder.sum(summand.value, over: summand.over.sorted())
      result.readings = factor.readings.filter { has(result.value, $0.key) }
      return result
    }
    let axes = builder.type(hole).axes
    let own = model.variables[id].indices
    let moves = zip(places, axes).filter { $0 != builder.position($1) }
    let kept = Set(axes).subtracting(moves.map(\.1))
    // Letters go that are not the variable's own, and own ones along other axes.
    let letters = factor.coordinates.keys.filter { letter in
      guard !free.contains(letter) else { return false }
      guard own.contains(letter) else { return true }
      return !kept.contains(axis(of: letter))
    }.sorted()
    let gone = summand.over.union(letters.compactMap { factor.coordinates[$0]?.axis })
      .subtracting(kept)
    let read = Set(moves.flatMap { builder.type($0.0).axes })
    guard read.isSubset(of: gone) else { return nil }
    for place in factor.readings.values.flatMap(\.places) {
      if depends(place, onAnyOf: Set(letters), axes: gone) { return nil }
    }
    refuseBatch(around: id, over: Set(letters).subtracting(own), factor)
    var value = summand.value
    for letter in letters {
      guard let mask = mask(of: letter, in: factor.coordinates) else { continue }
      value = builder.select(
        mask, builder.reading(hole, where: mask, else: idle, in: value), builder.constant(0))
    }
    result.value = builder.moved(value, moves, summing: gone)
    for letter in letters { result.coordinates[letter] = nil }
    for letter in own {
      result.coordinates[letter] = coordinate(letter, 0..<size(model.indices[letter].set))
    }
    result.readings = factor.readings.filter { has(result.value, $0.key) }
    return result
  }
}

extension ProgramBuilder {
  /// A value that reads another number than an element of a hole where a mask is false: what is
  /// computed there counts nothing, but a derivative of it may be 0 times infinity.
  fileprivate mutating func reading(
    _ hole: ValueID, where mask: ValueID, else idle: ValueID, in value: ValueID
  ) -> ValueID {
    guard hole < value else { return value }
    let readers = (hole.index...value.index).map { ValueID(index: $0) }.filter { reader in
      if case .gather(hole, _, _) = program[reader].op { true } else { false }
    }
    let read = readers.isEmpty ? [hole] : readers
    let images = read.map { ($0, select(mask, $0, idle)) }
    return substitute(Dictionary(uniqueKeysWithValues: images), in: [value])[0]
  }

  /// The sum of a value over axes, each element at the place that it belongs to along others.
  fileprivate mutating func moved(
    _ value: ValueID, _ moves: [(ValueID, AxisID)], summing axes: Set<AxisID>
  ) -> ValueID {
    var (value, moves, axes) = (value, moves, axes)
    // What is summed over may have the axis that its elements are sent to.
    for target in moves.map(\.1) where axes.contains(target) {
      let other = axis(program[target].name, size: program[target].size)
      value = rename(value, from: target, to: other)
      moves = moves.map { place, axis in
        (place == position(target) ? position(other) : renamed(place, target, other), axis)
      }
      axes.remove(target)
      axes.insert(other)
    }
    let read = Set(moves.flatMap { type($0.0).axes })
    value = sum(value, over: axes.subtracting(read).sorted())
    value = spread(value, along: read)
    for (index, (place, target)) in moves.enumerated() {
      let isLast = index == moves.count - 1
      value = append(
        .scatterAdd(value, axis: target, at: place, over: isLast ? read.sorted() : []))
    }
    return value
  }

  private mutating func renamed(_ x: ValueID, _ from: AxisID, _ to: AxisID) -> ValueID {
    type(x).axes.contains(from) ? rename(x, from: from, to: to) : x
  }
}
