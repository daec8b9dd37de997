internal import CLLVM

/// Machine code of an object file, ready to be called in this process as long as this lives.
///
/// LLVM's just-in-time linker locks what it shares, and nothing else here changes.
public final class LoadedObject: @unchecked Sendable {
  private let linker: OpaquePointer
  private let complaints = Complaints()

  /// Links an object file. What it does not define is looked up among the given symbols, then in
  /// this process and the C library's mathematics, when an address is first asked for.
  public init(
    _ object: [UInt8], symbols: [String: UnsafeRawPointer] = [:]
  ) throws(LLVMFailure) {
    if let reason = loadLLVM() { throw .unavailable(reason) }
    gm_math_load()
    linker = try makeLinker()
    LLVMOrcExecutionSessionSetErrorReporter(
      LLVMOrcLLJITGetExecutionSession(linker),
      { if let text = taken($1) { Complaints.of($0).add(text) } }, complaints.pointer)
    try define(symbols)
    try add(object)
  }

  deinit { _ = taken(LLVMOrcDisposeLLJIT(linker)) }

  /// The address of a function or a global that the object defines.
  public func address(of name: String) throws(LLVMFailure) -> UnsafeRawPointer {
    var address: LLVMOrcExecutorAddress = 0
    if let reason = taken(LLVMOrcLLJITLookup(linker, &address, name)) {
      // The cause is reported to the session, the lookup only says that there was one.
      throw .failed(complaints.take() ?? reason)
    }
    guard let pointer = UnsafeRawPointer(bitPattern: UInt(address)) else {
      throw .failed("\(name) has no address")
    }
    return pointer
  }

  private func define(_ symbols: [String: UnsafeRawPointer]) throws(LLVMFailure) {
    let library = LLVMOrcLLJITGetMainJITDylib(linker)
    if !symbols.isEmpty {
      let flags = LLVMJITSymbolFlags(
        GenericFlags: UInt8(LLVMJITSymbolGenericFlagsExported.rawValue), TargetFlags: 0)
      var pairs = symbols.map { name, address in
        LLVMOrcCSymbolMapPair(
          Name: LLVMOrcLLJITMangleAndIntern(linker, name),
          Sym: LLVMJITEvaluatedSymbol(Address: UInt64(UInt(bitPattern: address)), Flags: flags))
      }
      let unit = LLVMOrcAbsoluteSymbols(&pairs, pairs.count)
      if let reason = taken(LLVMOrcJITDylibDefine(library, unit)) { throw .failed(reason) }
    }
    var process: LLVMOrcDefinitionGeneratorRef?
    let prefix = LLVMOrcLLJITGetGlobalPrefix(linker)
    let error = LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(&process, prefix, nil, nil)
    if let reason = taken(error) { throw .failed(reason) }
    LLVMOrcJITDylibAddGenerator(library, process)
  }

  private func add(_ object: [UInt8]) throws(LLVMFailure) {
    let buffer = object.withUnsafeBytes {
      LLVMCreateMemoryBufferWithMemoryRangeCopy($0.baseAddress, $0.count, "object")
    }
    // Takes the buffer over.
    let error = LLVMOrcLLJITAddObjectFile(linker, LLVMOrcLLJITGetMainJITDylib(linker), buffer)
    if let reason = taken(error) { throw .failed(reason) }
  }
}

private func makeLinker() throws(LLVMFailure) -> OpaquePointer {
  let builder = LLVMOrcCreateLLJITBuilder()
  LLVMOrcLLJITBuilderSetJITTargetMachineBuilder(
    builder, LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine(Machine.host().codeGenerator()))
  var linker: LLVMOrcLLJITRef?
  // Takes the builder over.
  let reason = taken(LLVMOrcCreateLLJIT(&linker, builder))
  guard let linker else { throw .failed(reason ?? "no linker") }
  return linker
}
