public import Binding
public import Diagnostics
public import Semantics
import Syntax
import TensorIR

/// A number that an expression stands for, with what each row of the data contributes to it.
public struct RowwiseValue: Sendable {
  public enum Combination: Hashable, Sendable { case sum, mean }

  public let total: Double
  /// The values whose sum or mean is the total, one for each known row; `nil` where the expression
  /// is no sum or mean over a plate, or its rows depend on each other.
  public let rows: [Double]?
  public let combination: Combination

  public init(total: Double, rows: [Double]?, combination: Combination) {
    self.total = total
    self.rows = rows
    self.combination = combination
  }
}

/// Computes an expression, for instance the value of a comparison, from what is bound.
///
/// Everything that it reads must be bound, the points of a fit among the values. A query, and a sum
/// or mean over a plate, is taken apart into its rows. `nil` after reporting what is missing.
public func evaluateByRows(
  _ expression: TypedExpression, in bound: BoundModel, log: inout DiagnosticLog
) -> RowwiseValue? {
  do throws(LoweringFailure) {
    var lowering = Lowering(bound, assignments: bound.values.mapValues { _ in Assignment.data })
    let value = try lowering.number(expression)
    guard let total = try lowering.values(of: value, over: []).first else { return nil }
    let none = RowwiseValue(total: total, rows: nil, combination: .sum)
    guard let (rows, combination) = try lowering.rows(of: bound.model.spelledOut(expression))
    else { return none }
    // Rows that share what is integrated out are not independent, and do not add up.
    let sum = rows.reduce(0, +)
    let whole = combination == .sum ? sum : sum / Double(max(rows.count, 1))
    guard abs(whole - total) <= 1e-8 * max(1, abs(total)) else { return none }
    return RowwiseValue(total: total, rows: rows, combination: combination)
  } catch {
    log.insert(error.diagnostic)
    return nil
  }
}

extension Lowering {
  /// What the rows of a plate contribute to a query or a reduction.
  fileprivate mutating func rows(
    of expression: TypedExpression
  ) throws(LoweringFailure) -> ([Double], RowwiseValue.Combination)? {
    switch expression.kind {
    case .logQuery(let query):
      guard let letter = model.rowLetter(of: query) else { return nil }
      let value = try lowerQuery(query, free: [axis(of: letter)])
      let rows = try values(of: Operand(value), over: [axis(of: letter)])
      let isKnown = knownRows(of: query)
      return (zip(rows, isKnown ?? rows.map { _ in true }).filter(\.1).map(\.0), .sum)
    case .reduction(let op, let letters, let condition, let body):
      guard letters.count == 1, op == .sum || op == .mean,
        model.indices[letters[0]].range == nil,
        model.indexSets[model.indices[letters[0]].set].parents.isEmpty
      else { return nil }
      let outer = self.letters
      defer { self.letters = outer }
      bind(letters[0])
      let axis = axis(of: letters[0])
      let rows = try values(of: try number(body), over: [axis])
      guard let condition else { return (rows, op == .sum ? .sum : .mean) }
      let kept = Operand(builder.cast(try lower(condition).value, to: .real))
      let mask = try values(of: kept, over: [axis])
      return (zip(rows, mask).filter { $1 != 0 }.map(\.0), op == .sum ? .sum : .mean)
    default: return nil
    }
  }

  /// Whether a row of the first target has a value that is known; `nil` if all have.
  private func knownRows(of query: Query) -> [Bool]? {
    guard case .variable(let id, _)? = query.targets.first?.subject,
      let value = bound.values[id], let known = value.known, let count = value.shape.first,
      count > 0, query.targets.count == 1
    else { return nil }
    let width = known.count / count
    return (0..<count).map { row in known[row * width..<(row + 1) * width].contains(true) }
  }
}

extension TypedModel {
  /// An abbreviation by what it stands for; anything else as it is.
  fileprivate func spelledOut(_ expression: TypedExpression) -> TypedExpression {
    guard case .variable(let id, let subscripts) = expression.kind, subscripts.isEmpty,
      variables[id].isAbbreviation, variables[id].indices.isEmpty,
      case .expression(let definition) = variables[id].parts[0].definition
    else { return expression }
    return spelledOut(definition)
  }
}
