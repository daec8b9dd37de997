import Inference
import Objectives
import ScalarMath
import Semantics
import TensorIR

/// A set of labels whose names say nothing: the posterior is the same however they are dealt out.
///
/// The K! ways to deal them out cut the posterior into as many cells of equal mass. One cell holds
/// the points whose labels, as they are, lie nearest to those of a pivot; the evidence is K! times
/// the integral over it, whether or not the modes overlap. A chain that never leaves one mode and
/// one that wanders through all of them give the same draws once each is moved into the cell.
struct Exchangeable: Sendable {
  let set: IndexSetID
  /// The number of labels.
  let count: Int
  private let model: PosteriorValues
  /// For each label, which of the reported values belong to it, in one order for all labels.
  private let features: [[Int]]
  /// The values of the pivot and the widths that distances are measured in, label after label.
  private var pivot: [[Double]] = []
  private var widths: [Double] = []

  /// The log of the number of cells.
  var logCopies: Double { Double.logGamma(Double(count) + 1) }

  /// The labels of a posterior that are exchangeable: all transpositions of neighbours leave its
  /// density as it is, at every given point.
  static func find(
    _ model: PosteriorValues, _ density: some LogDensity, at points: [[Double]]
  ) throws(EvidenceFailure) -> [Exchangeable] {
    guard !points.isEmpty else { return [] }
    var density = density
    var gradient = points[0]
    var result: [Exchangeable] = []
    for set in model.sets {
      guard let candidate = Exchangeable(set.id, set.count, model) else { continue }
      var isExchangeable = true
      search: for point in points {
        let value = try value(&density, model, at: point, &gradient)
        guard value.isFinite else { continue }
        for label in 0..<set.count - 1 {
          var order = Array(0..<set.count)
          order.swapAt(label, label + 1)
          guard let moved = candidate.dealt(point, order),
            case let other = try Self.value(&density, model, at: moved, &gradient),
            abs(other - value) < 1e-8 * max(1, abs(value))
          else {
            isExchangeable = false
            break search
          }
        }
      }
      if isExchangeable { result.append(candidate) }
    }
    return result
  }

  /// The log density without the stretch of the coordinates.
  private static func value(
    _ density: inout some LogDensity, _ model: PosteriorValues, at point: [Double],
    _ gradient: inout [Double]
  ) throws(EvidenceFailure) -> Double {
    try density.value(at: point, gradient: &gradient) - model.logJacobian(at: point)
  }

  private init?(_ set: IndexSetID, _ count: Int, _ model: PosteriorValues) {
    self.set = set
    self.count = count
    self.model = model
    features = model.places(of: set, count: count)
    if features.first?.isEmpty ?? true { return nil }
  }

  /// The point with its labels dealt out anew: label k gets what label `order[k]` had.
  func dealt(_ point: [Double], _ order: [Int]) -> [Double]? {
    model.point(model.values(at: point), dealing: set, order)
  }

  /// Fixes the cell by some draws: the pivot is the mean of the draws, each dealt out so that it is
  /// nearest to it, from the first draw on.
  mutating func settle(on draws: [[Double]]) {
    let rows = draws.map { labels(of: $0) }
    let width = rows.first?.first?.count ?? 0
    widths = (0..<width).map { feature in
      let values = rows.flatMap { $0.map { $0[feature] } }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      return variance > 0 && variance.isFinite ? variance.squareRoot() : 1
    }
    pivot = rows.first ?? []
    for _ in 0..<5 {
      var sum = pivot.map { $0.map { _ in 0.0 } }
      for row in rows {
        for (label, source) in order(of: row).enumerated() {
          for feature in 0..<width {
            sum[label][feature] += row[source][feature] / Double(rows.count)
          }
        }
      }
      pivot = sum
    }
  }

  /// Moves a draw into the cell.
  func movedIntoCell(_ point: [Double]) -> [Double] {
    let order = order(of: labels(of: point))
    if order == Array(0..<count) { return point }
    return dealt(point, order) ?? point
  }

  /// True iff the labels as they are lie nearest to the pivot.
  func cellContains(_ point: [Double]) -> Bool {
    order(of: labels(of: point)) == Array(0..<count)
  }

  /// For each label of the pivot, the label nearest to it when all are dealt out.
  private func order(of row: [[Double]]) -> [Int] {
    var costs = [Double](repeating: 0, count: count * count)
    for (label, place) in pivot.enumerated() {
      for (source, values) in row.enumerated() {
        costs[label * count + source] = zip(zip(place, values), widths).reduce(0) { sum, pair in
          let distance = (pair.0.0 - pair.0.1) / pair.1
          return sum + distance * distance
        }
      }
    }
    return cheapestAssignment(costs, count: count)
  }

  /// What belongs to each label.
  private func labels(of point: [Double]) -> [[Double]] {
    let values = model.values(at: point)
    return features.map { $0.map { values[$0] } }
  }
}

/// A density that is zero outside the cells of exchangeable labels.
struct CellDensity<Base: LogDensity>: LogDensity {
  private var base: Base
  private let cells: [Exchangeable]

  init(_ base: Base, cells: [Exchangeable]) {
    self.base = base
    self.cells = cells
  }

  var dimension: Int { base.dimension }

  mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    let value = try base.evaluate(x, gradient: &gradient)
    guard !cells.isEmpty else { return value }
    let point = (0..<x.count).map { x[$0] }
    guard cells.allSatisfy({ $0.cellContains(point) }) else {
      throw .outsideSupport("the labels are dealt out otherwise")
    }
    return value
  }
}
