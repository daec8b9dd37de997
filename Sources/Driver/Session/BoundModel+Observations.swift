import Binding
import Semantics

extension BoundModel {
  /// How many numbers of the data the story gives a distribution to.
  var observationCount: Int {
    model.variables.ids.reduce(0) { sum, id in
      let isObserved = model.variables[id].parts.contains {
        $0.role == .observed || $0.role == .partial
      }
      guard isObserved, let value = values[id] else { return sum }
      let count = value.shape.reduce(1, *)
      let known = isThere(id, value)
      return known.isEmpty ? sum + count : sum + count / known.count * known.count { $0 }
    }
  }
}
