extension StepPlanner {
  /// The loops over the given axes; operands without an axis stand still along it.
  func nest(_ axes: some Collection<AxisID>, _ operands: [ValueID]) -> LoopNest {
    LoopNest(levels(axes, operands))
  }

  private func levels(_ axes: some Collection<AxisID>, _ operands: [ValueID]) -> [LoopLevel] {
    axes.map { LoopLevel(size: program[$0].size, strides: strides(along: $0, operands)) }
  }

  private func strides(along axis: AxisID, _ operands: [ValueID]) -> Strides {
    var strides = Strides.zero
    for (position, operand) in operands.enumerated() {
      strides[position] = view(operand).strides[axis] ?? 0
    }
    return strides
  }

  private func allAxes(_ values: ValueID...) -> [AxisID] {
    Set(values.flatMap { program[$0].type.axes }).sorted()
  }

  private func level(_ axis: AxisID, _ operands: [ValueID]) -> LoopLevel {
    LoopLevel(size: program[axis].size, strides: strides(along: axis, operands))
  }

  /// The step that computes a value whose memory is laid out.
  mutating func makeStep(_ value: ValueID) -> Step {
    let node = program[value]
    let count = program.count(node.type)
    let operands = node.op.operands
    func step(_ action: Action, _ nest: LoopNest) -> Step {
      func place(_ position: Int) -> Place {
        position < operands.count ? view(operands[position]).place : Place()
      }
      return Step(
        action: action, nest: nest, out: view(value).place, x: place(0), y: place(1), z: place(2))
    }
    func elementwise(_ action: Action) -> Step {
      step(action, nest(node.type.axes, [value] + operands))
    }
    func element(_ x: ValueID) -> ElementType { program[x].type.element }

    switch node.op {
    case .input(let input):
      let range = range(input)
      return elementwise(
        program[input].role == .data
          ? .data(input, node.type.element)
          : .parameters(from: range.lowerBound, count: range.count))
    case .constant(let number): return elementwise(.constant(number))
    case .table(let numbers, _): return elementwise(.table(numbers))
    case .position: return elementwise(.position(count: count))
    case .unary(let f, _): return elementwise(.unary(f))
    case .binary(let f, let x, _): return elementwise(.binary(f, element(x)))
    case .compare(let relation, let x, _): return elementwise(.compare(relation, element(x)))
    case .logical(let f, _, _): return elementwise(.logical(f))
    case .not: return elementwise(.not)
    case .select: return elementwise(.select(node.type.element))
    case .cast(let x, let to): return elementwise(.cast(from: element(x), to: to))
    case .broadcast, .rename, .scan, .hole:
      preconditionFailure("views have no step, a loop has its own, and holes are filled in")
    case .reduce(let reduction, let x, _):
      var result = step(
        .reduce(reduction, node.type.element, count: count),
        nest(program[x].type.axes, [value, x]))
      if reduction == .logSumExp { result.scratch = scratch(.real, count: count) }
      return result
    case .contract(let x, let y, _):
      let levels = levels(allAxes(x, y), [value, x, y])
      return step(.contract(count: count), LoopNest(contractionOrder(levels)))
    case .cumulativeSum(let x, let axis, let exclusive, let reversed):
      return step(
        .cumulativeSum(
          node.type.element, along: level(axis, [value, x]), exclusive: exclusive,
          reversed: reversed),
        nest(node.type.axes.filter { $0 != axis }, [value, x]))
    case .gather(let x, let axis, let at):
      return step(
        .gather(
          node.type.element, size: program[axis].size, stride: view(x).strides[axis] ?? 0),
        nest(node.type.axes, [value, x, at]))
    case .scatterAdd(let x, let axis, let at, _):
      return step(
        .scatterAdd(
          node.type.element, size: program[axis].size, stride: view(value).strides[axis] ?? 0,
          count: count),
        nest(allAxes(x, at), [value, x, at]))
    case .cholesky(let m, let row, let column):
      let loops = matrixLoops(value, m, nil, row, column)
      return matrixStep(step(.cholesky(loops), loops.batch), loops)
    case .solveTriangular(let m, let b, let row, let column, let transposed):
      let loops = matrixLoops(value, m, b, row, column)
      return matrixStep(step(.solveTriangular(loops, transposed: transposed), loops.batch), loops)
    case .solve(let m, let b, let row, let column, let transposed):
      let loops = matrixLoops(value, m, b, row, column)
      return matrixStep(step(.solve(loops, transposed: transposed), loops.batch), loops)
    case .logAbsDeterminant(let m, let row, let column):
      let loops = matrixLoops(value, m, nil, row, column)
      return matrixStep(step(.determinant(loops, logarithm: true), loops.batch), loops)
    case .determinant(let m, let row, let column):
      let loops = matrixLoops(value, m, nil, row, column)
      return matrixStep(step(.determinant(loops, logarithm: false), loops.batch), loops)
    }
  }

  /// Puts innermost the loop along which all operands run over consecutive memory or stand still.
  private func contractionOrder(_ levels: [LoopLevel]) -> [LoopLevel] {
    func score(_ level: LoopLevel) -> Int {
      let isSmooth = (0..<3).allSatisfy { level.strides[$0] == 0 || level.strides[$0] == 1 }
      return isSmooth ? min(level.size, 64) * 2 + (level.strides[0] == 0 ? 1 : 0) : 0
    }
    guard let best = levels.indices.max(by: { score(levels[$0]) < score(levels[$1]) }),
      score(levels[best]) > 0
    else { return levels }
    var order = levels
    order.append(order.remove(at: best))
    return order
  }

  private func matrixLoops(
    _ value: ValueID, _ m: ValueID, _ b: ValueID?, _ row: AxisID, _ column: AxisID
  ) -> MatrixLoops {
    let operands = [value, m] + (b.map { [$0] } ?? [])
    let own = Set(program[m].type.axes)
    let all = Set(operands.flatMap { program[$0].type.axes }).subtracting([row, column])
    return MatrixLoops(
      order: program[row].size,
      batch: nest(all.intersection(own).sorted(), operands),
      sides: nest(all.subtracting(own).sorted(), operands),
      row: strides(along: row, operands), column: strides(along: column, operands))
  }

  private mutating func matrixStep(_ step: Step, _ loops: MatrixLoops) -> Step {
    var result = step
    result.scratch = scratch(.real, count: loops.order * (loops.order + 1))
    result.pivots = scratch(.integer, count: loops.order)
    return result
  }
}
