/// The latest steps and changes of the gradient, which stand for the inverse Hessian.
///
/// Nocedal: Updating quasi-Newton matrices with limited storage (1980).
struct CurvatureMemory {
  private struct Pair {
    let step: [Double]
    let change: [Double]
    let product: Double
  }

  private let capacity: Int
  private var pairs: [Pair] = []

  init(capacity: Int) { self.capacity = capacity }

  /// True iff nothing is remembered.
  var isEmpty: Bool { pairs.isEmpty }

  /// Forgets everything.
  mutating func clear() { pairs.removeAll() }

  /// Remembers a step from one point to another, unless the curvature along it is not positive.
  mutating func record<Density>(from old: Cost<Density>.Point, to new: Cost<Density>.Point) {
    let step = zip(new.position, old.position).map { $0 - $1 }
    let change = zip(new.gradient, old.gradient).map { $0 - $1 }
    let product = dot(step, change)
    guard product > 1e-16 * dot(change, change), product.isFinite else { return }
    if pairs.count == max(capacity, 1) { pairs.removeFirst() }
    pairs.append(Pair(step: step, change: change, product: product))
  }

  /// Writes minus the estimated inverse Hessian times the gradient, by the two-loop recursion.
  func descent(_ gradient: [Double], into direction: inout [Double]) {
    for index in gradient.indices { direction[index] = -gradient[index] }
    var weights: [Double] = []
    for pair in pairs.reversed() {
      let weight = dot(pair.step, direction) / pair.product
      add(-weight, times: pair.change, to: &direction)
      weights.append(weight)
    }
    if let last = pairs.last {
      let scale = last.product / dot(last.change, last.change)
      for index in direction.indices { direction[index] *= scale }
    }
    for (pair, weight) in zip(pairs, weights.reversed()) {
      let correction = weight - dot(pair.change, direction) / pair.product
      add(correction, times: pair.step, to: &direction)
    }
  }
}
