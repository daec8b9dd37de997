import SamplerChecks
import Testing

@testable import ScalarMath

@Suite struct RandomStreamTests {
  /// Several normal draws at a time are the same bits, in the tails too, and go on in the stream.
  @Test(arguments: [0, 1, 3, 4, 5, 10, 2000]) func manyNormalsAreTheSame(_ count: Int) {
    var (one, many) = (RandomStream(seed: 12), RandomStream(seed: 12))
    #expect(one.uniform() == many.uniform())
    let expected = (0..<count).map { _ in one.normal() }
    var found = [Double](repeating: 0, count: count)
    found.withUnsafeMutableBufferPointer { many.normals(into: $0) }
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(one.nextBits() == many.nextBits())
  }

  /// The vectors that the authors of Philox publish with their library.
  @Test func philoxGivesThePublishedBlocks() {
    let ones = UInt32.max
    #expect(
      Philox.block(counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(counter: SIMD4(ones, ones, ones, ones), key: SIMD2(ones, ones))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func streamDrawsTheBlocksOfItsSeedInOrder() {
    var stream = RandomStream(seed: 0)
    #expect(stream.nextBits() == 0xe169_c58d_6627_e8d5)
    #expect(stream.nextBits() == 0x9b00_dbd8_bc57_ac4c)
    let (third, fourth) = Philox.block(low: 1, high: 0, key: 0)
    #expect(stream.nextBits() == third)
    #expect(stream.nextBits() == fourth)
  }

  @Test func childDoesNotDependOnUseOfParent() {
    let fresh = RandomStream(seed: 7)
    var used = fresh
    for _ in 0..<101 { _ = used.nextBits() }
    var (a, b) = (fresh.stream("theta").stream(3), used.stream("theta").stream(3))
    #expect((0..<10).map { _ in a.nextBits() } == (0..<10).map { _ in b.nextBits() })
  }

  @Test func differentPathsGiveDifferentStreams() {
    let root = RandomStream(seed: 1)
    var streams = (-50..<500).map { root.stream($0) }
    streams += (0..<20).map { root.stream(3).stream($0) }
    streams += (0..<20).map { root.stream($0).stream(3) }
    let names = ["", "a", "b", "aa", "a\0", "\0", "mu", "sigma", "12345678", "123456789"]
    streams += names.map { root.stream($0) }
    streams += [root.stream("a").stream("b"), root.stream("ab"), root.stream("b").stream("a")]
    streams.append(root)
    streams.append(RandomStream(seed: 2))
    var firsts = Set<UInt64>()
    for var stream in streams { firsts.insert(stream.nextBits()) }
    // root.stream(3).stream(3) is in the list twice.
    #expect(firsts.count == streams.count - 1)
  }

  @Test func numbersOfSiblingsAreUncorrelated() {
    let root = RandomStream(seed: 5)
    let count = 4000
    var product = 0.0
    for index in 0..<count {
      var (a, b) = (root.stream(index), root.stream(index + 1))
      product += a.normal() * b.normal()
    }
    #expect(abs(product / Double(count).squareRoot()) < 4)
  }

  @Test func uniformNumbersPassKolmogorovSmirnov() {
    var stream = RandomStream(seed: 11).stream("uniform")
    let draws = (0..<5000).map { _ in stream.uniform() }
    #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(kolmogorovSmirnov(draws) { $0 } < ksLimit)
  }
}
