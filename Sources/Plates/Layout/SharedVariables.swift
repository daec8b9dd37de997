/// Gives each node its variable on each axis: the slices of a chain share their column's, its rows
/// share a height, and so do the nodes of one rank if wanted. A variable is the index of a node.
func sharedVariables(
  _ diagram: PlateDiagram, _ start: [Point], sharesRanks: Bool
) -> (columns: [Int], ranks: [Int]) {
  var columns = Array(diagram.nodes.indices)
  var ranks = columns
  for chain in diagram.chains {
    for row in chain.rows {
      guard let head = row.lazy.compactMap(\.self).first else { continue }
      for (k, node) in row.enumerated() {
        guard let node else { continue }
        ranks[node.index] = head.index
        let top = chain.rows.lazy.compactMap { k < $0.count ? $0[k] : nil }.first
        columns[node.index] = top?.index ?? node.index
      }
    }
  }
  if sharesRanks {
    for i in diagram.nodes.indices {
      let level = diagram.nodes.indices.first { abs(start[$0].y - start[i].y) < 1 }
      ranks[i] = ranks[level ?? i]
    }
  }
  return (columns, ranks)
}
