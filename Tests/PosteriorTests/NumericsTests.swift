import Foundation
import Testing

@testable import Posterior

@Suite struct NumericsTests {
  @Test func betaQuantileMatchesScipy() throws {
    for row in try #require(Reference.shared).beta {
      let ours = betaQuantile(row[0], row[1], row[2])
      #expect(agree(ours, row[3], relative: 1e-9), "\(row): \(ours)")
    }
    #expect(betaQuantile(0.5, .nan, 1).isNaN)
  }

  @Test(arguments: [1, 2, 8, 64]) func transformIsTheDefiningSum(_ count: Int) {
    let transform = FourierTransform(atLeast: count)
    let real = (0..<count).map { Double(($0 * 7 + 3) % 11) - 4.5 }
    let imaginary = (0..<count).map { Double(($0 * 5 + 1) % 13) / 3 }
    var (re, im) = (real, imaginary)
    transform.apply(&re, &im)
    for k in 0..<count {
      var (sumRe, sumIm) = (0.0, 0.0)
      for j in 0..<count {
        let (c, s) = angle(-2 * .pi * Double(j * k) / Double(count))
        sumRe += real[j] * c - imaginary[j] * s
        sumIm += real[j] * s + imaginary[j] * c
      }
      #expect(abs(re[k] - sumRe) < 1e-11 && abs(im[k] - sumIm) < 1e-11)
    }
  }

  @Test(arguments: [1, 3, 4]) func autocovarianceIsTheDefiningSum(_ chainCount: Int) {
    let chains = (0..<chainCount).map { c in (0..<9).map { Double(($0 * $0 + 3 * c) % 7) } }
    let ours = ScalarDraws(chains: chains).meanAutocovariance(
      chains.map(\.mean), FourierTransform(atLeast: 18))
    for lag in 0..<9 {
      let sums = chains.map { chain in
        (0..<9 - lag).reduce(0) {
          $0 + (chain[$1] - chain.mean) * (chain[$1 + lag] - chain.mean)
        } / 9
      }
      #expect(abs(ours[lag] - sums.mean) < 1e-13)
    }
  }
}

extension NumericsTests {
  /// The two halves of a transform, whose order between them is nobody's business.
  @Test(arguments: [1, 2, 16, 512]) func gatherUndoesTheOrderOfScatter(_ count: Int) {
    let transform = FourierTransform(atLeast: count)
    let real = (0..<count).map { Double(($0 * 7 + 3) % 11) - 4.5 }
    let imaginary = (0..<count).map { Double(($0 * 5 + 1) % 13) / 3 }
    var (re, im) = (real, imaginary)
    transform.scatter(&re, &im)
    transform.gather(&re, &im)
    // Two transforms are the series backwards, times its length.
    for k in 0..<count {
      let mirror = (count - k) % count
      #expect(abs(re[k] / Double(count) - real[mirror]) < 1e-13)
      #expect(abs(im[k] / Double(count) - imaginary[mirror]) < 1e-13)
    }
  }

  /// Either way of sorting, with ties, both zeros, infinities and the least numbers.
  @Test(arguments: [0, 1, 7, 199, 200, 5000]) func orderingIsAscendingAndStable(_ count: Int) {
    let special: [Double] = [
      0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1, -1,
      Double(1).nextUp,
    ]
    let values: [Double] = (0..<count).map { index in
      let plain = Double((index * 7919) % 1013) - 500.5
      return index % 5 == 0 ? special[index / 5 % special.count] : plain
    }
    let ordering = Ordering(values)
    let expected = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    #expect(ordering.places.map { Int($0) } == expected)
    #expect(ordering.values == expected.map { values[$0] })
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 1001]) func momentsAreTheDefiningSums(_ count: Int) {
    let values = (0..<count).map { Double(($0 * 37) % 101) / 7 + 3 }
    let mean = values.reduce(0, +) / Double(count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(agree(values.mean, mean, relative: 1e-14))
    #expect(agree(values.sampleVariance, squares / Double(count - 1), relative: 1e-13))
    #expect(agree(values.reversed().mean, mean, relative: 1e-14))
  }
}

private func angle(_ radians: Double) -> (Double, Double) { (cos(radians), sin(radians)) }
