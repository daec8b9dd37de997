import ScalarMath
import Semantics

extension Binder {
  /// Hides all labels of the one `partial` variable but as many as were asked for, as many of each
  /// class as there can be; which ones is drawn.
  mutating func keepLabels() {
    guard let kept = options.keptLabels, !hasFailed else { return }
    let candidates = model.variables.ids.filter { id in
      let row = model.variables[id]
      guard row.parts.contains(where: { $0.role == .partial }), let value = bound.values[id] else {
        return false
      }
      return value.storage.classes != nil && row.type.componentSets.isEmpty
    }
    guard candidates.count == 1, let id = candidates.first, let value = bound.values[id],
      let classes = value.storage.classes
    else {
      return report(.noLabelsToKeep(candidates.map { text($0) }))
    }
    let known = value.known ?? classes.map { _ in true }
    let labelled = known.indices.filter { known[$0] }
    guard kept <= labelled.count else {
      return report(
        .tooFewLabels(
          text(id), kept: kept, known: labelled.count, at: model.variables[id].span))
    }
    var random = RandomStream(seed: options.seed).stream("keep-labels")
      .stream(model.variables[id].name)
    let chosen = balanced(labelled, classes: classes, count: kept, random: &random)
    var mask = known.map { _ in false }
    for element in chosen { mask[element] = true }
    bound.values[id] = BoundValue(
      shape: value.shape, starts: value.starts, storage: value.storage, known: mask,
      chances: value.chances)
  }

  /// Draws rows class by class in turn, until there are enough.
  private func balanced(
    _ labelled: [Int], classes: [Int32], count: Int, random: inout RandomStream
  ) -> [Int] {
    var groups: [Int32: [Int]] = [:]
    for element in shuffled(labelled, random: &random) {
      groups[classes[element], default: []].append(element)
    }
    var chosen: [Int] = []
    while chosen.count < count {
      // Which classes get one more when the count does not divide is drawn too.
      let names = groups.keys.filter { groups[$0]?.isEmpty == false }.sorted().map(Int.init)
      for name in shuffled(names, random: &random) where chosen.count < count {
        if let element = groups[Int32(name)]?.popLast() { chosen.append(element) }
      }
    }
    return chosen
  }
}

extension BoundValue.Storage {
  /// The class of each element, where elements are members or truth values.
  fileprivate var classes: [Int32]? {
    switch self {
    case .integers(let values): values
    case .booleans(let values): values.map { $0 ? 1 : 0 }
    case .reals, .bytes: nil
    }
  }
}
