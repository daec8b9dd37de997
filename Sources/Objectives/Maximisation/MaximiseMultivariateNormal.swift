import Semantics
import TensorIR

/// Normal distributions of vectors, by mean and covariance.
extension Lowering {
  mutating func maximiseMultivariateNormal(
    _ tally: Tally, _ derivatives: TallyDerivatives, _ priors: [VariableID: Distribution],
    into updates: inout [VariableID: ValueID]
  ) throws(NoClosedForm) {
    let count = derivatives.count
    let covariance: Operand
    if let id = tally.points[.covariance] {
      covariance = try point(id)
    } else if let argument = tally.others[.covariance] {
      let value = try constant(argument)
      covariance = Operand(value, components: builder.type(value).axes)
    } else {
      throw Self.noForm
    }
    let sides = covariance.components.suffix(2)
    guard let row = sides.first, let column = sides.last, row != column else { throw Self.noForm }
    let matrix = covariance.value
    var axes = Set(builder.type(count).axes).union(covariance.components)
    var shift: (by: ValueID, first: ValueID)?
    if let id = tally.points[.mean], let slope = derivatives.points[id] {
      let mean = try point(id)
      guard mean.components.last == row,
        Set(covariance.components).subtracting([column]).isSubset(of: mean.components)
      else {
        throw NoClosedForm("draws of different spreads share a mean")
      }
      axes.formUnion(mean.components)
      let first = product(matrix, slope, row, column)
      let next: ValueID
      if let prior = try prior(of: id, priors) {
        next = try nextMean(mean.value, first, covariance, row, column, count, prior)
      } else {
        next = builder.add(mean.value, builder.divide(first, count))
      }
      updates[id] = next
      shift = (builder.subtract(next, mean.value), first)
    }
    guard let id = tally.points[.covariance], let slope = derivatives.points[id] else { return }
    let shared = axes.subtracting(covariance.components).sorted()
    let draws = builder.sum(count, over: shared)
    // (inverse S inverse - N inverse) / 2 is the derivative, of which either triangle counts.
    let both = builder.add(slope, transposed(slope, row, column))
    let inner = builder.multiply(both, builder.constant(0.5))
    let around = matrixProduct(matrixProduct(matrix, inner, row, column), matrix, row, column)
    var squares = builder.add(
      builder.multiply(builder.constant(2), around), builder.multiply(draws, matrix))
    if let shift {
      let by = builder.rename(shift.by, from: row, to: column)
      let first = builder.rename(shift.first, from: row, to: column)
      let cross = builder.add(
        builder.multiply(shift.by, first), builder.multiply(shift.first, by))
      let moved = builder.multiply(count, builder.multiply(shift.by, by))
      let change = builder.subtract(cross, moved)
      squares = builder.subtract(squares, builder.sum(change, over: shared))
    }
    updates[id] = try nextCovariance(squares, draws, row, try prior(of: id, priors))
  }

  /// The mean with (N + covariance precision) next = N mean + first + covariance precision centre,
  /// where `precision` is the prior's and diagonal.
  private mutating func nextMean(
    _ mean: ValueID, _ first: ValueID, _ covariance: Operand, _ row: AxisID, _ column: AxisID,
    _ count: ValueID, _ prior: Prior
  ) throws(NoClosedForm) -> ValueID {
    let (centre, precision) = try normalPrior(prior)
    let weighted = builder.multiply(covariance.value, along(column, precision, row))
    let equal = builder.compare(.equal, builder.position(row), builder.position(column))
    let diagonal = builder.select(equal, count, builder.constant(0))
    let pulled = product(covariance.value, builder.multiply(precision, centre), row, column)
    let right = builder.add(
      builder.add(builder.multiply(count, mean), first), pulled)
    let solved = builder.append(
      .solve(
        builder.add(diagonal, weighted), right, row: row, column: column, transposed: false))
    return builder.rename(solved, from: column, to: row)
  }

  private mutating func nextCovariance(
    _ squares: ValueID, _ draws: ValueID, _ row: AxisID, _ prior: Prior?
  ) throws(NoClosedForm) -> ValueID {
    guard let prior else { return builder.divide(squares, draws) }
    guard prior.family == .inverseWishart, let degrees = prior.parameters[.degrees]?.value,
      let scale = prior.parameters[.scale]?.value
    else { throw prior.mismatch }
    let order = builder.constant(Double(builder.program[row].size + 1))
    let weight = builder.add(builder.add(draws, degrees), order)
    return builder.divide(builder.add(squares, scale), weight)
  }

  /// The value along `column` instead of `row`, if it has that.
  private mutating func along(_ column: AxisID, _ value: ValueID, _ row: AxisID) -> ValueID {
    has(value, row) ? builder.rename(value, from: row, to: column) : value
  }

  /// Σ_column m[row, column] v[column], where the vector lies along the row's axis.
  private mutating func product(
    _ m: ValueID, _ v: ValueID, _ row: AxisID, _ column: AxisID
  ) -> ValueID {
    let wide = builder.widen(v, to: TensorType(.real, Set(builder.type(v).axes + [row]).sorted()))
    return builder.contract(m, along(column, wide, row), over: [column])
  }

  private mutating func transposed(
    _ m: ValueID, _ row: AxisID, _ column: AxisID
  ) -> ValueID {
    let inner = productAxes([row])[0]
    let moved = builder.rename(m, from: row, to: inner)
    return builder.rename(builder.rename(moved, from: column, to: row), from: inner, to: column)
  }

  private mutating func matrixProduct(
    _ a: ValueID, _ b: ValueID, _ row: AxisID, _ column: AxisID
  ) -> ValueID {
    let inner = productAxes([row])[0]
    let left = builder.rename(a, from: column, to: inner)
    let right = builder.rename(b, from: row, to: inner)
    return builder.contract(left, right, over: [inner])
  }
}
