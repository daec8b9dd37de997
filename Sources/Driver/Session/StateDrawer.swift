import Binding
import Objectives
import ScalarMath
import Semantics
import TensorIR

/// Draws discrete latents back that were summed out, for each draw of the others.
struct StateDrawer: Sendable {
  /// The variables by name.
  let variables: [String]
  /// The names of all elements, in order.
  let names: [String]
  /// The variables as tables.
  var quantities: [Quantity] { draws.quantities }
  private let draws: StateDraws
  private let program: Interpreter

  init(_ draws: StateDraws) throws(InterpreterFailure) {
    self.draws = draws
    variables = draws.quantities.map(\.name)
    names = draws.quantities.flatMap(\.elementNames)
    program = try Interpreter(draws.program, data: draws.data)
  }

  /// The states at each point of the posterior; each has a stream of its own.
  func values(at positions: [[Double]], _ stream: RandomStream) -> [[Double]] {
    var program = program
    return positions.enumerated().map { index, position in
      var stream = stream.stream(index)
      program.run(position + (0..<draws.noiseCount).map { _ in stream.uniform() })
      return draws.quantities.enumerated().flatMap { output, quantity in
        let values = program.output(output)
        return quantity.places.map { values[$0] }
      }
    }
  }
}

extension Session {
  /// What draws the discrete latents of `--include`; `nil` if there are none.
  mutating func stateDrawer(_ bound: BoundModel) throws(CommandFailure) -> StateDrawer? {
    let asked = invocation.texts(.include)
    let latents = bound.model.variables.ids.filter { id in
      let variable = bound.model.variables[id]
      return asked.contains(variable.name) && variable.isSummedOut(in: bound, id)
    }
    if latents.isEmpty { return nil }
    guard let draws = lowerStates(bound, of: Set(latents), log: &log) else { throw .diagnosed }
    do throws(InterpreterFailure) {
      return try StateDrawer(draws)
    } catch {
      throw .fault(error.description)
    }
  }
}

extension Variable {
  /// Whether it is a finite choice that the data do not know, or not everywhere.
  fileprivate func isSummedOut(in bound: BoundModel, _ id: VariableID) -> Bool {
    guard guide == nil, parts.contains(where: { $0.role == .latent || $0.role == .partial }) else {
      return false
    }
    if let value = bound.values[id], !(value.known?.contains(false) ?? false) { return false }
    switch type {
    case .bool, .member, .int, .nat: return true
    case .real, .positive, .unit, .interval, .spread, .simplex, .ordered, .positiveOrdered,
      .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights, .array,
      .optional, .record, .group, .poison:
      return false
    }
  }
}
