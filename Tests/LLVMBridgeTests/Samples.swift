import LLVMBridge

typealias Unary = @convention(c) (Double) -> Double
typealias Binary = @convention(c) (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void

extension LoadedObject {
  /// The code of a function, to be called while the object lives.
  func code<Code>(_ name: String, as type: Code.Type = Code.self) throws -> Code {
    unsafeBitCast(try address(of: name), to: type)
  }
}

/// The levels whose code this processor can run; none without LLVM.
let levels: [Machine.Level] =
  loadLLVM() != nil
  ? [] : Machine.Level.allCases.filter { Machine.at($0).vectorBytes <= Machine.host().vectorBytes }

/// A builder for a level of this processor; LLVM is loaded first.
func builder(_ level: Machine.Level = .host) throws -> ModuleBuilder {
  if let reason = loadLLVM() { throw LLVMFailure.unavailable(reason) }
  return ModuleBuilder(name: "test", machine: .at(level))
}

/// Writes `name(x, y, n)`, which for each `i` below `n` adds `x[i]` to `y[i]`, in whole vectors with
/// a masked tail.
func writeAddition(_ name: String, in m: ModuleBuilder) {
  let lanes = m.machine.vectorBytes / 8
  let wide = m.vector(m.f64, lanes)
  let f = m.define(name, returns: m.void, parameters: [m.pointer, m.pointer, m.i64])
  let (x, y, n) = (m.parameter(f, 0), m.parameter(f, 1), m.parameter(f, 2))
  let entry = m.block(in: f, "entry")
  let head = m.block(in: f, "head")
  let body = m.block(in: f, "body")
  let tail = m.block(in: f, "tail")

  m.position(at: entry)
  let whole = m.and(n, m.integer(-lanes, m.i64))
  m.branch(to: head)

  m.position(at: head)
  let i = m.phi(m.i64)
  m.addIncoming(i, m.integer(0, m.i64), from: entry)
  m.branch(if: m.compare(.slt, i, whole), then: body, else: tail)

  m.position(at: body)
  let at = m.offset(y, m.f64, by: i)
  let xs = m.load(wide, m.offset(x, m.f64, by: i), alignment: 8, isInvariant: true)
  m.store(m.add(m.load(wide, at, alignment: 8), xs), at, alignment: 8)
  m.addIncoming(i, m.iadd(i, m.integer(lanes, m.i64)), from: m.current)
  m.branch(to: head)

  m.position(at: tail)
  let rest = m.splat(m.isub(n, whole), lanes: lanes)
  let mask = m.compare(.ult, m.iota(m.vector(m.i64, lanes)), rest)
  let end = m.offset(y, m.f64, by: whole)
  let xt = m.maskedLoad(wide, m.offset(x, m.f64, by: whole), alignment: 8, mask: mask)
  let yt = m.maskedLoad(wide, end, alignment: 8, mask: mask)
  m.maskedStore(m.add(xt, yt), end, alignment: 8, mask: mask)
  m.ret()
}

/// Loads a function of one number that the closure writes.
func unary(
  _ level: Machine.Level = .host, symbols: [String: UnsafeRawPointer] = [:],
  _ write: (ModuleBuilder, Value) -> Value
) throws -> LoadedObject {
  let m = try builder(level)
  let f = m.define("f", returns: m.f64, parameters: [m.f64])
  m.position(at: m.block(in: f, "entry"))
  m.ret(write(m, m.parameter(f, 0)))
  try m.optimize()
  return try LoadedObject(try m.object(), symbols: symbols)
}
