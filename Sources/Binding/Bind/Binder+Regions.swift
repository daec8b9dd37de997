import Semantics

// Which members of a chain the parts of a variable speak of.

extension Binder {
  /// The members that the known parts of a variable cover on one axis.
  mutating func coverage(of row: Variable, axis: Int, set: IndexSetID) -> Coverage {
    let known = row.parts.filter(\.role.isKnown)
    guard row.parts.contains(where: { $0.region[axis] != .all }) else { return .all }
    var result: Coverage?
    for part in known {
      let own = edges(of: part.region[axis], set: set) ?? rest(of: row, axis: axis, set: set)
      result = result?.union(own) ?? own
    }
    return result ?? .all
  }

  /// The members that a region names; `nil` for all that no other part claims.
  mutating func edges(of region: Variable.Region, set: IndexSetID) -> Coverage? {
    switch region {
    case .all: return nil
    case .first: return Coverage(lower: .fromFirst(0), upper: .fromFirst(0))
    case .last: return Coverage(lower: .fromLast(0), upper: .fromLast(0))
    case .at(let number):
      let edge = Edge.fromFirst(number - firstMember(of: set))
      return Coverage(lower: edge, upper: edge)
    case .range(let range):
      return Coverage(lower: edge(range.lower, set: set), upper: edge(range.upper, set: set))
    }
  }

  /// What is left at either end when the other parts have taken theirs.
  private mutating func rest(of row: Variable, axis: Int, set: IndexSetID) -> Coverage {
    var result = Coverage.all
    for part in row.parts {
      guard let claim = edges(of: part.region[axis], set: set) else { continue }
      if claim.lower == result.lower {
        result.lower = claim.upper.moved(by: 1)
      } else if claim.upper == result.upper {
        result.upper = claim.lower.moved(by: -1)
      }
    }
    return result
  }

  /// A bound of a range: one that speaks of `last` is counted from the end.
  private mutating func edge(_ bound: TypedExpression, set: IndexSetID) -> Edge {
    let first = firstMember(of: set)
    if let size = knownSize(set) {
      let position = integer(bound) - first
      return bound.speaksOfLast ? .fromLast(size - 1 - position) : .fromFirst(position)
    }
    guard bound.speaksOfLast else { return .fromFirst(integer(bound) - first) }
    // The distance from the end is the same whatever the size.
    let size = 1 << 20
    evaluator.knownSizes[set] = size
    defer { evaluator.knownSizes[set] = nil }
    return .fromLast(size - 1 - (integer(bound) - first))
  }

  mutating func firstMember(of set: IndexSetID) -> Int {
    do throws(NotConstant) {
      return try evaluator.firstMember(of: set)
    } catch {
      report(.noConstant(error, at: model.indexSets[set].span, in: model))
      return 1
    }
  }

  private mutating func integer(_ expression: TypedExpression) -> Int {
    do throws(NotConstant) {
      return try evaluator.integer(expression)
    } catch {
      report(.noConstant(error, at: expression.span, in: model))
      return 1
    }
  }
}

extension TypedExpression {
  /// Whether it names the last member of a set.
  fileprivate var speaksOfLast: Bool {
    if case .endpoint(_, .last) = kind { return true }
    return children.contains { $0.speaksOfLast }
  }
}
