import Autodiff
public import Binding
public import Diagnostics
import ScalarMath
public import Semantics
public import TensorIR

/// What is known of the states of one variable that is summed out.
public struct StateTable: Sendable {
  public let quantity: Quantity
  /// The names of the states.
  public let states: [String]
  /// Whether each element exists, row-major: a ragged set has fewer in some places.
  public let exists: [Bool]
  /// For each element its probabilities, or the position of its state in `states`.
  public let rows: [[Double]]
}

extension StateTable {
  /// Of a table of probabilities, the first most probable state of each element, and the log of
  /// their product.
  fileprivate var best: (table: StateTable, logProbability: Double) {
    var (positions, total) = ([[Double]](), 0.0)
    for (row, exists) in zip(rows, exists) {
      let greatest = row.max() ?? 0
      positions.append([Double(row.firstIndex(of: greatest) ?? 0)])
      if exists { total += .log(greatest) }
    }
    return (StateTable(quantity: quantity, states: states, exists: exists, rows: positions), total)
  }
}

/// Computes the posterior probabilities of the states of what a query asks for and has no data.
///
/// `p(z | x)` gives p(z[n] = k | x) for each element n, all else summed out: the gradient of the
/// log sum over the states in a log factor on each, which on a chain is what forward-backward
/// computes. `q(z | x)` gives the probabilities of a guide. Returns `nil` after reporting what
/// cannot be computed; empty if everything that the query asks for is known.
public func stateProbabilities(
  _ query: Query, in bound: BoundModel, log: inout DiagnosticLog
) -> [StateTable]? {
  answering(&log) { () throws(LoweringFailure) in
    var lowering = Lowering(bound, assignments: bound.values.mapValues { _ in Assignment.data })
    if case .guide(let guide) = query.density {
      return try lowering.stateTables(of: query, under: guide)
    }
    let (hidden, kept) = try lowering.hiddenTargets(of: query)
    if hidden.isEmpty { return [] }
    let (value, probes) = try lowering.sumWithProbes(
      of: hidden, given: kept, asked: query.span)
    let program = lowering.builder.finish([Output(name: "log sum", value: value)])
    let outputs = try lowering.run(differentiate(program, output: 0))
    var tables: [StateTable] = []
    for (probe, stored) in zip(probes, outputs.dropFirst()) {
      tables.append(
        try lowering.stateTable(of: probe.0, lowering.builder.type(probe.1).axes, stored))
    }
    return tables
  }
}

/// Finds the most probable states together of what a query asks for and has no data, and the log
/// density of the query there: on a chain the Viterbi path.
///
/// Of several equally probable ones it is that with the first states. Returns `nil` after reporting
/// what cannot be computed; empty tables if everything that the query asks for is known.
public func mostProbableStates(
  _ query: Query, in bound: BoundModel, log: inout DiagnosticLog
) -> (tables: [StateTable], logDensity: Double)? {
  answering(&log) { () throws(LoweringFailure) in
    var lowering = Lowering(bound, assignments: bound.values.mapValues { _ in Assignment.data })
    if case .guide(let guide) = query.density {
      // What a guide says of one element does not depend on the others.
      let best = try lowering.stateTables(of: query, under: guide).map(\.best)
      return (best.map(\.table), best.reduce(0) { $0 + $1.logProbability })
    }
    let (hidden, kept) = try lowering.hiddenTargets(of: query)
    if hidden.isEmpty { return ([], 0) }
    let (_, tables, value) = try lowering.chosenStates(
      .best, of: hidden, given: kept, asked: query.span)
    let conditions = lowering.variables(of: query.conditions).intersection(kept)
    let given = try lowering.logJoint(of: conditions, free: [], asked: query.span)
    let density = given.reduce(value) { lowering.builder.subtract($0, $1) }
    var outputs = [Output(name: "log density", value: density)]
    for (id, table) in tables { outputs.append(lowering.output(id, table)) }
    let results = try lowering.run(lowering.builder.finish(outputs))
    let answers = try tables.enumerated().map { index, row throws(LoweringFailure) in
      let variable = bound.model.variables[row.0]
      let letters = variable.indices.map { lowering.axis(of: $0) }
      return StateTable(
        quantity: lowering.quantity(row.0, variable, letters),
        states: try lowering.stateNames(of: row.0).names,
        exists: try lowering.existence(of: row.0),
        rows: lowering.places(letters).map { [results[index + 1][$0]] })
    }
    return (answers, results[0][0])
  }
}

/// A program that draws the states of what was summed out, given the coordinates of a posterior.
public struct StateDraws: Sendable {
  /// Its parameters are the coordinates of the posterior, then as many uniform numbers in [0, 1)
  /// as `noiseCount`; its outputs are the states of `quantities` as numbers.
  public let program: TensorProgram
  public let data: [InputID: Tensor]
  public let noiseCount: Int
  public let quantities: [Quantity]
}

/// Lowers drawing discrete latents from p(them | all else), for the coordinates of
/// `lowerPosterior`; they are drawn together, whatever of them was summed out in which order.
///
/// Returns `nil` after reporting what cannot be lowered.
public func lowerStates(
  _ bound: BoundModel, of latents: Set<VariableID>, log: inout DiagnosticLog
) -> StateDraws? {
  answering(&log) { () throws(LoweringFailure) in
    var lowering = try Lowering(posteriorOf: bound)
    let kept = bound.model.variables.ids.filter { id in
      bound.model.variables[id].isRandom && lowering.assignments[id] != nil
    }
    let (trace, tables, _) = try lowering.chosenStates(
      .random, of: latents, given: Set(kept), asked: bound.model.span)
    let count = trace.noise.values.reduce(0) {
      $0 + lowering.builder.program.count(lowering.builder.type($1))
    }
    var quantities: [Quantity] = []
    var outputs: [Output] = []
    for (id, table) in tables {
      let variable = bound.model.variables[id]
      let letters = variable.indices.map { lowering.axis(of: $0) }
      let first = try lowering.stateNames(of: id).numbers.first ?? 0
      let number = lowering.builder.add(
        lowering.builder.cast(table, to: .real), lowering.builder.constant(first))
      outputs.append(lowering.output(id, number))
      quantities.append(lowering.quantity(id, variable, letters))
    }
    return StateDraws(
      program: lowering.builder.finish(outputs), data: lowering.data, noiseCount: count,
      quantities: quantities)
  }
}

private func answering<Answer>(
  _ log: inout DiagnosticLog, _ answer: () throws(LoweringFailure) -> Answer
) -> Answer? {
  do throws(LoweringFailure) {
    return try answer()
  } catch {
    log.insert(error.diagnostic)
    return nil
  }
}

extension Lowering {
  /// What a guide says of the states that a query asks for.
  fileprivate mutating func stateTables(
    of query: Query, under guide: GuideID
  ) throws(LoweringFailure) -> [StateTable] {
    let tables = try guideProbabilities(of: query, under: guide)
    let outputs = tables.map { Output(name: model.variables[$0.0].name, value: $0.1) }
    let stored = try run(builder.finish(outputs))
    var result: [StateTable] = []
    for (table, stored) in zip(tables, stored) {
      result.append(try stateTable(of: table.0, builder.type(table.1).axes, stored))
    }
    return result
  }

  /// Numbers along the axes of a variable's indices and of its states as a table.
  fileprivate mutating func stateTable(
    of id: VariableID, _ axes: [AxisID], _ stored: [Double]
  ) throws(LoweringFailure) -> StateTable {
    let variable = model.variables[id]
    let letters = variable.indices.map { axis(of: $0) }
    let states = axes.filter { !letters.contains($0) }
    let flat = places(letters + states).map { stored[$0] }
    let (names, _) = try stateNames(of: id)
    return StateTable(
      quantity: quantity(id, variable, letters), states: names,
      exists: try existence(of: id),
      rows: stride(from: 0, to: flat.count, by: names.count).map {
        Array(flat[$0..<$0 + names.count])
      })
  }

  /// A table over all elements of a variable as a result.
  fileprivate mutating func output(_ id: VariableID, _ table: ValueID) -> Output {
    let variable = model.variables[id]
    let axes = variable.indices.map { axis(of: $0) }
    let real = builder.cast(table, to: .real)
    let whole = builder.widen(real, to: TensorType(.real, axes))
    return Output(name: variable.name, value: whole)
  }

  /// The outputs of a program without parameters, or with all of them zero.
  fileprivate func run(_ program: TensorProgram) throws(LoweringFailure) -> [[Double]] {
    do throws(InterpreterFailure) {
      var interpreter = try Interpreter(program, data: data)
      interpreter.run([Double](repeating: 0, count: interpreter.parameterCount))
      return program.outputs.indices.map { interpreter.output($0) }
    } catch {
      throw fail(.notYetLowered("these values (\(error))", at: model.span))
    }
  }
}
