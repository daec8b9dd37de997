import Binding
import Objectives
import ScalarMath
import Semantics

/// Starting points of mixtures that begin at the data.
///
/// A component's location is a random row and its scale that of all rows. From points near zero,
/// far from the data, all components climb as one and end there. A value belongs to a component if
/// it is indexed by, or runs over, a set that a hidden choice ranges over.
struct MixtureStarts: Sendable {
  /// The rows of an observed variable, each flat.
  private struct Rows: Sendable {
    let type: ValueType
    let rows: [[Double]]
    let variances: [Double]
  }

  private let problem: Problem
  private let bound: BoundModel
  private let componentSets: Set<IndexSetID>
  private let observed: [Rows]

  /// The starts of a bound model; `nil` if it has no hidden choice.
  init?(_ problem: Problem, _ bound: BoundModel) {
    self.problem = problem
    self.bound = bound
    componentSets = Set(
      bound.model.variables.ids.compactMap { id in
        guard bound.values[id] == nil, case .member(let set) = bound.model.variables[id].type
        else { return nil }
        return set
      })
    observed = bound.model.variables.ids.compactMap { Self.rows(of: $0, in: bound) }
    if componentSets.isEmpty || observed.isEmpty { return nil }
  }

  /// Returns a start, or `nil` where the data give none.
  func point(using random: inout RandomStream) -> [Double]? {
    let uniform = (0..<problem.lowered.dimension).map { _ in 4 * random.uniform() - 2 }
    var values = problem.blockValues(at: uniform)
    var isChanged = false
    for block in problem.lowered.blocks {
      if let list = start(of: block.variable, using: &random) {
        values[block.variable] = list
        isChanged = true
      }
    }
    guard isChanged, let point = problem.lowered.coordinates(of: values),
      point.allSatisfy(\.isFinite)
    else { return nil }
    return point
  }

  /// The values of a variable that belongs to components, row-major.
  private func start(of id: VariableID, using random: inout RandomStream) -> [Double]? {
    let variable = bound.model.variables[id]
    let indexSets = variable.indices.map { bound.model.indices[$0].set }
    guard indexSets.count <= 1 else { return nil }
    if let set = indexSets.first {
      guard componentSets.contains(set) else { return nil }
      var values: [Double] = []
      for _ in 0..<(bound.sizes[set] ?? 0) {
        guard let one = component(of: variable.type, using: &random) else { return nil }
        values += one
      }
      return values
    }
    return vector(of: variable.type, using: &random)
  }

  /// A variable without an index whose type runs over the components.
  private func vector(of type: ValueType, using random: inout RandomStream) -> [Double]? {
    let element: ValueType
    switch type {
    case .ordered(let set) where componentSets.contains(set): element = .real
    case .positiveOrdered(let set) where componentSets.contains(set): element = .real
    case .array(let inner, let sets) where sets.count == 1 && componentSets.contains(sets[0]):
      element = inner
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .simplex,
      .ordered, .positiveOrdered, .covariance, .correlation, .choleskyFactor,
      .choleskyCorrelation, .weights, .array, .optional, .record, .group, .poison:
      return nil
    }
    guard let set = type.shape.first else { return nil }
    var values: [Double] = []
    for _ in 0..<(bound.sizes[set] ?? 0) {
      guard let one = component(of: element, using: &random) else { return nil }
      values += one
    }
    switch type {
    case .ordered, .positiveOrdered: return values.sorted()
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .simplex,
      .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights, .array,
      .optional, .record, .group, .poison:
      return values
    }
  }

  /// One component's location, scale or covariance; `nil` for what is none of these.
  private func component(of type: ValueType, using random: inout RandomStream) -> [Double]? {
    for data in observed {
      let deviations = data.variances.map { $0.squareRoot() }
      switch type {
      case data.type:
        return data.rows[Int(random.uniform() * Double(data.rows.count))]
      case .positive where data.type == .real: return deviations
      case .array(.positive, let sets) where data.type == .array(.real, over: sets):
        return deviations
      case .covariance(let set) where data.type == .array(.real, over: [set]):
        let count = data.variances.count
        return (0..<count * count).map { $0 % (count + 1) == 0 ? data.variances[$0 / count] : 0 }
      case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .simplex,
        .ordered, .positiveOrdered, .covariance, .correlation, .choleskyFactor,
        .choleskyCorrelation, .weights, .array, .optional, .record, .group, .poison:
        continue
      }
    }
    return nil
  }

  /// The rows of a real variable that the data have, over all its plates.
  private static func rows(of id: VariableID, in bound: BoundModel) -> Rows? {
    let variable = bound.model.variables[id]
    guard variable.parts.contains(where: { $0.role == .observed }),
      let value = bound.values[id], case .reals(let numbers) = value.storage
    else { return nil }
    switch variable.type {
    case .real, .array(.real, over: _): break
    case .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
      .weights, .array, .optional, .record, .group, .poison:
      return nil
    }
    let width = value.shape.dropFirst(variable.indices.count).reduce(1, *)
    guard width > 0, numbers.count >= 2 * width else { return nil }
    let rows = stride(from: 0, to: numbers.count, by: width).map {
      Array(numbers[$0..<$0 + width])
    }
    let count = Double(rows.count)
    let means = (0..<width).map { k in rows.reduce(0) { $0 + $1[k] } / count }
    let variances = (0..<width).map { k in
      rows.reduce(0) { $0 + ($1[k] - means[k]) * ($1[k] - means[k]) } / count
    }
    return Rows(type: variable.type, rows: rows, variances: variances)
  }
}
