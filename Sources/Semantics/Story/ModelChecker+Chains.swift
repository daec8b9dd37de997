import Diagnostics

// E13: a chain's statement reads an element before the first.
extension ModelChecker {
  mutating func reportMissingEnds() {
    for statement in model.storyStatements {
      let role = model.variables[statement.variable].parts[statement.part].role
      let regions = model.variables[statement.variable].parts.enumerated()
        .filter { $0.offset != statement.part }.map(\.element.region)
      reportMissingEnds(statement, role, otherRegions: regions)
    }
    for guide in model.guides.rows {
      guard case .statements(let statements) = guide.body else { continue }
      for (position, row) in statements.enumerated() {
        let statement = StoryStatement(
          variable: row.variable, part: position, letters: row.indices, regions: row.region,
          expressions: row.distribution.children, span: row.span)
        // Elements that the data have are not drawn.
        let known = model.variables[row.variable].parts
          .filter { $0.role == .observed || $0.role == .given }.map(\.region)
        let others = statements.enumerated()
          .filter { $0.offset != position && $0.element.variable == row.variable }
          .map(\.element.region)
        reportMissingEnds(statement, .latent, otherRegions: known + others)
      }
    }
  }

  private mutating func reportMissingEnds(
    _ statement: StoryStatement, _ role: Role, otherRegions: [[Variable.Region]]
  ) {
    var reported: Set<IndexID> = []
    for edge in model.edges(of: statement) {
      for (letter, step) in edge.steps where !reported.contains(letter) {
        guard let position = statement.letters.firstIndex(of: letter),
          reachesEnd(statement.regions[position], step)
        else { continue }
        let isAhead: Bool
        let distance: Int
        switch step {
        case .back(let size): (isAhead, distance) = (false, size)
        case .ahead(let size): (isAhead, distance) = (true, size)
        case .here, .elsewhere: continue
        }
        let set = model.indices[letter].set
        let covered = otherRegions.reduce(0) { count, region in
          count + ends(covered: region[position], of: set, atLast: isAhead)
        }
        if covered < distance {
          reported.insert(letter)
          report(
            .chainWithoutBeginning(edge, letter: letter, isAhead: isAhead, role: role, in: model))
        }
      }
    }
  }

  /// Whether a statement on a region speaks of the end that a step runs over.
  private func reachesEnd(_ region: Variable.Region, _ step: StoryEdge.Step) -> Bool {
    switch region {
    case .all: true
    case .first, .last, .at: false
    case .range(let range):
      switch (step, range.lower.kind, range.upper.kind) {
      case (.back, .endpoint(_, .first), _): true
      case (.ahead, _, .endpoint(_, .last)): true
      default: false
      }
    }
  }

  /// How many elements at an end a statement on a region takes over.
  private func ends(
    covered region: Variable.Region, of set: IndexSetID, atLast: Bool
  ) -> Int {
    let members = model.integerMembers(of: set)
    switch region {
    case .all: return 0
    case .first: return atLast ? 0 : 1
    case .last: return atLast ? 1 : 0
    case .at(let member):
      guard let end = atLast ? members?.last : members?.first else { return 1 }
      // A number next to the end counts with those before it.
      return abs(Double(member) - end) < 8 ? 1 : 0
    case .range: return 1_000_000_000
    }
  }
}
