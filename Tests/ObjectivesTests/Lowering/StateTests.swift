import Binding
import Diagnostics
import ScalarMath
import Semantics
import Syntax
import TensorIR
import Testing

@testable import Objectives

/// Probabilities, best states and draws of what is summed out, against all configurations.
@Suite struct StateTests {
  static let cases = DiscreteTests.plates + DiscreteTests.chains

  /// The query of a case, for all its hidden variables given all else.
  private func query(_ test: DiscreteTests.Case) throws -> (Query, BoundModel) {
    let targets = test.hidden.joined(separator: ", ")
    let source = test.enumeration.source.replacing(
      "log p(ASKED)", with: "log p(\(targets) | \(test.asked))")
    let model = try bound(source, test.data)
    let stage = try #require(model.model.objectives.first?.stages.first)
    guard case .logQuery(let query) = stage.value.kind else {
      throw StateTestFailure()
    }
    return (query, model)
  }

  /// Whether each element of the hidden variables exists, and the first state of each.
  private func first(_ name: String, in model: BoundModel) throws -> Int {
    var lowering = Lowering(model, assignments: [:])
    let id = try #require(
      model.model.variables.ids.first { model.model.variables[$0].name == name })
    return try #require(try lowering.stateSpace(id)).lowerBound
  }

  @Test(arguments: cases) func probabilitiesAreThoseOfAllConfigurations(
    _ test: DiscreteTests.Case
  ) throws {
    let joints = try test.enumeration.joints()
    let total = logSumExp(joints.map(\.log))
    let (query, model) = try query(test)
    var log = DiagnosticLog()
    let tables = try #require(stateProbabilities(query, in: model, log: &log))
    #expect(tables.map(\.quantity.name) == test.hidden)
    for (slot, table) in tables.enumerated() {
      let first = try first(test.hidden[slot], in: model)
      for (element, row) in table.rows.enumerated() where table.exists[element] {
        for (state, probability) in row.enumerated() {
          let own = joints.filter { $0.values[slot][element] == state + first }
          let expected = Double.exp(logSumExp(own.map(\.log)) - total)
          #expect(agrees(probability, expected, 1e-10), "\(test) \(element) \(state)")
        }
      }
    }
  }

  @Test(arguments: cases) func bestStatesAreThoseOfTheBestConfiguration(
    _ test: DiscreteTests.Case
  ) throws {
    let joints = try test.enumeration.joints()
    let best = try #require(joints.map(\.log).max())
    let (query, model) = try query(test)
    var log = DiagnosticLog()
    let answer = try #require(mostProbableStates(query, in: model, log: &log))
    let total = logSumExp(joints.map(\.log)) - Double.log(test.copies)
    #expect(agrees(answer.logDensity, best - total, 1e-10), "\(test)")
    let near = joints.filter { $0.log > best - 1e-9 }.contains { joint in
      answer.tables.enumerated().allSatisfy { slot, table in
        guard let first = try? first(test.hidden[slot], in: model) else { return false }
        return table.rows.indices.allSatisfy { element in
          !table.exists[element]
            || Int(table.rows[element][0]) + first == joint.values[slot][element]
        }
      }
    }
    #expect(near, "\(test)")
  }

  /// Of many draws, the share of each configuration against its probability: none is further off
  /// than five standard errors.
  @Test(arguments: cases) func drawsHaveTheProbabilitiesOfAllConfigurations(
    _ test: DiscreteTests.Case
  ) throws {
    let joints = try test.enumeration.joints()
    let total = logSumExp(joints.map(\.log))
    let (_, model) = try query(test)
    var log = DiagnosticLog()
    let latents = Set(
      model.model.variables.ids.filter { test.hidden.contains(model.model.variables[$0].name) })
    let draws = try #require(lowerStates(model, of: latents, log: &log))
    #expect(draws.quantities.map(\.name) == test.hidden)
    // Members are numbered from 1 in draws, from 0 in configurations.
    let shifts = try draws.quantities.map { quantity in
      var lowering = Lowering(model, assignments: [:])
      let first = try lowering.stateNames(of: quantity.variable).numbers.first ?? 0
      return try Int(first) - self.first(quantity.name, in: model)
    }
    var exists: [[Bool]] = []
    for quantity in draws.quantities {
      let lowering = Lowering(model, assignments: [:])
      exists.append(try lowering.existence(of: quantity.variable))
    }
    var program = try Interpreter(draws.program, data: draws.data)
    var stream = RandomStream(seed: 7)
    var counts: [[[Int]]: Int] = [:]
    let drawCount = 4000
    for _ in 0..<drawCount {
      program.run((0..<draws.noiseCount).map { _ in stream.uniform() })
      let values = draws.quantities.enumerated().map { slot, quantity in
        let stored = program.output(slot)
        return zip(quantity.places, exists[slot]).map { $1 ? Int(stored[$0]) - shifts[slot] : 0 }
      }
      counts[values, default: 0] += 1
    }
    var expected: [[[Int]]: Double] = [:]
    for joint in joints {
      let values = zip(joint.values, exists).map { zip($0, $1).map { $1 ? $0 : 0 } }
      expected[values, default: 0] += Double.exp(joint.log - total)
    }
    #expect(Set(counts.keys).isSubset(of: expected.keys), "\(test)")
    for (values, probability) in expected {
      let share = Double(counts[values] ?? 0) / Double(drawCount)
      let error = (probability * (1 - probability) / Double(drawCount)).squareRoot()
      #expect(abs(share - probability) < 5 * error + 1e-3, "\(test) \(values)")
    }
  }

  /// Equal weights go to the first state; a state without weight is never drawn.
  @Test func impossibleStatesAreNotDrawn() throws {
    let model = try bound(
      """
      model M {
        plate n in N = 1..50
        axis K = 4
        latent z[n] : K ~ Categorical([0, 0.5, 0.5, 0])
      }
      """)
    var log = DiagnosticLog()
    let id = model.model.variables.ids[0]
    let draws = try #require(lowerStates(model, of: [id], log: &log))
    var program = try Interpreter(draws.program, data: draws.data)
    for noise in [0, 0.49999, 0.5, 1 - 0x1p-53] {
      program.run([Double](repeating: noise, count: draws.noiseCount))
      #expect(program.output(0).allSatisfy { $0 == (noise < 0.5 ? 2 : 3) }, "\(noise)")
    }
  }
}

private struct StateTestFailure: Error {}
