public import Binding
public import Diagnostics
public import Semantics
import TensorIR

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
