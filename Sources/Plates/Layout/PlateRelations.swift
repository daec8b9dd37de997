/// How each plate lies to each other one, from their members.
struct PlateRelations {
  enum Relation: Hashable { case same, inside, around, disjoint, crossing }

  private let table: [[Relation]]
  /// `isMember[plate][node]`.
  let isMember: [[Bool]]

  init(_ diagram: PlateDiagram) {
    let plates = diagram.plates
    let sets = plates.map { plate in
      var row = [Bool](repeating: false, count: diagram.nodes.count)
      for member in plate.members { row[member.index] = true }
      return row
    }
    isMember = sets
    table = plates.indices.map { p in
      plates.indices.map { q in Self.relation(p, q, of: plates, sets) }
    }
  }

  private static func relation(
    _ p: Int, _ q: Int, of plates: [Plate], _ sets: [[Bool]]
  ) -> Relation {
    if p == q { return .same }
    let shared = plates[p].members.count { sets[q][$0.index] }
    if shared == 0 { return .disjoint }
    let isWithin = shared == plates[p].members.count
    let isAround = shared == plates[q].members.count
    switch (isWithin, isAround) {
    case (true, false): return .inside
    case (false, true): return .around
    case (false, false): return .crossing
    case (true, true):
      // Equal plates nest as they are declared, the earlier one outside.
      if plates[p].parents.contains(PlateID(q)) { return .inside }
      if plates[q].parents.contains(PlateID(p)) { return .around }
      return p < q ? .around : .inside
    }
  }

  subscript(p: Int, q: Int) -> Relation { table[p][q] }

  var count: Int { table.count }

  /// Whether no two plates cross.
  var isLaminar: Bool {
    !table.indices.contains { p in table.indices.contains { p < $0 && table[p][$0] == .crossing } }
  }

  /// Plates of which no two cross, as many as leaving out the worst offenders one by one allows.
  var laminarPlates: [Int] {
    var kept = Array(table.indices)
    while true {
      let crossings = kept.map { p in kept.count { $0 != p && table[p][$0] == .crossing } }
      guard let worst = crossings.max(), worst > 0,
        let position = crossings.lastIndex(of: worst)
      else { return kept }
      kept.remove(at: position)
    }
  }
}
