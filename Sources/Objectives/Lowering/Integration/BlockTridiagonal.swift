import TensorIR

/// Symmetric matrices of which only the blocks on and beside the diagonal differ from zero, by
/// loops along the blocks.
///
/// With H = L L', L has the blocks R_b on the diagonal, lower triangular, and C_b beside it:
/// R_b R_b' = D_b - C_b C_b' and C_b = B_b R_(b-1)^-T for the blocks D_b on the diagonal of H and
/// B_b in row b and column b - 1. That is the Kalman filter in the form of precisions.
struct BlockTridiagonal: Sendable {
  /// The axis along which the blocks lie.
  let blocks: AxisID
  /// The rows and the columns of a block; `nil` where a block is a number.
  let sides: Sides?
  let diagonal: ValueID
  let below: ValueID

  struct Sides: Sendable {
    let row: AxisID
    let column: AxisID
  }
}

/// The Cholesky factor of such a matrix.
struct BlockFactor: Sendable {
  let blocks: AxisID
  let sides: BlockTridiagonal.Sides?
  /// R and C.
  let root: ValueID
  let below: ValueID
}

extension ProgramBuilder {
  /// Returns L and L^-1 g for some g, which lie along the rows; the solutions lie along the
  /// columns.
  mutating func factorize(
    _ matrix: BlockTridiagonal, solving given: [ValueID]
  ) -> (factor: BlockFactor, solved: [ValueID]) {
    let sides = matrix.sides
    let square = sides.map { [$0.row, $0.column] } ?? []
    let line = sides.map { [$0.column] } ?? []
    let before = hole("root", TensorType(.real, square))
    let solutions = given.map { _ in hole("solved", TensorType(.real, line)) }
    let step = step(matrix, from: before, solutions, given)
    let identity =
      sides.map { indicator(.equal, position($0.row), position($0.column)) } ?? constant(1)
    var carries = [ScanCarry(hole: before, initial: identity, next: step.root)]
    for (hole, next) in zip(solutions, step.solved) {
      carries.append(
        ScanCarry(hole: hole, initial: uniform(0, TensorType(.real, line)), next: next))
    }
    let emitted = scan(
      along: matrix.blocks, carries: carries, emitting: [step.root, step.below] + step.solved
    ).emitted
    return (
      BlockFactor(blocks: matrix.blocks, sides: sides, root: emitted[0], below: emitted[1]),
      Array(emitted.dropFirst(2))
    )
  }

  /// The blocks of the factor at an element, given the root before it.
  private mutating func step(
    _ matrix: BlockTridiagonal, from before: ValueID, _ solutions: [ValueID], _ given: [ValueID]
  ) -> (root: ValueID, below: ValueID, solved: [ValueID]) {
    guard let sides = matrix.sides else {
      let below = divide(matrix.below, before)
      let root = unary(.sqrt, subtract(matrix.diagonal, unary(.square, below)))
      let solved = zip(solutions, given).map { solution, side in
        divide(subtract(side, multiply(below, solution)), root)
      }
      return (root, below, solved)
    }
    let (row, column) = (sides.row, sides.column)
    let other = axis("row", size: program[row].size)
    // The rows of C solve triangular systems with the rows of B.
    let turned = rename(rename(matrix.below, from: row, to: other), from: column, to: row)
    let lower = append(
      .solveTriangular(before, turned, row: row, column: column, transposed: false))
    let twin = rename(lower, from: other, to: row)
    let squared = contract(lower, twin, over: [column])
    let rest = subtract(matrix.diagonal, rename(squared, from: other, to: column))
    let root = append(.cholesky(rest, row: row, column: column))
    let solved = zip(solutions, given).map { solution, side in
      append(
        .solveTriangular(
          root, subtract(side, contract(twin, solution, over: [column])), row: row,
          column: column, transposed: false))
    }
    return (root, twin, solved)
  }

  /// Returns L'^-1 z, which lies along the rows, for z along the columns.
  mutating func solveBack(_ factor: BlockFactor, _ z: ValueID) -> ValueID {
    let line = factor.sides.map { [$0.column] } ?? []
    let after = hole("after", TensorType(.real, line))
    let side = subtract(z, after)
    let value: ValueID
    let next: ValueID
    if let sides = factor.sides {
      value = append(
        .solveTriangular(
          factor.root, side, row: sides.row, column: sides.column, transposed: true))
      next = contract(factor.below, value, over: [sides.row])
    } else {
      value = divide(side, factor.root)
      next = multiply(factor.below, value)
    }
    let zero = uniform(0, TensorType(.real, line))
    return scan(
      along: factor.blocks, reversed: true,
      carries: [ScanCarry(hole: after, initial: zero, next: next)], emitting: [value]
    ).emitted[0]
  }

  /// log det L.
  mutating func logDeterminant(_ factor: BlockFactor) -> ValueID {
    var diagonal = factor.root
    if let sides = factor.sides {
      diagonal = gather(factor.root, axis: sides.column, at: position(sides.row))
    }
    let axes = [factor.blocks] + (factor.sides.map { [$0.row] } ?? [])
    return sum(unary(.log, diagonal), over: axes.sorted())
  }
}
