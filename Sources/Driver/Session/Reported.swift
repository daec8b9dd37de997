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
  /// The names of quantities that were left out for their size.
  let omitted: [String]

  init(
    _ all: [Quantity], including: [String], excluding: [String]
  ) throws(UsageError) {
    for name in including + excluding where !all.contains(where: { $0.name == name }) {
      let candidates = all.map(\.name)
      throw UsageError(
        "no quantity is called `\(name)`",
        hint: nearest(to: name, among: candidates).map { "did you mean `\($0)`?" }
          ?? "there are \(candidates.joined(separator: ", "))")
    }
    let wanted = all.indices.filter { !excluding.contains(all[$0].name) }
    let kept = wanted.filter {
      all[$0].places.count <= Self.limit || including.contains(all[$0].name)
    }
    outputs = kept
    quantities = kept.map { all[$0] }
    names = quantities.flatMap(\.elementNames)
    omitted = wanted.filter { !kept.contains($0) }.map { all[$0].name }
  }
}
