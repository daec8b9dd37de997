/// Where the nodes and plates stand.
struct Arrangement {
  var centers: [Point]
  var plates: [Rectangle]
}

/// How much of the first placement an arrangement insists on.
struct Strictness {
  /// Nodes of one rank stay on one height.
  var sharesRanks: Bool
  /// Parents stay above their children.
  var keepsArrowsDown: Bool
  /// Plates without a common member do not overlap.
  var separatesPlates: Bool

  /// From the most pleasing to the most easily satisfied.
  static let ladder = [
    Strictness(sharesRanks: true, keepsArrowsDown: true, separatesPlates: true),
    Strictness(sharesRanks: false, keepsArrowsDown: true, separatesPlates: true),
    Strictness(sharesRanks: false, keepsArrowsDown: false, separatesPlates: true),
    Strictness(sharesRanks: false, keepsArrowsDown: true, separatesPlates: false),
    Strictness(sharesRanks: false, keepsArrowsDown: false, separatesPlates: false),
  ]
}

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
  private let columns: [Int]
  private let ranks: [Int]

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
  private func padding(_ plate: Int) -> Double {
    diagram.plates[plate].isBlock ? 1 : Metrics.platePadding
  }
  private func strip(_ plate: Int) -> Double {
    diagram.plates[plate].isBlock ? 1 : Metrics.labelStrip
  }

  /// The variable of a plate's left or lower border; its right or upper one follows.
  private func low(_ plate: Int) -> Int { diagram.nodes.count + 2 * plate }
  private func high(_ plate: Int) -> Int { low(plate) + 1 }
  private var variableCount: Int { diagram.nodes.count + 2 * diagram.plates.count }

  /// Returns the arrangement, or `nil` if no choice of sides was found.
  func arrange() -> Arrangement? {
    var decisions = Decisions(xCount: variableCount, yCount: variableCount)
    guard insertPlates(&decisions), insertColumns(&decisions) else { return nil }
    if strictness.keepsArrowsDown { insertArrows(&decisions) }
    var search = SideSearch(budget: 1500)
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

  // MARK: - Choices

  private func outline(_ plate: Int) -> Rectangle {
    let boxes = diagram.plates[plate].members.map { extents[$0.index].rectangle(at: start[$0.index]) }
    guard let first = boxes.first else { return Rectangle(minX: 0, minY: 0, maxX: 0, maxY: 0) }
    var box = boxes.dropFirst().reduce(first) { $0.union($1) }.expanded(by: padding(plate))
    box.minY -= strip(plate) - padding(plate)
    return box
  }

  /// The four sides on which a box can stand of another, the nearest first; each box is given by
  /// its low and high variables and the reach beyond them.
  private func sides(of a: Bordered, from b: Bordered, gap: Double) -> [Side] {
    let candidates: [(Axis, Int, Int, Double, Double)] = [
      (.horizontal, a.right, b.left, a.reach.right + b.reach.left, a.box.maxX - b.box.minX),
      (.horizontal, b.right, a.left, b.reach.right + a.reach.left, b.box.maxX - a.box.minX),
      (.vertical, b.top, a.bottom, b.reach.up + a.reach.down, b.box.maxY - a.box.minY),
      (.vertical, a.top, b.bottom, a.reach.up + b.reach.down, a.box.maxY - b.box.minY),
    ]
    return candidates.map { axis, from, to, reach, overlap in
      let cost = max(0, overlap + gap) * (axis == .vertical ? 1.5 : 1)
      return Side(axis: axis, gap: Gap(from: from, to: to, distance: reach + gap), cost: cost)
    }.stablySorted { $0.cost }
  }

  private func movable(plate p: Int) -> Bordered {
    Bordered(
      left: low(p), right: high(p), bottom: low(p), top: high(p), box: outline(p),
      reach: Extent(halfWidth: 0, halfHeight: 0))
  }

  private func movable(node i: Int) -> Bordered {
    Bordered(
      left: columns[i], right: columns[i], bottom: ranks[i], top: ranks[i],
      box: extents[i].rectangle(at: start[i]), reach: extents[i])
  }

  /// Strangers and plates without common members stay outside; the clearest choices come first.
  private func plateChoices() -> [[Side]] {
    var choices: [[Side]] = []
    for p in 0..<relations.count {
      let plate = movable(plate: p)
      if strictness.separatesPlates {
        for q in 0..<p where relations[p, q] == .disjoint {
          choices.append(sides(of: movable(plate: q), from: plate, gap: Metrics.outsideGap))
        }
      }
      for i in diagram.nodes.indices where !relations.isMember[p][i] {
        choices.append(sides(of: movable(node: i), from: plate, gap: Metrics.outsideGap))
      }
    }
    return choices.stablySorted { $0.first?.cost ?? 0 }
  }

  /// Borders of plates that cross do not coincide.
  private func staggerChoices() -> [[Side]] {
    var choices: [[Side]] = []
    for p in 0..<relations.count {
      for q in 0..<p where relations[p, q] == .crossing {
        let (a, b) = (outline(q), outline(p))
        choices.append(ordered(.vertical, low(q), low(p), b.minY - a.minY, Metrics.labelStrip))
        choices.append(ordered(.vertical, high(q), high(p), b.maxY - a.maxY, Metrics.stagger))
        // The upper one's label strip is cut by a side border of the lower one: its label gets
        // room on the side where it sticks out more.
        let upper = b.minY > a.minY ? p : q
        let room = labelWidths[upper] - 4
        let isLeft = (b.minX - a.minX) * (upper == q ? 1 : -1)
        let isRight = (a.maxX - b.maxX) * (upper == q ? 1 : -1)
        let (left, right) = isLeft >= isRight ? (room, Metrics.stagger) : (Metrics.stagger, room)
        choices.append(ordered(.horizontal, low(q), low(p), b.minX - a.minX, left))
        choices.append(ordered(.horizontal, high(q), high(p), b.maxX - a.maxX, right))
      }
    }
    return choices
  }

  /// Two borders in the order in which they stand, or in the other one.
  private func ordered(
    _ axis: Axis, _ a: Int, _ b: Int, _ difference: Double, _ distance: Double
  ) -> [Side] {
    let (first, second) = difference > 0 ? (a, b) : (b, a)
    return [
      Side(axis: axis, gap: Gap(from: first, to: second, distance: distance), cost: 0),
      Side(axis: axis, gap: Gap(from: second, to: first, distance: Metrics.stagger), cost: 1),
    ]
  }

  /// Nodes do not overlap; near pairs are decided before far ones.
  private func nodeChoices() -> [[Side]] {
    var choices: [(distance: Double, sides: [Side])] = []
    for i in diagram.nodes.indices {
      for j in 0..<i {
        let gap = columns[i] == columns[j] ? Metrics.arrowGap : Metrics.nodeGap
        let sides = sides(of: movable(node: j), from: movable(node: i), gap: gap)
        choices.append(((start[i] - start[j]).length, sides))
      }
    }
    return choices.stablySorted { $0.distance }.map(\.sides)
  }

  // MARK: - Coordinates

  private func coordinates(_ decisions: Decisions) -> Arrangement {
    let outlines = diagram.plates.indices.map(outline)
    func solve(_ gaps: [Gap], _ nodes: [Int], _ value: (Point) -> Double,
      _ border: (Rectangle) -> (low: Double, high: Double)
    ) -> [Double] {
      var targets = [Double](repeating: 0, count: variableCount)
      var weights = [Double](repeating: 0.05, count: variableCount)
      for i in diagram.nodes.indices.reversed() {
        targets[nodes[i]] = value(start[i])
        weights[nodes[i]] = 1
      }
      for (p, outline) in outlines.enumerated() {
        (targets[low(p)], targets[high(p)]) = border(outline)
      }
      let solved = positions(keeping: gaps, near: targets, weights: weights)
      return tightened(solved, gaps)
    }
    let x = solve(decisions.xGaps, columns, { $0.x }, { ($0.minX, $0.maxX) })
    let y = solve(decisions.yGaps, ranks, { $0.y }, { ($0.minY, $0.maxY) })
    return Arrangement(
      centers: diagram.nodes.indices.map { Point(x: x[columns[$0]], y: y[ranks[$0]]) },
      plates: diagram.plates.indices.map { p in
        Rectangle(minX: x[low(p)], minY: y[low(p)], maxX: x[high(p)], maxY: y[high(p)])
      })
  }

  /// Draws the borders in as far as the gaps allow; a plate that is wider than its content for the
  /// sake of its label keeps its content in the middle.
  private func tightened(_ solved: [Double], _ gaps: [Gap]) -> [Double] {
    var x = solved
    let outgoing = Dictionary(grouping: gaps, by: \.from)
    let incoming = Dictionary(grouping: gaps, by: \.to)
    let order = topologicalOrder(of: gaps, count: x.count)
    let firstBorder = diagram.nodes.count
    for p in diagram.plates.indices {
      let isWidth = { (gap: Gap) in gap.from == low(p) && gap.to == high(p) }
      let ends = (outgoing[low(p)] ?? []).filter { !isWidth($0) }.map { x[$0.to] - $0.distance }
      let begins = (incoming[high(p)] ?? []).filter { !isWidth($0) }.map { x[$0.from] + $0.distance }
      guard let width = outgoing[low(p)]?.first(where: isWidth)?.distance,
        let end = ends.min(), let begin = begins.max(), begin - end < width
      else { continue }
      let left = min(max((begin + end - width) / 2, x[low(p)]), x[high(p)] - width)
      (x[low(p)], x[high(p)]) = (left, left + width)
    }
    for a in order.reversed() where a >= firstBorder && (a - firstBorder) % 2 == 0 {
      x[a] = (outgoing[a] ?? []).map { x[$0.to] - $0.distance }.min() ?? x[a]
    }
    for b in order where b >= firstBorder && (b - firstBorder) % 2 == 1 {
      x[b] = (incoming[b] ?? []).map { x[$0.from] + $0.distance }.max() ?? x[b]
    }
    return x
  }
}

/// A box between two variables on each axis, or around one.
struct Bordered {
  let left: Int
  let right: Int
  let bottom: Int
  let top: Int
  /// Where it stands at first.
  let box: Rectangle
  /// How far it reaches beyond its variables.
  let reach: Extent
}

extension Array {
  /// Sorted by a key; equal keys keep their order.
  func stablySorted(by key: (Element) -> Double) -> [Element] {
    enumerated().map { (key($0.element), $0.offset, $0.element) }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }
}
