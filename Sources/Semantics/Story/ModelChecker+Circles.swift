import Diagnostics

// E6: variables that wait for each other.
extension ModelChecker {
  mutating func reportCircles() {
    let edges = model.storyStatements.flatMap { model.edges(of: $0) }
    reportCircles(edges)
    for guide in model.guides.rows {
      guard case .statements(let statements) = guide.body else { continue }
      let own = statements.enumerated().map { position, statement in
        StoryStatement(
          variable: statement.variable, part: position, letters: statement.indices,
          regions: statement.region, expressions: statement.distribution.children,
          span: statement.span)
      }
      let approximated = Set(statements.map(\.variable))
      reportCircles(
        own.flatMap { model.edges(of: $0) }.filter { approximated.contains($0.read) })
    }
  }

  /// Reports one circle for each variable that stands in one, each circle once.
  private mutating func reportCircles(_ edges: [StoryEdge]) {
    var outgoing: [VariableID: [StoryEdge]] = [:]
    for edge in edges where !edge.isStepped && !isBaseCase(edge) {
      outgoing[edge.reader, default: []].append(edge)
    }
    var finished: Set<VariableID> = []
    var reported: Set<VariableID> = []
    for start in model.variables.ids where !finished.contains(start) {
      if let circle = circle(from: start, outgoing, &finished),
        reported.isDisjoint(with: circle.map(\.reader))
      {
        reported.formUnion(circle.map(\.reader))
        report(.circularStory(circle, in: model))
      }
    }
    for (chain, pair) in opposed(edges) where reported.isEmpty {
      report(.bothDirections(pair.0, pair.1, letter: model.indices[chain].name, in: model))
      break
    }
  }

  /// Whether an element of its own is read that another statement defines.
  private func isBaseCase(_ edge: StoryEdge) -> Bool {
    edge.steps.contains { $0.step == .elsewhere } && 1 < model.variables[edge.read].parts.count
  }

  /// A circle that a walk along the edges runs into, from its last edge on.
  private func circle(
    from start: VariableID, _ outgoing: [VariableID: [StoryEdge]],
    _ finished: inout Set<VariableID>
  ) -> [StoryEdge]? {
    var path: [StoryEdge] = []
    var next: [VariableID: Int] = [:]
    var onPath: Set<VariableID> = [start]
    var current = start
    while true {
      let edges = outgoing[current] ?? []
      let position = next[current] ?? 0
      if position < edges.count {
        next[current] = position + 1
        let edge = edges[position]
        if onPath.contains(edge.read) {
          let first = path.firstIndex { $0.reader == edge.read } ?? path.count
          return Array(path[first...]) + [edge]
        }
        if finished.contains(edge.read) { continue }
        path.append(edge)
        onPath.insert(edge.read)
        current = edge.read
      } else {
        finished.insert(current)
        onPath.remove(current)
        guard let back = path.popLast() else { return nil }
        current = back.reader
      }
    }
  }

  /// For each chain, two readings of one variable by itself that step in both directions.
  private func opposed(_ edges: [StoryEdge]) -> [(IndexID, (StoryEdge, StoryEdge))] {
    var back: [IndexID: [VariableID: StoryEdge]] = [:]
    var ahead: [IndexID: [VariableID: StoryEdge]] = [:]
    for edge in edges where edge.reader == edge.read {
      for (letter, step) in edge.steps {
        switch step {
        case .back: back[letter, default: [:]][edge.read] = edge
        case .ahead: ahead[letter, default: [:]][edge.read] = edge
        case .here, .elsewhere: continue
        }
      }
    }
    return model.indices.ids.compactMap { letter in
      guard let earlier = back[letter], let later = ahead[letter] else { return nil }
      let both = earlier.keys.sorted().first { later[$0] != nil }
      guard let both, let a = earlier[both], let b = later[both] else { return nil }
      return (letter, (a, b))
    }
  }
}
