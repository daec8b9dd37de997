import ScalarMath
import TensorIR

extension Expander {
  /// The logarithm of the integral of exp(terms) over all elements of the variable, each on the
  /// real line; `nil` if the terms are no polynomial of degree two.
  ///
  /// With c the constant, g the gradient and H minus the Hessian at zero, it is
  /// c + g' H^-1 g / 2 - log det H / 2 + n log(2 pi) / 2. Along axes where no term joins two
  /// positions, H is a diagonal; along the others it is a matrix, with a Cholesky factor.
  ///
  /// - Parameters:
  ///   - axes: the axes of the variable; those in `batch` have one integral for each position.
  ///   - isProper: whether H is known to be positive definite. Otherwise the integral is NaN where
  ///     it is not.
  ///   - onlyByChain: whether the integral is `nil` if it takes more than blocks along a chain.
  ///   - limits: the integral is `nil` if the matrix has too many rows.
  mutating func gaussianIntegral(
    of given: [Term], along axes: [AxisID], batch: Set<AxisID>, isProper: Bool,
    onlyByChain: Bool, _ limits: IntegrationLimits
  ) -> (value: ValueID, law: ConditionalLaw)? {
    guard given.allSatisfy(isQuadratic), given.contains(where: isOfDegreeTwo),
      !given.contains(where: {
        isOfDegreeTwo($0) && builder.dependsOnAny(of: matrices, $0.coefficient)
      })
    else { return nil }
    var (terms, axes) = (given, axes)
    let dense = axes.indices.filter { index in
      terms.contains {
        $0.atoms.count == 2 && $0.atoms[0].sites[index] != $0.atoms[1].sites[index]
      }
    }
    if dense.contains(where: { batch.contains(axes[$0]) }) { return nil }
    if let chain = chain(in: terms, along: axes, dense, limits),
      let result = chainIntegral(along: axes, batch: batch, dense, chain)
    {
      return result
    }
    if onlyByChain { return nil }
    var matrix = dense.first
    let size = dense.reduce(1) { $0 * builder.program[axes[$1]].size }
    if size > limits.largestMatrix { return nil }
    let joined = dense.map { axes[$0] }
    if dense.count > 1 {
      (terms, axes) = flattened(terms, axes, dense)
      matrix = axes.count - 1
    }
    let constant = constant(of: terms)
    let slope = coefficient(of: .power(1), in: terms, along: axes)
    let bend = coefficient(of: .power(2), in: terms, along: axes)
    let rest = axes.enumerated().filter { $0.offset != matrix }.map(\.element)
    let summed = rest.filter { !batch.contains($0) }
    var diagonal = builder.multiply(builder.constant(-2), bend)
    var result: ValueID
    let law: ConditionalLaw
    if let matrix {
      let (row, column) = (axes[matrix], freshAxis(like: axes[matrix]))
      let joint = precision(in: terms, along: axes, matrix, column)
      let isDiagonal = builder.indicator(
        .equal, builder.position(row), builder.position(column))
      let full = builder.add(builder.multiply(diagonal, isDiagonal), joint)
      let wide = builder.spread(full, along: [row, column])
      let root = builder.append(.cholesky(wide, row: row, column: column))
      let side = builder.spread(slope, along: [row])
      let solved = builder.append(
        .solveTriangular(root, side, row: row, column: column, transposed: false))
      result = matrixIntegral(root, solved, row, column)
      law = .correlated(
        solved: solved, root: root, row: row, column: column, joined: joined, rest: rest)
    } else {
      if !isProper { diagonal = properOrNothing(diagonal) }
      law = .independent(slope: slope, precision: diagonal)
      let square = builder.divide(builder.unary(.square, slope), diagonal)
      result = builder.subtract(square, builder.unary(.log, diagonal))
      result = builder.add(result, builder.constant(.log(2 * .pi)))
      result = builder.multiply(builder.constant(0.5), result)
    }
    result = builder.sumOfFactors(result, over: Set(summed))
    return (builder.add(constant, result), law)
  }

  private func isQuadratic(_ term: Term) -> Bool {
    let statistics = term.atoms.map(\.statistic)
    return statistics.isEmpty || statistics == [.power(1)] || isOfDegreeTwo(term)
  }

  private func isOfDegreeTwo(_ term: Term) -> Bool {
    let statistics = term.atoms.map(\.statistic)
    return statistics == [.power(2)] || statistics == [.power(1), .power(1)]
  }

  /// What terms that join two positions add to H, over the axes and the column.
  private mutating func precision(
    in terms: [Term], along axes: [AxisID], _ matrix: Int, _ column: AxisID
  ) -> ValueID {
    var total = builder.constant(0)
    for term in terms where term.atoms.count == 2 {
      var targets = Array(zip(term.atoms[0].sites, axes)).map { (site: $0, axis: $1) }
      targets.append((term.atoms[1].sites[matrix], column))
      total = builder.subtract(total, collected(term, targets))
    }
    let row = axes[matrix]
    let wide = builder.spread(total, along: [row, column])
    let scratch = freshAxis(like: row)
    let half = builder.rename(builder.rename(wide, from: row, to: scratch), from: column, to: row)
    return builder.add(wide, builder.rename(half, from: scratch, to: column))
  }

  /// - Parameters:
  ///   - root: L, where H = L L'.
  ///   - solved: L^-1 g, along the column.
  private mutating func matrixIntegral(
    _ root: ValueID, _ solved: ValueID, _ row: AxisID, _ column: AxisID
  ) -> ValueID {
    let square = builder.sum(builder.unary(.square, solved), over: [column])
    let diagonal = builder.gather(root, axis: column, at: builder.position(row))
    let logDeterminant = builder.sum(builder.unary(.log, diagonal), over: [row])
    let size = Double(builder.program[row].size)
    let half = builder.multiply(builder.constant(0.5), square)
    let spread = builder.constant(0.5 * size * .log(2 * .pi))
    return builder.add(builder.subtract(half, logDeterminant), spread)
  }

  /// The terms with one axis in place of several: row-major over those.
  mutating func flattened(
    _ terms: [Term], _ axes: [AxisID], _ dense: [Int]
  ) -> ([Term], [AxisID]) {
    let size = dense.reduce(1) { $0 * builder.program[axes[$1]].size }
    let flat = builder.axis("flat", size: size)
    let rest = axes.indices.filter { !dense.contains($0) }
    var result = terms
    for index in result.indices {
      for slot in result[index].atoms.indices {
        let sites = result[index].atoms[slot].sites
        let at = position(dense.map { (sites[$0], axes[$0]) })
        result[index].atoms[slot].sites = rest.map { sites[$0] } + [.at(at)]
      }
    }
    return (result, rest.map { axes[$0] } + [flat])
  }

  /// The row-major position of several sites; -1 if one of them is outside its axis.
  private mutating func position(_ sites: [(Site, AxisID)]) -> ValueID {
    var result = builder.cast(builder.constant(0), to: .integer)
    var isInside: ValueID?
    for (site, axis) in sites {
      let size = builder.cast(builder.constant(Double(builder.program[axis].size)), to: .integer)
      let own: ValueID
      switch site {
      case .along(let along): own = builder.position(along)
      case .at(let at):
        own = at
        let zero = builder.cast(builder.constant(0), to: .integer)
        let (above, below) = (
          builder.compare(.lessOrEqual, zero, at), builder.compare(.less, at, size)
        )
        let both = builder.append(.logical(.and, above, below))
        isInside = isInside.map { builder.append(.logical(.and, $0, both)) } ?? both
      }
      result = builder.add(builder.multiply(result, size), own)
    }
    guard let isInside else { return result }
    return builder.select(isInside, result, builder.cast(builder.constant(-1), to: .integer))
  }
}
