import Semantics
import TensorIR

/// A square matrix of one draw or parameter: entry [row, column] over two axes.
struct MatrixFormula {
  let entries: Formula
  let row: AxisID
  let column: AxisID

  /// The lower Cholesky factor, NaN where the matrix is not positive definite.
  func factor(_ s: DensityScope) -> MatrixFormula {
    let value = spreadEntries.value
    let root = s.write { $0.append(.cholesky(value, row: row, column: column)) }
    return MatrixFormula(entries: root, row: row, column: column)
  }

  /// The sum of the logarithms of the diagonal.
  func logDiagonal(_ s: DensityScope) -> Formula {
    weightedLogDiagonal(s, s.constant(1))
  }

  /// The sum of the logarithms of the diagonal, each times the weight of its row.
  func weightedLogDiagonal(_ s: DensityScope, _ weight: Formula) -> Formula {
    let isDiagonal = s.position(row) == s.position(column)
    let terms = weight * log(isDiagonal.select(entries, else: 1))
    return isDiagonal.select(terms, else: 0).sum(over: [row, column])
  }

  /// The solution of L y = b for this lower triangular L; b lies along `row`, y along `column`.
  func solve(_ b: Formula, _ s: DensityScope) -> Formula {
    let (lower, right) = (spreadEntries.value, b.spread(along: [row]).value)
    return s.write {
      $0.append(.solveTriangular(lower, right, row: row, column: column, transposed: false))
    }
  }

  /// The sum of the squares of the entries of L^-1 M, for this L and another factor M.
  func squaredNorm(solving other: MatrixFormula, _ s: DensityScope) -> Formula {
    let size = s.size(row)
    let value = other.spreadEntries.value
    let inner = s.axis("inner", size: size)
    let right = s.write { $0.rename(value, from: other.column, to: inner) }
    return solve(right, s).square.sum(over: [column, inner])
  }

  /// log |det|, for a matrix that is to be integrated over.
  func logDeterminant(_ s: DensityScope) -> Formula {
    let value = spreadEntries.value
    return s.write { $0.append(.logAbsDeterminant(value, row: row, column: column)) }
  }

  /// The solution of M y = b for this whole matrix; b lies along `row`, y along `column`.
  func solveWhole(_ b: Formula, _ s: DensityScope) -> Formula {
    let (matrix, right) = (spreadEntries.value, b.spread(along: [row]).value)
    return s.write {
      $0.append(.solve(matrix, right, row: row, column: column, transposed: false))
    }
  }

  /// A vector along `row`, along `column`.
  func turned(_ x: Formula, _ s: DensityScope) -> Formula {
    s.write { $0.rename(x.value, from: row, to: column) }
  }

  /// The trace of the inverse of this matrix times another one over the same axes.
  func traceOfQuotient(_ other: MatrixFormula, _ s: DensityScope) -> Formula {
    let inner = s.axis("inner", size: s.size(row))
    let value = other.spreadEntries.value
    let right = s.write { $0.rename(value, from: other.column, to: inner) }
    let isDiagonal = s.position(column) == s.position(inner)
    let ones = isDiagonal.select(s.constant(1), else: 0)
    return (solveWhole(right, s) * ones).sum(over: [column, inner])
  }

  /// Whether it is a multiple of a matrix that is to be integrated over: its density is then
  /// written with its determinant and its inverse.
  var isOpenMatrix: Bool { entries.scribe.builder.isOpenMatrix(entries.value, row, column) }

  /// The entries with both axes, also where they are constant along one.
  private var spreadEntries: Formula { entries.spread(along: [row, column]) }
}

extension DensityScope {
  /// The draw as a matrix.
  var matrix: MatrixFormula? { matrix(x, components) }

  /// A parameter as a matrix.
  func matrix(_ name: ParameterName) -> MatrixFormula? {
    matrix(self[name], components(of: name))
  }

  private func matrix(_ entries: Formula, _ axes: [AxisID]) -> MatrixFormula? {
    guard axes.count == 2 else { return nil }
    return MatrixFormula(entries: entries, row: axes[0], column: axes[1])
  }
}

extension ProgramBuilder {
  /// Whether a value is a hole with two axes, times something.
  func isOpenMatrix(_ value: ValueID, _ row: AxisID, _ column: AxisID) -> Bool {
    switch program[value].op {
    case .hole: return Set([row, column]).isSubset(of: type(value).axes)
    case .broadcast(let x, _): return isOpenMatrix(x, row, column)
    case .rename(let x, let from, let to):
      return isOpenMatrix(x, row == to ? from : row, column == to ? from : column)
    case .gather(let x, let axis, _):
      return axis != row && axis != column && isOpenMatrix(x, row, column)
    case .binary(.multiply, let x, let y):
      return isOpenMatrix(x, row, column) || isOpenMatrix(y, row, column)
    case .binary(.divide, let x, _): return isOpenMatrix(x, row, column)
    default: return false
    }
  }
}
