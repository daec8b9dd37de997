/// What one step of a run does; the numbers are those of its kernel.
enum Action: Sendable {
  case data(InputID, ElementType)
  /// Parameters from a position on.
  case parameters(from: Int, count: Int)
  case constant(Double)
  case table([Double])
  case position(count: Int)
  case unary(Unary)
  case binary(Binary, ElementType)
  case compare(Comparison, ElementType)
  case logical(Logical)
  case not
  case select(ElementType)
  case cast(from: ElementType, to: ElementType)
  case reduce(Reduction, ElementType, count: Int)
  case contract(count: Int)
  case cumulativeSum(ElementType, along: LoopLevel, exclusive: Bool, reversed: Bool)
  case gather(ElementType, size: Int, stride: Int)
  case scatterAdd(ElementType, size: Int, stride: Int, count: Int)
  case cholesky(MatrixLoops)
  case solveTriangular(MatrixLoops, transposed: Bool)
  case solve(MatrixLoops, transposed: Bool)
  case determinant(MatrixLoops, logarithm: Bool)
  case scan(ScanPlan)
}

/// One step of a run: an action, its loops and where its operands and its result lie.
struct Step: Sendable {
  let action: Action
  let nest: LoopNest
  let out: Place
  var x = Place()
  var y = Place()
  var z = Place()
  /// Reals that the step may overwrite.
  var scratch = Place()
  /// Integers that the step may overwrite.
  var pivots = Place()
}
