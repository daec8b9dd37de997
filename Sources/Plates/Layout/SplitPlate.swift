extension PlateDiagram {
  /// Splits the plate that crosses most others in two and returns its name; `nil` if every plate
  /// has one member.
  ///
  /// Splitting ends, since plates with one member each do not cross.
  mutating func splitWorstPlate(_ relations: PlateRelations, _ start: [Point]) -> String? {
    let crossings = plates.indices.map { p in
      plates[p].members.count < 2 ? -1 : plates.indices.count { relations[p, $0] == .crossing }
    }
    guard let worst = crossings.indices.max(by: { (crossings[$0], -$0) < (crossings[$1], -$1) }),
      crossings[worst] >= 0
    else { return nil }
    let plate = plates[worst]
    // Members that lie in the same plates stay together.
    let signatures = plate.members.map { node in
      plates.indices.map { relations.isMember[$0][node.index] }
    }
    let groups = Dictionary(grouping: plate.members.indices) { signatures[$0] }.values
      .map { $0.map { plate.members[$0] } }
      .sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
    let ordered = plate.members.stablySorted { start[$0.index].x }
    let half = groups.count > 1 ? groups[0] : Array(ordered.prefix(ordered.count / 2))
    plates[worst].members = half.sorted()
    plates.append(
      Plate(
        name: plate.name + "'", label: plate.label,
        members: plate.members.filter { !half.contains($0) }, parents: plate.parents))
    return String(plate.name.prefix { $0 != "'" })
  }
}
