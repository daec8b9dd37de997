import Binding
import Reporting
import Semantics

/// One variable of a simulated data set.
struct GeneratedVariable: Sendable {
  let name: String
  /// The index sets of its dimensions, outermost first.
  let sets: [IndexSetID]
  let shape: [Int]
  /// Row-major; a member of a set by its name or number.
  let elements: [JSONValue]

  init(_ id: VariableID, _ value: BoundValue, in bound: BoundModel) {
    let variable = bound.model.variables[id]
    name = variable.name
    sets = variable.indices.map { bound.model.indices[$0].set } + variable.type.shape
    shape = value.shape
    let set = variable.type.memberSet
    elements = value.storage.elements { position in
      guard let set else { return .integer(position) }
      let text = bound.memberName(position, of: set)
      return Int(text).map { .integer($0) } ?? .string(text)
    }
  }

  /// Nested arrays as in Stan's data format.
  var nested: JSONValue { Self.nested(elements[...], shape[...]) }

  private static func nested(_ elements: ArraySlice<JSONValue>, _ shape: ArraySlice<Int>)
    -> JSONValue
  {
    guard let count = shape.first else { return elements.first ?? .null }
    let stride = shape.dropFirst().reduce(1, *)
    return .array(
      (0..<count).map { index in
        let start = elements.startIndex + index * stride
        return nested(elements[start..<start + stride], shape.dropFirst())
      })
  }
}

extension BoundValue.Storage {
  /// The elements as JSON; `integer` says what an integer stands for.
  fileprivate func elements(_ integer: (Int) -> JSONValue) -> [JSONValue] {
    switch self {
    case .reals(let values): values.map { .number($0) }
    case .integers(let values): values.map { integer(Int($0)) }
    case .booleans(let values): values.map { .integer($0 ? 1 : 0) }
    case .bytes(let values, let scale): values.map { .number(Double($0) * scale) }
    }
  }
}

extension ValueType {
  /// The set that the elements of an array are members of, if they are.
  var memberSet: IndexSetID? {
    switch self {
    case .member(let set): set
    case .array(let element, over: _), .optional(let element): element.memberSet
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights,
      .record, .group, .poison:
      nil
    }
  }
}

/// A simulated data set.
struct Generated: Sendable {
  let variables: [GeneratedVariable]

  /// An object with one member for each variable, as `--data` reads it.
  var json: JSONValue { .object(variables.map { .init($0.name, $0.nested) }) }

  /// The variables over the plate of the last one as columns, and the names of the others.
  func csv() -> (text: String, leftOut: [String])? {
    guard let plate = variables.last?.sets.first else { return nil }
    let columns = variables.filter { $0.sets.first == plate }
    guard let rowCount = columns.first?.shape.first else { return nil }
    var lines = [columns.flatMap(\.columnNames).joined(separator: ",")]
    for row in 0..<rowCount {
      lines.append(columns.flatMap { $0.cells(ofRow: row) }.joined(separator: ","))
    }
    let leftOut = variables.filter { $0.sets.first != plate }.map(\.name)
    return (lines.joined(separator: "\n") + "\n", leftOut)
  }
}

extension GeneratedVariable {
  /// `x`, or `x.1`, `x.2` for the components of one row.
  fileprivate var columnNames: [String] {
    shape.dropFirst().reduce([name]) { names, size in
      names.flatMap { name in (1...max(size, 1)).prefix(size).map { "\(name).\($0)" } }
    }
  }

  fileprivate func cells(ofRow row: Int) -> [String] {
    let width = shape.dropFirst().reduce(1, *)
    return elements[row * width..<(row + 1) * width].map { cell in
      switch cell {
      case .string(let text): text.contains(",") ? "\"\(text)\"" : text
      case .null, .boolean, .integer, .number, .array, .object: cell.text()
      }
    }
  }
}
