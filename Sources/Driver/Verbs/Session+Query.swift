import Binding
import Diagnostics
import Objectives
import Reporting
import Semantics
import Syntax
import TensorIR

extension Session {
  /// `gmc query FILE "p(y | x)"`: the log density of a query at each row of the data.
  mutating func query() throws(CommandFailure) {
    let chosen = try chooseModel()
    let (model, query) = try typedQuery(of: chosen)
    var bound = try bound(ChosenModel(model: model, objectives: [], path: chosen.path))
    try putFittedValues(into: &bound)
    let plate = bound.rowPlate(of: query)
    let rows = plate.map { plate in
      (0..<(bound.sizes[plate] ?? 0)).map { bound.row($0, of: plate) }
    }
    let values = try evaluate(query, at: rows ?? [bound])
    let names = plate.map { plate in values.indices.map { bound.memberName($0, of: plate) } }
    try publish(values, names: names, query: model.text(of: query))
  }

  /// The query of the command line in terms of the model.
  private mutating func typedQuery(
    of chosen: ChosenModel
  ) throws(CommandFailure) -> (TypedModel, Query) {
    let text = invocation.operands[1]
    let id = sources.add(SourceFile(name: "<query>", bytes: Array(text.utf8)))
    let expression = parseExpression(id, in: sources, log: &log)
    try stopOnError()
    guard let file = load(chosen.path) else { throw .diagnosed }
    let typed = Semantics.check(
      query: expression, of: chosen.model.name, in: file.tree, importing: file.importing,
      log: &log)
    guard let typed else { throw .diagnosed }
    return (typed.model, typed.query)
  }

  /// The values at several bindings of one model, computed on threads.
  private mutating func evaluate(
    _ query: Query, at rows: [BoundModel]
  ) throws(CommandFailure) -> [Double] {
    let value = TypedExpression(.logQuery(query), .real, at: query.span)
    let stage = Objective.Stage(
      direction: .maximize, value: value, over: [], estimator: nil, span: query.span)
    let results = parallelMap(rows.count, threads: threadCount) { index in
      var log = DiagnosticLog()
      let lowered = lowerObjective(rows[index], stage: stage, log: &log)
      var interpreter = lowered.flatMap { try? Interpreter($0.program, data: $0.data) }
      interpreter?.run([])
      return (interpreter?.scalar(0), log.diagnostics)
    }
    for diagnostic in results.lazy.flatMap(\.1).prefix(1) { log.insert(diagnostic) }
    try stopOnError()
    let values = results.compactMap(\.0)
    guard values.count == rows.count else { throw .fault("a query was lowered to no program") }
    return values
  }

  private func publish(
    _ values: [Double], names: [String]?, query: String
  ) throws(CommandFailure) {
    let path = invocation.text(.output) ?? "-"
    let isJSON = invocation.has(.json) || FilePath.ending(of: path) == "json"
    if isJSON {
      let json: JSONValue = [
        "query": .string("log " + query), "rows": .array((names ?? []).map { .string($0) }),
        "values": .array(values.map { .number($0) }), "sum": .number(values.reduce(0, +)),
      ]
      try write(json.text() + "\n", to: path)
    } else {
      let lines = zip(names ?? ["all"], values).map { "\($0),\($1)" }
      try write((["row,log density"] + lines).joined(separator: "\n") + "\n", to: path)
    }
  }
}

extension BoundModel {
  /// The plate whose elements are the rows of a query: the first one of its first variable.
  fileprivate func rowPlate(of query: Query) -> IndexSetID? {
    guard case .model = query.density, raggedSizes.isEmpty,
      case .variable(let id, _)? = query.targets.first?.subject,
      let letter = model.variables[id].indices.first
    else { return nil }
    let set = model.indices[letter].set
    return model.indexSets[set].kind == .plate ? set : nil
  }

  /// The model with one element of a plate.
  fileprivate func row(_ row: Int, of plate: IndexSetID) -> BoundModel {
    var result = self
    result.sizes[plate] = 1
    result.memberNames[plate] = [memberName(row, of: plate)]
    for (id, value) in values {
      let sets = model.variables[id].indices.map { model.indices[$0].set }
      for axis in sets.indices where sets[axis] == plate {
        result.values[id] = (result.values[id] ?? value).element(
          row, along: axis, indexCount: sets.count)
      }
    }
    return result
  }
}

extension BoundValue {
  /// The values at one position of an axis, which stays with the size 1.
  fileprivate func element(_ position: Int, along axis: Int, indexCount: Int) -> BoundValue {
    func picked<T>(_ values: [T], _ shape: [Int]) -> [T] {
      let inner = shape[(axis + 1)...].reduce(1, *)
      let outer = shape[..<axis].reduce(1, *)
      return (0..<outer).flatMap { block in
        let start = (block * shape[axis] + position) * inner
        return values[start..<start + inner]
      }
    }
    let storage: Storage =
      switch self.storage {
      case .reals(let values): .reals(picked(values, shape))
      case .integers(let values): .integers(picked(values, shape))
      case .booleans(let values): .booleans(picked(values, shape))
      case .bytes(let values, let scale): .bytes(picked(values, shape), scale: scale)
      }
    var sizes = shape
    sizes[axis] = 1
    return BoundValue(
      shape: sizes, starts: starts, storage: storage,
      known: known.map { picked($0, Array(shape.prefix(indexCount))) })
  }
}
