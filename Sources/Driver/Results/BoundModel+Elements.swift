import Binding
import Semantics

extension BoundModel {
  /// The sizes of a variable's indices and components.
  func shape(of id: VariableID) -> [Int] { dimensions(of: id).map { sizes[$0] ?? 0 } }

  /// The names of a variable's elements as results call them, row-major.
  func elementNames(of id: VariableID) -> [String] {
    let sets = dimensions(of: id)
    let name = model.variables[id].name
    guard !sets.isEmpty else { return [name] }
    let tuples = sets.reduce([""]) { prefixes, set in
      prefixes.flatMap { prefix in
        (0..<(sizes[set] ?? 0)).map { place in
          (prefix.isEmpty ? "" : prefix + ",") + memberName(place, of: set)
        }
      }
    }
    return tuples.map { "\(name)[\($0)]" }
  }

  /// The index sets of a variable's indices and components, outermost first.
  func dimensions(of id: VariableID) -> [IndexSetID] {
    let variable = model.variables[id]
    return variable.indices.map { model.indices[$0].set } + variable.type.shape
  }

  /// A variable that has one value everywhere; `nil` if the text is none of its type.
  func constant(_ text: String, for id: VariableID) -> BoundValue? {
    let shape = shape(of: id)
    let count = shape.reduce(1, *)
    switch model.variables[id].type {
    case .bool:
      guard let value = ["true": true, "false": false, "1": true, "0": false][text] else {
        return nil
      }
      return BoundValue(shape: shape, storage: .booleans(Array(repeating: value, count: count)))
    case .member(let set):
      let place = (0..<(sizes[set] ?? 0)).first { memberName($0, of: set) == text }
      return place.map {
        BoundValue(shape: shape, storage: .integers(Array(repeating: Int32($0), count: count)))
      }
    case .int, .nat:
      return Int32(text).map {
        BoundValue(shape: shape, storage: .integers(Array(repeating: $0, count: count)))
      }
    case .real, .positive, .unit, .interval, .spread, .simplex, .ordered, .positiveOrdered,
      .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .array:
      return Double(text).map {
        BoundValue(shape: shape, storage: .reals(Array(repeating: $0, count: count)))
      }
    case .weights, .optional, .record, .group, .poison: return nil
    }
  }

  /// A variable over a set whose every element is the first member; `nil` if it is none.
  func firstMember(for id: VariableID) -> BoundValue? {
    guard case .member(let set) = model.variables[id].type else { return nil }
    return constant(memberName(0, of: set), for: id)
  }
}
