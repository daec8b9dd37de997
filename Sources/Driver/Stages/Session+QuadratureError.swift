import Objectives
import Reporting
import TensorIR

extension Session {
  /// How much half the nodes of the rules change an objective at a point; `nil` if all its
  /// integrals are exact.
  ///
  /// The rules converge so fast that this is far more than the error of all nodes, unless that is
  /// not small at all.
  func quadratureError(
    of problem: Problem, at position: [Double]
  ) throws(CommandFailure) -> Double? {
    guard let coarser = problem.lowered.coarser else { return nil }
    let values = try [problem.lowered.program, coarser].map { program throws(CommandFailure) in
      var engine = try engine(program, problem.lowered.data, as: problem)
      engine.run(position)
      return engine.scalar(0)
    }
    let error = abs(values[0] - values[1])
    note(
      "integrals by quadrature: half the nodes change the objective by "
        + significant(error, digits: 2))
    // A tenth of that is as much as anybody reads of a log likelihood.
    if !(error < 0.01) {
      note(
        "warning: the integrals by quadrature may be off\n  hint: more nodes, "
          + "`using quadrature(points = 201)`; where a density has an edge or several narrow peaks "
          + "the rule converges slowly")
    }
    return error
  }
}
