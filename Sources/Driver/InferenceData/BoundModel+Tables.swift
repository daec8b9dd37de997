import Binding
import NetCDFBridge
import Semantics

/// A variable's values as files hold them.
struct LabelledTable: Sendable {
  let name: String
  let axes: [LabelledAxis]
  let values: NetCDFVariable.Values
}

extension BoundModel {
  /// The known values of the variables with a part of one of the roles.
  func tables(of roles: Set<Role>) -> [LabelledTable] {
    model.variables.ids.compactMap { id in
      let variable = model.variables[id]
      guard variable.guide == nil, variable.parts.contains(where: { roles.contains($0.role) }),
        let value = values[id]
      else { return nil }
      return table(of: id, value)
    }
  }

  /// A value with the names of its dimensions and members.
  ///
  /// A member of a set is its number or its name; what is unknown, or beyond the end of a ragged
  /// set, is NaN or an empty text.
  func table(of id: VariableID, _ value: BoundValue) -> LabelledTable {
    let variable = model.variables[id]
    let axes = zip(dimensions(of: id), zip(value.shape, value.starts)).map { set, extent in
      LabelledAxis(
        model.indexSets[set].name, (0..<extent.0).map { memberName($0 + extent.1, of: set) })
    }
    let width = value.shape.dropFirst(variable.indices.count).reduce(1, *)
    let known = isThere(id, value)
    let isThere = { (place: Int) in known[place / max(width, 1)] }
    let hasHoles = known.contains(false)
    func reals(_ values: [Double]) -> NetCDFVariable.Values {
      .reals(hasHoles ? values.indices.map { isThere($0) ? values[$0] : .nan } : values)
    }
    let values: NetCDFVariable.Values
    switch value.storage {
    case .reals(let numbers): values = reals(numbers)
    case .bytes(let bytes, let scale): values = reals(bytes.map { Double($0) * scale })
    case .booleans(let truths):
      values = hasHoles ? reals(truths.map { $0 ? 1 : 0 }) : .booleans(truths)
    case .integers(let integers):
      guard let set = variable.type.memberSet else {
        values = hasHoles ? reals(integers.map(Double.init)) : .integers(integers.map(Int.init))
        break
      }
      let names = integers.map { memberName(Int($0), of: set) }
      let numbers = names.compactMap { Int($0) }
      if numbers.count < names.count {
        values = .texts(names.indices.map { isThere($0) ? names[$0] : "" })
      } else {
        values = hasHoles ? reals(numbers.map(Double.init)) : .integers(numbers)
      }
    }
    return LabelledTable(name: variable.name, axes: axes, values: values)
  }

  /// Whether each element of the indices is known and inside its ragged sets, row-major.
  func isThere(_ id: VariableID, _ value: BoundValue?) -> [Bool] {
    let letters = model.variables[id].indices
    let shape = (value?.shape ?? shape(of: id)).prefix(letters.count)
    let count = shape.reduce(1, *)
    var result = value?.known ?? Array(repeating: true, count: count)
    for (place, letter) in letters.enumerated() {
      let set = model.indices[letter].set
      guard let ends = raggedSizes[set] else { continue }
      let parents = model.indexSets[set].parents.compactMap { letters.firstIndex(of: $0) }
      guard parents.count == model.indexSets[set].parents.count else { continue }
      for element in 0..<count {
        let position = places(of: element, in: shape)
        let row = parents.reduce(0) { $0 * shape[$1] + position[$1] }
        if row < ends.count, position[place] >= ends[row] { result[element] = false }
      }
    }
    return result
  }

  private func places(of element: Int, in shape: ArraySlice<Int>) -> [Int] {
    var rest = element
    return shape.reversed().map { size in
      defer { rest /= max(size, 1) }
      return rest % max(size, 1)
    }.reversed()
  }
}
