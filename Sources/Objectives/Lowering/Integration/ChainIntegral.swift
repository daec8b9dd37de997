import ScalarMath
import TensorIR

/// Gaussian integrals along a chain, in time linear in its length.
extension Expander {
  /// The axis along which elements are joined over a fixed number of steps, if the blocks that this
  /// makes are small beside the whole matrix.
  ///
  /// - Parameter dense: the axes along which terms join different positions.
  ///
  /// - Returns: the place of the axis, the number of steps, and the terms with one lag each.
  mutating func chain(
    in given: [Term], along axes: [AxisID], _ dense: [Int], _ limits: IntegrationLimits
  ) -> (slot: Int, width: Int, terms: [Term])? {
    var best: (slot: Int, width: Int, terms: [Term], size: Int)?
    for slot in dense {
      let size = builder.program[axes[slot]].size
      guard limits.shortestChain <= size else { continue }
      let terms = separated(given, along: slot)
      guard let width = bandwidth(of: terms, along: slot) else { continue }
      let rows = dense.reduce(max(width, 1)) {
        $1 == slot ? $0 : $0 * builder.program[axes[$1]].size
      }
      guard width * 2 < size, rows <= limits.largestMatrix, rows <= Self.largestBlock else {
        continue
      }
      if best.map({ $0.size < size }) ?? true {
        best = (slot, max(width, 1), terms, size)
      }
    }
    return best.map { ($0.slot, $0.width, $0.terms) }
  }

  /// The most rows that a block may have.
  private static let largestBlock = 64

  /// The integral, as `gaussianIntegral`; `nil` if the precision or how the slope depends on what
  /// is integrated later asks for the whole matrix.
  mutating func chainIntegral(
    along own: [AxisID], batch: Set<AxisID>, _ dense: [Int],
    _ chain: (slot: Int, width: Int, terms: [Term])
  ) -> (value: ValueID, law: ConditionalLaw)? {
    var (terms, axes) = (chain.terms, own)
    let time = axes[chain.slot]
    let within = dense.filter { $0 != chain.slot }
    let joined = within.map { axes[$0] }
    var inner = joined.first
    if within.count > 1 {
      (terms, axes) = flattened(terms, axes, within)
      inner = axes.last
    }
    let rest = axes.filter { $0 != time && $0 != inner }
    let layout = builder.chainLayout(
      time: time, inner: inner, joined: joined, width: chain.width, rest: rest)
    let column = inner.map { freshAxis(like: $0) }
    let bands = bands(in: terms, along: axes, layout, column)
    let slope = coefficient(of: .power(1), in: terms, along: axes)
    guard !bands.contains(where: { builder.isOpen($0) }),
      let parts = affineParts(of: slope, apart: Set([time] + [inner].compactMap { $0 }))
    else { return nil }
    let matrix = builder.blocked(bands: bands, column: column, by: layout)
    let sides = [parts.constant] + parts.linear.map(\.coefficient)
    let (factor, solutions) = builder.factorize(
      matrix, solving: sides.map { builder.blocked($0, by: layout) })
    var solved = solutions[0]
    for (part, solution) in zip(parts.linear, solutions.dropFirst()) {
      let product =
        part.axes.isEmpty
        ? builder.multiply(solution, part.value)
        : builder.contract(solution, part.value, over: part.axes)
      solved = builder.add(solved, product)
    }
    let line = [layout.blocks] + (layout.sides.map { [$0.column] } ?? [])
    let square = builder.sum(builder.unary(.square, solved), over: line.sorted())
    let size = Double(
      ([time] + [inner].compactMap { $0 }).reduce(1) {
        $0 * builder.program[$1].size
      })
    var result = builder.multiply(builder.constant(0.5), square)
    result = builder.subtract(result, builder.logDeterminant(factor))
    result = builder.add(result, builder.constant(0.5 * size * .log(2 * .pi)))
    result = builder.sumOfFactors(result, over: Set(rest).subtracting(batch))
    return (
      builder.add(constant(of: terms), result),
      .chain(solved: solved, factor: factor, layout: layout)
    )
  }

  /// For each lag, the elements of the precision in the row (t, i) and the column (t - lag, j).
  private mutating func bands(
    in terms: [Term], along axes: [AxisID], _ layout: ChainLayout, _ column: AxisID?
  ) -> [ValueID] {
    let slot = axes.firstIndex(of: layout.time) ?? 0
    let matrix = layout.inner.flatMap { axes.firstIndex(of: $0) }
    var result = [ValueID](repeating: builder.constant(0), count: layout.width + 1)
    for term in terms where term.atoms.count == 2 {
      guard let lag = lag(of: term, along: slot) else { continue }
      let (first, second) =
        lag < 0 ? (term.atoms[1], term.atoms[0]) : (term.atoms[0], term.atoms[1])
      var targets = Array(zip(first.sites, axes)).map { (site: $0, axis: $1) }
      if let matrix, let column { targets.append((second.sites[matrix], column)) }
      let part = builder.negate(collected(term, targets))
      result[abs(lag)] = builder.add(result[abs(lag)], part)
      if lag == 0, let inner = layout.inner, let column {
        let scratch = freshAxis(like: inner)
        let wide = builder.spread(part, along: [inner, column])
        let half = builder.rename(
          builder.rename(wide, from: inner, to: scratch), from: column, to: inner)
        result[0] = builder.add(result[0], builder.rename(half, from: scratch, to: column))
      }
    }
    let bend = coefficient(of: .power(2), in: terms, along: axes)
    var diagonal = builder.multiply(builder.constant(-2), bend)
    if let inner = layout.inner, let column {
      let isDiagonal = builder.indicator(
        .equal, builder.position(inner), builder.position(column))
      diagonal = builder.multiply(diagonal, isDiagonal)
    }
    result[0] = builder.add(result[0], diagonal)
    return result
  }

  // MARK: What is integrated later

  /// A value as a sum of one without holes and coefficients times what stands as holes.
  private struct AffineParts {
    var constant: ValueID
    var linear: [(coefficient: ValueID, value: ValueID, axes: [AxisID])] = []
  }

  /// `nil` if the value is not affine in a hole, or a coefficient has a hole, or there are too many
  /// coefficients.
  ///
  /// - Parameter own: axes along which the value is not taken position by position.
  private mutating func affineParts(of value: ValueID, apart own: Set<AxisID>) -> AffineParts? {
    var parts = AffineParts(constant: value)
    while let hole = builder.firstHole(in: parts.constant) {
      var other = Expander(ProgramBuilder(), hole: hole, support: .line)
      swap(&builder, &other.builder)
      defer { swap(&builder, &other.builder) }
      guard let found = other.linearPart(of: parts.constant, apart: own) else { return nil }
      parts.constant = found.constant
      parts.linear.append((found.coefficient, found.value, found.axes))
    }
    return parts
  }

  /// The value as a constant and coefficients times elements of the variable, which lie along new
  /// axes unless the value has the same elements.
  private mutating func linearPart(
    of value: ValueID, apart own: Set<AxisID>
  ) -> (constant: ValueID, coefficient: ValueID, value: ValueID, axes: [AxisID])? {
    guard let terms = terms(of: value) else { return nil }
    let linear = terms.filter { !$0.isConstant }
    guard linear.allSatisfy({ $0.atoms.map(\.statistic) == [.power(1)] }) else { return nil }
    let axes = builder.type(hole).axes
    var targets: [AxisID] = []
    var fresh: [AxisID] = []
    var element = hole
    for (slot, axis) in axes.enumerated() {
      let isShared =
        !own.contains(axis) && linear.allSatisfy { $0.atoms[0].sites[slot] == .along(axis) }
      let target = isShared ? axis : freshAxis(like: axis)
      if !isShared {
        fresh.append(target)
        element = builder.rename(element, from: axis, to: target)
      }
      targets.append(target)
    }
    guard fresh.reduce(1, { $0 * builder.program[$1].size }) <= Self.mostCoefficients else {
      return nil
    }
    var coefficient = builder.constant(0)
    for term in linear {
      let part = collected(term, Array(zip(term.atoms[0].sites, targets)).map { ($0, $1) })
      coefficient = builder.add(coefficient, part)
    }
    guard !builder.isOpen(coefficient) else { return nil }
    coefficient = builder.spread(coefficient, along: fresh)
    return (constant(of: terms), coefficient, element, fresh)
  }

  /// The most numbers that a chain's slope may depend on.
  private static let mostCoefficients = 128
}
