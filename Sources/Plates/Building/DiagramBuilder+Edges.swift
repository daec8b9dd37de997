import Semantics

extension DiagramBuilder {
  /// Adds one line for each pair of nodes, however often the story uses it.
  mutating func addEdges() {
    var seen: Set<[Int]> = []
    for stanza in story.stanzas {
      for edge in edges(of: stanza) {
        let style = edge.style == .guide ? 1 : 0
        let pair = [edge.from.index, edge.to.index, style]
        if edge.from == edge.to && edge.label == nil { continue }
        if seen.insert(pair).inserted { diagram.edges.append(edge) }
      }
    }
  }

  private func edges(of stanza: Stanza) -> [Edge] {
    switch stanza.child {
    case .factor, .tie:
      guard let child = node(.factor(stanza.child)) else { return [] }
      return stanza.references.flatMap { reference in
        sources(of: reference, at: nil).map { source in
          stanza.isDefinedBelow
            ? Edge(from: child, to: source, style: .undirected)
            : Edge(from: source, to: child, style: .undirected)
        }
      }
    case .variable(let id):
      if let chain, isUnrolled(id) { return unrolledEdges(of: stanza, id, chain) }
      guard let child = node(.variable(id)) else { return [] }
      return stanza.references.flatMap { reference in
        let step = step(of: reference)
        return sources(of: reference, at: nil).map { source in
          let isRanked = stanza.style == .story ? step == nil : isGuideRanked(reference)
          return Edge(
            from: source, to: child, style: stanza.style, isRanked: isRanked && source != child,
            label: step)
        }
      }
    }
  }

  /// In a guide only its own nets and parameters stand above what they point at.
  private func isGuideRanked(_ reference: Reference) -> Bool {
    switch reference.target {
    case .net: true
    case .variable(let id): model.variables[id].guide != nil
    }
  }

  /// The label of an arrow from another step of a chain that is drawn as a loop.
  private func step(of reference: Reference) -> MathText? {
    let sets = reference.places.keys.sorted()
    for set in sets {
      let letter = MathText(name: model.letter(of: set))
      switch reference.places[set] {
      case .offset(let offset) where offset != 0:
        let sign = offset > 0 ? "+" : "−"
        return MathText(letter.runs + [MathText.Run("\(sign)\(abs(offset))", .upright)])
      case .lags(_, let isForward):
        return MathText(
          letter.runs + [MathText.Run(isForward ? "+" : "−", .upright), MathText.Run("k")])
      case .offset, .first, .last, .at, .whole, nil: continue
      }
    }
    return nil
  }

  /// The nodes of what a statement at a column refers to.
  private func sources(of reference: Reference, at column: Int?) -> [NodeID] {
    switch reference.target {
    case .net(let id): return node(.net(id)).map { [$0] } ?? []
    case .variable(let id):
      guard let chain, isUnrolled(id) else { return node(.variable(id)).map { [$0] } ?? [] }
      let place = reference.places[chain.set] ?? .whole
      return columns(of: place, from: column, chain).compactMap { node(.variable(id), $0) }
    }
  }

  private func columns(
    of place: Reference.Place, from column: Int?, _ chain: ChainColumns
  ) -> [Int] {
    let all = chain.columns.indices
    let shown = all.filter { chain.columns[$0].slice != .ellipsis }
    let (first, last) = chain.isForward ? (all.first, all.last) : (all.last, all.first)
    switch place {
    case .offset(let offset):
      guard let column else { return offset == 0 ? shown : [] }
      guard offset != 0 else { return [column] }
      // Beyond the nearest neighbour the step may not be shown: what is there stands for it.
      let isLeft = (offset < 0) == chain.isForward
      let wanted = column + (isLeft ? -1 : 1) * abs(offset)
      guard all.contains(column + (isLeft ? -1 : 1)) else { return [] }
      return [
        chain.columns[column].slice == .typical
          ? min(max(wanted, 0), all.count - 1)
          : column + (isLeft ? -1 : 1)
      ]
    case .lags(_, let isForward):
      guard let column else { return [] }
      let isLeft = isForward != chain.isForward
      if chain.columns[column].slice == .typical {
        return isLeft ? Array(0..<column) : Array(column + 1..<all.count)
      }
      let next = column + (isLeft ? -1 : 1)
      return all.contains(next) ? [next] : []
    case .first: return first.map { [$0] } ?? []
    case .last: return last.map { [$0] } ?? []
    case .at(let member):
      if member == model.firstMember(of: chain.set) { return first.map { [$0] } ?? [] }
      return member == model.lastMember(of: chain.set) ? last.map { [$0] } ?? [] : []
    case .whole: return column.map { [$0] } ?? shown
    }
  }

  /// The lines into the slices of a variable; what is outside the chain points at one of them.
  private func unrolledEdges(
    of stanza: Stanza, _ id: VariableID, _ chain: ChainColumns
  ) -> [Edge] {
    let columns = columnsCovered(by: stanza, id, chain)
    let typical = columns.contains(chain.typical) ? chain.typical : columns.first
    var edges: [Edge] = []
    for column in chain.columns.indices {
      let isEllipsis = chain.columns[column].slice == .ellipsis
      guard let child = node(.variable(id), column) else { continue }
      let isTold =
        isEllipsis
        ? columns.contains(chain.typical) && !chain.isBeforeRecursion(column)
        : columns.contains(column)
      guard isTold else { continue }
      for reference in stanza.references {
        let isOnChain = reference.places[chain.set] != nil
        let isStep = stepsAside(reference, chain)
        if isEllipsis ? !isStep : !isOnChain && column != typical { continue }
        for source in sources(of: reference, at: column) where source != child {
          let isRanked = stanza.style == .story ? !isStep : isGuideRanked(reference)
          if isEllipsis && diagram[source].kind == .ellipsis { continue }
          edges.append(Edge(from: source, to: child, style: stanza.style, isRanked: isRanked))
        }
      }
    }
    return edges
  }

  private func stepsAside(_ reference: Reference, _ chain: ChainColumns) -> Bool {
    switch reference.places[chain.set] {
    case .offset(let offset): offset != 0
    case .lags: true
    case .first, .last, .at, .whole, nil: false
    }
  }

  /// The columns that a statement is about: its own region, or all that no other claims.
  private func columnsCovered(
    by stanza: Stanza, _ id: VariableID, _ chain: ChainColumns
  ) -> [Int] {
    let variable = model.variables[id]
    guard let own = region(stanza.region, of: variable, on: chain) else { return [] }
    let others = story.stanzas.filter { $0.child == stanza.child && $0.style == stanza.style }
      .compactMap { region($0.region, of: variable, on: chain) }
    return chain.columns.indices.filter { column in
      guard let slice = node(.variable(id), column), diagram[slice].kind != .ellipsis
      else { return false }
      // A guide is not about what is observed.
      if stanza.style == .guide, diagram[slice].kind == .observed { return false }
      if own != .all { return chain.covers(own, column, in: model) }
      return !others.contains { $0 != .all && chain.covers($0, column, in: model) }
        || isOnlyConditioned(variable, column, chain)
    }
  }

  /// Whether a slice is claimed only by `observed x[n,0]`, which leaves its distribution as it is.
  private func isOnlyConditioned(
    _ variable: Variable, _ column: Int, _ chain: ChainColumns
  ) -> Bool {
    variable.parts.allSatisfy { part in
      guard let region = region(part.region, of: variable, on: chain), region != .all,
        chain.covers(region, column, in: model)
      else { return true }
      return part.definition == .none && (part.role == .observed || part.role == .partial)
    }
  }

  /// The unrolled variables as rows of a table.
  mutating func addChainRows() {
    guard let chain else { return }
    let rows = story.variables.filter(isUnrolled).map { id in
      chain.columns.indices.map { node(.variable(id), $0) }
    }
    if !rows.isEmpty { diagram.chains = [Chain(rows: rows)] }
  }
}
