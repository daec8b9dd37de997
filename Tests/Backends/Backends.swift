import Codegen
import Foundation
public import LLVMBridge
import Synchronization
public import TensorIR
import Testing

/// All back ends side by side: what they give must agree, and is what the reference gives.
public struct Backends: Evaluator {
  public var parameterCount: Int { interpreter.parameterCount }
  private var interpreter: Interpreter
  private var kernels: [Kernel]
  private let tolerance: Double

  /// Prepares a program for runs with the given data on every back end.
  ///
  /// - Parameter tolerance: how far results may be apart, relative to the larger of their size and
  ///   1, where rounding errors of the program itself are larger than usual.
  public init(
    _ program: TensorProgram, data: [InputID: Tensor] = [:], precision: Precision = .f64,
    tolerance: Double? = nil
  ) throws {
    interpreter = try Interpreter(program, data: data, precision: precision)
    self.tolerance = tolerance ?? (precision == .f64 ? 1e-10 : 2e-4)
    kernels = []
    guard loadLLVM() == nil else { return }
    kernels = try Self.levels(program.nodes.count).map {
      try Kernel(
        program, data: data, precision: precision, machine: .at($0), store: KeptCode.shared)
    }
  }

  /// The level that the environment variable `GMC_MACHINE` asks for, in all tests.
  public static let chosenLevel = Machine.Level(
    rawValue: ProcessInfo.processInfo.environment["GMC_MACHINE"] ?? "")

  /// The levels at which to run a test with the given number: now and then all.
  public static func levels(_ number: Int) -> [Machine.Level] {
    chosenLevel.map { [$0] } ?? (number % 4 == 0 ? Machine.Level.allCases : [.host])
  }

  public mutating func run(_ parameters: Span<Double>) {
    interpreter.run(parameters)
    for index in kernels.indices { kernels[index].run(parameters) }
  }

  public mutating func run(
    _ parameters: Span<Double>, rest target: inout MutableSpan<Double>, at offsets: [Int]
  ) {
    let before = (0..<target.count).map { target[$0] }
    interpreter.run(parameters, rest: &target, at: offsets)
    let reference = (0..<target.count).map { target[$0] }
    for index in kernels.indices {
      var native = before
      var span = native.mutableSpan
      kernels[index].run(parameters, rest: &span, at: offsets)
      compare(reference, native, 1)
    }
  }

  public func scalar(_ output: Int) -> Double {
    let reference = interpreter.scalar(output)
    for kernel in kernels { compare([reference], [kernel.scalar(output)], output) }
    return reference
  }

  public func output(_ output: Int) -> [Double] {
    let reference = interpreter.output(output)
    for kernel in kernels { compare(reference, kernel.output(output), output) }
    return reference
  }

  public func copy(output: Int, into target: inout MutableSpan<Double>, at offset: Int) {
    interpreter.copy(output: output, into: &target, at: offset)
  }

  private func compare(_ reference: [Double], _ native: [Double], _ output: Int) {
    let worst = zip(reference, native).enumerated().first { !agrees($1.0, $1.1) }
    if let (index, (expected, found)) = worst {
      Issue.record("output \(output)[\(index)]: native \(found), reference \(expected)")
    }
    #expect(reference.count == native.count)
  }

  private func agrees(_ x: Double, _ y: Double) -> Bool {
    if x.isNaN || y.isNaN { return x.isNaN && y.isNaN }
    if x.isInfinite || y.isInfinite { return x == y }
    return abs(x - y) <= tolerance * max(1, abs(x), abs(y))
  }
}

/// Machine code by what it was made from: many tests run one program with other numbers.
private final class KeptCode: KernelStore {
  static let shared = KeptCode()
  private let kept = Mutex<[String: [UInt8]]>([:])

  func bytes(for key: String) -> [UInt8]? { kept.withLock { $0[key] } }

  func keep(_ bytes: [UInt8], for key: String) { kept.withLock { $0[key] = bytes } }
}
