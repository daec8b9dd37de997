import TensorIR

/// Which loop runs over vectors.
extension Scheduler {
  /// The loop whose neighbours make up vectors: the one along which memory is read in order.
  func vectorAxis(of statement: Statement, in group: Group) -> AxisID? {
    let candidates: [AxisID] =
      switch statement.target {
      case .value(let value): vectorAxes(of: value)
      case .output: statement.axes
      }
    func size(_ axis: AxisID) -> Int {
      axis == statement.tileAxis ? group.tile : program[axis].size
    }
    let lanes = schedule.target.lanes
    var best: AxisID?
    var leastCost = Double.infinity
    for axis in candidates where size(axis) > 1 {
      var cost = 1.0
      let vectors = Double((size(axis) + lanes - 1) / lanes)
      let perVector = 1 + readCost(of: statement, along: axis) + writeCost(statement, along: axis)
      for other in statement.axes {
        cost *= other == axis ? vectors : Double(max(1, size(other)))
      }
      cost *= perVector
      if statement.reduced.contains(axis) {
        let kept = statement.axes.filter { !statement.reduced.contains($0) }
        cost += 6 * kept.reduce(1) { $0 * Double(max(1, size($1))) }
      }
      if axis == statement.tileAxis { cost *= 0.99 }
      if cost < leastCost { (best, leastCost) = (axis, cost) }
    }
    return best
  }

  /// The loops of a statement that may run over vectors.
  private func vectorAxes(of value: ValueID) -> [AxisID] {
    switch program[value].op {
    // All lanes go to one place of the new axis, and never meet along an axis that stays.
    case .scatterAdd(_, _, let at, let over):
      let moving = program[at].type.axes + over
      return program.loops(of: value).all.filter { !moving.contains($0) }
    // Pivots differ from matrix to matrix, so each is worked on alone.
    case .solve, .logAbsDeterminant, .determinant, .scan: return []
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .broadcast, .rename, .gather, .reduce, .contract, .cumulativeSum, .cholesky,
      .solveTriangular, .hole:
      return program.independentAxes(of: value)
    }
  }

  private func readCost(of statement: Statement, along axis: AxisID) -> Double {
    reads[position(statement)].reduce(0) { cost, read in
      guard let storage = schedule.storages[read.value] else { return cost }
      let type = program[read.value].type
      var stride = 0
      for own in type.axes where read.loop(of: own, in: program) == axis {
        stride += storage.strides[own] ?? 0
      }
      let isComputed = read.site.loops.contains(nil)
      return cost + (isComputed ? 8 : stride == 0 ? 0.3 : stride == 1 ? 1 : 8)
    }
  }

  private func writeCost(_ statement: Statement, along axis: AxisID) -> Double {
    switch statement.target {
    case .value(let value):
      // A loop reads the members of one step after the other.
      return stepOrder(value).map { $0.last == axis ? 0 : 4 } ?? 0
    case .output:
      let stride = program.rowMajorStrides(program[statement.value].type.axes)[axis] ?? 0
      return stride == 1 ? 1 : 8
    }
  }
}
