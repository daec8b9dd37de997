import Binding
import Semantics

/// A number that differs where what it is made of differs (FNV-1a, word by word): it tells a
/// mistake, not an attack.
struct Digest: Equatable, Sendable {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  init() {}

  init(_ bytes: [UInt8]) {
    for byte in bytes { add(UInt64(byte)) }
  }

  mutating func add(_ word: UInt64) {
    // The high half goes down once more: whole words leave the low bits of a product alike.
    hash = (hash ^ word) &* 0x100_0000_01b3
    hash ^= hash >> 32
  }

  mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }

  var text: String { String(hash, radix: 16) }
}

extension BoundModel {
  /// A digest of all that is known.
  var digest: Digest {
    var digest = Digest()
    for (id, size) in sizes.sorted(by: { $0.key < $1.key }) {
      digest.add(Int(id.index))
      digest.add(size)
    }
    for (id, value) in values.sorted(by: { $0.key < $1.key }) {
      digest.add(Int(id.index))
      for length in value.shape { digest.add(length) }
      switch value.storage {
      case .reals(let numbers): for number in numbers { digest.add(number.bitPattern) }
      case .integers(let numbers): for number in numbers { digest.add(Int(number)) }
      case .booleans(let flags): for flag in flags { digest.add(flag ? 1 : 0) }
      case .bytes(let bytes, let scale):
        digest.add(scale.bitPattern)
        for byte in bytes { digest.add(UInt64(byte)) }
      }
      if value.chances != nil { digest.add(2) }
      for isKnown in value.known ?? [] { digest.add(isKnown ? 1 : 0) }
    }
    return digest
  }
}
