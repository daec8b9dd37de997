/// Turns a first placement into one in which every plate holds its members and nothing else.
///
/// Each plate has four borders, which are variables like the coordinates of the nodes. Members lie
/// between the borders; every stranger, and every plate without a common member, lies left, right,
/// above or below, whichever side is nearest to the first placement and agrees with the rest.
struct Arranger {
  let diagram: PlateDiagram
  let relations: PlateRelations
  let extents: [Extent]
  let start: [Point]
  let strictness: Strictness
  /// The least widths of the plates, for their labels.
  let labelWidths: [Double]
  /// The variables of the nodes; nodes of one rank or column may share one.
  let columns: [Int]
  let ranks: [Int]

  init(
    _ diagram: PlateDiagram, _ relations: PlateRelations, _ extents: [Extent], start: [Point],
    strictness: Strictness = Strictness.ladder[0]
  ) {
    self.diagram = diagram
    self.relations = relations
    self.extents = extents
    self.start = start
    self.strictness = strictness
    labelWidths = diagram.plates.map { plate in
      plate.isBlock ? 1 : plate.label.width(at: Metrics.plateFontSize) + 14
    }
    (columns, ranks) = sharedVariables(diagram, start, sharesRanks: strictness.sharesRanks)
  }

  /// The room between a plate's members and its border, and below them for its label.
  func padding(_ plate: Int) -> Double {
    diagram.plates[plate].isBlock ? 1 : Metrics.platePadding
  }
  func strip(_ plate: Int) -> Double {
    diagram.plates[plate].isBlock ? 1 : Metrics.labelStrip
  }

  /// The variable of a plate's left or lower border; its right or upper one follows.
  func low(_ plate: Int) -> Int { diagram.nodes.count + 2 * plate }
  func high(_ plate: Int) -> Int { low(plate) + 1 }
  var variableCount: Int { diagram.nodes.count + 2 * diagram.plates.count }

  /// Returns the arrangement, or `nil` if no choice of sides was found.
  func arrange() -> Arrangement? {
    var decisions = Decisions(xCount: variableCount, yCount: variableCount)
    guard insertPlates(&decisions), insertColumns(&decisions) else { return nil }
    if strictness.keepsArrowsDown { insertArrows(&decisions) }
    var search = SideSearch(budget: 12_000)
    guard var settled = search.settle(plateChoices(), from: decisions) else { return nil }
    // Between two nodes or two borders one of the two orders is always possible.
    for sides in staggerChoices() {
      guard let side = sides.first(where: settled.allows) else { return nil }
      settled.insert(side.gap, along: side.axis)
    }
    for sides in nodeChoices() where !sides.contains(where: settled.implies) {
      guard let side = sides.first(where: settled.allows) else { return nil }
      settled.insert(side.gap, along: side.axis)
    }
    return coordinates(settled)
  }

  /// The first placement with the plates around their members, whatever else they hold.
  func asPlaced() -> Arrangement {
    Arrangement(centers: start, plates: diagram.plates.indices.map(outline))
  }

  /// Members lie inside their plates, and inner plates inside outer ones.
  private func insertPlates(_ decisions: inout Decisions) -> Bool {
    for (p, plate) in diagram.plates.enumerated() {
      for member in plate.members {
        let (i, extent) = (member.index, extents[member.index])
        let bounds: [(Axis, Int, Int, Double)] = [
          (.horizontal, low(p), columns[i], extent.left + padding(p)),
          (.horizontal, columns[i], high(p), extent.right + padding(p)),
          (.vertical, low(p), ranks[i], extent.down + strip(p)),
          (.vertical, ranks[i], high(p), extent.up + padding(p)),
        ]
        for (axis, from, to, distance) in bounds {
          let gap = Gap(from: from, to: to, distance: distance)
          guard decisions.insert(gap, along: axis) else { return false }
        }
      }
      let width = Gap(from: low(p), to: high(p), distance: labelWidths[p])
      guard decisions.insert(width, along: .horizontal) else { return false }
      for q in 0..<relations.count where relations[q, p] == .inside {
        for axis in [Axis.horizontal, .vertical] {
          let below = axis == .vertical ? strip(p) : padding(p)
          guard
            decisions.insert(Gap(from: low(p), to: low(q), distance: below), along: axis),
            decisions.insert(Gap(from: high(q), to: high(p), distance: padding(p)), along: axis)
          else { return false }
        }
      }
    }
    return true
  }

  /// The slices of an unrolled chain stand in their order.
  private func insertColumns(_ decisions: inout Decisions) -> Bool {
    for chain in diagram.chains {
      let width = chain.rows.map(\.count).max() ?? 0
      let heads = (0..<width).compactMap { k in
        chain.rows.lazy.compactMap { k < $0.count ? $0[k] : nil }.first
      }
      for (left, right) in zip(heads, heads.dropFirst()) {
        let gap = Gap(
          from: columns[left.index], to: columns[right.index], distance: Metrics.columnWidth)
        guard decisions.insert(gap, along: .horizontal) else { return false }
      }
    }
    return true
  }

  /// Parents stand above their children, where the edges run in no circle.
  private func insertArrows(_ decisions: inout Decisions) {
    for edge in diagram.edges where edge.isRanked {
      let (a, b) = (edge.from.index, edge.to.index)
      guard start[a].y > start[b].y + 1 else { continue }
      let distance = extents[a].down + extents[b].up + Metrics.arrowGap
      decisions.insert(Gap(from: ranks[b], to: ranks[a], distance: distance), along: .vertical)
    }
  }
}
