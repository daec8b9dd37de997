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
      case .fromData where row.parents.isEmpty: nameMembers(of: set, columns: columns(of: set))
      case .fromData, .size, .range: break
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
