import Backends
import Codegen
import Foundation
import LLVMBridge
import RandomPrograms
import TensorIR
import Testing

/// Random programs on both back ends. `GMC_FUZZ` is how many of each kind to run, and `GMC_SEED`
/// where to start.
@Suite(.enabled(if: loadLLVM() == nil)) struct DifferentialTests {
  static let batch = 10
  static let start = UInt64(ProcessInfo.processInfo.environment["GMC_SEED"] ?? "") ?? 0
  static let batches: [UInt64] = {
    let count = UInt64(ProcessInfo.processInfo.environment["GMC_FUZZ"] ?? "") ?? 800
    return (0..<max(1, count / UInt64(batch))).map { start + $0 * UInt64(batch) }
  }()

  @Test(arguments: batches) func tameProgramsAgree(_ first: UInt64) throws {
    for seed in first..<first + UInt64(Self.batch) {
      try check(.tame(seed: seed), Self.setting(seed))
    }
  }

  @Test(arguments: batches) func wildProgramsAgree(_ first: UInt64) throws {
    for seed in first..<first + UInt64(Self.batch) {
      let setting = Self.setting(seed)
      try check(.wild(seed: seed, isNarrow: setting.precision == .f32), setting)
    }
  }

  /// Long enough for passes that are cut and kernels that are compiled in parts.
  @Test(arguments: 0..<12 as Range<UInt64>) func longProgramsAgree(_ seed: UInt64) throws {
    try check(.tame(seed: start(seed), steps: 150...300), Self.setting(0))
  }

  private func start(_ seed: UInt64) -> UInt64 { Self.start &+ seed }

  /// Mostly 64 bits on this processor.
  static func setting(_ seed: UInt64) -> Setting {
    let level: Machine.Level = seed % 5 == 1 ? .avx2 : seed % 5 == 2 ? .baseline : .host
    return Setting(precision: seed % 4 == 3 ? .f32 : .f64, level: Backends.chosenLevel ?? level)
  }

  private func check(_ sample: RandomProgram, _ setting: Setting) throws {
    #expect(sample.program.firstViolation() == nil)
    guard let difference = try sample.difference(setting) else { return }
    let smaller = sample.shrunk(setting)
    let again = try smaller.difference(setting)
    Issue.record(
      """
      seed \(sample.seed), \(setting): \(difference)
      shrunk: \(again.map { "\($0)" } ?? "")
      \(smaller.program)
      """)
  }
}
