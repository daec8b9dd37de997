import ScalarMath
import Testing

/// A function under test and how far it may be from the table.
///
/// The error is measured against max(|value|, `floor`), for functions that pass through zero.
struct SpecialFunction: Sendable, CustomTestStringConvertible {
  let name: String
  let tolerance: Double
  var floor = 0.0
  /// For values below 1e-100, which come from exponentials of large numbers.
  var tinyTolerance = 1e-12
  let evaluate: @Sendable ([Double]) -> Double
  var testDescription: String { name }

  static let all = [
    SpecialFunction(name: "logGamma", tolerance: 1e-14) { .logGamma($0[0]) },
    SpecialFunction(name: "digamma", tolerance: 1e-14) { .digamma($0[0]) },
    SpecialFunction(name: "polygamma", tolerance: 1e-14) { .polygamma(order: Int($0[0]), $0[1]) },
    SpecialFunction(name: "erf", tolerance: 1e-15) { .erf($0[0]) },
    SpecialFunction(name: "erfc", tolerance: 1e-14) { .erfc($0[0]) },
    SpecialFunction(name: "logErfc", tolerance: 1e-15) { .logErfc($0[0]) },
    SpecialFunction(name: "normalCDF", tolerance: 1e-14) { .normalCDF($0[0]) },
    SpecialFunction(name: "logNormalCDF", tolerance: 1e-14) { .logNormalCDF($0[0]) },
    SpecialFunction(name: "inverseNormalCDF", tolerance: 2e-15) { .inverseNormalCDF($0[0]) },
    SpecialFunction(name: "log1pExp", tolerance: 1e-15) { .log1pExp($0[0]) },
    SpecialFunction(name: "log1mExp", tolerance: 1e-15) { .log1mExp($0[0]) },
    SpecialFunction(name: "logistic", tolerance: 1e-15) { .logistic($0[0]) },
    SpecialFunction(name: "logLogistic", tolerance: 1e-15) { .logLogistic($0[0]) },
    SpecialFunction(name: "logit", tolerance: 1e-15) { .logit($0[0]) },
    SpecialFunction(name: "logSumExp", tolerance: 1e-14, floor: 1) { .logSumExp($0[0], $0[1]) },
    SpecialFunction(name: "logDiffExp", tolerance: 1e-14, floor: 1) { .logDiffExp($0[0], $0[1]) },
    SpecialFunction(name: "logBeta", tolerance: 1e-14, floor: 1) { .logBeta($0[0], $0[1]) },
    SpecialFunction(name: "logChoose", tolerance: 1e-14, floor: 1) { .logChoose($0[0], $0[1]) },
    SpecialFunction(name: "regularizedGammaP", tolerance: 1e-13) {
      .regularizedGammaP($0[0], $0[1])
    },
    SpecialFunction(name: "regularizedGammaQ", tolerance: 1e-13) {
      .regularizedGammaQ($0[0], $0[1])
    },
    SpecialFunction(name: "logRegularizedGammaP", tolerance: 1e-13) {
      .logRegularizedGammaP($0[0], $0[1])
    },
    SpecialFunction(name: "logRegularizedGammaQ", tolerance: 1e-13) {
      .logRegularizedGammaQ($0[0], $0[1])
    },
    SpecialFunction(name: "regularizedBeta", tolerance: 5e-13) {
      .regularizedBeta($0[0], $0[1], $0[2])
    },
    SpecialFunction(name: "logRegularizedBeta", tolerance: 2e-13, floor: 0.01) {
      .logRegularizedBeta($0[0], $0[1], $0[2])
    },
    SpecialFunction(name: "logRegularizedBetaComplement", tolerance: 1e-13, floor: 0.01) {
      .logRegularizedBetaComplement($0[0], $0[1], $0[2])
    },
    SpecialFunction(name: "logBesselI", tolerance: 1e-14, floor: 1) {
      .logBesselI(order: $0[0], $0[1])
    },
    SpecialFunction(name: "scaledBesselI", tolerance: 1e-13, tinyTolerance: 2e-12) {
      .scaledBesselI(order: $0[0], $0[1])
    },
    SpecialFunction(name: "besselIRatio", tolerance: 1e-14) { .besselIRatio(order: $0[0], $0[1]) },
  ]
}

@Suite struct SpecialFunctionTests {
  static let table = Result { try ReferenceTable("special_functions.csv") }

  @Test(arguments: SpecialFunction.all)
  func agreesWithReferenceValues(_ function: SpecialFunction) throws {
    let rows = try Self.table.get().rows.filter { $0.name == function.name }
    #expect(rows.count >= 20)
    for row in rows {
      let found = function.evaluate(row.arguments)
      let tolerance = abs(row.value) < 1e-100 ? function.tinyTolerance : function.tolerance
      let error = abs(found - row.value) / max(abs(row.value), function.floor)
      #expect(error <= tolerance, "\(row), found \(found), error \(error)")
    }
  }

  @Test(arguments: 0...4) func polygammaKnowsTheEndsOfTheLine(order: Int) {
    #expect(Double.polygamma(order: order, .nan).isNaN)
    #expect(Double.polygamma(order: order, -.infinity).isNaN)
    #expect(Double.polygamma(order: order, .infinity) == (order == 0 ? .infinity : 0))
  }

  @Test func everyTableRowHasItsFunction() throws {
    let names = Set(try Self.table.get().rows.map(\.name))
    #expect(names == Set(SpecialFunction.all.map(\.name)))
  }

  @Test func derivativesAndBetaKeepNaN() {
    for order in 0...3 { #expect(Double.polygamma(order: order, .nan).isNaN) }
    #expect(Double.polygamma(order: 1, .infinity) == 0)
    #expect(Double.logBeta(1, .nan).isNaN && Double.logBeta(.nan, 1).isNaN)
  }
}
