import Diagnostics
import Objectives
import Semantics

/// The quantities of a lowered density that a command reports.
struct Reported: Sendable {
  /// Quantities with more elements are reported only on request.
  private static let limit = 1000

  let quantities: [Quantity]
  /// The places of those quantities among the outputs of the report program.
  let outputs: [Int]
  /// The names of all elements, in order.
  let names: [String]
  /// The nets whose weights are reported.
  let nets: Set<String>
  /// The names of quantities that were left out for their size.
  let omitted: [String]

  /// - Parameter hidesWeights: whether weights of nets are reported only on request: one point of
  ///   them says nothing, while their draws are a result.
  init(
    _ all: [Quantity], nets: Set<String>, hidesWeights: Bool, including: [String],
    excluding: [String]
  ) throws(UsageError) {
    self.nets = nets.intersection(including)
    for name in including + excluding
    where !nets.contains(name) && !all.contains(where: { $0.name == name }) {
      let candidates = all.map(\.name) + nets.sorted()
      throw UsageError(
        "no quantity is called `\(name)`",
        hint: nearest(to: name, among: candidates).map { "did you mean `\($0)`?" }
          ?? "there are \(candidates.joined(separator: ", "))")
    }
    let isHidden = { (quantity: Quantity) in hidesWeights && quantity.holdsWeights }
    let wanted = all.indices.filter { !excluding.contains(all[$0].name) }
    let kept = wanted.filter {
      including.contains(all[$0].name)
        || all[$0].places.count <= Self.limit && !isHidden(all[$0])
    }
    outputs = kept
    quantities = kept.map { all[$0] }
    names = quantities.flatMap(\.elementNames)
    omitted = wanted.filter { !kept.contains($0) && !isHidden(all[$0]) }.map { all[$0].name }
  }
}
