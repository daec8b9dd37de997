/// An axis: values between two ends to places between two others.
struct LinearScale: Sendable {
  let low: Double
  let high: Double
  let start: Double
  let end: Double

  /// Creates a scale over some values with a little room at both ends.
  init(covering values: [Double], from start: Double, to end: Double) {
    let finite = values.filter(\.isFinite)
    let (least, most) = (finite.min() ?? 0, finite.max() ?? 1)
    let room = most > least ? 0.06 * (most - least) : max(0.5, abs(most) * 0.01)
    self.init(low: least - room, high: most + room, from: start, to: end)
  }

  /// Creates a scale between two values.
  init(low: Double, high: Double, from start: Double, to end: Double) {
    (self.low, self.high, self.start, self.end) = (low, high, start, end)
  }

  func place(_ value: Double) -> Double {
    start + (value - low) / (high - low) * (end - start)
  }

  /// About five round numbers between the ends, with the digits that tell them apart.
  var ticks: [(value: Double, label: String)] {
    let raw = (high - low) / 5
    var (power, digits) = (1.0, 0)
    while power > raw { (power, digits) = (power / 10, digits + 1) }
    while power * 10 <= raw { (power, digits) = (power * 10, digits - 1) }
    let step = power * ([1, 2, 5].first { power * $0 >= raw * 0.75 } ?? 10)
    let first = (low / step).rounded(.up)
    let count = Int(((high / step).rounded(.down) - first).rounded())
    guard count >= 0 else { return [] }
    return (0...count).map { index in
      let value = (first + Double(index)) * step
      return (value, fixed(value == 0 ? 0 : value, fractionDigits: max(0, digits)))
    }
  }
}
