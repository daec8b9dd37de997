import Testing

@testable import Binding

/// A splittable mix of 64 bits (Steele, Lea and Flood 2014), so that every run tries the same
/// bytes.
struct Mix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct MutationTests {
  static let texts: [(name: String, bytes: [UInt8])] = [
    ("t.csv", Array("a,\"b\",x.1,x.2\r\n1,NA,\"q\"\"\",2\n,-1e5,3,4\n".utf8)),
    ("t.tsv", Array("a\tb\n1\t2.5\n\t3\n".utf8)),
    ("t.json", Array(#"{"N": 2, "x": [[1, 2.5], null], "w": [[1], []], "s": ["Inf", 1]}"#.utf8)),
  ]

  /// Changes, drops, doubles or cuts bytes.
  static func mutate(_ bytes: [UInt8], _ random: inout Mix) -> [UInt8] {
    var bytes = bytes
    for _ in 0...Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
      let i = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[i] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes[i] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: bytes.remove(at: i)
      case 3: bytes.insert(bytes[i], at: i)
      case 4: bytes.removeSubrange(i...)
      default: bytes[i] = [0, 0xFF, 0x7F, 0x80].randomElement(using: &random) ?? 0
      }
    }
    return bytes
  }

  /// A reader gives a set whose arrays are consistent, or one diagnostic.
  static func check(_ file: DataFile) {
    let (set, messages) = read(file)
    #expect((set == nil) == (messages.count == 1), "\(file.name): \(messages)")
    for array in set?.arrays ?? [] {
      #expect(array.missing == nil || array.missing?.count == array.count)
      if array.lengths.isEmpty {
        #expect(array.shape.reduce(1, *) == array.count, "\(file.name) \(array.shape)")
      }
    }
  }

  @Test(arguments: 0..<3) func mutatedTextsNeverCrash(_ which: Int) {
    var random = Mix(state: UInt64(which))
    let (name, bytes) = Self.texts[which]
    for _ in 0..<1500 { Self.check(DataFile(name: name, bytes: Self.mutate(bytes, &random))) }
  }

  @Test(arguments: [
    "c_f8.npy", "fortran_3d.npy", "version2_i8.npy", "stored.npz", "deflated.npz",
    "images-idx3-ubyte", "images-idx3-ubyte.gz", "members.csv.gz", "short-idx",
  ])
  func mutatedFilesNeverCrash(_ name: String) throws {
    var random = Mix(state: UInt64(name.utf8.count))
    let file = try fixture(name)
    for _ in 0..<500 {
      Self.check(DataFile(name: name, bytes: Self.mutate(file.bytes, &random)))
    }
  }
}
