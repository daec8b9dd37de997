import Glibc

/// A splittable, counter-based stream of random numbers (Philox4x32-10).
///
/// What a stream yields depends on its seed and on the path of names and indices that led to it,
/// never on how much was drawn elsewhere.
/// Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (2011).
public struct RandomStream: Sendable {
  private let key: UInt64
  private var counter: UInt64 = 0
  private var spare: UInt64?

  /// Creates the root stream of a seed.
  public init(seed: UInt64) { key = Self.mix(seed, 0) }

  private init(key: UInt64) { self.key = key }

  /// Returns the child with a number.
  public func stream(_ index: Int) -> RandomStream {
    RandomStream(key: Self.mix(key, UInt64(bitPattern: Int64(index)) ^ 0x9E37_79B9_7F4A_7C15))
  }

  /// Returns the child with a name.
  public func stream(_ name: String) -> RandomStream {
    var child = Self.mix(key, 0x6A09_E667_F3BC_C909)
    for byte in name.utf8 { child = Self.mix(child, UInt64(byte)) }
    return RandomStream(key: child)
  }

  /// Returns 64 random bits.
  public mutating func nextBits() -> UInt64 {
    if let bits = spare {
      spare = nil
      return bits
    }
    let (low, high) = philox(key: key, low: counter, high: 0)
    counter += 1
    spare = high
    return low
  }

  /// Returns a number of the open interval (0, 1).
  public mutating func uniform() -> Double { (Double(nextBits() >> 12) + 0.5) * 0x1p-52 }

  /// Returns a draw of the standard normal distribution.
  public mutating func normal() -> Double {
    let radius = (-2 * log(uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Returns a draw of the exponential distribution of mean one.
  public mutating func exponential() -> Double { -log(uniform()) }

  private static func mix(_ key: UInt64, _ word: UInt64) -> UInt64 {
    philox(key: key, low: word, high: ~0).0
  }
}

/// Returns the 128 bits that ten rounds of Philox make of a 128-bit counter.
private func philox(key: UInt64, low: UInt64, high: UInt64) -> (UInt64, UInt64) {
  var x0 = UInt32(truncatingIfNeeded: low), x1 = UInt32(truncatingIfNeeded: low >> 32)
  var x2 = UInt32(truncatingIfNeeded: high), x3 = UInt32(truncatingIfNeeded: high >> 32)
  var k0 = UInt32(truncatingIfNeeded: key), k1 = UInt32(truncatingIfNeeded: key >> 32)
  for _ in 0..<10 {
    let a = x0.multipliedFullWidth(by: 0xD251_1F53)
    let b = x2.multipliedFullWidth(by: 0xCD9E_8D57)
    (x0, x1, x2, x3) = (b.high ^ x1 ^ k0, b.low, a.high ^ x3 ^ k1, a.low)
    k0 &+= 0x9E37_79B9
    k1 &+= 0xBB67_AE85
  }
  return (UInt64(x1) << 32 | UInt64(x0), UInt64(x3) << 32 | UInt64(x2))
}
