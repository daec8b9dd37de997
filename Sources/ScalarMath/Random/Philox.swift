/// One block of the counter-based generator Philox4x32-10.
///
/// A bijection of the 128-bit counter for every 64-bit key, ten rounds (Salmon, Moraes, Dror and
/// Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011).
struct Philox {
  private static let multiplier: (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)
  private static let weyl: (UInt32, UInt32) = (0x9E37_79B9, 0xBB67_AE85)
  private static let rounds = 10

  /// Returns the four output words for a counter and a key, all with the lowest word first.
  static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    // Words of their own: a vector would be taken apart and put together in every round.
    var (a, b, c, d) = (counter[0], counter[1], counter[2], counter[3])
    var (k, l) = (key[0], key[1])
    for _ in 0..<rounds {
      let p = UInt64(multiplier.0) &* UInt64(a)
      let q = UInt64(multiplier.1) &* UInt64(c)
      a = UInt32(truncatingIfNeeded: q >> 32) ^ b ^ k
      b = UInt32(truncatingIfNeeded: q)
      c = UInt32(truncatingIfNeeded: p >> 32) ^ d ^ l
      d = UInt32(truncatingIfNeeded: p)
      k &+= weyl.0
      l &+= weyl.1
    }
    return SIMD4(a, b, c, d)
  }

  /// Returns the same block as two 64-bit words, for a counter of two 64-bit words.
  static func block(low: UInt64, high: UInt64, key: UInt64) -> (UInt64, UInt64) {
    let y = block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32),
        UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: high >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)))
    return (UInt64(y[0]) | UInt64(y[1]) << 32, UInt64(y[2]) | UInt64(y[3]) << 32)
  }
}
