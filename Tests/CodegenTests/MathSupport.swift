import Codegen
import Foundation
import LLVMBridge
import TensorIR

/// One function of the tensor language, of one or two reals.
enum RealFunction: Hashable, Sendable, CustomStringConvertible {
  case unary(Unary)
  case binary(Binary)

  static let all = Unary.samples.map(Self.unary) + Binary.allCases.map(Self.binary)

  /// Its name in a table and in compiled code.
  var description: String {
    switch self {
    case .unary(.polygamma(let order)): "polygamma\(order)"
    case .unary(let f): "\(f)"
    case .binary(let f): f.rawValue
    }
  }

  /// What the reference interpreter makes of it.
  func reference(_ x: [Double], _ y: [Double], _ precision: Precision) throws -> [Double] {
    var b = ProgramBuilder()
    let n = b.axis("n", size: x.count)
    let inputs = ["x", "y"].map { b.input($0, TensorType(.real, [n]), role: .parameter) }
    let value =
      switch self {
      case .unary(let f): b.unary(f, inputs[0])
      case .binary(let f): b.binary(f, inputs[0], inputs[1])
      }
    let program = b.finish([Output(name: "f", value: value)])
    var interpreter = try Interpreter(program, data: [:], precision: precision)
    interpreter.run(x + y)
    return interpreter.output(0)
  }
}

/// What the functions are compiled for.
struct Setting: Hashable, Sendable, CustomStringConvertible {
  let level: Machine.Level
  let precision: Precision
  let isScalar: Bool

  static let all: [Setting] = Machine.Level.allCases.flatMap { level in
    [Precision.f64, .f32].flatMap { precision in
      [false, true].map { Setting(level: level, precision: precision, isScalar: $0) }
    }
  }

  var description: String { "\(level) \(precision)\(isScalar ? " scalar" : "")" }
  var elementBytes: Int { precision == .f64 ? 8 : 4 }
}

/// All functions, compiled in one setting as loops over whole vectors.
final class CompiledFunctions: Sendable {
  typealias Code =
    @convention(c) (
      UnsafeMutableRawPointer, UnsafeRawPointer, UnsafeRawPointer, Int
    ) -> Void

  let setting: Setting
  let lanes: Int
  private let object: LoadedObject

  init(_ setting: Setting) throws {
    if let reason = loadLLVM() { throw LLVMFailure.unavailable(reason) }
    self.setting = setting
    let m = ModuleBuilder(name: "\(setting)", machine: .at(setting.level))
    lanes = setting.isScalar ? 1 : m.machine.vectorBytes / setting.elementBytes
    for f in RealFunction.all { Self.write(f, in: m, setting, lanes) }
    try m.optimize()
    object = try LoadedObject(try m.object(), symbols: MathEmitter.runtimeSymbols)
  }

  func code(_ f: RealFunction) throws -> Code {
    unsafeBitCast(try object.address(of: "test.\(f)"), to: Code.self)
  }

  func values(_ f: RealFunction, _ x: [Double], _ y: [Double]) throws -> [Double] {
    switch setting.precision {
    case .f64: try run(f, x, y)
    case .f32: try run(f, x.map { Float($0) }, y.map { Float($0) }).map { Double($0) }
    }
  }

  private func run<R: BinaryFloatingPoint>(_ f: RealFunction, _ x: [R], _ y: [R]) throws -> [R] {
    let whole = (x.count + lanes - 1) / lanes * lanes
    let padding = [R](repeating: 0.5, count: whole - x.count)
    var result = [R](repeating: 0, count: whole)
    let call = try code(f)
    result.withUnsafeMutableBytes { out in
      (x + padding).withUnsafeBytes { x in
        (y + padding).withUnsafeBytes { y in
          guard let out = out.baseAddress, let x = x.baseAddress, let y = y.baseAddress else {
            return
          }
          call(out, x, y, whole / lanes)
        }
      }
    }
    return Array(result.prefix(x.count))
  }

  /// `f(out, x, y, n)` for n > 0 vectors.
  private static func write(
    _ f: RealFunction, in m: ModuleBuilder, _ setting: Setting, _ lanes: Int
  ) {
    let kind = m.vector(setting.precision == .f64 ? m.f64 : m.f32, lanes)
    let alignment = setting.elementBytes
    let code = m.define(
      "test.\(f)", returns: m.void, parameters: [m.pointer, m.pointer, m.pointer, m.i64])
    let entry = m.block(in: code, "entry")
    let body = m.block(in: code, "body")
    let end = m.block(in: code, "end")
    m.position(at: entry)
    m.branch(to: body)
    m.position(at: body)
    let i = m.phi(m.i64)
    m.addIncoming(i, m.integer(0, m.i64), from: entry)
    let operands = [1, 2].map { index in
      m.load(kind, m.offset(m.parameter(code, index), kind, by: i), alignment: alignment)
    }
    let emitter = MathEmitter(builder: m)
    let value =
      switch f {
      case .unary(let f): emitter.unary(f, operands[0])
      case .binary(let f): emitter.binary(f, operands[0], operands[1])
      }
    m.store(value, m.offset(m.parameter(code, 0), kind, by: i), alignment: alignment)
    let next = m.iadd(i, m.integer(1, m.i64))
    m.addIncoming(i, next, from: m.current)
    m.branch(if: m.compare(.slt, next, m.parameter(code, 3)), then: body, else: end)
    m.position(at: end)
    m.ret()
  }
}

/// A committed table of values.
struct FunctionTable {
  struct Row {
    let arguments: [Double]
    let value: Double
    /// What the value lacks, in units of its last place.
    let lack: Double
  }

  let rows: [String: [Row]]

  init(source: String = #filePath) throws {
    let folder = URL(fileURLWithPath: source).deletingLastPathComponent()
    let file = folder.appendingPathComponent("reference/functions.csv")
    var rows: [String: [Row]] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let fields = line.split(separator: ",")
      let numbers = fields.dropFirst().map { Double($0) ?? .nan }
      let row = Row(
        arguments: Array(numbers.dropLast(2)), value: numbers[numbers.count - 2],
        lack: numbers[numbers.count - 1])
      rows[String(fields[0]), default: []].append(row)
    }
    self.rows = rows
  }
}

/// The distance of a number from a value in units of the last place of the value, or of the least
/// size if the value is smaller, in the precision of the setting.
func unitsOfError(
  _ x: Double, _ row: FunctionTable.Row, _ precision: Precision, ofAtLeast least: Double
) -> Double {
  let lack = row.lack * row.value.ulp
  switch precision {
  case .f64:
    let unit = max(row.value.magnitude, least).ulp
    return x == row.value ? abs(lack) / unit : abs((x - row.value) - lack) / unit
  case .f32:
    let nearest = Float(row.value)
    let unit = Double(max(nearest.magnitude, Float(least)).ulp)
    return x == Double(nearest) ? 0.5 : abs(x - row.value) / unit
  }
}
