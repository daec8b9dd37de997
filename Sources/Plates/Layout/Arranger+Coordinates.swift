extension Arranger {
  func coordinates(_ decisions: Decisions) -> Arrangement {
    let outlines = diagram.plates.indices.map(outline)
    func solve(
      _ gaps: [Gap], _ nodes: [Int], _ value: (Point) -> Double,
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
      let begins = (incoming[high(p)] ?? []).filter { !isWidth($0) }.map {
        x[$0.from] + $0.distance
      }
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
