import Autodiff
import Backends
import Binding
import Diagnostics
import Optimizer
import Semantics
import Syntax
import TensorIR
import Testing

@testable import Objectives

/// A model and its data from text, through all stages before the lowering.
func bound(_ source: String, _ json: String = "{}") throws -> BoundModel {
  var log = DiagnosticLog()
  var sources = SourceMap()
  let file = sources.add(SourceFile(name: "test.gm", bytes: Array(source.utf8)))
  let tree = parse(file, in: sources, log: &log)
  let typed = check(tree, importing: { _ in nil }, log: &log)
  let data = readData(DataFile(name: "test.json", bytes: Array(json.utf8)), log: &log)
  let model = typed.models.first.flatMap { model in
    bind(model, to: data.map { [$0] } ?? [], options: BindingOptions(), log: &log)
  }
  let errors = log.diagnostics.filter { $0.severity == .error }.map(\.message)
  #expect(errors == [])
  return try #require(model)
}

/// The log density that a sampler sees.
func posterior(_ source: String, _ json: String = "{}") throws -> LoweredDensity {
  var log = DiagnosticLog()
  let lowered = lowerPosterior(try bound(source, json), log: &log)
  #expect(log.diagnostics.map(\.message) == [])
  return try #require(lowered)
}

/// The first stage of the model's first objective.
func objective(_ source: String, _ json: String = "{}") throws -> LoweredDensity {
  var log = DiagnosticLog()
  let model = try bound(source, json)
  let stage = try #require(model.model.objectives.first?.stages.first)
  let lowered = lowerObjective(model, stage: stage, log: &log)
  #expect(log.diagnostics.map(\.message) == [])
  return try #require(lowered)
}

extension LoweredDensity {
  /// The coordinates of a point given by the names of its variables.
  func coordinates(_ values: [String: [Double]]) throws -> [Double] {
    var byVariable: [VariableID: [Double]] = [:]
    var weights: [FunctionID: [Double]] = [:]
    for block in blocks {
      switch block.owner {
      case .variable(let id): byVariable[id] = values[block.name]
      case .function(let id): weights[id, default: []] += try #require(values[block.name])
      }
    }
    return try #require(coordinates(of: byVariable, weights: weights))
  }

  /// The log density at a point given by the names of its variables.
  func value(at values: [String: [Double]]) throws -> Double {
    try value(atCoordinates: try coordinates(values))
  }

  func value(atCoordinates u: [Double]) throws -> Double {
    var interpreter = try Backends(program, data: data)
    interpreter.run(u)
    let value = interpreter.scalar(0)
    if let scaled = try scaledGradient(atCoordinates: u) {
      #expect(agrees(scaled.value, value, 1e-11), "in scaled form \(scaled.value), not \(value)")
    }
    return value
  }

  /// The gradient by reverse mode.
  func gradient(atCoordinates u: [Double]) throws -> [Double] {
    var interpreter = try Backends(differentiate(program, output: 0), data: data)
    interpreter.run(u)
    let gradient = (0..<blocks.count).flatMap { interpreter.output($0 + 1) }
    if let scaled = try scaledGradient(atCoordinates: u) {
      #expect(zip(scaled.gradient, gradient).allSatisfy { agrees($0, $1, 1e-9) })
    }
    return gradient
  }

  /// The value and its gradient with chains in scaled form; nil if there are none or it says itself
  /// that it may be wrong.
  func scaledGradient(
    atCoordinates u: [Double]
  ) throws -> (value: Double, gradient: [Double])? {
    guard let scaled = scaleRecursions(program) else { return nil }
    var interpreter = try Backends(
      differentiate(scaled.program, output: 0, where: scaled.condition), data: data)
    interpreter.run(u)
    guard !interpreter.scalar(0).isNaN else { return nil }
    return (interpreter.scalar(0), (0..<blocks.count).flatMap { interpreter.output($0 + 1) })
  }

  /// The reported quantity of a name, row-major as declared.
  func reported(_ name: String, atCoordinates u: [Double]) throws -> [Double] {
    var interpreter = try Backends(report, data: data)
    interpreter.run(u)
    let index = try #require(quantities.firstIndex { $0.name == name })
    let stored = interpreter.output(index)
    return quantities[index].places.map { stored[$0] }
  }
}

/// Whether two numbers agree to a relative tolerance.
func agrees(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
  a == b || abs(a - b) <= tolerance * max(abs(a), abs(b), 1)
}

/// A model and its data, or nothing after messages.
func boundWithErrors(
  _ source: String, _ json: String, log: inout DiagnosticLog
) throws -> BoundModel? {
  var sources = SourceMap()
  let file = sources.add(SourceFile(name: "test.gm", bytes: Array(source.utf8)))
  let tree = parse(file, in: sources, log: &log)
  let typed = check(tree, importing: { _ in nil }, log: &log)
  guard !log.diagnostics.contains(where: { $0.severity == .error }) else { return nil }
  let data = readData(DataFile(name: "test.json", bytes: Array(json.utf8)), log: &log)
  return typed.models.first.flatMap { model in
    bind(model, to: data.map { [$0] } ?? [], options: BindingOptions(), log: &log)
  }
}
