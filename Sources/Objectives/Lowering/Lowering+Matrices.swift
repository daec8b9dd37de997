import Diagnostics
import Semantics
import TensorIR

/// A built-in function of a matrix.
enum MatrixFunction {
  case cholesky, solve, determinant, logDeterminant, transpose, trace, diagonal
}

/// Linear algebra on values with two components, row and column.
extension Lowering {
  mutating func matrix(
    _ function: MatrixFunction, _ arguments: [TypedExpression], _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let m = try square(try number(arguments[0]))
    guard m.components.count == 2 else { return diagonalMatrix(m, e) }
    let row = m.components[0]
    let column = m.components[1]
    switch function {
    case .cholesky:
      return Operand(
        builder.append(.cholesky(m.value, row: row, column: column)), components: m.components)
    case .determinant:
      return Operand(builder.append(.determinant(m.value, row: row, column: column)))
    case .logDeterminant:
      return Operand(builder.append(.logAbsDeterminant(m.value, row: row, column: column)))
    case .solve:
      let right = align(try number(arguments[1]), to: [row])
      let solution = builder.append(
        .solve(m.value, right.value, row: row, column: column, transposed: false))
      return align(
        Operand(solution, components: [column]), to: componentAxes(e.type.shape))
    case .transpose:
      let swapped = Operand(m.value, components: [column, row])
      return align(swapped, to: [row, column])
    case .trace: return Operand(builder.sum(onDiagonal(m), over: [row, column]))
    case .diagonal: return Operand(builder.sum(onDiagonal(m), over: [column]), components: [row])
    }
  }

  /// The matrix over two axes that it really has.
  private mutating func square(_ m: Operand) throws(LoweringFailure) -> Operand {
    let missing = m.components.filter { !has(m.value, $0) }
    guard !missing.isEmpty else { return m }
    return Operand(
      builder.append(.broadcast(m.value, along: missing.sorted())), components: m.components)
  }

  /// The matrix with zeros off its diagonal.
  private mutating func onDiagonal(_ m: Operand) -> ValueID {
    builder.select(isDiagonal(m.components), m.value, builder.constant(0))
  }

  private mutating func isDiagonal(_ components: [AxisID]) -> ValueID {
    let row = builder.cast(builder.position(components[0]), to: .real)
    let column = builder.cast(builder.position(components[1]), to: .real)
    return builder.compare(.equal, row, column)
  }

  /// `diag(v)`: the matrix with v on its diagonal.
  private mutating func diagonalMatrix(_ v: Operand, _ e: TypedExpression) -> Operand {
    let components = componentAxes(e.type.shape)
    let spread = align(v, to: [components[0]])
    let value = builder.select(isDiagonal(components), spread.value, builder.constant(0))
    return Operand(value, components: components)
  }
}
