public import Binding
public import Diagnostics
public import Semantics
import TensorIR

/// Lowers a query at each element of the first plate of its first target, whose rows it names, to a
/// program of what is bound; one number if there are none.
///
/// Everything that the query names must be bound, as in `evaluate(_:in:log:)` of a variable. The
/// rows of a plate are independent given the parameters, so they add up to the whole query.
public func lowerByRows(
  _ query: Query, in bound: BoundModel, log: inout DiagnosticLog
) -> (rows: IndexSetID?, evaluation: Evaluation)? {
  do throws(LoweringFailure) {
    var lowering = Lowering(evaluating: bound)
    let letter = bound.model.rowLetter(of: query)
    let axes = letter.map { [lowering.axis(of: $0)] } ?? []
    let value = try lowering.lowerQuery(query, free: Set(axes))
    let rows = letter.map { bound.model.indices[$0].set }
    return (rows, lowering.evaluation(of: [lowering.output("rows", value, over: axes)]))
  } catch {
    log.insert(error.diagnostic)
    return nil
  }
}

extension TypedModel {
  /// The first letter of a query's first target, if it runs over a plate.
  func rowLetter(of query: Query) -> IndexID? {
    guard case .model = query.density,
      case .variable(let id, _)? = query.targets.first?.subject,
      let letter = variables[id].indices.first
    else { return nil }
    let set = indexSets[indices[letter].set]
    return set.kind == .plate && set.parents.isEmpty ? letter : nil
  }
}

/// Computes the table of a deterministic value or an abbreviation from what is bound.
///
/// Everything that it reads must be bound: data, hypers, and the points or draws that the caller
/// put among the values. Returns the table, row-major over its indices and components, with the
/// names of its elements, or `nil` after reporting what is missing.
public func evaluate(
  _ variable: VariableID, in bound: BoundModel, log: inout DiagnosticLog
) -> (quantity: Quantity, values: [Double])? {
  do throws(LoweringFailure) {
    var lowering = Lowering(bound, assignments: bound.values.mapValues { _ in Assignment.data })
    let row = bound.model.variables[variable]
    let table = try lowering.table(of: variable, readAt: row.span)
    let quantity = lowering.quantity(variable, row, table.components)
    let values = try lowering.values(of: Operand(table.value), over: table.components)
    return (quantity, values)
  } catch {
    log.insert(error.diagnostic)
    return nil
  }
}
