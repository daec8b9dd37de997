/// `position[to] - position[from] >= distance`.
struct Gap: Hashable {
  let from: Int
  let to: Int
  let distance: Double
}

/// Finds coordinates along one axis that keep every gap and stay near their targets.
///
/// Sweeps of projections onto the violated gaps come close to the nearest solution; one pass in
/// topological order then satisfies the rest exactly. The gaps must form no cycle.
func positions(keeping gaps: [Gap], near targets: [Double], weights: [Double]) -> [Double] {
  var x = targets
  for _ in 0..<400 {
    var worst = 0.0
    for gap in gaps {
      let violation = gap.distance - (x[gap.to] - x[gap.from])
      guard violation > 1e-3 else { continue }
      worst = max(worst, violation)
      let share = weights[gap.to] / (weights[gap.from] + weights[gap.to])
      x[gap.from] -= violation * share
      x[gap.to] += violation * (1 - share)
    }
    if worst < 0.02 { break }
  }
  let outgoing = Dictionary(grouping: gaps, by: \.from)
  for a in topologicalOrder(of: gaps, count: x.count) {
    for gap in outgoing[a] ?? [] { x[gap.to] = max(x[gap.to], x[a] + gap.distance) }
  }
  return x
}

/// Returns the variables so that `from` comes before `to` in every gap.
func topologicalOrder(of gaps: [Gap], count: Int) -> [Int] {
  var incoming = [Int](repeating: 0, count: count)
  var next = [[Int]](repeating: [], count: count)
  for gap in gaps {
    incoming[gap.to] += 1
    next[gap.from].append(gap.to)
  }
  var order = (0..<count).filter { incoming[$0] == 0 }
  var i = 0
  while i < order.count {
    for b in next[order[i]] {
      incoming[b] -= 1
      if incoming[b] == 0 { order.append(b) }
    }
    i += 1
  }
  return order
}
