import Binding
import Diagnostics
import Objectives
import Semantics
import TensorIR

#if LLVM
  import Codegen
  import LLVMBridge
#endif

// `gmc compile --emit` and the stages that are code.

extension Session {
  /// What `--emit` asks for, after checking that `-o` fits it.
  func askedEmission() throws(CommandFailure) -> Emission? {
    guard let name = invocation.text(.emit) else {
      if invocation.has(.output) {
        throw .usage(
          UsageError("`-o` is for the code of `--emit`", hint: "`--emit library -o model.so`"))
      }
      return nil
    }
    let names = Emission.allCases.map(\.rawValue)
    guard let emission = Emission(rawValue: name) else {
      throw .usage(
        UsageError(
          "`--emit` cannot be `\(name)`",
          hint: nearest(to: name, among: names).map { "did you mean `--emit \($0)`?" }
            ?? "one of \(names.joined(separator: ", "))"))
    }
    guard let path = invocation.text(.output) else {
      throw .usage(
        UsageError("`--emit \(name)` needs `-o OUT`", hint: "a file for the code, or `-` for text"))
    }
    if path == "-", !emission.isText {
      throw .usage(UsageError("`--emit \(name)` writes no text", hint: "`-o OUT` names a file"))
    }
    return emission
  }

  /// Writes what `--emit` asks for.
  mutating func emit(_ emission: Emission, _ chosen: ChosenModel) throws(CommandFailure) {
    let path = invocation.text(.output) ?? "-"
    switch emission {
    case .library: try emitLibrary(of: chosen, to: path)
    case .object:
      guard hasData(for: chosen) else {
        throw .usage(
          UsageError(
            "`--emit object` needs data, which become part of the code",
            hint: "`--data FILE`; `--emit library` takes them later"))
      }
      try emitObject(of: try lowered(try bound(chosen), of: chosen), chosen, to: path)
    case .llvm, .asm:
      let lowered = try lowered(try boundOrSized(chosen), of: chosen)
      try write(
        try code(of: lowered, chosen, asAssembly: emission == .asm, embedsData: true), to: path)
    }
  }

  /// The gradient in LLVM's language or the assembler's.
  ///
  /// - Parameter embedsData: whether the data are part of it, so that it can be linked.
  func code(
    of lowered: LoweredDensity, _ chosen: ChosenModel, asAssembly: Bool, embedsData: Bool = false
  ) throws(CommandFailure) -> String {
    #if LLVM
      let machine = try codeMachine()
      do throws(KernelFailure) {
        let module = try gradientModule(of: lowered, chosen, machine, embedsData: embedsData)
        return asAssembly ? try module.assembly() : module.text
      } catch {
        throw failure(error)
      }
    #else
      throw compilerFailure ?? .diagnosed
    #endif
  }

  /// The failure of a command that needs code, nil if code can be written.
  var compilerFailure: CommandFailure? {
    Backend.missingCompiler.map {
      .run("there is no native back end here: \($0)", hint: "install Debian's `libllvm19`")
    }
  }

  /// What the functions of a model are called in C: its name, other characters as underscores.
  static func symbol(of chosen: ChosenModel) -> String {
    String(
      chosen.model.name.unicodeScalars.map { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
          ? Character(scalar) : "_"
      })
  }

  #if LLVM
    /// The processor of `--cpu`; LLVM is loaded then.
    func codeMachine() throws(CommandFailure) -> Machine {
      if let compilerFailure { throw compilerFailure }
      let processor = invocation.text(.cpu).flatMap { CodeProcessor(rawValue: $0) } ?? .host
      return switch processor {
      case .host: Machine.at(.host)
      case .avx2: Machine.at(.avx2)
      case .baseline: Machine.at(.baseline)
      }
    }

    /// The improved code of `void MODEL_gradient(…)`, see `StandaloneModule.addFunction`.
    func gradientModule(
      of lowered: LoweredDensity, _ chosen: ChosenModel, _ machine: Machine, embedsData: Bool
    ) throws(KernelFailure) -> StandaloneModule {
      // Code that stands alone has no other form to turn to where the scaled one may be wrong.
      let module = try StandaloneModule(
        embedsData ? lowered.gradientProgram() : lowered.nativeGradientProgram(in: precision),
        data: lowered.data,
        name: "\(Self.symbol(of: chosen))_gradient", precision: precision, machine: machine)
      module.addFunction(embedsData: embedsData)
      try module.optimizeCode()
      return module
    }

    func failure(_ error: KernelFailure) -> CommandFailure {
      switch error {
      case .program(let failure): .fault(failure.description)
      case .compiler(let failure): .fault(failure.description)
      }
    }
  #endif
}
