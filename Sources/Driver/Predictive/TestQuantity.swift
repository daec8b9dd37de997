import Binding
import Diagnostics
import Objectives
import Semantics

/// What replicated data are compared with data by.
enum TestQuantity: Sendable {
  /// A statistic of each component of a variable, over all of its indices.
  case statistic(Statistic, VariableID)
  /// A deterministic value that the model names; it may depend on latents as well as on data.
  case value(VariableID)

  enum Statistic: String, CaseIterable, Sendable {
    case mean, sd, min, max, median

    func value(_ numbers: [Double]) -> Double {
      let count = Double(numbers.count)
      let mean = numbers.reduce(0, +) / count
      switch self {
      case .mean: return mean
      case .sd:
        let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / (count - 1)).squareRoot()
      case .min: return numbers.min() ?? .nan
      case .max: return numbers.max() ?? .nan
      case .median:
        let sorted = numbers.sorted()
        guard !sorted.isEmpty else { return .nan }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
      }
    }
  }

  /// What `--check mean,sd,name` asks for, in terms of a model and its data.
  static func parse(
    _ texts: [String], of observed: BoundModel
  ) throws(UsageError) -> [TestQuantity] {
    let model = observed.model
    let data = model.variables.ids.filter { id in
      model.variables[id].isData && observed.values[id] != nil
        && model.variables[id].type.memberSet == nil
    }
    let named = model.variables.ids.filter {
      let role = model.variables[$0].parts[0].role
      return model.variables[$0].guide == nil && (role == .deterministic || role == .abbreviation)
    }
    var result: [TestQuantity] = []
    for word in texts.flatMap({ $0.split(separator: ",").map(String.init) }) {
      if let statistic = Statistic(rawValue: word) {
        result += data.map { .statistic(statistic, $0) }
      } else if let id = named.first(where: { model.variables[$0].name == word }) {
        result.append(.value(id))
      } else {
        let words = Statistic.allCases.map(\.rawValue) + named.map { model.variables[$0].name }
        throw UsageError(
          "`--check \(word)` is no statistic, and no value that the model names",
          hint: nearest(to: word, among: words).map { "did you mean `\($0)`?" }
            ?? "there are " + words.joined(separator: ", "))
      }
    }
    return result
  }

  /// The names and values of the quantity in a model whose variables all have values.
  ///
  /// - Parameter observed: says which elements of the data are known.
  func values(
    in bound: BoundModel, _ observed: BoundModel, log: inout DiagnosticLog
  ) -> [(name: String, value: Double)]? {
    switch self {
    case .value(let id):
      guard let answer = evaluate(id, in: bound, log: &log) else { return nil }
      return Array(zip(answer.quantity.elementNames, answer.values)).map { ($0.0, $0.1) }
    case .statistic(let statistic, let id):
      guard let numbers = bound.values[id]?.numbers else { return [] }
      let variable = bound.model.variables[id]
      let width = bound.shape(of: id).dropFirst(variable.indices.count).reduce(1, *)
      let known = observed.isThere(id, observed.values[id])
      let components = bound.componentNames(of: id)
      return components.indices.map { component in
        let own = known.indices.filter { known[$0] }.map { numbers[$0 * width + component] }
        return ("\(statistic.rawValue) \(components[component])", statistic.value(own))
      }
    }
  }
}

extension Variable {
  /// Whether the story gives a distribution to data of it.
  var isData: Bool {
    guide == nil && parts.contains { $0.role == .observed || $0.role == .partial }
  }
}

extension BoundModel {
  /// `x`, or `x[1]`, `x[2]` for the components of one value.
  fileprivate func componentNames(of id: VariableID) -> [String] {
    let variable = model.variables[id]
    let tuples = variable.type.shape.reduce([[String]()]) { prefixes, set in
      prefixes.flatMap { prefix in
        (0..<(sizes[set] ?? 0)).map { prefix + [memberName($0, of: set)] }
      }
    }
    return tuples.map {
      $0.isEmpty ? variable.name : "\(variable.name)[\($0.joined(separator: ","))]"
    }
  }
}
