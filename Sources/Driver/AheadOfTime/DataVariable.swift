import Binding
import Objectives
import Semantics

/// A variable that data give values to, as the run-time library of `gmc_model.h` knows it.
struct DataVariable: Sendable {
  /// What its numbers may be.
  enum Kind: Sendable {
    case real(lower: Double, upper: Double, isOpen: Bool, mayBeInfinite: Bool)
    case integer(least: Double)
    case truth
    case member(first: Int, count: Int, names: [String]?)
  }
  let id: VariableID
  let name: String
  let kind: Kind
  let sizes: [Int]
  /// How many of the axes are indices; the others are components.
  let indexRank: Int
  /// Which elements there are, row-major; nil for all.
  let exists: [Bool]?
  let mayBeMissing: Bool
  /// What numbers are multiplied with.
  let scale: Double
  let isStandardised: Bool
  let isBinarised: Bool
  /// What one unit of the stored number stands for.
  let unit: Double
}

extension BoundModel {
  /// What must be known of a variable to read its values again.
  func dataVariable(_ id: VariableID, _ options: BindingOptions) -> DataVariable? {
    guard let value = values[id] else { return nil }
    let variable = model.variables[id]
    let sets = variable.indices.map { model.indices[$0].set } + variable.type.shape
    var unit = 1.0
    if case .bytes(_, let scale) = value.storage { unit = scale }
    return DataVariable(
      id: id, name: variable.name, kind: kind(of: variable.type), sizes: value.shape,
      indexRank: variable.indices.count, exists: existence(sets, value.shape),
      mayBeMissing: value.known != nil,
      scale: options.scales[variable.name] ?? 1,
      isStandardised: options.standardised.contains(variable.name),
      isBinarised: options.binarised[variable.name] != nil, unit: unit)
  }

  private func kind(of type: ValueType) -> DataVariable.Kind {
    func real(
      _ lower: Double, _ upper: Double, isOpen: Bool = false, mayBeInfinite: Bool = false
    ) -> DataVariable.Kind {
      .real(lower: lower, upper: upper, isOpen: isOpen, mayBeInfinite: mayBeInfinite)
    }
    switch type {
    case .positive, .positiveOrdered: return real(0, .infinity, isOpen: true)
    case .unit, .simplex: return real(0, 1)
    case .spread: return real(0, .infinity, mayBeInfinite: true)
    case .real, .ordered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
      .interval, .weights, .record, .group, .poison:
      return real(-.infinity, .infinity)
    case .int: return .integer(least: Double(Int32.min))
    case .nat: return .integer(least: 0)
    case .bool: return .truth
    case .member(let set):
      return .member(
        first: firstMembers[set] ?? 1, count: sizes[set] ?? 0, names: memberNames[set])
    case .array(let element, over: _): return kind(of: element)
    case .optional(let wrapped): return kind(of: wrapped)
    }
  }

  /// Which elements there are where a set has its own size at each member of its parents.
  private func existence(_ sets: [IndexSetID], _ shape: [Int]) -> [Bool]? {
    let ragged = sets.indices.filter { raggedSizes[sets[$0]] != nil }
    guard !ragged.isEmpty else { return nil }
    return (0..<shape.reduce(1, *)).map { element in
      var place = [Int](repeating: 0, count: shape.count)
      var rest = element
      for axis in shape.indices.reversed() {
        place[axis] = rest % shape[axis]
        rest /= shape[axis]
      }
      return ragged.allSatisfy { axis in
        let parents = model.indexSets[sets[axis]].parents.map { model.indices[$0].set }
        let row = parents.reduce(0) { row, parent in
          let own = sets[..<axis].lastIndex(of: parent).map { place[$0] } ?? 0
          return row * (sizes[parent] ?? 1) + own
        }
        guard let lengths = raggedSizes[sets[axis]], row < lengths.count else { return true }
        return place[axis] < lengths[row]
      }
    }
  }
}
