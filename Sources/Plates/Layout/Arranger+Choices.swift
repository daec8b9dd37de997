extension Arranger {
  func outline(_ plate: Int) -> Rectangle {
    let boxes = diagram.plates[plate].members.map {
      extents[$0.index].rectangle(at: start[$0.index])
    }
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
  func plateChoices() -> [[Side]] {
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
  func staggerChoices() -> [[Side]] {
    var choices: [[Side]] = []
    for p in 0..<relations.count {
      for q in 0..<p where relations[p, q] == .crossing {
        let (a, b) = (outline(q), outline(p))
        let strip = Metrics.labelStrip
        choices.append(
          borders(.vertical, low(q), low(p), b.minY - a.minY, strip, otherwise: strip))
        choices.append(
          borders(.vertical, high(q), high(p), b.maxY - a.maxY, Metrics.stagger))
        // The upper one's label strip is cut by a side border of the lower one: its label gets
        // room on the side where it sticks out more.
        let upper = b.minY > a.minY ? p : q
        let lower = upper == p ? q : p
        let (box, other) = upper == p ? (b, a) : (a, b)
        let room = labelWidths[upper] - 4
        let isLeft = other.minX - box.minX >= box.maxX - other.maxX
        choices.append(
          borders(
            .horizontal, low(upper), low(lower), other.minX - box.minX,
            isLeft ? room : Metrics.stagger))
        choices.append(
          borders(
            .horizontal, high(lower), high(upper), box.maxX - other.maxX,
            isLeft ? Metrics.stagger : room))
      }
    }
    return choices
  }

  /// Two borders in the order in which they stand, or in the other one; `distance` holds if `a`
  /// comes first.
  private func borders(
    _ axis: Axis, _ a: Int, _ b: Int, _ difference: Double, _ distance: Double,
    otherwise: Double = Metrics.stagger
  ) -> [Side] {
    let forth = Side(axis: axis, gap: Gap(from: a, to: b, distance: distance), cost: 0)
    let back = Side(axis: axis, gap: Gap(from: b, to: a, distance: otherwise), cost: 0)
    return difference > 0 ? [forth, back] : [back, forth]
  }

  /// Nodes do not overlap; near pairs are decided before far ones.
  func nodeChoices() -> [[Side]] {
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
