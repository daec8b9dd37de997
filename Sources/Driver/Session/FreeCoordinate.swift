import Objectives
import Semantics

/// What one free coordinate of a lowered density means to a person.
struct FreeCoordinate: Sendable {
  /// The element that it moves, or the vector or matrix that it is one of the coordinates of.
  let name: String
  fileprivate let edge: Edge

  /// Where the values lie among the coordinates for which a density may grow without end.
  fileprivate enum Edge {
    /// There is none.
    case none
    /// Far down: a logarithm.
    case below
    /// Far out on either side.
    case bothSides
  }

  /// True iff the value is so near an edge at which densities may be infinite that no ordinary data
  /// put it there.
  func isAtEdge(_ x: Double) -> Bool {
    switch edge {
    case .none: false
    case .below: x < -15
    case .bothSides: abs(x) > 15
    }
  }
}

extension LoweredDensity {
  /// What each coordinate means, in the order of the vector.
  func coordinates(in model: TypedModel) -> [FreeCoordinate] {
    blocks.flatMap { block in
      guard let id = block.variable, let quantity = quantities.first(where: { $0.variable == id })
      else {
        return Array(repeating: FreeCoordinate(name: block.name, edge: .none), count: block.count)
      }
      let element = model.variables[id].type.element
      let names = quantity.names(leavingOut: element.shape.count)
      let width = names.isEmpty ? 0 : block.count / names.count
      return names.flatMap { name in
        (0..<width).map { FreeCoordinate(name: name, edge: .init(element, at: $0)) }
      }
    }
  }
}

extension FreeCoordinate.Edge {
  /// - Parameter index: which of the coordinates of one value; a triangle is filled row by row.
  fileprivate init(_ type: ValueType, at index: Int) {
    switch type {
    case .positive: self = .below
    case .correlation, .choleskyCorrelation: self = .bothSides
    case .covariance, .choleskyFactor:
      let isDiagonal = sequence(first: (0, 2), next: { ($0.0 + $0.1, $0.1 + 1) })
        .prefix { $0.0 <= index }.contains { $0.0 == index }
      self = isDiagonal ? .below : .none
    // A probability of zero is an edge that a density can end at; it does not blow up there.
    case .unit, .interval, .simplex: self = .none
    case .real, .spread, .int, .nat, .bool, .member, .ordered, .positiveOrdered, .weights, .array,
      .optional, .record, .group, .poison:
      self = .none
    }
  }
}

extension ValueType {
  /// The type of the copies of an array, or the type itself.
  fileprivate var element: ValueType {
    if case .array(let element, over: _) = self { element } else { self }
  }
}

extension Quantity {
  /// The names over all but the innermost dimensions, in the order in which they are stored.
  fileprivate func names(leavingOut count: Int) -> [String] {
    let width = members.suffix(count).reduce(1) { $0 * $1.count }
    guard width > 0 else { return [] }
    let tuples = members.dropLast(count).reduce([[String]()]) { prefixes, names in
      prefixes.flatMap { prefix in names.map { prefix + [$0] } }
    }
    let names = tuples.map { $0.isEmpty ? name : "\(name)[\($0.joined(separator: ","))]" }
    return names.indices.sorted { places[$0 * width] < places[$1 * width] }.map { names[$0] }
  }
}
