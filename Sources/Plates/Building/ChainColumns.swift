import Semantics

/// The slices of a chain that are shown, from left to right.
struct ChainColumns {
  enum Slice: Hashable {
    /// One of the steps that begin the recursion.
    case initial
    /// A step like all others; arrows from what is outside the chain go here.
    case typical
    /// Another step like all others.
    case ordinary
    case ellipsis
    /// The far end.
    case final
  }

  struct Column {
    let slice: Slice
    /// The subscript of this slice.
    let label: [MathText.Run]
  }

  let set: IndexSetID
  let columns: [Column]
  /// Whether a step depends on the one before it, `t-1`, and not on the one after it.
  let isForward: Bool
  /// The variables that other steps depend on.
  let carriers: Set<VariableID>

  /// Whether a column lies between the steps that begin the recursion.
  func isBeforeRecursion(_ column: Int) -> Bool {
    columns[(column + 1)...].contains { $0.slice == .initial }
  }

  var typical: Int { columns.firstIndex { $0.slice == .typical } ?? 0 }

  /// Returns the columns of the first chain with a dependence between steps; `nil` if there is
  /// none.
  init?(_ model: TypedModel, _ story: Story, _ options: DiagramOptions) {
    for set in model.indexSets.ids where model.indexSets[set].kind == .chain {
      let steps = Self.steps(on: set, in: story, of: model)
      guard !steps.carriers.isEmpty else { continue }
      self.set = set
      carriers = steps.carriers
      isForward = !steps.isBackward
      let lag = steps.lag ?? Self.lengthOfBeginning(on: set, carriers, model)
      columns = Self.columns(model, set, options, isForward: isForward, lag: lag)
      return
    }
    return nil
  }

  private static func steps(
    on set: IndexSetID, in story: Story, of model: TypedModel
  ) -> (carriers: Set<VariableID>, lag: Int?, isBackward: Bool) {
    var carriers: Set<VariableID> = []
    var lag: Int? = 1
    var isBackward = false
    // The story decides the direction; a guide may run against it.
    let isTold = story.stanzas.contains { $0.style == .story && $0.steps(on: set) }
    for stanza in story.stanzas {
      guard case .variable(let child) = stanza.child, model.variables[child].isOn(set, in: model)
      else { continue }
      for reference in stanza.references {
        guard case .variable(let id) = reference.target, let place = reference.places[set]
        else { continue }
        switch place {
        case .offset(let offset) where offset != 0:
          carriers.insert(id)
          guard stanza.style == .story || !isTold else { continue }
          lag = lag.map { max($0, abs(offset)) }
          if offset > 0 { isBackward = true }
        case .lags(let farthest, let isForward):
          carriers.insert(id)
          guard stanza.style == .story || !isTold else { continue }
          lag = lag.flatMap { known in farthest.map { max(known, $0) } }
          if isForward { isBackward = true }
        case .offset, .first, .last, .at, .whole: break
        }
      }
    }
    return (carriers, lag, isBackward)
  }

  /// How many steps the story gives a beginning, as in `y[t in first..5]`.
  private static func lengthOfBeginning(
    on set: IndexSetID, _ carriers: Set<VariableID>, _ model: TypedModel
  ) -> Int? {
    for id in carriers.sorted() {
      let variable = model.variables[id]
      for region in variable.parts.flatMap({ zip(variable.indices, $0.region) }) {
        guard model.indices[region.0].set == set, case .range(let range) = region.1,
          model.isFirst(range.lower, of: set), let end = model.number(range.upper)
        else { continue }
        return end - model.firstMember(of: set) + 1
      }
    }
    return nil
  }

  private static func columns(
    _ model: TypedModel, _ set: IndexSetID, _ options: DiagramOptions, isForward: Bool, lag: Int?
  ) -> [Column] {
    func number(_ value: Int) -> [MathText.Run] {
      [MathText.Run(value < 0 ? "−\(-value)" : "\(value)", .upright)]
    }
    let first = model.firstMember(of: set)
    let last: [MathText.Run]
    if case .numbers(let sizes) = options.sizes,
      let end = model.lastMember(of: set) ?? sizes[set].map({ first + $0 - 1 })
    {
      last = number(end)
    } else {
      last = MathText(name: model.indexSets[set].name).runs
    }
    let gap = Column(slice: .ellipsis, label: [])
    guard isForward else {
      let letter = MathText(name: model.letter(of: set))
      return [
        Column(slice: .initial, label: last), gap, Column(slice: .ordinary, label: letter.runs),
        Column(slice: .typical, label: letter.runs + [MathText.Run("−1", .upright)]), gap,
        Column(slice: .final, label: number(first)),
      ]
    }
    var head = [Column(slice: .initial, label: number(first))]
    let lag = lag ?? 3
    if lag > 2 { head.append(gap) }
    if lag > 1 { head.append(Column(slice: .initial, label: number(first + lag - 1))) }
    return head + [
      Column(slice: .typical, label: number(first + lag)), gap, Column(slice: .final, label: last),
    ]
  }

  /// Whether a region covers a column, before the other regions of its variable are asked.
  func covers(_ region: Variable.Region, _ column: Int, in model: TypedModel) -> Bool {
    let slice = columns[column].slice
    // A backward chain begins at its last member.
    let isFirst = slice == (isForward ? .initial : .final)
    let isLast = slice == (isForward ? .final : .initial)
    switch region {
    case .all: return false
    case .first: return isFirst && (column == 0 || column == columns.count - 1)
    case .last: return isLast
    case .at(let member):
      if member == model.firstMember(of: set) {
        return isFirst && (column == 0 || column == columns.count - 1)
      }
      return isLast && member == model.lastMember(of: set)
    case .range(let range):
      let startsAtFirst = model.isFirst(range.lower, of: set)
      let endsAtLast = model.isLast(range.upper, of: set)
      if startsAtFirst && !endsAtLast { return isFirst }
      return startsAtFirst || !isFirst
    }
  }
}

extension Stanza {
  /// Whether it depends on other steps of a chain.
  fileprivate func steps(on set: IndexSetID) -> Bool {
    references.contains { reference in
      switch reference.places[set] {
      case .offset(let offset): offset != 0
      case .lags: true
      case .first, .last, .at, .whole, nil: false
      }
    }
  }
}

extension Variable {
  /// Whether one of its indices runs over a set.
  func isOn(_ set: IndexSetID, in model: TypedModel) -> Bool {
    indices.contains { model.indices[$0].set == set }
  }
}

extension TypedModel {
  /// The declared letter of a set.
  func letter(of set: IndexSetID) -> String {
    indices.rows.first { $0.set == set && $0.isDeclared }?.name
      ?? indices.rows.first { $0.set == set }?.name ?? "t"
  }

  func isFirst(_ expression: TypedExpression, of set: IndexSetID) -> Bool {
    if case .endpoint(_, .first) = expression.kind { return true }
    return number(expression) == firstMember(of: set)
  }

  func isLast(_ expression: TypedExpression, of set: IndexSetID) -> Bool {
    if case .endpoint(_, .last) = expression.kind { return true }
    return number(expression) != nil && number(expression) == lastMember(of: set)
  }
}
