import Codegen
import LLVMBridge
import TensorIR
import Testing

@Suite struct MathTests {
  static let table = Result { try FunctionTable() }
  static let compiled = Setting.all.map { setting in Result { try CompiledFunctions(setting) } }

  /// The error that a function may have, in units of the last place of its value or, with a root
  /// that is not at hand, of at least 1.
  static func bound(_ f: RealFunction) -> (units: Double, isAbsolute: Bool) {
    switch f {
    case .unary(.polygamma(1)): (4, false)
    case .unary(.polygamma(0)), .binary(.logBeta), .binary(.logAddExp): (4, true)
    // Those of the interpreter.
    case .unary(.polygamma), .binary(.logBesselI): (40, true)
    default: (4, false)
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
        let least = bound.isAbsolute ? 1.0 : 0
        let error = unitsOfError(value, row, setting.precision, ofAtLeast: least)
        if !(error <= worst.error) { worst = (error, row, value) }
      }
      print("ULP \(setting) \(f) \(worst.error) at \(worst.row.arguments)")
      #expect(worst.error <= bound.units, "\(setting) \(f) \(worst)")
    }
  }
}
