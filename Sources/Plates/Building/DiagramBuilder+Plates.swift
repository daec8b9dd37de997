import Semantics
import Syntax

extension DiagramBuilder {
  /// Adds a plate for each letter of a plate, or of a chain that is not unrolled, on a node.
  mutating func addPlates() {
    struct Copy: Hashable {
      let letter: IndexID
      let column: Int?
    }
    var members: [Copy: [NodeID]] = [:]
    for (i, key) in keys.enumerated() {
      for letter in letters(of: key.subject) {
        // A plate inside a slice of a chain is there once in each slice.
        let column = isNestedInChain(letter) ? key.column : nil
        members[Copy(letter: letter, column: column), default: []].append(NodeID(i))
      }
    }
    var plates: [Copy: PlateID] = [:]
    let copies = members.keys.sorted { a, b in
      (depth(a.letter), a.letter, a.column ?? -1) < (depth(b.letter), b.letter, b.column ?? -1)
    }
    for copy in copies {
      let index = model.indices[copy.letter]
      let parents = model.indexSets[index.set].parents.compactMap { parent in
        plates[Copy(letter: parent, column: copy.column)]
          ?? plates[Copy(letter: parent, column: nil)]
      }
      let suffix = copy.column.map { "-\($0 + 1)" } ?? ""
      plates[copy] = diagram.add(
        Plate(
          name: index.name + suffix, label: plateLabel(index), members: members[copy] ?? [],
          parents: parents))
    }
  }

  /// The letters of the plates around a node, outer ones that `of` names included.
  private func letters(of subject: Key.Subject) -> [IndexID] {
    let own: [IndexID]
    switch subject {
    case .variable(let id): own = model.variables[id].indices
    case .net: own = []
    case .factor(let child): own = letters(of: child)
    }
    return withAncestors(own).filter { letter in
      switch model.indexSets[model.indices[letter].set].kind {
      case .plate: true
      case .chain: model.indices[letter].set != chain?.set
      case .axis, .anonymous: false
      }
    }
  }

  /// Letters with those that their sets are declared `of`, each once.
  private func withAncestors(_ letters: [IndexID]) -> [IndexID] {
    var found: [IndexID] = []
    var open = letters
    while let letter = open.popLast() {
      if found.contains(letter) { continue }
      found.append(letter)
      open += model.indexSets[model.indices[letter].set].parents
    }
    return found
  }

  private func letters(of factor: Stanza.Child) -> [IndexID] {
    switch factor {
    case .variable(let id): return model.variables[id].indices
    case .factor(let i):
      if i < model.factors.count {
        let defined = model.factors[i].defines.flatMap { model.variables[$0].indices }
        return model.factors[i].indices + defined
      }
      return story.energies[i - model.factors.count].variables.flatMap {
        model.variables[$0].indices
      }
    case .tie: return []
    }
  }

  private func depth(_ letter: IndexID) -> Int { withAncestors([letter]).count }

  private func isNestedInChain(_ letter: IndexID) -> Bool {
    guard let chain else { return false }
    return withAncestors([letter]).contains { $0 != letter && model.indices[$0].set == chain.set }
  }

  // MARK: - Labels

  /// n = 1..N, or as the set says.
  private func plateLabel(_ index: Index) -> MathText {
    let set = model.indexSets[index.set]
    if let label = set.label { return MathText(tex: label) }
    let range = bounds(of: index.set)
    return MathText(
      MathText(name: index.name).runs + [MathText.Run(" = \(range.first)..", .upright)] + range.last
    ).merged
  }

  private func bounds(of id: IndexSetID) -> (first: Int, last: [MathText.Run]) {
    let set = model.indexSets[id]
    let first = model.firstMember(of: id)
    func number(_ value: Int) -> [MathText.Run] { [MathText.Run("\(value)", .upright)] }
    if case .numbers(let sizes) = options.sizes {
      if let size = sizes[id] { return (first, number(first + size - 1)) }
      if let last = model.lastMember(of: id) { return (first, number(last)) }
    }
    // A range that does not begin at 1 has not as many members as its last one says.
    if first != 1, let last = model.lastMember(of: id) { return (first, number(last)) }
    let name = MathText(name: set.name)
    guard !set.parents.isEmpty else { return (first, name.runs) }
    let parents = MathText.indices(set.parents.map { MathText(name: model.indices[$0].name) })
    return (first, name.subscripted(by: parents).runs)
  }
}
