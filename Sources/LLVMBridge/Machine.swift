internal import CLLVM

/// A processor to write code for.
public struct Machine: Hashable, Sendable {
  /// LLVM's name of architecture and system, such as `x86_64-pc-linux-gnu`.
  public let triple: String
  /// LLVM's name of the processor.
  public let cpu: String
  /// What the processor can do beyond its name, as LLVM writes it: `+avx2,-sse4a`.
  public let features: String
  /// The size of the widest vector register.
  public let vectorBytes: Int

  /// How much of this processor's abilities code may use.
  public enum Level: String, CaseIterable, Sendable {
    /// All that this processor has.
    case host
    /// Nothing that a processor with AVX2 and fused multiplication lacks.
    case avx2
    /// Nothing that the oldest processor of the architecture lacks. On x86-64 that excludes the
    /// fused multiplication, which becomes a call of the C library's slow `fma`.
    case baseline
  }

  init(triple: String, cpu: String, features: String) {
    self.triple = triple
    self.cpu = cpu
    self.features = features
    let has = Set(features.split(separator: ","))
    vectorBytes = has.contains("+avx512f") ? 64 : has.contains("+avx2") ? 32 : 16
  }

  /// The processor of this process. LLVM must have been loaded.
  public static func host() -> Machine { detected }

  /// The processor of this process, or one with less. LLVM must have been loaded.
  public static func at(_ level: Level) -> Machine {
    let host = host()
    #if arch(x86_64)
      switch level {
      case .host: return host
      // The features are those of the name; they are said again for `vectorBytes`.
      case .avx2: return Machine(triple: host.triple, cpu: "x86-64-v3", features: "+avx2,+fma")
      case .baseline: return Machine(triple: host.triple, cpu: "x86-64", features: "")
      }
    #else
      return level == .host ? host : Machine(triple: host.triple, cpu: "generic", features: "")
    #endif
  }

  private static let detected: Machine = {
    precondition(loadLLVM() == nil, "LLVM is not loaded")
    return Machine(
      triple: taken(LLVMGetDefaultTargetTriple()), cpu: taken(LLVMGetHostCPUName()),
      features: taken(LLVMGetHostCPUFeatures()))
  }()

  /// A code generator for this processor, to be disposed of by the caller.
  func codeGenerator() -> OpaquePointer {
    var target: LLVMTargetRef?
    var message: UnsafeMutablePointer<CChar>?
    let unknown = LLVMGetTargetFromTriple(triple, &target, &message)
    precondition(unknown == 0, taken(message))
    return LLVMCreateTargetMachine(
      target, triple, cpu, features, LLVMCodeGenLevelAggressive, LLVMRelocPIC,
      LLVMCodeModelDefault)
  }
}
