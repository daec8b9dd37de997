import Semantics

// Which array of the data is which variable of the model.

extension Binder {
  mutating func locateInputs() {
    for id in model.variables.ids where needsData(model.variables[id]) {
      let row = model.variables[id]
      var input: Input?
      let failedBefore = hasFailed
      hasFailed = false
      if let source = options.sources[row.name] {
        input = locate(id, source: source)
      } else if let file = row.parts.compactMap(\.source).first {
        input = locate(id, file: file)
      } else {
        input = locateByName(id)
      }
      if let input {
        inputs.append(transformed(input))
      } else if !hasFailed {
        reportMissing(id)
      }
      hasFailed = hasFailed || failedBefore
    }
  }

  // MARK: By name

  private mutating func locateByName(_ id: VariableID) -> Input? {
    let name = model.variables[id].name
    let places = data.indices.compactMap { i in data[i].find(name).map { (i, $0) } }
    guard let (set, found) = places.first else { return nil }
    if places.count > 1 {
      report(
        .ambiguousData(
          name, files: places.map { data[$0.0].name }, at: model.variables[id].span))
      return nil
    }
    return input(id, found, in: set)
  }

  private mutating func input(_ id: VariableID, _ found: FoundArray, in set: Int) -> Input {
    used[set].formUnion(found.names)
    let isTable = data[set].isTable
    let names = found.names.map { "`\($0)`" }
    let title =
      names.count == 1
      ? (isTable ? "column \(names[0])" : names[0]) : "columns \(list(names))"
    return Input(
      variable: id, file: data[set].name, title: title, isTable: isTable,
      columns: found.names.count > 1 ? found.names : [], array: found.array,
      scale: options.scales[model.variables[id].name])
  }

  // MARK: By file

  func set(ofFile name: String) -> Int? {
    data.firstIndex { $0.name == name }
      ?? data.firstIndex {
        DataFile.lastComponent(of: $0.name) == DataFile.lastComponent(of: name)
      }
  }

  private mutating func locate(_ id: VariableID, file: String) -> Input? {
    guard let set = set(ofFile: file) else {
      report(.missingFile(file, at: model.variables[id].span))
      return nil
    }
    return locate(id, in: set)
  }

  /// The one array of a file, or that of the variable's name.
  private mutating func locate(_ id: VariableID, in set: Int) -> Input? {
    let row = model.variables[id]
    if data[set].isSingleArray || data[set].arrays.count == 1, let array = data[set].arrays.first {
      return input(id, FoundArray(array: array, names: [array.name]), in: set)
    }
    if let found = data[set].find(row.name) { return input(id, found, in: set) }
    report(
      .missingColumn(row.name, in: data[set].name, columns: names(of: set), at: row.span))
    return nil
  }

  // MARK: By the user's word

  private mutating func locate(_ id: VariableID, source: DataSource) -> Input? {
    if let set = set(ofFile: source.text) { return locate(id, in: set) }
    for file in source.fileCandidates.dropFirst() {
      guard let set = set(ofFile: file) else { continue }
      let columns = source.text.dropFirst(file.count + 1)
      return locate(id, columns: String(columns), in: [set], isFileNamed: true)
    }
    return locate(id, columns: source.text, in: Array(data.indices), isFileNamed: false)
  }

  private mutating func locate(
    _ id: VariableID, columns text: String, in sets: [Int], isFileNamed: Bool
  ) -> Input? {
    let row = model.variables[id]
    let patterns = text.split(separator: ",").map(String.init)
    var missing = patterns.first ?? text
    for set in sets {
      var found: [FoundArray] = []
      for pattern in patterns {
        let matches =
          pattern.contains("*")
          ? data[set].columns(matching: pattern).map { FoundArray(array: $0, names: [$0.name]) }
          : data[set].find(pattern).map { [$0] } ?? []
        if matches.isEmpty { missing = pattern }
        found += matches
        if matches.isEmpty { found = []; break }
      }
      if found.count == 1 { return input(id, found[0], in: set) }
      guard !found.isEmpty else { continue }
      if let indexCount = longIndexCount(
        of: row, columns: found.count, isFileNamed: isFileNamed && !text.contains("*"))
      {
        return longInput(id, found, indexCount: indexCount, in: set)
      }
      guard let array = stack(found.map(\.array)) else {
        report(.unequalColumns(patterns, in: data[set].name, at: row.span))
        return nil
      }
      return input(id, FoundArray(array: array, names: found.flatMap(\.names)), in: set)
    }
    report(
      .missingColumn(
        missing, in: sets.count == 1 ? data[sets[0]].name : nil,
        columns: sets.flatMap { names(of: $0) }, at: row.span))
    return nil
  }

  /// In long format, how many of the columns are indices; `nil` when the columns form a vector.
  ///
  /// A ragged last index may be left out: then it counts the rows in the order of the file.
  private func longIndexCount(of row: Variable, columns: Int, isFileNamed: Bool) -> Int? {
    let indices = row.indices.count
    guard let last = row.indices.last else { return nil }
    let isRagged = !model.indexSets[model.indices[last].set].parents.isEmpty
    guard isFileNamed || isRagged else { return nil }
    let isVector = !row.type.componentSets.isEmpty
    if isVector, indices < 2 { return nil }
    if columns == indices + 1 || (isVector && columns > indices) { return indices }
    return isRagged && columns == indices ? indices - 1 : nil
  }

  private mutating func longInput(
    _ id: VariableID, _ found: [FoundArray], indexCount: Int, in set: Int
  ) -> Input? {
    let values = Array(found.dropFirst(indexCount))
    let rows = found[0].array.shape
    guard rows.count == 1, found.allSatisfy({ $0.array.shape == rows }),
      let array = values.count == 1 ? values[0].array : stack(values.map(\.array))
    else {
      report(
        .unequalColumns(
          found.flatMap(\.names), in: data[set].name, at: model.variables[id].span))
      return nil
    }
    used[set].formUnion(found.prefix(indexCount).flatMap(\.names))
    var result = input(id, FoundArray(array: array, names: values.flatMap(\.names)), in: set)
    result.indexColumns = found.prefix(indexCount).map(\.array)
    return result
  }

  // MARK: Not found

  private mutating func reportMissing(_ id: VariableID) {
    let row = model.variables[id]
    let columns = data.indices.flatMap { names(of: $0) }
    if isPartialOnly(id) {
      report(.allMissing(text(id), name: row.name, columns: columns, at: row.span))
    } else if !(row.parts.allSatisfy { $0.role == .given } && model.expectBinds(id)) {
      report(
        .missingData(
          text(id), name: row.name, files: data.map(\.name), columns: columns, at: row.span))
    }
  }

  /// The names that a user may bind to.
  func names(of set: Int) -> [String] { data[set].arrays.map(\.name).filter { !$0.isEmpty } }
}
