public import Binding
public import Diagnostics
public import ScalarMath
public import Semantics
import TensorIR

/// Draws every random variable of the story that has no value yet, parents before children.
///
/// What is bound stays: data, hypers, and whatever point or draw the caller put in. Returns the
/// bound model with the values of all variables of the story, or `nil` after reporting what cannot
/// be drawn. A draw depends on the seed, its variable and its place only.
///
/// - Parameter averaged: variables that get their mean given what they depend on, as real numbers
///   whatever their type, instead of a draw.
public func simulate(
  _ bound: BoundModel, averaging averaged: Set<VariableID> = [], using random: RandomStream,
  log: inout DiagnosticLog
) -> BoundModel? {
  do throws(LoweringFailure) {
    var simulation = Simulation(bound, averaged, random)
    return try simulation.run()
  } catch {
    log.insert(error.diagnostic)
    return nil
  }
}

/// Ancestral sampling: one variable at a time, its arguments computed from what is drawn before.
struct Simulation {
  private var bound: BoundModel
  private let averaged: Set<VariableID>
  private let random: RandomStream

  init(_ bound: BoundModel, _ averaged: Set<VariableID>, _ random: RandomStream) {
    self.bound = bound
    self.averaged = averaged
    self.random = random
  }

  mutating func run() throws(LoweringFailure) -> BoundModel {
    for id in bound.model.variables.ids {
      let roles = Set(bound.model.variables[id].parts.map(\.role))
      // What is known of a part of a chain would be taken for the whole, unless that is given.
      if roles.contains(.latent), roles.count > 1, !isGivenInPart(id), bound.values[id] != nil {
        let variable = bound.model.variables[id]
        throw LoweringFailure(
          .notYetLowered(
            "draws of `\(variable.name)`, a part of which is given",
            at: variable.span))
      }
    }
    for id in averaged {
      let variable = bound.model.variables[id]
      let reader = bound.model.statements.first { $0.defines != id && $0.mentions.contains(id) }
      if let reader = reader?.defines {
        throw LoweringFailure(
          .averagedParent(variable.name, bound.model.variables[reader].name, at: variable.span))
      }
    }
    for id in try order() {
      try draw(id)
    }
    return bound
  }

  /// Whether some members are given and the others are to be drawn.
  private func isGivenInPart(_ id: VariableID) -> Bool {
    Set(bound.model.variables[id].parts.map(\.role)) == [.given, .latent]
  }

  /// The random variables without a value, or with values that are given in part, parents before
  /// children.
  private func order() throws(LoweringFailure) -> [VariableID] {
    let model = bound.model
    let statements = model.statements
    var waiting = model.variables.ids.filter {
      model.variables[$0].isRandom && model.variables[$0].guide == nil
        && (bound.values[$0] == nil || isGivenInPart($0))
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
    else { return try drawChain(id) }
    let (distribution, family) = try family(of: part, of: variable)
    let recipe = try Recipe(bound, id, distribution, family)
    bound.values[id] =
      averaged.contains(id)
      ? try recipe.means() : try recipe.draw(using: random.stream(variable.name))
  }

  /// The family that a part is drawn from.
  private func family(
    of part: Variable.Part, of variable: Variable
  ) throws(LoweringFailure) -> (Distribution, Family) {
    switch part.definition {
    case .distribution(let distribution):
      guard case .family(let family, _) = distribution.kind else {
        throw LoweringFailure(
          .notYetLowered("draws of `\(variable.name)`", at: distribution.span))
      }
      return (distribution, family)
    case .expression, .none, .jointFactor:
      throw LoweringFailure(.notYetLowered("draws of `\(variable.name)`", at: variable.span))
    }
  }

  /// Draws a variable that is stated in parts along a chain, one member after the other, from the
  /// end that has a part of its own.
  private mutating func drawChain(_ id: VariableID) throws(LoweringFailure) {
    let variable = bound.model.variables[id]
    let lowering = Lowering(
      bound, assignments: bound.values.mapValues { _ in Assignment.data })
    let slots = variable.indices.indices.filter { slot in
      variable.parts.contains { $0.region[slot] != .all }
    }
    guard slots.count == 1, let slot = slots.first else {
      throw LoweringFailure(
        .notYetLowered("draws of `\(variable.name)`, stated in parts", at: variable.span))
    }
    let letter = variable.indices[slot]
    let set = bound.model.indices[letter].set
    var ranges: [(part: Variable.Part, members: Range<Int>)] = []
    for part in variable.parts {
      ranges.append((part, try lowering.members(of: part, of: id, slot, set)))
    }
    let shape = (variable.indices.map { bound.model.indices[$0].set } + variable.type.shape)
      .map { bound.sizes[$0] ?? 0 }
    let inner = shape.dropFirst(slot + 1).reduce(1, *)
    let length = shape[slot]
    var values = bound.values[id]?.numbers ?? []
    if values.count != shape.reduce(1, *) {
      values = [Double](repeating: 0, count: shape.reduce(1, *))
    }
    let isBackward = variable.parts.contains { $0.region[slot] == .last }
    for step in 0..<length {
      let position = isBackward ? length - 1 - step : step
      guard let part = ranges.first(where: { $0.members.contains(position) })?.part else {
        throw LoweringFailure(
          .notYetLowered("draws of `\(variable.name)`, stated with gaps", at: variable.span))
      }
      if part.role == .given { continue }
      let (distribution, family) = try family(of: part, of: variable)
      let recipe = try Recipe(bound, id, distribution, family, at: (letter, position))
      let drawn = try recipe.numbers(using: random.stream(variable.name).stream(position))
      for (place, value) in drawn.enumerated() {
        values[(place / inner * length + position) * inner + place % inner] = value
      }
      bound.values[id] = BoundValue(shape: shape, storage: try recipe.storage(values))
    }
  }
}
