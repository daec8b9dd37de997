import Semantics

// Ragged sets and tables in long format: where each dense element comes from.

extension Binder {
  /// Finds the sizes of ragged sets and, where arrays are not dense, which element goes where.
  mutating func arrangeInputs() {
    for i in inputs.indices where !inputs[i].indexColumns.isEmpty {
      var input = inputs[i]
      arrangeLong(&input)
      inputs[i] = input
    }
    // Arrays that are ragged themselves say more than those that may be padded.
    for i in inputs.indices where !inputs[i].array.lengths.isEmpty { arrangeRagged(i) }
    for i in inputs.indices
    where inputs[i].array.lengths.isEmpty && inputs[i].indexColumns.isEmpty {
      arrangeDense(i)
    }
    for set in model.indexSets.ids where !model.indexSets[set].parents.isEmpty {
      guard let sizes = bound.raggedSizes[set] else { continue }
      let longest = sizes.max() ?? 0
      evaluator.knownSizes[set] = longest
      evidence[set] = [SizeEvidence(size: longest, source: "the data", file: nil)]
    }
  }

  // MARK: Arrays

  private mutating func arrangeRagged(_ i: Int) {
    let axes = axes(of: inputs[i].variable)
    for k in inputs[i].array.lengths.keys.sorted() {
      guard model.indexSets[axes[k].set].parents.isEmpty else { continue }
      report(
        .notRagged(
          inputs[i].title, file: inputs[i].file, set: model.indexSets[axes[k].set].name,
          lengths: inputs[i].array.lengths[k] ?? [],
          at: model.variables[inputs[i].variable].span))
      return
    }
    let shape = inputs[i].shape
    guard shape.reduce(1.0, { $0 * Double($1) }) <= Double(DataLimit.elements) else {
      report(.paddingTooLarge(inputs[i].title, file: inputs[i].file, shape: shape))
      return
    }
    var layout = RaggedLayout(shape: shape, lengths: inputs[i].array.lengths)
    layout.walk()
    inputs[i].positions = layout.positions
    for (k, sizes) in layout.sizes { adoptRagged(axes[k].set, sizes, from: inputs[i]) }
    for k in axes.indices where layout.sizes[k] == nil {
      adoptConstant(axes, k, input: inputs[i])
    }
  }

  private mutating func arrangeDense(_ i: Int) {
    let axes = axes(of: inputs[i].variable)
    for k in axes.indices { adoptConstant(axes, k, input: inputs[i]) }
  }

  /// A ragged set in an array whose rows are equally long: trailing holes of what must be known
  /// end a row early, and so do those beyond the end that another array gives the row.
  private mutating func adoptConstant(_ axes: [Axis], _ k: Int, input: Input) {
    let set = axes[k].set
    guard !model.indexSets[set].parents.isEmpty else { return }
    let rows = input.shape[..<k].reduce(1, *)
    var sizes = [Int](repeating: input.shape[k], count: rows)
    let isPartial = model.variables[input.variable].parts.contains { $0.role == .partial }
    let known = bound.raggedSizes[set]
    if let missing = input.array.missing, k == axes.count - 1, known?.count ?? rows == rows {
      for row in 0..<rows {
        let least = known?[row] ?? (isPartial ? input.shape[k] : 0)
        while sizes[row] > least, missing[row * input.shape[k] + sizes[row] - 1] {
          sizes[row] -= 1
        }
      }
    }
    adoptRagged(set, sizes, from: input)
  }

  private mutating func adoptRagged(_ set: IndexSetID, _ sizes: [Int], from input: Input) {
    guard let known = bound.raggedSizes[set] else {
      bound.raggedSizes[set] = sizes
      return
    }
    guard known != sizes else { return }
    let row = zip(known, sizes).enumerated().first { $0.element.0 != $0.element.1 }
    report(
      .raggedSizesDisagree(
        model.indexSets[set].name, input.title, file: input.file, row: (row?.offset ?? 0) + 1,
        found: row?.element.1 ?? sizes.count, known: row?.element.0 ?? known.count,
        at: model.variables[input.variable].span))
  }

  // MARK: Long format

  private mutating func arrangeLong(_ input: inout Input) {
    let axes = axes(of: input.variable)
    let indices = axes.prefix { $0.isIndex }
    let rows = input.array.shape[0]
    var places: [[Int]] = []
    for (k, column) in input.indexColumns.enumerated() {
      guard let rows = rowPlaces(column, set: axes[k].set, input: input) else { return }
      places.append(rows)
    }
    if places.count < indices.count { places.append(counted(places, rows: rows)) }
    var shape: [Int] = []
    for (k, axis) in indices.enumerated() {
      let longest = (places[k].max() ?? -1) + 1
      shape.append(model.indexSets[axis.set].parents.isEmpty ? knownSize(axis.set) ?? 0 : longest)
    }
    let width = input.array.shape.dropFirst()
    let (count, size) = (shape.reduce(1.0) { $0 * Double($1) }, width.reduce(1, *))
    guard count * Double(size) <= Double(DataLimit.elements) else {
      return report(.paddingTooLarge(input.title, file: input.file, shape: shape))
    }
    var source = [Int](repeating: -1, count: shape.reduce(1, *))
    for row in 0..<rows {
      let element = zip(shape, places).reduce(0) { $0 * $1.0 + $1.1[row] }
      guard source[element] < 0 else {
        return report(
          .repeatedRow(
            input.file, first: source[element] + 1, second: row + 1,
            variable: text(input.variable), at: model.variables[input.variable].span))
      }
      source[element] = row
    }
    adoptLongSizes(input, axes: Array(indices), places: places, shape: shape)
    input.shape = shape + width
    input.positions = source.flatMap { row in
      (0..<size).map { row < 0 ? -1 : row * size + $0 }
    }
  }

  /// The position that each row of an index column names.
  private mutating func rowPlaces(
    _ column: DataArray, set: IndexSetID, input: Input
  ) -> [Int]? {
    let isRagged = !model.indexSets[set].parents.isEmpty
    var result: [Int] = []
    for row in 0..<column.count {
      let value =
        isRagged
        ? column.storage.integer(at: row).map { $0 - 1 } : position(of: row, in: column, set: set)
      guard let value, value >= 0, value < DataLimit.dimension, !column.isMissing(row) else {
        report(
          .badIndexValue(
            input.file, column: column.name, row: row + 1,
            value: column.isMissing(row) ? nil : column.storage.text(at: row),
            set: describe(set), at: model.variables[input.variable].span))
        return nil
      }
      result.append(value)
    }
    return result
  }

  /// For rows without a position, how many rows of the same group stand before each.
  private func counted(_ places: [[Int]], rows: Int) -> [Int] {
    var seen: [[Int]: Int] = [:]
    return (0..<rows).map { row in
      let group = places.map { $0[row] }
      defer { seen[group, default: 0] += 1 }
      return seen[group] ?? 0
    }
  }

  private mutating func adoptLongSizes(
    _ input: Input, axes: [Axis], places: [[Int]], shape: [Int]
  ) {
    for (k, axis) in axes.enumerated() where !model.indexSets[axis.set].parents.isEmpty {
      var sizes = [Int](repeating: 0, count: shape[..<k].reduce(1, *))
      for row in 0..<input.array.shape[0] {
        let parent = (0..<k).reduce(0) { $0 * shape[$1] + places[$1][row] }
        sizes[parent] = max(sizes[parent], places[k][row] + 1)
      }
      adoptRagged(axis.set, sizes, from: input)
    }
    for (k, axis) in axes.enumerated() where model.indexSets[axis.set].parents.isEmpty {
      evidence[axis.set, default: []].append(
        SizeEvidence(
          size: shape[k], source: "\(input.title) of \(input.file)", file: input.file))
    }
  }
}

/// The dense places of the elements of a ragged array.
struct RaggedLayout {
  let shape: [Int]
  let lengths: [Int: [Int]]
  /// The stored element at each dense place, -1 beyond the end of a row.
  private(set) var positions: [Int] = []
  /// For each ragged dimension its length at every element of those before it, 0 beyond the end.
  private(set) var sizes: [Int: [Int]] = [:]
  private var next = 0
  private var visited: [Int: Int] = [:]

  init(shape: [Int], lengths: [Int: [Int]]) {
    self.shape = shape
    self.lengths = lengths
  }

  mutating func walk() { walk(0, isInside: true) }

  private mutating func walk(_ axis: Int, isInside: Bool) {
    guard axis < shape.count else {
      positions.append(isInside ? next : -1)
      if isInside { next += 1 }
      return
    }
    var length = isInside ? shape[axis] : 0
    if let own = lengths[axis] {
      if isInside {
        length = own[visited[axis, default: 0]]
        visited[axis, default: 0] += 1
      }
      sizes[axis, default: []].append(length)
    }
    for i in 0..<shape[axis] { walk(axis + 1, isInside: isInside && i < length) }
  }
}
