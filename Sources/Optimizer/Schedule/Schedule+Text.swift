import TensorIR

/// The text form: what is there before a run, then each pass with its statements.
///
///     prepared %3 : f64[k, n]
///     pass over 1000 by 250
///       %4 : local f64[n], vectors along n = exp(multiply(x, y))
///       %5 : frame f64[], vectors along n, sum over [n] = sum(%4)
///     pass
///       total = %5
///
/// Arrays are written with their axes as they lie in memory, the fastest last. A value without a
/// line of its own is computed where it is read, and stands there as an expression. Behind a loop
/// stand the statements of its steps, with the values of its body.
extension Schedule: CustomStringConvertible {
  /// The text form.
  public var description: String {
    var lines: [String] = []
    for source in sources {
      switch source {
      case .input(let input):
        lines.append("in place \(program[input].name)")
      case .prepared(let value):
        lines.append("prepared \(name(value)) : \(layout(value)) = \(expression(value))")
      }
    }
    for value in constants {
      lines.append("constant \(name(value)) : \(layout(value))")
    }
    for group in groups {
      lines.append(header(group))
      lines += statementLines(group).map { "  \($0)" }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The statements of a group, and of the steps of loops behind these.
  private func statementLines(_ group: Group) -> [String] {
    var lines: [String] = []
    for statement in group.statements {
      lines.append(text(statement))
      guard let scan = scans[statement.value], case .value = statement.target else { continue }
      for group in scan.schedule.groups {
        lines += scan.schedule.statementLines(group).map { "  \($0)" }
      }
    }
    return lines
  }

  private func header(_ group: Group) -> String {
    guard group.isTiled else { return "pass" }
    let stretches = group.chunks > 1 ? " in \(group.chunks) stretches" : ""
    return "pass over \(group.size) by \(group.tile)\(stretches)"
  }

  private func text(_ statement: Statement) -> String {
    let vectors = statement.vectorAxis.map { "vectors along \(program[$0].name)" }
    switch statement.target {
    case .output(let index):
      let result = program.outputs[index].name
      let value = isStored(statement.value) ? name(statement.value) : expression(statement.value)
      return "\(result)\(vectors.map { " : \($0)" } ?? "") = \(value)"
    case .value(let value):
      let over = statement.reduced.isEmpty ? nil : "over \(names(statement.reduced))"
      let how = statement.product == nil ? vectors : "by BLAS"
      let notes = [layout(value), how, over].compactMap { $0 }.joined(separator: ", ")
      return "\(name(value)) : \(notes) = \(expression(value))"
    }
  }

  /// The memory of a value, how its elements lie there, and its axes, the fastest last.
  private func layout(_ value: ValueID) -> String {
    guard let storage = storages[value] else { return "nowhere" }
    let axes = program[value].type.axes.sorted {
      (storage.strides[$0] ?? 0, $1) > (storage.strides[$1] ?? 0, $0)
    }
    let place =
      switch storage.place {
      case .frame: "frame "
      case .local: "local "
      case .result(let number): "output \(program.outputs[number].name) "
      case .parameters, .data, .constant: ""
      }
    return "\(place)\(storage.element.rawValue)\(names(axes))"
  }

  private func names(_ axes: [AxisID]) -> String {
    "[\(axes.map { program[$0].name }.joined(separator: ", "))]"
  }

  private func isStored(_ value: ValueID) -> Bool { storages[value] != nil }

  private func name(_ value: ValueID) -> String {
    if case .input(let input) = program[value].op { return program[input].name }
    return "%\(value.index)"
  }

  /// What an operand is read as.
  private func operand(_ value: ValueID) -> String {
    isStored(value) ? name(value) : expression(value)
  }

  private func expression(_ value: ValueID) -> String {
    let op = program[value].op
    func call(_ name: String) -> String {
      "\(name)(\(op.operands.map(operand).joined(separator: ", ")))"
    }
    switch op {
    case .input: return name(value)
    case .constant(let number): return "\(number)"
    case .table: return "table"
    case .position(let axis): return "position \(program[axis].name)"
    case .unary(let f, _): return call(f.name)
    case .binary(let f, _, _): return call(f.rawValue)
    case .compare(let relation, _, _): return call(relation.rawValue)
    case .logical(let f, _, _): return call(f.rawValue)
    case .not: return call("not")
    case .select: return call("select")
    case .cast(_, let element): return call(element.rawValue)
    case .broadcast(let x, _): return operand(x)
    case .rename(let x, let from, let to):
      return "\(operand(x))[\(program[from].name) = \(program[to].name)]"
    case .reduce(let reduction, _, _): return call(reduction.rawValue)
    case .contract: return call("contract")
    case .cumulativeSum(_, let axis, _, _):
      return "\(call("cumulativeSum")) along \(program[axis].name)"
    case .gather(let x, let axis, let at):
      return "\(operand(x))[\(program[axis].name) = \(operand(at))]"
    case .scatterAdd(_, let axis, _, _): return "\(call("scatterAdd")) along \(program[axis].name)"
    case .cholesky: return call("cholesky")
    case .solveTriangular: return call("solveTriangular")
    case .solve: return call("solve")
    case .logAbsDeterminant: return call("logAbsDeterminant")
    case .determinant: return call("determinant")
    case .hole(let hole): return hole.name
    case .scan(let scan, _): return "\(call("scan")) along \(program[scan.axis].name)"
    }
  }
}
