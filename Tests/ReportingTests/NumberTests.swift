import Foundation
import Testing

@testable import Reporting

@Suite struct NumberTests {
  @Test func digitsEndWhereRoundingBegins() {
    #expect(estimate(1, error: 3.2e-18) == "1.000")
    #expect(estimate(0.25, error: 1.2e-5) == "0.25000")
  }

  /// C's printf is the reference where both know the digits: beyond about 15 of them it shows the
  /// binary value, and ours the shortest decimal one.
  @Test func fixedMatchesPrintf() {
    var bits: UInt64 = 0x1234_5678_9ABC_DEF1
    for round in 0..<2000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = (Double(bits >> 11) * 0x1p-53 - 0.5) * pow(10, Double(round % 25) - 12)
      for digits in [0, 1, 3, 9] where abs(value) * pow(10, Double(digits)) < 1e13 {
        let theirs = String(format: "%.\(digits)f", value)
        // A negative number that vanishes has no sign here.
        let isZero = theirs.allSatisfy { "-0.".contains($0) }
        let expected = isZero ? theirs.replacingOccurrences(of: "-", with: "") : theirs
        let ours = fixed(value, fractionDigits: digits)
        #expect(ours == expected)
      }
    }
  }

  @Test(arguments: [
    (0.5, 0, "0"), (1.5, 0, "2"), (2.675, 2, "2.68"), (0.125, 2, "0.12"), (-0.0, 1, "0.0"),
    (999.96, 1, "1000.0"), (1234.5, -2, "1200"), (1e22, 1, "10000000000000000000000.0"),
    (9.99e-7, 3, "0.000"), (.infinity, 2, "inf"), (-.infinity, 2, "-inf"), (.nan, 2, "nan"),
    (Double.leastNonzeroMagnitude, 3, "0.000"),
  ])
  func fixedRounds(_ value: Double, _ digits: Int, _ expected: String) {
    #expect(fixed(value, fractionDigits: digits) == expected)
  }

  @Test(arguments: [
    (123456, 3, "1.23e5"), (9.996e-8, 3, "1.00e-7"), (-2.5, 1, "-2e0"), (0, 3, "0.00e0"),
    (Double.leastNonzeroMagnitude, 2, "5.0e-324"), (Double.greatestFiniteMagnitude, 4, "1.798e308"),
  ])
  func scientificRounds(_ value: Double, _ digits: Int, _ expected: String) {
    #expect(scientific(value, significantDigits: digits) == expected)
  }

  @Test(arguments: [
    (0.000123456, 3, "0.000123"), (0.0000123456, 3, "1.23e-5"), (123.456, 3, "123"),
    (123456, 3, "123000"), (12_345_678, 3, "1.23e7"), (0, 3, "0.000"), (-1, 3, "-1.00"),
  ])
  func significantChoosesItsForm(_ value: Double, _ digits: Int, _ expected: String) {
    #expect(significant(value, digits: digits) == expected)
  }

  @Test(arguments: [
    (1.23456, 0.012, "1.23"), (1.23456, 0.0099, "1.235"), (0.003, 0.01, "0.00"),
    (152.31, 3, "152"), (152.31, 40, "152"), (1.2345e-8, 1e-10, "1.23e-8"),
    (123_456_789, 25_000, "1.2346e8"), (2.5, 0, "2.500"), (2.5, .nan, "2.500"),
    (.nan, 0.1, "nan"),
  ])
  func estimateShowsWhatItsErrorAllows(_ value: Double, _ error: Double, _ expected: String) {
    #expect(estimate(value, error: error) == expected)
  }
}
