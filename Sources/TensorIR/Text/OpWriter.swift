/// Writes ops with the labels of their axes and inputs.
struct OpWriter {
  let types: TypeWriter
  let inputs: [String]

  private func label(_ axis: AxisID) -> String {
    types.labels.indices.contains(Int(axis.index))
      ? types.labels[Int(axis.index)] : "#\(axis.index)"
  }

  private func label(_ input: InputID) -> String {
    inputs.indices.contains(Int(input.index)) ? inputs[Int(input.index)] : "#\(input.index)"
  }

  private func list(_ axes: [AxisID]) -> String {
    "[\(axes.map(label).joined(separator: ", "))]"
  }

  private func matrix(_ row: AxisID, _ column: AxisID, transposed: Bool = false) -> String {
    "row \(label(row)) column \(label(column))\(transposed ? " transposed" : "")"
  }

  func text(_ op: Op) -> String {
    let operands = op.operands.map { "%\($0.index)" }
    let all = operands.joined(separator: " ")
    switch op {
    case .input(let input): return "input \(label(input))"
    case .constant(let number): return "constant \(number)"
    case .table(let numbers, let axis):
      return "table [\(numbers.map { "\($0)" }.joined(separator: ", "))] along \(label(axis))"
    case .position(let axis): return "position \(label(axis))"
    case .hole(let hole):
      return "hole \(hole.number) \(hole.name.wordOrQuoted) : \(types.text(hole.type))"
    case .unary(let f, _): return "\(f.name) \(all)"
    case .binary(let f, _, _): return "\(f.rawValue) \(all)"
    case .compare(let relation, _, _): return "\(relation.rawValue) \(all)"
    case .logical(let f, _, _): return "\(f.rawValue) \(all)"
    case .not: return "not \(all)"
    case .select: return "select \(operands[0]) then \(operands[1]) else \(operands[2])"
    case .cast(_, let element): return "cast \(all) to \(element.rawValue)"
    case .broadcast(_, let along): return "broadcast \(all) along \(list(along))"
    case .rename(_, let from, let to): return "rename \(all) from \(label(from)) to \(label(to))"
    case .reduce(let reduction, _, let over):
      return "\(reduction.rawValue) \(all) over \(list(over))"
    case .contract(_, _, let over): return "contract \(all) over \(list(over))"
    case .cumulativeSum(_, let axis, let exclusive, let reversed):
      return "cumulativeSum \(all) along \(label(axis))"
        + (exclusive ? " exclusive" : "") + (reversed ? " reversed" : "")
    case .gather(_, let axis, _):
      return "gather \(operands[0]) axis \(label(axis)) at \(operands[1])"
    case .scatterAdd(_, let axis, _, let over):
      return "scatterAdd \(operands[0]) axis \(label(axis)) at \(operands[1]) over \(list(over))"
    case .cholesky(_, let row, let column): return "cholesky \(all) \(matrix(row, column))"
    case .solveTriangular(_, _, let row, let column, let transposed):
      return "solveTriangular \(all) \(matrix(row, column, transposed: transposed))"
    case .solve(_, _, let row, let column, let transposed):
      return "solve \(all) \(matrix(row, column, transposed: transposed))"
    case .logAbsDeterminant(_, let row, let column):
      return "logAbsDeterminant \(all) \(matrix(row, column))"
    case .determinant(_, let row, let column): return "determinant \(all) \(matrix(row, column))"
    case .scan(let scan, let result):
      return "scan \(all) along \(label(scan.axis))\(scan.isReversed ? " reversed" : "") "
        + text(result)
    }
  }

  func text(_ result: ScanResult) -> String {
    switch result {
    case .final(let carry): "final \(carry)"
    case .each(let value): "each %\(value.index)"
    }
  }
}

extension Unary {
  /// Its name in the text form.
  public var name: String {
    if case .polygamma(let order) = self { return "polygamma(\(order))" }
    return "\(self)"
  }

  /// Those without an order, by name.
  static let byName: [String: Unary] = samples.reduce(into: [:]) { names, f in
    if case .polygamma = f { return }
    names[f.name] = f
  }
}
