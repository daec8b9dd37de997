import Autodiff
import Inference
import Objectives
import ScalarMath
import TensorIR

/// Newton's method where it is asked for, and where it serves.
extension Session {
  /// The most coordinates for which a matrix of second derivatives is worth its steps.
  private static let coordinateLimit = 500

  func newton(_ problem: Problem) throws(CommandFailure) -> Climber {
    let count = problem.lowered.dimension
    guard count <= Self.coordinateLimit else {
      throw .usage(
        UsageError(
          "`--method newton` is for \(Self.coordinateLimit) coordinates at most, and there are "
            + "\(count)", hint: "`--method lbfgs` takes any number"))
    }
    return Climber(problem, by: .newton, because: "asked for", hessian: try hessian(of: problem))
  }

  /// Newton's method, if the program is small, there are few coordinates, and the objective bends
  /// down in all directions at the origin and around it: a step then costs little, and a few of
  /// them end at the maximum however different the scales of the coordinates are.
  func newtonWhereItServes(_ problem: Problem) throws(CommandFailure) -> Climber? {
    let count = problem.lowered.dimension
    guard 0 < count, count <= 20, problem.lowered.program.isQuickToDifferentiate else { return nil }
    var hessian = try hessian(of: problem)
    var stream = RandomStream(seed: UInt64(seed)).stream("curvature")
    var points = [[Double](repeating: 0, count: count)]
    for _ in 0..<3 { points.append(points[0].map { _ in 2 * stream.uniform() - 1 }) }
    let bendsDown = points.allSatisfy { point in
      var minus = hessian.matrix(at: point).map { -$0 }
      return minus.allSatisfy(\.isFinite) && DenseMatrix.factorize(&minus, order: count)
    }
    guard bendsDown else { return nil }
    return Climber(
      problem, by: .newton,
      because: "few coordinates, and the objective bends down in all directions",
      hessian: hessian, isFinished: true)
  }

  private func hessian(of problem: Problem) throws(CommandFailure) -> ProgramHessian {
    let lowered = problem.lowered
    let program = differentiateTwice(lowered.program, output: 0)
    return ProgramHessian(try engine(program, lowered.data, as: problem), of: lowered)
  }
}

extension TensorProgram {
  /// Whether compiling its second derivatives takes no longer than a climb does: few ops, and none
  /// of those whose derivatives are long.
  fileprivate var isQuickToDifferentiate: Bool {
    nodes.count <= 120
      && nodes.allSatisfy { node in
        switch node.op {
        case .scan, .cholesky, .solveTriangular, .solve, .logAbsDeterminant, .determinant: false
        case .input, .constant, .table, .position, .hole, .unary, .binary, .compare, .logical,
          .not, .select, .cast, .broadcast, .rename, .reduce, .contract, .cumulativeSum, .gather,
          .scatterAdd:
          true
        }
      }
  }
}
