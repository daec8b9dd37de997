/// A stream of random numbers that can be split by name and by index.
///
/// The numbers depend only on the seed and on the path of names and indices that led to the
/// stream, never on how much its ancestors were used nor on any other stream.
///
/// Invariant: `key` and `path` are the identity of the stream and never change; the draws are the
/// Philox blocks of the counters 0, 1, 2, … under that identity.
public struct RandomStream: Sendable {
  private let key: UInt64
  private let path: UInt64
  private var counter: UInt64 = 0
  private var spare: UInt64?

  /// Creates the root stream of a seed.
  public init(seed: UInt64) {
    self.init(key: seed, path: 0)
  }

  private init(key: UInt64, path: UInt64) {
    self.key = key
    self.path = path
  }

  /// Returns the child stream of an index.
  public func stream(_ index: Int) -> RandomStream {
    child(UInt64(bitPattern: Int64(index)), domain: Self.indexDomain)
  }

  /// Returns the child stream of a name.
  public func stream(_ name: String) -> RandomStream {
    var result = self
    var word: UInt64 = 0
    var length: UInt64 = 0
    for byte in name.utf8 {
      word = word << 8 | UInt64(byte)
      length += 1
      if length % 8 == 0 {
        result = result.child(word, domain: Self.nameDomain)
        word = 0
      }
    }
    // The last word holds at most seven bytes; the length in its top byte makes the code of the
    // name free of prefixes.
    return result.child(word | (length % 8 + 1) << 56, domain: Self.nameEndDomain)
  }

  /// Returns 64 random bits.
  public mutating func nextBits() -> UInt64 {
    if let word = spare {
      spare = nil
      return word
    }
    let (first, second) = Philox.block(low: counter, high: path, key: key)
    counter &+= 1
    spare = second
    return first
  }

  /// Returns a number uniform on the open interval (0, 1), a multiple of 2^-53.
  public mutating func uniform() -> Double {
    while true {
      let bits = nextBits() >> 11
      if bits != 0 { return Double(bits) * 0x1p-53 }
    }
  }

  /// Returns a draw from the normal distribution with mean 0 and variance 1, by inversion.
  public mutating func normal() -> Double {
    .inverseNormalCDF(uniform())
  }

  /// Writes the draws that as many calls of `normal` return, several at a time.
  public mutating func normals(into target: UnsafeMutableBufferPointer<Double>) {
    for index in target.indices { target[index] = uniform() }
    Double.invertNormalCDF(target)
  }

  /// Returns a draw from the exponential distribution with rate 1, by inversion.
  public mutating func exponential() -> Double {
    -Double.log(uniform())
  }

  // Draws and children come from different keys, so no child repeats a draw of its parent.
  private static let indexDomain: UInt64 = 0x243F_6A88_85A3_08D3
  private static let nameDomain: UInt64 = 0x1319_8A2E_0370_7344
  private static let nameEndDomain: UInt64 = 0xA409_3822_299F_31D0

  private func child(_ word: UInt64, domain: UInt64) -> RandomStream {
    let identity = Philox.block(low: word, high: path, key: key ^ domain)
    return RandomStream(key: identity.0, path: identity.1)
  }
}
