import Binding
import Diagnostics
import Semantics
import TensorIR

extension Lowering {
  /// The finished density and the quantities that are reported with it.
  ///
  /// - Parameters:
  ///   - value: the density that is asked for.
  ///   - plain: the same without the stretch of the coordinates.
  mutating func finish(
    _ value: ValueID, plain: ValueID
  ) throws(LoweringFailure) -> LoweredDensity {
    let stretch = logJacobians.reduce(builder.constant(0)) { builder.add($0, $1) }
    var quantities: [Quantity] = []
    var outputs: [Output] = []
    var unreported: [String] = []
    for id in model.variables.ids where isReported(id) {
      let variable = model.variables[id]
      // What depends on a variable that is summed out has no one value at a point.
      guard let table = try? table(of: id, readAt: variable.span) else {
        unreported.append(variable.name)
        continue
      }
      // Of many rows only those of a batch are seen.
      if table.components.contains(where: { isBatched($0) }) { continue }
      let missing = table.components.filter { !has(table.value, $0) }
      let whole =
        missing.isEmpty
        ? table.value : builder.append(.broadcast(table.value, along: missing.sorted()))
      outputs.append(Output(name: variable.name, value: builder.cast(whole, to: .real)))
      quantities.append(quantity(id, variable, table.components))
    }
    let batch = try loweredBatch()
    let result = builder.cast(value, to: .real)
    let parts = [
      Output(name: "log density", value: builder.cast(plain, to: .real)),
      Output(name: "log Jacobian", value: stretch),
    ]
    let coarser = coarser(result).map { value in
      builder.finish([Output(name: "log density", value: value)])
    }
    return LoweredDensity(
      program: builder.finish([Output(name: "log density", value: result)]), coarser: coarser,
      report: builder.finish(outputs), parts: builder.finish(parts), data: data,
      origins: origins,
      moved: Set(model.variables.ids.filter { assignments[canonical($0)] == .block }),
      blocks: blocks, noise: noise, quantities: quantities, unreported: unreported,
      batch: batch,
      unconstraining: try Lowering.unconstraining(
        bound, assignments: assignments, blocks: blocks, keepsNumbersOpen: keepsNumbersOpen))
  }

  /// The value with every second node of each rule; `nil` if no integral is taken by one.
  private mutating func coarser(_ value: ValueID) -> ValueID? {
    guard let rule = quadrature, !quadratureTables.isEmpty else { return nil }
    var tables: [ValueID: ValueID] = [:]
    for table in quadratureTables {
      guard let nodes = builder.type(table).axes.first else { continue }
      tables[table] = builder.append(.table(rule.coarseLogWeights, along: nodes))
    }
    return builder.substitute(tables, in: [value])[0]
  }

  /// Points and named deterministic values are reported; abbreviations and guides are not.
  private func isReported(_ id: VariableID) -> Bool {
    let variable = model.variables[id]
    if assignments[canonical(id)] == .block { return true }
    return variable.guide == nil && variable.parts[0].role == .deterministic
  }

  func quantity(
    _ id: VariableID, _ variable: Variable, _ axes: [AxisID]
  ) -> Quantity {
    let sets = variable.indices.map { model.indices[$0].set } + variable.type.shape
    // Behind the sets there may be the weights of a net.
    let rest = axes.dropFirst(sets.count).map { builder.program[$0] }
    return Quantity(
      variable: id, name: variable.name,
      dimensions: sets.map { model.indexSets[$0].name } + rest.map(\.name),
      members: sets.map { memberNames(of: $0) }
        + rest.map { (1...max($0.size, 1)).map(String.init) },
      holdsWeights: !rest.isEmpty, places: places(axes))
  }

  /// What the members of a set are called in results.
  func memberNames(of set: IndexSetID) -> [String] {
    (0..<size(set)).map { bound.memberName($0, of: set) }
  }

  /// For each element, row-major over `axes` in their order, its place when stored in the
  /// ascending order of axes.
  func places(_ axes: [AxisID]) -> [Int] {
    zip(axes, strides(axes)).reduce([0]) { starts, level in
      starts.flatMap { start in
        (0..<builder.program[level.0].size).map { start + $0 * level.1 }
      }
    }
  }

  /// How far apart neighbours along each of the axes are when stored in the ascending order of
  /// axes.
  func strides(_ axes: [AxisID]) -> [Int] {
    var strides: [AxisID: Int] = [:]
    var stride = 1
    for axis in axes.sorted().reversed() {
      strides[axis] = stride
      stride *= builder.program[axis].size
    }
    return axes.map { strides[$0, default: 0] }
  }
}
