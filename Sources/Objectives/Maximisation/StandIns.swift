import Semantics
import TensorIR

/// What takes the place of points in the statements that read them, so that one can differentiate
/// by it.
struct StandIns {
  /// A count of draws that is added to the log density of each.
  struct Count {
    let table: Operand
    let sets: [IndexSetID]
    let subscripts: [TypedExpression]
  }
  var points: [VariableID: Operand] = [:]
  var counts: [Statement.Source: Count] = [:]

  var isEmpty: Bool { points.isEmpty }
}

extension Lowering {
  /// Lowers a statement with the stand-ins in place of the points that it reads.
  ///
  /// The prior of a point speaks of the point itself.
  mutating func withStandIns<Value>(
    in statement: Statement,
    _ lower: (inout Lowering) throws(LoweringFailure) -> Value
  ) throws(LoweringFailure) -> Value {
    let isPrior = statement.defines.map { standIns.points[$0] != nil } ?? false
    guard !standIns.isEmpty, !isPrior else { return try lower(&self) }
    var points: [TableKey: Operand] = [:]
    for (id, hole) in standIns.points {
      let key = TableKey(variable: id, assignment: .block)
      points[key] = fixedTables[key]
      fixedTables[key] = hole
    }
    let computed = computedTables
    computedTables = [:]
    defer {
      fixedTables.merge(points) { $1 }
      computedTables = computed
    }
    return try lower(&self)
  }

  /// The log density of a draw and what stands beside it.
  mutating func counted(
    _ value: ValueID, _ source: Statement.Source
  ) throws(LoweringFailure) -> ValueID {
    guard let count = standIns.counts[source] else { return value }
    let own = try select(count.table, count.sets, at: count.subscripts)
    return builder.add(value, own.value)
  }
}
