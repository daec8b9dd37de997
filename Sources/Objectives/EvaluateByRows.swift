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

/// The evaluation of an expression, and of what its rows contribute to it.
public struct RowwiseEvaluation: Sendable {
  public let evaluation: Evaluation
  /// How the rows are put together; `nil` if there are none.
  fileprivate let combination: RowwiseValue.Combination?
  /// Whether the last output says which rows count.
  fileprivate let hasCondition: Bool
  /// Which rows have a value; `nil` if all have.
  fileprivate let known: [Bool]?

  /// What the outputs of the program say.
  public func value(of outputs: [[Double]]) -> RowwiseValue {
    let total = outputs[0][0]
    let none = RowwiseValue(total: total, rows: nil, combination: .sum)
    guard let combination else { return none }
    func combined(_ rows: [Double]) -> Double {
      let sum = rows.reduce(0, +)
      return combination == .sum ? sum : sum / Double(max(rows.count, 1))
    }
    let places = outputs[1].indices.filter { !hasCondition || outputs[2][$0] != 0 }
    // Rows that share what is integrated out are not independent, and do not add up.
    let whole = combined(places.map { outputs[1][$0] })
    guard abs(whole - total) <= 1e-8 * max(1, abs(total)) else { return none }
    guard let known, known.count == outputs[1].count else {
      return RowwiseValue(
        total: total, rows: places.map { outputs[1][$0] }, combination: combination)
    }
    // What is not known of a row says nothing, neither right nor wrong.
    let rows = places.filter { known[$0] }.map { outputs[1][$0] }
    return RowwiseValue(total: combined(rows), rows: rows, combination: combination)
  }
}

/// Lowers an expression, for instance the value of a comparison, to a program of what is bound.
///
/// Everything that it reads must be bound, the points of a fit among the values. A query, and a sum
/// or mean over a plate, is taken apart into its rows. `nil` after reporting what is missing.
public func lowerByRows(
  _ expression: TypedExpression, in bound: BoundModel, log: inout DiagnosticLog
) -> RowwiseEvaluation? {
  do throws(LoweringFailure) {
    var lowering = Lowering(evaluating: bound)
    let value = try lowering.number(expression).value
    let total = lowering.output("total", value, over: [])
    let rows = try lowering.rows(of: bound.model.spelledOut(expression))
    if rows?.known?.contains(true) == false {
      log.insert(.nothingKnown(bound.model.text(of: expression), at: expression.span))
      return nil
    }
    return RowwiseEvaluation(
      evaluation: lowering.evaluation(of: [total] + (rows?.outputs ?? [])),
      combination: rows?.combination, hasCondition: rows?.outputs.count == 2, known: rows?.known)
  } catch {
    log.insert(error.diagnostic)
    return nil
  }
}

/// What the rows of a plate contribute: their values, then which of them count.
private struct Contributions {
  let outputs: [Output]
  let combination: RowwiseValue.Combination
  let known: [Bool]?
}

extension Lowering {
  /// What the rows of a plate contribute to a query or a reduction.
  fileprivate mutating func rows(
    of expression: TypedExpression
  ) throws(LoweringFailure) -> Contributions? {
    switch expression.kind {
    case .logQuery(let query):
      guard let letter = model.rowLetter(of: query) else { return nil }
      let axis = axis(of: letter)
      let value = try lowerQuery(query, free: [axis])
      return Contributions(
        outputs: [output("rows", value, over: [axis])], combination: .sum,
        known: knownRows(of: query))
    case .reduction(let op, let letters, let condition, let body):
      guard letters.count == 1, op == .sum || op == .mean,
        model.indices[letters[0]].range == nil,
        model.indexSets[model.indices[letters[0]].set].parents.isEmpty
      else { return nil }
      let outer = self.letters
      defer { self.letters = outer }
      bind(letters[0])
      let axis = axis(of: letters[0])
      var outputs = [output("rows", try number(body).value, over: [axis])]
      if let condition {
        outputs.append(output("condition", try lower(condition).value, over: [axis]))
      }
      return Contributions(
        outputs: outputs, combination: op == .sum ? .sum : .mean, known: knownRows(in: body))
    default: return nil
    }
  }

  /// Whether the targets of all queries in an expression are known in a row; `nil` if all are.
  private func knownRows(in expression: TypedExpression) -> [Bool]? {
    let e = model.spelledOut(expression)
    if case .logQuery(let query) = e.kind { return knownRows(of: query) }
    return e.children.compactMap { knownRows(in: $0) }.reduce(nil) { all, some in
      all.map { zip($0, some).map { $0 && $1 } } ?? some
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
