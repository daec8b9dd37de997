import TensorIR

/// Loops whose steps are done for many members of an axis that have nothing to do with each other,
/// such as sequences.
extension Scheduler {
  /// The axis along which the body of a loop falls into parts that never meet: all steps of one
  /// part can be done before the next begins, with the carries of the part in registers.
  func batchAxis(of scan: Scan) -> AxisID? {
    guard let carry = scan.body.next.first else { return nil }
    let axes = program[carry].type.axes.sorted { program[$0].size > program[$1].size }
    return axes.first { axis in
      program[axis].size > schedule.target.lanes
        && scan.body.next.allSatisfy { program[$0].type.axes.contains(axis) }
        && schedule.groups.allSatisfy { $0.statements.allSatisfy { isApart($0, along: axis) } }
    }
  }

  /// Cuts the passes of a loop's body into tiles of one vector along an axis.
  mutating func cut(along axis: AxisID) {
    for index in schedule.groups.indices {
      schedule.groups[index].tile = schedule.target.lanes
      for position in schedule.groups[index].statements.indices
      where schedule.groups[index].statements[position].axes.contains(axis) {
        schedule.groups[index].statements[position].tileAxis = axis
      }
    }
  }

  /// Whether the members of an axis do without each other in a statement.
  private func isApart(_ statement: Statement, along axis: AxisID) -> Bool {
    let reads = reads[position(statement)].filter {
      program[$0.value].type.axes.contains(axis)
    }
    guard reads.allSatisfy({ $0.loop(of: axis, in: program) == axis }) else { return false }
    guard statement.axes.contains(axis) else { return reads.isEmpty }
    return !statement.reduced.contains(axis)
      && program.independentAxes(of: statement.value).contains(axis)
  }
}
