import ScalarMath
import Semantics
import Testing
import TensorIR

@testable import Objectives

/// The catalogue's densities against values from mpmath.
@Suite struct DensityTests {
  static let table = Result { try DensityCase.all() }

  /// Fails unless found is within 1e-12 of expected, relative to the larger of it and 1.
  private func expectClose(
    _ found: Double, _ expected: Double, _ row: DensityCase, _ what: String
  ) {
    let error = abs(found - expected) / max(abs(expected), 1)
    #expect(
      found == expected || error <= 1e-12, "\(what) of \(row) is \(expected), found \(found)")
  }

  @Test(arguments: Family.allCases) func logDensityAgreesWithReference(_ family: Family) throws {
    let rows = try Self.table.get().filter { $0.family == family }
    #expect(!rows.isEmpty || family == .flat)
    for row in rows {
      var program = DensityProgram(family, row.parameters, at: row.draw)
      let value = program.write(family.row.logDensity)
      expectClose(try evaluate(program, [value])[0], row.logDensity, row, "log density")
    }
  }

  /// Draws along a plate, with parameters that differ from one to the next.
  @Test(arguments: Family.allCases) func plateIsEvaluatedElementByElement(_ family: Family) throws {
    let rows = try Self.table.get().filter { $0.family == family && !$0.logDensity.isInfinite }
    let shapes = Dictionary(grouping: rows) { row in
      row.parameters.map { "\($0.key) \($0.value.count)" }.sorted() + ["\(row.draw.count)"]
    }
    for rows in shapes.values where rows.count > 1 {
      var program = DensityProgram(family, plate: rows.map { ($0.parameters, $0.draw) })
      let value = program.write(family.row.logDensity)
      let found = try evaluatePlate(program, value)
      #expect(found.count == rows.count)
      for (number, row) in zip(found, rows) {
        expectClose(number, row.logDensity, row, "log density along a plate")
      }
    }
  }

  @Test(arguments: Family.allCases) func tailsAgreeWithReference(_ family: Family) throws {
    let catalogued = family.row
    let rows = try Self.table.get().filter { $0.family == family }
    for row in rows {
      guard let logCDF = catalogued.logCDF, let logSurvival = catalogued.logSurvival else {
        #expect(row.logCDF == nil)
        continue
      }
      guard let expectedCDF = row.logCDF, let expectedSurvival = row.logSurvival else { continue }
      var program = DensityProgram(family, row.parameters, at: row.draw)
      let lower = program.write { logCDF(&$0, $1.value, $2) }
      let upper = program.write { logSurvival(&$0, $1.value, $2) }
      let found = try evaluate(program, [lower, upper])
      expectClose(found[0], expectedCDF, row, "log P(X <= x)")
      expectClose(found[1], expectedSurvival, row, "log P(X > x)")
    }
  }
}
