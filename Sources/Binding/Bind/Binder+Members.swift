import Semantics

// Sets whose members are the values of a column.

extension Binder {
  /// Gives names to the members of every set that a column of texts, or the index columns of a
  /// table in long format, speak of; and a size where nothing else does.
  mutating func nameMembers() {
    for set in model.indexSets.ids {
      let row = model.indexSets[set]
      switch row.extent {
      case .names(let names): positions[set] = numbered(names)
      case .fromData where row.parents.isEmpty:
        if let source = options.sources[row.name] {
          nameMembers(of: set, from: source)
        } else {
          nameMembers(of: set, columns: columns(of: set))
        }
      case .fromData, .size, .range, .weights: break
      }
    }
  }

  private func numbered(_ names: [String]) -> [String: Int] {
    Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The columns whose values are members of a set, with what messages call them.
  private func columns(of set: IndexSetID) -> [(title: String, file: String, array: DataArray)] {
    var result: [(String, String, DataArray)] = []
    for input in inputs {
      let row = model.variables[input.variable]
      if case .member(set) = row.type.componentType {
        result.append((input.title, input.file, input.array))
      }
      for (index, column) in zip(row.indices, input.indexColumns)
      where model.indices[index].set == set {
        result.append(("column `\(column.name)`", input.file, column))
      }
    }
    return result
  }

  private mutating func nameMembers(
    of set: IndexSetID, columns: [(title: String, file: String, array: DataArray)]
  ) {
    guard let first = columns.first else { return }
    if let names = reference.flatMap({ set == $0.plate ? nil : $0.training.memberNames[set] }) {
      adopt(names, for: set)
      return
    }
    let hasTexts = columns.contains { if case .texts = $0.array.storage { true } else { false } }
    let size = knownSize(set)
    guard hasTexts || size == nil else { return }
    let names = distinctValues(of: columns.map(\.array))
    let isCounted = names == (1...max(names.count, 1)).map(String.init)
    if let size {
      guard names.count == size else {
        report(
          .wrongMemberCount(
            model.indexSets[set].name, first.title, file: first.file, found: names.count,
            evidence: evidence[set]?.first, at: model.indexSets[set].span))
        return
      }
    } else {
      evidence[set, default: []].append(
        SizeEvidence(
          size: names.count, source: "the values of \(first.title) of \(first.file)",
          file: first.file))
      adoptSize(set)
    }
    if !isCounted { adopt(names, for: set) }
    if !hasTexts {
      report(
        .foundMembers(
          model.indexSets[set].name, names, first.title, file: first.file, isCounted: isCounted))
    }
  }

  /// Takes the members from a column that lists them in order: a vocabulary.
  private mutating func nameMembers(of set: IndexSetID, from source: DataSource) {
    let row = model.indexSets[set]
    guard let (place, found) = listing(source) else {
      report(
        .missingColumn(
          source.text, in: nil, columns: data.indices.flatMap { names(of: $0) }, at: row.span))
      return
    }
    used[place].formUnion(found.names)
    let listed = (0..<found.array.count).map { found.array.storage.text(at: $0) }
    if let twice = firstRepeated(listed) {
      report(.repeatedMember(row.name, listed[twice], row: twice + 1, file: data[place].name))
      return
    }
    evidence[set, default: []].append(
      SizeEvidence(
        size: listed.count, source: "`\(source.text)`", file: data[place].name))
    adoptSize(set)
    adopt(listed, for: set)
  }

  private func listing(_ source: DataSource) -> (Int, FoundArray)? {
    for file in source.fileCandidates {
      guard let set = set(ofFile: file) else { continue }
      if file.count < source.text.count {
        return data[set].find(String(source.text.dropFirst(file.count + 1))).map { (set, $0) }
      }
      return data[set].arrays.count == 1
        ? (set, FoundArray(array: data[set].arrays[0], names: [data[set].arrays[0].name])) : nil
    }
    for set in data.indices {
      if let found = data[set].find(source.text) { return (set, found) }
    }
    return nil
  }

  private func firstRepeated(_ names: [String]) -> Int? {
    var seen: Set<String> = []
    return names.firstIndex { !seen.insert($0).inserted }
  }

  private mutating func adopt(_ names: [String], for set: IndexSetID) {
    positions[set] = numbered(names)
    bound.memberNames[set] = names
  }

  /// The different values of columns, numbers by size, texts by letters.
  private func distinctValues(of columns: [DataArray]) -> [String] {
    var numbers: Set<Int> = []
    var texts: Set<String> = []
    for column in columns {
      for i in 0..<column.count where !column.isMissing(i) {
        if case .texts(let values) = column.storage {
          texts.insert(values[i])
        } else if let number = column.storage.integer(at: i) {
          numbers.insert(number)
        }
      }
    }
    if texts.isEmpty { return numbers.sorted().map(String.init) }
    return texts.union(numbers.map(String.init)).sorted()
  }

  /// The position of a member, or `nil` for a value that is none.
  mutating func position(of element: Int, in array: DataArray, set: IndexSetID) -> Int? {
    if let names = positions[set] { return names[array.storage.text(at: element)] }
    guard let number = array.storage.integer(at: element), let size = knownSize(set) else {
      return nil
    }
    let first = firstMember(of: set)
    guard number >= first, number - first < size else { return nil }
    return number - first
  }
}
