import Objectives
import Semantics
import TensorIR

/// The values of the latents of a lowered density at its points, and the way back.
struct PosteriorValues: Sendable {
  private let lowered: LoweredDensity
  private let reporter: Interpreter
  private let parts: Interpreter
  /// The latents themselves, with their places among the outputs of the report.
  private let quantities: [(output: Int, quantity: Quantity, sets: [IndexSetID])]
  /// The sets along which some latent has values, and their sizes.
  let sets: [(id: IndexSetID, count: Int)]

  /// `nil` if the programs cannot be run here.
  ///
  /// - Parameter dimensions: the index sets of the indices and components of a variable.
  init?(_ lowered: LoweredDensity, dimensions: (VariableID) -> [IndexSetID]) {
    guard let reporter = try? Interpreter(lowered.report, data: lowered.data),
      let parts = try? Interpreter(lowered.parts, data: lowered.data)
    else { return nil }
    self.lowered = lowered
    self.reporter = reporter
    self.parts = parts
    quantities = lowered.quantities.enumerated().compactMap { output, quantity in
      guard lowered.blocks.contains(where: { $0.variable == quantity.variable }) else {
        return nil
      }
      return (output, quantity, dimensions(quantity.variable))
    }
    var seen: Set<IndexSetID> = []
    sets = quantities.flatMap { entry in
      zip(entry.sets, entry.quantity.members).map { (id: $0, count: $1.count) }
    }.filter { (2...64).contains($0.count) && seen.insert($0.id).inserted }
  }

  /// All values at a point, quantity after quantity, each row-major.
  func values(at point: [Double]) -> [Double] {
    var reporter = reporter
    reporter.run(point)
    return quantities.flatMap { entry in
      let values = reporter.output(entry.output)
      return entry.quantity.places.map { values[$0] }
    }
  }

  /// The log of how the coordinates stretch the values.
  func logJacobian(at point: [Double]) -> Double {
    var parts = parts
    parts.run(point)
    return parts.scalar(1)
  }

  /// For each member of a set, which values belong to it alone, in one order for all members.
  func places(of set: IndexSetID, count: Int) -> [[Int]] {
    var result = [[Int]](repeating: [], count: count)
    var start = 0
    for entry in quantities {
      let shape = entry.quantity.members.map(\.count)
      if entry.sets.count(where: { $0 == set }) == 1 {
        for (place, position) in positions(shape).enumerated() {
          for (axis, id) in entry.sets.enumerated() where id == set {
            result[position[axis]].append(start + place)
          }
        }
      }
      start += shape.reduce(1, *)
    }
    return result
  }

  /// The point of values whose members of a set are dealt out anew: member k gets what
  /// `order[k]` had. `nil` if that is outside the domain of a latent.
  func point(_ values: [Double], dealing set: IndexSetID, _ order: [Int]) -> [Double]? {
    var result: [VariableID: [Double]] = [:]
    var start = 0
    for entry in quantities {
      let shape = entry.quantity.members.map(\.count)
      result[entry.quantity.variable] = positions(shape).map { position in
        let source = zip(position, entry.sets).map { $1 == set ? order[$0] : $0 }
        return values[start + zip(source, shape).reduce(0) { $0 * $1.1 + $1.0 }]
      }
      start += shape.reduce(1, *)
    }
    guard let point = lowered.coordinates(of: result), point.allSatisfy(\.isFinite) else {
      return nil
    }
    return point
  }

  /// The positions of an array, row-major.
  private func positions(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { prefixes, size in
      prefixes.flatMap { prefix in (0..<size).map { prefix + [$0] } }
    }
  }
}
