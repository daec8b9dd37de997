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
