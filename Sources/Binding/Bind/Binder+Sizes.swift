import Semantics

// The size of every set: declared, asked for with `--size`, a scalar of the data, or the dimension
// of an array.

extension Binder {
  /// Matches the dimensions of every array with the axes of its variable.
  mutating func collectSizes() {
    for set in model.indexSets.ids { collectDeclared(set) }
    for set in model.indexSets.ids { collectScalars(set) }
    for set in model.indexSets.ids { adoptSize(set) }
    // A name that is written out may fix the shape of the others, so the fixed ones come first.
    for i in inputs.indices where inputs[i].indexColumns.isEmpty {
      var input = inputs[i]
      matchShape(&input)
      inputs[i].shape = input.shape
    }
    for set in model.indexSets.ids { adoptSize(set) }
  }

  private mutating func collectDeclared(_ set: IndexSetID) {
    let row = model.indexSets[set]
    do throws(NotConstant) {
      let size = try evaluator.size(of: set)
      evidence[set, default: []].append(
        SizeEvidence(size: size, source: "the model", file: nil))
    } catch {
      switch error {
      case .size: break
      case .variable(let id) where isGridded(id): break
      case .variable, .circular, .shape, .tooLarge, .notComputable:
        report(.noConstant(error, at: row.span, in: model))
      }
    }
    if let reference, set != reference.plate, row.parents.isEmpty,
      let size = reference.training.sizes[set], case .fromData = row.extent
    {
      evidence[set, default: []].append(
        SizeEvidence(size: size, source: "the training data", file: nil))
    }
    if let size = options.sizes[row.name], !row.name.isEmpty {
      evidence[set, default: []].append(
        SizeEvidence(size: size, source: "`--size \(row.name)=\(size)`", file: nil))
    }
  }

  /// A scalar with the name of a set is its size.
  private mutating func collectScalars(_ set: IndexSetID) {
    let name = model.indexSets[set].name
    guard !name.isEmpty, !model.variables.rows.contains(where: { $0.name == name }) else { return }
    for i in data.indices where !data[i].isTable {
      guard let array = data[i].arrays.first(where: { $0.name == name }), array.shape.isEmpty,
        array.missing == nil
      else { continue }
      used[i].insert(name)
      guard let size = array.storage.integer(at: 0), (0...DataLimit.dimension).contains(size)
      else {
        report(
          .badSize(
            name, file: data[i].name, value: array.storage.text(at: 0),
            at: model.indexSets[set].span))
        continue
      }
      evidence[set, default: []].append(
        SizeEvidence(size: size, source: "`\(name)` of \(data[i].name)", file: data[i].name))
    }
  }

  /// Takes the weightiest evidence for a size that is not known yet.
  mutating func adoptSize(_ set: IndexSetID) {
    guard knownSize(set) == nil, model.indexSets[set].parents.isEmpty,
      let first = evidence[set]?.first
    else { return }
    evaluator.knownSizes[set] = first.size
  }

  // MARK: Shapes

  private mutating func matchShape(_ input: inout Input) {
    let axes = axes(of: input.variable)
    let lengths = axes.map { axis in
      axis.coverage.fixedLength ?? knownSize(axis.set).map { axis.coverage.length(size: $0) }
    }
    guard let shape = matchedShape(input.array, lengths: lengths, isTable: input.isTable) else {
      let row = model.variables[input.variable]
      report(
        .wrongRank(
          input.title, file: input.file, found: input.array.shape, isTable: input.isTable,
          variable: text(input.variable), sets: axes.map { model.indexSets[$0.set].name },
          at: row.span))
      return
    }
    input.shape = shape
    for (k, axis) in axes.enumerated() where model.indexSets[axis.set].parents.isEmpty {
      guard let size = axis.coverage.size(length: shape[k]) else {
        checkPart(input, axis: axis, length: shape[k], wanted: axis.coverage.fixedLength ?? 0)
        continue
      }
      evidence[axis.set, default: []].append(
        SizeEvidence(
          size: size, source: "\(input.title) of \(input.file)", file: input.file))
    }
  }

  private mutating func checkPart(_ input: Input, axis: Axis, length: Int, wanted: Int) {
    guard length != wanted else { return }
    report(
      .wrongPartLength(
        input.title, file: input.file, found: length, wanted: wanted,
        set: model.indexSets[axis.set].name, at: model.variables[input.variable].span))
  }

  // MARK: Agreement

  /// Reports sets whose sizes disagree and sets that nothing gives a size.
  mutating func checkSizes() {
    for set in model.indexSets.ids {
      let row = model.indexSets[set]
      let known = evidence[set] ?? []
      if let first = known.first, let other = known.first(where: { $0.size != first.size }) {
        report(.sizesDisagree(row.name, first, other, at: row.span))
      } else if let size = knownSize(set) {
        bound.sizes[set] = size
        bound.firstMembers[set] = firstMember(of: set)
        if case .names(let names) = row.extent { bound.memberNames[set] = names }
      } else if case .weights = row.extent {
        // The layers of the net give it.
        continue
      } else if !dependsOnGrid(set) {
        report(.missingSize(row.name, at: row.span))
      }
    }
  }

  private mutating func dependsOnGrid(_ set: IndexSetID) -> Bool {
    do throws(NotConstant) {
      _ = try evaluator.size(of: set)
      return false
    } catch {
      guard case .variable(let id) = error else { return false }
      return isGridded(id)
    }
  }
}
