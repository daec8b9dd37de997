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
    let ours = ScalarDraws(chains: chains).meanAutocovariance()
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

private func angle(_ radians: Double) -> (Double, Double) { (cos(radians), sin(radians)) }
