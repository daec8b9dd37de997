import Semantics

// Hypers: what `--set` says, what the data have, or the default.

extension Binder {
  /// Reads the values of `--set`, and those of hypers without default that the data have.
  mutating func readSettings() {
    for id in model.variables.ids where model.variables[id].isHyper {
      let row = model.variables[id]
      if let text = options.settings[row.name] {
        if let value = constant(text, of: row) {
          evaluator.settings[id] = value
        } else {
          report(.unreadableSetting(row.name, text))
        }
      } else if case .none = row.parts[0].definition {
        readSetting(id)
      }
    }
  }

  private mutating func readSetting(_ id: VariableID) {
    for set in data.indices {
      guard let found = data[set].find(model.variables[id].name) else { continue }
      let values = (0..<found.array.count).map { found.array.storage.number(at: $0) }
      guard found.array.lengths.isEmpty, found.array.missing == nil, !values.contains(nil) else {
        continue
      }
      used[set].formUnion(found.names)
      var value = Constant(shape: found.array.shape, values: values.compactMap { $0 })
      if data[set].isTable, value.shape == [1] { value.shape = [] }
      evaluator.settings[id] = value
      return
    }
  }

  /// Reads `0.1`, `1/3`, `inf`, `yes`, a member, or a list of these with or without brackets.
  private func constant(_ text: String, of row: Variable) -> Constant? {
    var text = text[...]
    if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { String($0.filter { $0 != " " }) }
    let values = parts.map { number($0, type: row.type.componentType) }
    guard !values.contains(nil) else { return nil }
    let isScalar = row.indices.isEmpty && row.type.componentSets.isEmpty
    guard !isScalar || values.count == 1 else { return nil }
    return Constant(shape: isScalar ? [] : [values.count], values: values.compactMap { $0 })
  }

  private func number(_ text: String, type: ValueType) -> Double? {
    if case .bool = type, let truth = truthValue(text) { return truth ? 1 : 0 }
    if case .member(let set) = type, case .names(let names) = model.indexSets[set].extent {
      return names.firstIndex(of: text).map(Double.init)
    }
    return ratio(text)
  }

  /// Evaluates every hyper and checks it against its type.
  mutating func bindHypers() {
    for id in model.variables.ids where model.variables[id].isHyper {
      let row = model.variables[id]
      guard let value = hyper(id) else { continue }
      let axes = axes(of: id)
      let shape = axes.compactMap { knownSize($0.set) }
      guard shape == value.shape else {
        report(
          .wrongShape(
            "hyper `\(row.name)`", file: nil, found: value.shape, wanted: shape,
            variable: text(id), at: row.span))
        continue
      }
      let array = DataArray(
        name: row.name, shape: shape, storage: storage(value.values, type: row.type.componentType))
      var input = Input(
        variable: id, file: "", title: "hyper `\(row.name)`", isTable: false, columns: [],
        array: array)
      input.shape = shape
      bindValue(input, axes: axes)
    }
  }

  /// Constants as a file would have them: members by name where they have one.
  private mutating func storage(_ values: [Double], type: ValueType) -> DataArray.Storage {
    guard case .member(let set) = type, let names = bound.memberNames[set] else {
      return .reals(values)
    }
    let first = Double(firstMember(of: set))
    return .texts(
      values.map { value in
        let position = Int(exactly: value - first) ?? -1
        return names.indices.contains(position) ? names[position] : shortest(value)
      })
  }

  private mutating func hyper(_ id: VariableID) -> Constant? {
    let row = model.variables[id]
    if let value = evaluator.settings[id] { return value }
    guard case .expression(let definition) = row.parts[0].definition else {
      if !isGridded(id) { report(.unsetHyper(text(id), name: row.name, at: row.span)) }
      return nil
    }
    do throws(NotConstant) {
      return try evaluator.tabulate(definition, over: row.indices[...])
    } catch {
      if !isGridded(error) {
        report(.noConstant(error, at: definition.span, in: model))
      }
      return nil
    }
  }

  /// Whether a grid of a comparison gives the value later.
  func isGridded(_ id: VariableID) -> Bool {
    options.gridded.contains(model.variables[id].name)
      || model.comparisons.contains {
        guard case .grids(let grids) = $0.subject else { return false }
        return grids.contains { $0.variable == id }
      }
  }

  private func isGridded(_ reason: NotConstant) -> Bool {
    guard case .variable(let id) = reason else { return false }
    return isGridded(id)
  }
}

extension Variable {
  var isHyper: Bool { parts.contains { $0.role == .hyper } && guide == nil }
}
