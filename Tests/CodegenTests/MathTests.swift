import Codegen
import LLVMBridge
import ScalarMath
import TensorIR
import Testing

@Suite struct MathTests {
  static let table = Result { try FunctionTable() }
  static let compiled = Setting.all.map { setting in Result { try CompiledFunctions(setting) } }

  /// The error that a function may have, in units of the last place.
  static func bound(_ f: RealFunction) -> Double {
    switch f {
    case .unary(.logistic), .unary(.softplus), .unary(.log1mExpNegative): 2.5
    case .unary(.inverseNormalCDF): 3
    case .binary(.logAddExp): 1
    // Those of the interpreter.
    case .unary(.polygamma(2)), .binary(.logBesselI): 40
    default: 4
    }
  }

  /// The size of which the error is counted, for functions that are not relatively accurate where
  /// they vanish.
  static func leastSize(_ f: RealFunction, _ x: [Double]) -> Double {
    switch f {
    case .unary(.polygamma(0)): x[0] < 0 ? max(1, .polygamma(order: 0, 1 - x[0])) : 0
    case .binary(.logAddExp), .binary(.logBeta), .binary(.logBesselI): 1
    default: 0
    }
  }

  @Test(arguments: Setting.all.indices)
  func valuesOfTheTable(_ index: Int) throws {
    let (table, compiled) = (try Self.table.get(), try Self.compiled[index].get())
    let setting = compiled.setting
    for f in RealFunction.all {
      guard var rows = table.rows["\(f)"] else { continue }
      if setting.precision == .f32 {
        rows = rows.filter { $0.arguments.allSatisfy { Double(Float($0)) == $0 } }
      }
      try #require(rows.count >= 20, "\(f)")
      let values = try compiled.values(
        f, rows.map { $0.arguments[0] }, rows.map { $0.arguments.last ?? 0 })
      let bound = Self.bound(f)
      var worst = (error: 0.0, row: rows[0], value: 0.0)
      for (row, value) in zip(rows, values) {
        let least = Self.leastSize(f, row.arguments)
        let error = unitsOfError(value, row, setting.precision, ofAtLeast: least)
        if !(error <= worst.error) { worst = (error, row, value) }
      }
      #expect(worst.error <= bound, "\(setting) \(f) \(worst)")
    }
  }
}
