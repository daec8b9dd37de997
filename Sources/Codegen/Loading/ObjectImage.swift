import Glibc
import LLVMBridge

/// Machine code of an ELF object file for x86-64 in executable memory of this process.
///
/// Does what LLVM's linker does for the code that this back end emits, in less than a tenth of a
/// millisecond and without LLVM's library, whose loading alone takes longer than many a fit. Files
/// with anything else in them than code, constants and calls of functions are refused.
/// Source: System V ABI, AMD64 supplement, chapter 4.
final class ObjectImage: @unchecked Sendable {
  private let memory: UnsafeMutableRawPointer
  private let byteCount: Int
  private var addresses: [String: UnsafeRawPointer] = [:]

  /// Lays out, relocates and protects the code; nil if it is of a kind that is not handled.
  init?(_ object: [UInt8], symbols: [String: UnsafeRawPointer]) {
    guard let file = ObjectFile(object), let plan = Layout(file) else { return nil }
    let protection = PROT_READ | PROT_WRITE
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let memory = mmap(nil, plan.byteCount, protection, flags, -1, 0),
      memory != MAP_FAILED
    else { return nil }
    self.memory = memory
    byteCount = plan.byteCount
    let isRelocated = object.withUnsafeBytes { bytes in
      copySections(of: file, from: bytes, plan)
      return bind(file, plan, symbols) && relocate(file, plan)
    }
    guard isRelocated, mprotect(memory, byteCount, PROT_READ | PROT_EXEC) == 0 else { return nil }
  }

  deinit { munmap(memory, byteCount) }

  /// The address of a function that the object defines.
  func address(of name: String) -> UnsafeRawPointer? { addresses[name] }

  /// Where everything lies in memory.
  private struct Layout {
    /// The start of each section, nil for those that need no memory.
    var sections: [Int?] = []
    /// The start of the stubs and of the table of addresses, an entry for each symbol.
    let stubs, table: Int
    let byteCount: Int

    static let stubBytes = 16

    init?(_ file: ObjectFile) {
      var end = 0
      for section in file.sections {
        guard section.isAllocated, section.size > 0 else {
          sections.append(nil)
          continue
        }
        // Memory that is written while code runs would have to be kept apart.
        if section.isWritable { return nil }
        let alignment = max(1, section.alignment)
        end = (end + alignment - 1) / alignment * alignment
        sections.append(end)
        end += section.size
      }
      stubs = (end + 63) & ~63
      table = stubs + Self.stubBytes * file.symbols.count
      byteCount = (table + 8 * file.symbols.count + 4096) & ~4095
    }
  }

  private func copySections(
    of file: ObjectFile, from bytes: UnsafeRawBufferPointer, _ plan: Layout
  ) {
    for (section, start) in zip(file.sections, plan.sections) {
      guard let start, section.hasBytes, let source = bytes.baseAddress else { continue }
      (memory + start).copyMemory(from: source + section.offset, byteCount: section.size)
    }
  }

  /// Finds the address of each symbol, and writes its stub and its entry of the table.
  private func bind(
    _ file: ObjectFile, _ plan: Layout, _ symbols: [String: UnsafeRawPointer]
  ) -> Bool {
    for (index, symbol) in file.symbols.enumerated() {
      let address: UnsafeRawPointer
      if let section = symbol.section {
        guard let start = plan.sections[section] else { continue }
        address = UnsafeRawPointer(memory + start + symbol.value)
        if !symbol.name.isEmpty { addresses[symbol.name] = address }
      } else {
        guard !symbol.name.isEmpty else { continue }
        guard let found = symbols[symbol.name] ?? Processor.address(ofFunction: symbol.name)
        else { return false }
        address = found
      }
      let bits = UInt64(UInt(bitPattern: address))
      (memory + plan.table + 8 * index).storeBytes(of: bits, as: UInt64.self)
      // jmp *2(%rip); ud2; the address: calls reach only 2 GiB, the stub any place.
      let stub = memory + plan.stubs + Layout.stubBytes * index
      stub.storeBytes(of: 0x0b0f_0000_0002_25ff, as: UInt64.self)
      (stub + 8).storeBytes(of: bits, as: UInt64.self)
    }
    return true
  }

  private func relocate(_ file: ObjectFile, _ plan: Layout) -> Bool {
    for relocation in file.relocations {
      guard let start = plan.sections[relocation.section] else { continue }
      let place = memory + start + relocation.offset
      let from = Int(bitPattern: place)
      func address(_ symbol: Int) -> Int {
        Int(bitPattern: (memory + plan.table + 8 * symbol).load(as: UInt.self))
      }
      func store(_ distance: Int) -> Bool {
        guard let near = Int32(exactly: distance) else { return false }
        place.storeBytes(of: near, as: Int32.self)
        return true
      }
      let symbol = relocation.symbol
      let isDone: Bool
      switch relocation.kind {
      case .absolute64:
        place.storeBytes(of: address(symbol) &+ relocation.addend, as: Int.self)
        isDone = true
      case .relative64:
        place.storeBytes(of: address(symbol) &+ relocation.addend &- from, as: Int.self)
        isDone = true
      case .relative32: isDone = store(address(symbol) &+ relocation.addend &- from)
      case .call:
        let isFar = file.symbols[symbol].section == nil
        let stub = Int(bitPattern: memory + plan.stubs + Layout.stubBytes * symbol)
        isDone = store((isFar ? stub : address(symbol)) &+ relocation.addend &- from)
      case .tableEntry:
        let entry = Int(bitPattern: memory + plan.table + 8 * symbol)
        isDone = store(entry &+ relocation.addend &- from)
      }
      if !isDone { return false }
    }
    return true
  }
}
