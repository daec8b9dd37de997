enum Axis: Hashable { case horizontal, vertical }

/// One way to keep two things apart: a gap along an axis.
struct Side {
  let axis: Axis
  let gap: Gap
  /// How far things must move for it from where they stand, in points.
  let cost: Double
}

/// The gaps that are decided, with the orders they imply.
struct Decisions {
  private(set) var x: PartialOrder
  private(set) var y: PartialOrder
  private(set) var xGaps: [Gap] = []
  private(set) var yGaps: [Gap] = []

  init(xCount: Int, yCount: Int) {
    x = PartialOrder(count: xCount)
    y = PartialOrder(count: yCount)
  }

  /// Adds a gap; returns `false`, changing nothing, if it contradicts the others.
  @discardableResult
  mutating func insert(_ gap: Gap, along axis: Axis) -> Bool {
    switch axis {
    case .horizontal:
      guard x.insert(gap.from, before: gap.to) else { return false }
      xGaps.append(gap)
    case .vertical:
      guard y.insert(gap.from, before: gap.to) else { return false }
      yGaps.append(gap)
    }
    return true
  }

  func implies(_ side: Side) -> Bool { order(side.axis).isBefore(side.gap.from, side.gap.to) }
  func allows(_ side: Side) -> Bool { order(side.axis).allows(side.gap.from, before: side.gap.to) }

  private func order(_ axis: Axis) -> PartialOrder {
    switch axis {
    case .horizontal: x
    case .vertical: y
    }
  }
}

/// Chooses a side for every pair that must be kept apart: the cheapest first, what is forced at
/// once, and back again from a dead end until the budget is spent.
struct SideSearch {
  /// How many more choices may be looked at, so that a hopeless case ends soon.
  private var budget: Int

  init(budget: Int) { self.budget = budget }

  /// Returns the decisions with one side of each choice kept, or `nil`.
  mutating func settle(_ choices: [[Side]], from start: Decisions) -> Decisions? {
    var decisions = start
    guard let open = propagate(choices, &decisions) else { return nil }
    guard let first = open.first else { return decisions }
    for side in first {
      guard budget > 0 else { return nil }
      var next = decisions
      next.insert(side.gap, along: side.axis)
      if let settled = settle(Array(open.dropFirst()), from: next) { return settled }
    }
    return nil
  }

  /// Drops choices that are made and makes those with one side left; `nil` at a contradiction.
  private mutating func propagate(_ choices: [[Side]], _ decisions: inout Decisions) -> [[Side]]? {
    var open = choices
    while true {
      budget -= open.count
      var left: [[Side]] = []
      var isForced = false
      for sides in open where !sides.contains(where: decisions.implies) {
        let possible = sides.filter(decisions.allows)
        guard let only = possible.first else { return nil }
        if possible.count == 1 {
          decisions.insert(only.gap, along: only.axis)
          isForced = true
        } else {
          left.append(possible)
        }
      }
      open = left
      if !isForced { return open }
    }
  }
}
