public import Binding
public import Diagnostics
public import ScalarMath
import Semantics
import TensorIR

/// Draws every random variable of the story that has no value yet, parents before children.
///
/// What is bound stays: data, hypers, and whatever point or draw the caller put in. Returns the
/// bound model with the values of all variables of the story, or `nil` after reporting what cannot
/// be drawn. A draw depends on the seed, its variable and its place only.
public func simulate(
  _ bound: BoundModel, using random: RandomStream, log: inout DiagnosticLog
) -> BoundModel? {
  do throws(LoweringFailure) {
    var simulation = Simulation(bound, random)
    return try simulation.run()
  } catch {
    log.insert(error.diagnostic)
    return nil
  }
}

/// Ancestral sampling: one variable at a time, its arguments computed from what is drawn before.
struct Simulation {
  private var bound: BoundModel
  private let random: RandomStream

  init(_ bound: BoundModel, _ random: RandomStream) {
    self.bound = bound
    self.random = random
  }

  mutating func run() throws(LoweringFailure) -> BoundModel {
    for id in try order() {
      try draw(id)
    }
    return bound
  }

  /// The random variables without a value, parents before children.
  private func order() throws(LoweringFailure) -> [VariableID] {
    let model = bound.model
    let statements = model.statements
    var waiting = model.variables.ids.filter {
      model.variables[$0].isRandom && model.variables[$0].guide == nil && bound.values[$0] == nil
    }
    var result: [VariableID] = []
    while !waiting.isEmpty {
      let ready = waiting.first { id in
        statements.filter { $0.defines == id }.allSatisfy { statement in
          statement.mentions.allSatisfy { $0 == id || !waiting.contains($0) }
        }
      }
      guard let ready else {
        let variable = bound.model.variables[waiting[0]]
        throw LoweringFailure(
          .notYetLowered("draws of `\(variable.name)`, which waits for itself", at: variable.span))
      }
      waiting.removeAll { $0 == ready }
      result.append(ready)
    }
    return result
  }

  private mutating func draw(_ id: VariableID) throws(LoweringFailure) {
    let variable = bound.model.variables[id]
    guard variable.parts.count == 1, let part = variable.parts.first,
      part.region.allSatisfy({ $0 == .all })
    else {
      throw LoweringFailure(
        .notYetLowered("draws of the chain `\(variable.name)`", at: variable.span))
    }
    switch part.definition {
    case .distribution(let distribution):
      guard case .family(let family, _) = distribution.kind else {
        throw LoweringFailure(
          .notYetLowered("draws of `\(variable.name)`", at: distribution.span))
      }
      let recipe = try Recipe(bound, id, distribution, family)
      bound.values[id] = try recipe.draw(using: random.stream(variable.name))
    case .expression, .none, .jointFactor:
      throw LoweringFailure(.notYetLowered("draws of `\(variable.name)`", at: variable.span))
    }
  }
}
