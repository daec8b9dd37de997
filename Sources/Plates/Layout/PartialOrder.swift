/// A strict order on few variables, closed under transitivity as it grows.
struct PartialOrder {
  private let words: Int
  /// `after[a]` has a bit for each variable that lies after `a`.
  private var after: [UInt64]
  private let count: Int

  init(count: Int) {
    self.count = count
    words = (count + 63) / 64
    after = Array(repeating: 0, count: count * words)
  }

  /// Whether `a` is known to lie before `b`.
  func isBefore(_ a: Int, _ b: Int) -> Bool {
    after[a * words + b / 64] >> UInt64(b % 64) & 1 == 1
  }

  /// Whether `a` before `b` contradicts nothing known.
  func allows(_ a: Int, before b: Int) -> Bool { a != b && !isBefore(b, a) }

  /// Adds `a` before `b`; returns `false`, changing nothing, if that contradicts what is known.
  @discardableResult
  mutating func insert(_ a: Int, before b: Int) -> Bool {
    guard allows(a, before: b) else { return false }
    if isBefore(a, b) { return true }
    for c in 0..<count where c == a || isBefore(c, a) {
      for w in 0..<words { after[c * words + w] |= after[b * words + w] }
      after[c * words + b / 64] |= 1 << UInt64(b % 64)
    }
    return true
  }
}
