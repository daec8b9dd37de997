import Diagnostics
import Semantics

// The values of each variable: checked against its type, holes against its role.

extension Binder {
  mutating func bindValues() {
    for input in inputs { bindValue(input, axes: axes(of: input.variable)) }
    for id in model.variables.ids where isPartialOnly(id) && bound.values[id] == nil {
      bindNothing(id)
    }
    keepLabels()
  }

  /// Whether all that may be known of a variable is partial.
  func isPartialOnly(_ id: VariableID) -> Bool {
    let row = model.variables[id]
    return needsData(row) && row.parts.allSatisfy { !$0.role.isKnown || $0.role == .partial }
  }

  /// A partial variable without data: all of it is a hole.
  private mutating func bindNothing(_ id: VariableID) {
    let row = model.variables[id]
    let axes = axes(of: id)
    let shape = axes.map { axis in
      axis.coverage.fixedLength ?? axis.coverage.length(size: knownSize(axis.set) ?? 0)
    }
    guard shape.reduce(1.0, { $0 * Double($1) }) <= Double(DataLimit.elements) else {
      return report(.paddingTooLarge("`\(row.name)`", file: "no file", shape: shape))
    }
    let (count, outer) = (shape.reduce(1, *), shape.prefix(row.indices.count).reduce(1, *))
    let storage: BoundValue.Storage =
      switch elementKind(of: row.type) {
      case .real: .reals(Array(repeating: 0, count: count))
      case .integer, .member: .integers(Array(repeating: 0, count: count))
      case .boolean: .booleans(Array(repeating: false, count: count))
      }
    bound.values[id] = BoundValue(
      shape: shape, starts: axes.map { $0.coverage.lower.position(size: knownSize($0.set) ?? 0) },
      storage: storage, known: Array(repeating: false, count: outer))
  }

  /// Converts one input to the storage of its type.
  mutating func bindValue(_ input: Input, axes: [Axis]) {
    let row = model.variables[input.variable]
    let block = zip(axes, input.shape).reduce(1) { $1.0.isIndex ? $0 : $0 * $1.1 }
    let starts = axes.map { axis in
      axis.coverage.lower.position(size: knownSize(axis.set) ?? 0)
    }
    let inside = insideMask(axes, shape: input.shape)
    guard let known = knownMask(input, axes: axes, block: block, starts: starts, inside: inside)
    else { return }
    let reader = ElementReader(input: input, block: block, inside: inside)
    let kind = elementKind(of: row.type)
    guard let storage = convert(input, reader, kind) else { return }
    if case .reals(let values) = storage,
      let fault = StructureCheck(row.type.structure, shape: input.shape).fault(
        in: values, skipping: known)
    {
      report(.badStructure(reader.place(of: fault.element), fault.reason, at: row.span))
      return
    }
    bound.values[input.variable] = BoundValue(
      shape: input.shape, starts: starts, storage: storage,
      known: isWhole(known, inside: inside) ? nil : known,
      chances: input.chances.map { chances in
        (0..<reader.count).map { reader.source(of: $0).map { chances[$0] } ?? 0 }
      })
  }

  // MARK: Holes

  /// Whether all is known that lies within the ragged sets.
  private func isWhole(_ known: [Bool], inside: [Bool]?) -> Bool {
    guard let inside else { return known.allSatisfy { $0 } }
    return zip(known, inside).allSatisfy { $0 || !$1 }
  }

  /// Whether each element of the indices lies within its ragged sets; `nil` without any.
  private func insideMask(_ axes: [Axis], shape: [Int]) -> [Bool]? {
    let indices = axes.prefix { $0.isIndex }
    guard indices.contains(where: { !model.indexSets[$0.set].parents.isEmpty }) else { return nil }
    var mask = [true]
    for (k, axis) in indices.enumerated() {
      let sizes = bound.raggedSizes[axis.set]
      mask = mask.enumerated().flatMap { prefix, isInside in
        let length = sizes.map { prefix < $0.count ? $0[prefix] : 0 } ?? shape[k]
        return (0..<shape[k]).map { isInside && $0 < length }
      }
    }
    return mask
  }

  /// Which elements of the indices are known; `nil` after an error about a hole.
  private mutating func knownMask(
    _ input: Input, axes: [Axis], block: Int, starts: [Int], inside: [Bool]?
  ) -> [Bool]? {
    let count = input.shape.reduce(1, *) / max(block, 1)
    var known = [Bool](repeating: true, count: count)
    if input.array.missing == nil, input.positions == nil, inside == nil {
      guard hasLatentParts(input.variable) else { return known }
    }
    let required = requiredMask(input, axes: axes, count: count, starts: starts)
    var holes = 0
    for element in 0..<count {
      let isInside = inside?[element] ?? true
      let missing = (0..<block).count { input.isMissing(element * block + $0) }
      known[element] = isInside && missing == 0 && required[element] != .absent
      guard isInside, missing > 0 else { continue }
      if missing < block, required[element] != .absent {
        let part = (0..<block).first { input.isMissing(element * block + $0) } ?? 0
        report(
          .partialHole(
            ElementReader(input: input, block: block, inside: nil)
              .place(of: element * block + part),
            variable: text(input.variable), at: model.variables[input.variable].span))
        return nil
      }
      if required[element] == .required { holes += 1 }
    }
    guard holes == 0 else {
      reportHoles(input, count: holes)
      return nil
    }
    return known
  }

  private enum Requirement { case required, optional, absent }

  private func hasLatentParts(_ id: VariableID) -> Bool {
    model.variables[id].parts.contains { !$0.role.isKnown && $0.role != .hyper }
  }

  /// For each element what the part of the variable that speaks of it wants.
  private mutating func requiredMask(
    _ input: Input, axes: [Axis], count: Int, starts: [Int]
  ) -> [Requirement] {
    let row = model.variables[input.variable]
    let parts = row.parts.map { part in
      (requirement: requirement(part.role, row.type), ranges: ranges(part.region, axes, starts))
    }
    if parts.count == 1 { return [Requirement](repeating: parts[0].requirement, count: count) }
    let shape = Array(input.shape.prefix(row.indices.count))
    // A part on named members comes before one on all the others.
    let ordered =
      parts.filter { $0.ranges.contains { $0 != nil } }
      + parts.filter { $0.ranges.allSatisfy { $0 == nil } }
    return (0..<count).map { element in
      let place = unravel(element, shape)
      let part = ordered.first { part in
        zip(place, part.ranges).allSatisfy { $1?.contains($0) ?? true }
      }
      return part?.requirement ?? .absent
    }
  }

  private func requirement(_ role: Role, _ type: ValueType) -> Requirement {
    if case .optional = type { return .optional }
    switch role {
    case .observed, .given, .hyper: return .required
    case .partial: return .optional
    case .latent, .parameter, .deterministic, .abbreviation: return .absent
    }
  }

  private mutating func ranges(
    _ region: [Variable.Region], _ axes: [Axis], _ starts: [Int]
  ) -> [ClosedRange<Int>?] {
    var result: [ClosedRange<Int>?] = []
    for (k, part) in region.enumerated() {
      guard let size = knownSize(axes[k].set), let edges = edges(of: part, set: axes[k].set) else {
        result.append(nil)
        continue
      }
      let lower = edges.lower.position(size: size) - starts[k]
      result.append(lower...max(lower, edges.upper.position(size: size) - starts[k]))
    }
    return result
  }

  private mutating func reportHoles(_ input: Input, count: Int) {
    let row = model.variables[input.variable]
    let role = row.parts.first { $0.role.isKnown && $0.role != .partial }?.role ?? .observed
    report(
      .holeInData(
        input.title, file: input.file, count: count, isTable: input.isTable,
        isLong: !input.indexColumns.isEmpty, variable: text(input.variable), name: row.name,
        role: role, at: row.roleSpan(role)))
  }
}

extension Variable {
  /// The word of the role where it stands before the name, else the name.
  fileprivate func roleSpan(_ role: Role) -> SourceSpan {
    guard let part = parts.first(where: { $0.role == role }), part.span.file == span.file else {
      return span
    }
    let end = part.span.start + Int32(role.rawValue.utf8.count)
    // A statement may declare several variables; the word before the first is not theirs.
    guard end < span.start, span.start <= end + 12 else { return span }
    return SourceSpan(file: span.file, start: part.span.start, end: end)
  }
}

extension Input {
  /// Whether a dense element has no value.
  func isMissing(_ element: Int) -> Bool {
    let source = positions?[element] ?? element
    return source < 0 || array.isMissing(source)
  }
}
