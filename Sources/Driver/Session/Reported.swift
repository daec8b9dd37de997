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

  init(
    _ all: [Quantity], nets: Set<String>, including: [String], excluding: [String]
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
    let wanted = all.indices.filter { !excluding.contains(all[$0].name) }
    let kept = wanted.filter {
      including.contains(all[$0].name)
        || all[$0].places.count <= Self.limit && !all[$0].holdsWeights
    }
    outputs = kept
    quantities = kept.map { all[$0] }
    names = quantities.flatMap(\.elementNames)
    omitted = wanted.filter { !kept.contains($0) && !all[$0].holdsWeights }.map { all[$0].name }
  }
}
