import ScalarMath

/// Where the mass of a function on a line lies, as far as one knows.
struct Place: Sendable, Equatable {
  var center: Double
  var width: Double
}

/// The log of the integral of exp g over the real line.
///
/// Along u = center + width sinh t every tail that falls off like a power or faster falls off at
/// least exponentially, and the trapezoidal rule converges faster than any power of its step. The
/// place is found first, from the quartiles of exp g on a coarse grid; then the step is halved
/// until the result stays.
struct LineIntegral: Sendable {
  /// The absolute error of the log that is good enough.
  let tolerance: Double
  /// How much smaller than at its peak the integrand may be to count as zero, as a log.
  private let depth = 46.0
  /// The t at which sinh t leaves every sensible scale.
  private let limit = 60.0

  init(tolerance: Double) { self.tolerance = tolerance }

  /// The log of the integral, the bound of its error, and where its mass lies.
  struct Result: Sendable {
    let value: Double
    let error: Double
    let place: Place
  }

  func integrate(
    from guess: Place, _ g: (Double) throws(EvidenceFailure) -> Double
  ) throws(EvidenceFailure) -> Result {
    let (place, extent) = try settle(guess, g)
    /// The log of the integrand over t, at its nodes.
    func node(_ t: Double) throws(EvidenceFailure) -> Double {
      try g(place.center + place.width * Double.sinh(t)) + Double.log(Double.cosh(t))
    }
    var step = 0.5
    var logs = [try node(0)]
    var peak = logs[0]
    var ends: [Double] = []
    for direction in [1.0, -1.0] {
      var (t, small) = (step, 0)
      while small < 3 || extent.contains(place.center + direction * place.width * Double.sinh(t)) {
        guard t <= limit else {
          throw .unbounded("the density does not fall off in some direction")
        }
        let value = try node(direction * t)
        logs.append(value)
        peak = max(peak, value)
        small = value < peak - depth ? small + 1 : 0
        t += step
      }
      ends.append(t)
    }
    guard peak.isFinite else { throw .unbounded("the density is zero or infinite everywhere") }
    var sum = Double.logSumExp(logs)
    var value = sum + Double.log(step)
    var error = Double.infinity
    // Of a large logarithm the last digits are rounding errors.
    let attainable = max(tolerance, 2e-13 * abs(peak))
    while error > attainable {
      guard step > 0.5 / 512 else {
        throw .unreliable("quadrature does not settle: the density is not smooth")
      }
      var middles: [Double] = []
      var t = -ends[1] + step / 2
      while t < ends[0] {
        middles.append(try node(t))
        t += step
      }
      sum = Double.logSumExp(sum, Double.logSumExp(middles))
      step /= 2
      let finer = sum + Double.log(step)
      error = abs(finer - value)
      value = finer
    }
    return Result(value: value + Double.log(place.width), error: error, place: place)
  }

  /// Follows the quartiles of exp g until they stay; says how far out mass was seen, too.
  private func settle(
    _ guess: Place, _ g: (Double) throws(EvidenceFailure) -> Double
  ) throws(EvidenceFailure) -> (Place, extent: ClosedRange<Double>) {
    var place = guess
    var extent = place.center...place.center
    for _ in 0..<60 {
      let nodes = (-8...8).map { place.center + place.width * Double.sinh(0.7 * Double($0)) }
      var logs: [Double] = []
      for (slot, u) in nodes.enumerated() {
        logs.append(try g(u) + Double.log(Double.cosh(0.7 * Double(slot - 8))))
      }
      let total = Double.logSumExp(logs)
      guard total.isFinite else {
        place.width *= 8
        continue
      }
      let seen = nodes.indices.filter { logs[$0] >= total - depth }
      extent = nodes[seen[0]]...nodes[seen[seen.count - 1]]
      let quartiles = quartiles(nodes, logs.map { Double.exp($0 - total) })
      // Where logs have no digits left behind the point, nothing can be told apart.
      guard quartiles.count == 3 else { break }
      let next = Place(center: quartiles[1], width: (quartiles[2] - quartiles[0]) / 1.35)
      let isSettled =
        abs(next.center - place.center) < place.width / 2
        && (0.4...2.5).contains(next.width / place.width)
      if next.width > 0, next.width.isFinite { place = next }
      if isSettled { break }
    }
    return (place, extent)
  }

  /// Where a quarter, half and three quarters of the mass lie, which is spread evenly around nodes.
  private func quartiles(_ nodes: [Double], _ weights: [Double]) -> [Double] {
    var result: [Double] = []
    var sum = 0.0
    // Weights of very small densities add up to one only nearly.
    let total = weights.reduce(0, +)
    for (slot, weight) in weights.lazy.map({ $0 / total }).enumerated() {
      let lower = (nodes[max(slot - 1, 0)] + nodes[slot]) / 2
      let upper = (nodes[min(slot + 1, nodes.count - 1)] + nodes[slot]) / 2
      while result.count < 3, weight > 0,
        sum + weight >= 0.25 * Double(result.count + 1) * (1 - 1e-12)
      {
        let share = min(1, (0.25 * Double(result.count + 1) - sum) / weight)
        result.append(lower + share * (upper - lower))
      }
      sum += weight
    }
    return result
  }
}
