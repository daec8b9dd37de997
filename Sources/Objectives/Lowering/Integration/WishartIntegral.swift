import ScalarMath
import TensorIR

/// Integrals over covariance and precision matrices, with the mean that goes with them.
extension Expander {
  /// What an integral over a matrix leaves.
  struct WishartResult {
    let value: ValueID
    let law: ConditionalLaw
    /// The mean that was integrated out before it, given the matrix.
    let mean: (hole: ValueID, law: ConditionalLaw)?
  }

  /// The integral of |X|^a exp(-tr(B X)) over all positive-definite X is Gamma_D(s) |B|^-s with
  /// s = a + (D + 1) / 2; with the inverse of X in the trace, s = -a - (D + 1) / 2.
  ///
  /// Where B is B0 + k/2 (m - c)(m - c)' in a mean m that nothing else depends on, m is normal
  /// around c with precision k X (or k times the inverse), and goes first.
  ///
  /// - Parameter means: the holes that may go along.
  mutating func wishartIntegral(
    of terms: [Term], along axes: [AxisID], _ row: AxisID, _ column: AxisID, batch: Set<AxisID>,
    means: Set<ValueID>
  ) -> WishartResult? {
    guard terms.allSatisfy({ $0.atoms.count <= 1 }) else { return nil }
    var powers: [Double] = []
    for statistic in Set(terms.flatMap { $0.atoms.map(\.statistic) }) {
      switch statistic {
      case .power(let k): powers.append(k)
      case .logDeterminant: break
      case .complementPower, .log, .logComplement: return nil
      }
    }
    guard let power = powers.first, powers.count == 1, abs(power) == 1 else { return nil }
    let order = Double(builder.program[row].size)
    let logs = coefficient(of: .logDeterminant, in: terms, along: axes)
    var exponent = builder.sumOfFactors(logs, over: [row, column])
    var weight = symmetric(
      builder.negate(coefficient(of: .power(power), in: terms, along: axes)), row, column)
    let constant = constant(of: terms)
    var taken: (hole: ValueID, around: Around)?
    if let hole = builder.firstHole(in: weight), means.contains(hole) {
      guard let around = around(hole, in: weight, row, column),
        !builder.isOpen(around.rest), !builder.isOpen(around.count),
        !builder.dependsOnAny(of: [hole], exponent), !builder.dependsOnAny(of: [hole], constant)
      else { return nil }
      taken = (hole, around)
      weight = around.rest
      exponent = builder.subtract(exponent, builder.constant(0.5 * power))
    }
    let offset = builder.constant(0.5 * (order + 1))
    let shape =
      power == 1
      ? builder.add(exponent, offset) : builder.negate(builder.add(exponent, offset))
    var value = logWishart(shape, weight, row, column)
    var mean: (hole: ValueID, law: ConditionalLaw)?
    if let (hole, around) = taken {
      let log = builder.unary(.log, builder.multiply(around.count, builder.constant(0.5 / .pi)))
      value = builder.subtract(value, builder.multiply(builder.constant(0.5 * order), log))
      mean = (
        hole,
        meanLaw(around, power, row, column, rest: axes.filter { $0 != row && $0 != column })
      )
    }
    // Matrices that the data point at are not joined by any term either.
    let summed = Set(axes).subtracting(batch).subtracting([row, column])
    return WishartResult(
      value: builder.add(constant, builder.sumOfFactors(value, over: summed)),
      law: .wishart(
        shape: shape, weight: weight, row: row, column: column, isInverse: power == -1),
      mean: mean)
  }

  private mutating func symmetric(
    _ matrix: ValueID, _ row: AxisID, _ column: AxisID
  ) -> ValueID {
    let wide = builder.spread(matrix, along: [row, column])
    let scratch = freshAxis(like: row)
    let turned = builder.rename(
      builder.rename(builder.rename(wide, from: row, to: scratch), from: column, to: row),
      from: scratch, to: column)
    return builder.multiply(builder.constant(0.5), builder.add(wide, turned))
  }

  /// log Gamma_D(s) - s log |B|.
  private mutating func logWishart(
    _ shape: ValueID, _ weight: ValueID, _ row: AxisID, _ column: AxisID
  ) -> ValueID {
    let order = Double(builder.program[row].size)
    let halves = builder.multiply(
      builder.constant(0.5), builder.cast(builder.position(row), to: .real))
    let parts = builder.unary(.logGamma, properOrNothing(builder.subtract(shape, halves)))
    let gamma = builder.add(
      builder.sum(parts, over: [row]), builder.constant(0.25 * order * (order - 1) * .log(.pi)))
    let root = builder.append(.cholesky(weight, row: row, column: column))
    let diagonal = builder.gather(root, axis: column, at: builder.position(row))
    let logDeterminant = builder.sum(builder.unary(.log, diagonal), over: [row])
    return builder.subtract(
      gamma,
      builder.multiply(builder.multiply(builder.constant(2), shape), logDeterminant))
  }

  // MARK: The mean

  /// A matrix as `rest + count / 2 (m - centre)(m - centre)'`.
  struct Around {
    let rest: ValueID
    let count: ValueID
    let centre: ValueID
  }

  private mutating func around(
    _ hole: ValueID, in matrix: ValueID, _ row: AxisID, _ column: AxisID
  ) -> Around? {
    var other = Expander(ProgramBuilder(), hole: hole, support: .line)
    swap(&builder, &other.builder)
    defer { swap(&builder, &other.builder) }
    return other.completedSquare(of: matrix, row, column)
  }

  private mutating func completedSquare(
    of matrix: ValueID, _ row: AxisID, _ column: AxisID
  ) -> Around? {
    guard let terms = terms(of: matrix), let slot = builder.type(hole).axes.firstIndex(of: row)
    else { return nil }
    var (count, slopes) = (builder.constant(0), builder.constant(0))
    for term in terms where !term.isConstant {
      guard term.bound.isEmpty, term.atoms.allSatisfy({ $0.statistic == .power(1) }),
        zip(builder.type(hole).axes.indices, builder.type(hole).axes).allSatisfy({ index, axis in
          index == slot || term.atoms.allSatisfy { $0.sites[index] == .along(axis) }
        })
      else { return nil }
      let own = builder.type(term.coefficient).axes
      switch term.atoms.map({ $0.sites[slot] }) {
      case [.along(row), .along(column)], [.along(column), .along(row)]:
        guard !own.contains(row), !own.contains(column) else { return nil }
        count = builder.add(count, builder.multiply(builder.constant(2), term.coefficient))
      case [.along(row)]:
        guard !own.contains(row) else { return nil }
        let turned = builder.rename(
          builder.spread(term.coefficient, along: [column]), from: column, to: row)
        slopes = builder.add(slopes, turned)
      case [.along(column)]:
        guard !own.contains(column) else { return nil }
        slopes = builder.add(slopes, builder.spread(term.coefficient, along: [row]))
      default: return nil
      }
    }
    // The matrix is symmetric: both halves of its linear part are counted in the slopes.
    let proper = properOrNothing(count)
    let centre = builder.negate(builder.divide(builder.spread(slopes, along: [row]), proper))
    let turned = builder.rename(centre, from: row, to: column)
    let half = builder.multiply(builder.constant(0.5), proper)
    let rest = builder.subtract(
      constant(of: terms), builder.multiply(half, builder.multiply(centre, turned)))
    return Around(rest: builder.spread(rest, along: [row, column]), count: proper, centre: centre)
  }

  private mutating func meanLaw(
    _ around: Around, _ power: Double, _ row: AxisID, _ column: AxisID, rest: [AxisID]
  ) -> ConditionalLaw {
    var precision = hole
    if power == -1 {
      let inner = freshAxis(like: column)
      let identity = builder.indicator(.equal, builder.position(row), builder.position(inner))
      let inverse = builder.append(
        .solve(hole, identity, row: row, column: column, transposed: false))
      precision = builder.rename(inverse, from: inner, to: row)
    }
    let scaled = builder.multiply(precision, around.count)
    let root = builder.append(.cholesky(scaled, row: row, column: column))
    let solved = builder.contract(root, around.centre, over: [row])
    return .correlated(
      solved: solved, root: root, row: row, column: column, joined: [row], rest: rest)
  }

  // MARK: Ops of matrices

  /// Whether a term is a number times the variable, or its inverse, at two axes of a value.
  private func isMultiple(_ term: Term, _ row: AxisID, _ column: AxisID) -> Bool {
    guard case .matrix(let ownRow, let ownColumn) = support, term.bound.isEmpty,
      term.atoms.map(\.statistic) == [.power(1)]
    else { return false }
    let axes = builder.type(hole).axes
    guard let first = axes.firstIndex(of: ownRow), let second = axes.firstIndex(of: ownColumn)
    else { return false }
    let sites = [term.atoms[0].sites[first], term.atoms[0].sites[second]]
    let own = builder.type(term.coefficient).axes
    return (sites == [.along(row), .along(column)] || sites == [.along(column), .along(row)])
      && !own.contains(row) && !own.contains(column)
  }

  /// The sites of an atom with others for the row and the column.
  private func sites(_ atom: Atom, _ row: Site, _ column: Site) -> [Site] {
    guard case .matrix(let ownRow, let ownColumn) = support else { return atom.sites }
    return zip(builder.type(hole).axes, atom.sites).map { axis, site in
      axis == ownRow ? row : axis == ownColumn ? column : site
    }
  }

  /// log |c X| = D log c + log |X|.
  mutating func expandLogDeterminant(
    ofMatrix m: ValueID, _ row: AxisID, _ column: AxisID
  ) -> [Term]? {
    guard let terms = terms(of: m), terms.count == 1, isMultiple(terms[0], row, column) else {
      return nil
    }
    let order = builder.constant(Double(builder.program[row].size))
    let scale = builder.unary(.log, terms[0].coefficient)
    let zero = Site.at(builder.cast(builder.constant(0), to: .integer))
    let atom = Atom(statistic: .logDeterminant, sites: sites(terms[0].atoms[0], zero, zero))
    return [Term(builder.multiply(order, scale)), Term(builder.constant(1), [atom])]
      .merged(in: &builder)
  }

  /// The solution of c X y = b for a b without X: the inverse of X times b / c.
  mutating func expandSystem(
    ofMatrix m: ValueID, _ b: ValueID, _ row: AxisID, _ column: AxisID
  ) -> [Term]? {
    guard !depends(b), let terms = terms(of: m), terms.count == 1,
      isMultiple(terms[0], row, column)
    else { return nil }
    let inner = freshAxis(like: row)
    let right = builder.renameFactors(builder.spread(b, along: [row]), from: row, to: inner)
    let atom = Atom(
      statistic: .power(-1), sites: sites(terms[0].atoms[0], .along(column), .along(inner)))
    return [Term(builder.divide(right, terms[0].coefficient), [atom], bound: [inner])]
  }
}
