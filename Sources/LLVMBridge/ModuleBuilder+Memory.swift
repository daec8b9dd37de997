internal import CLLVM

extension ModuleBuilder {
  /// Memory that lives as long as the call of the current function; the value is its address.
  ///
  /// It is always reserved on entry, so that a loop around this place does not pile it up.
  public func alloca(_ kind: Kind, count: Int = 1, alignment: Int) -> Value {
    onEntry {
      let memory = count == 1 ? kind : array(kind, count)
      let address = Value(raw: LLVMBuildAlloca(builder, memory.raw, ""))
      LLVMSetAlignment(address.raw, UInt32(alignment))
      return address
    }
  }

  /// Writes something before all that the current function does so far.
  public func onEntry(_ body: () -> Value) -> Value {
    let here = current
    let entry = LLVMGetEntryBasicBlock(LLVMGetBasicBlockParent(here.raw))
    if let first = LLVMGetFirstInstruction(entry) {
      LLVMPositionBuilderBefore(builder, first)
    } else {
      LLVMPositionBuilderAtEnd(builder, entry)
    }
    let value = body()
    position(at: here)
    return value
  }

  /// The address of an element of the array that the pointer leads to. A vector of indices gives a
  /// vector of addresses. The address must be inside of the array or right behind it.
  public func offset(_ pointer: Value, _ element: Kind, by index: Value) -> Value {
    var index = Optional(index.raw)
    return Value(raw: LLVMBuildInBoundsGEP2(builder, element.raw, pointer.raw, &index, 1, ""))
  }

  /// What memory holds. An invariant load is from memory that nobody writes while the code runs.
  public func load(
    _ kind: Kind, _ address: Value, alignment: Int, isInvariant: Bool = false
  ) -> Value {
    let value = Value(raw: LLVMBuildLoad2(builder, kind.raw, address.raw, ""))
    LLVMSetAlignment(value.raw, UInt32(alignment))
    if isInvariant { markInvariant(value) }
    return value
  }

  /// Writes a value to memory.
  public func store(_ value: Value, _ address: Value, alignment: Int) {
    LLVMSetAlignment(LLVMBuildStore(builder, value.raw, address.raw), UInt32(alignment))
  }

  /// Sets bytes of memory to one value of kind `i8`; the count is of kind `i64`.
  public func memset(_ address: Value, to byte: Value, bytes: Value, alignment: Int) {
    LLVMBuildMemSet(builder, address.raw, byte.raw, bytes.raw, UInt32(alignment))
  }

  func markInvariant(_ load: Value) {
    let name = "invariant.load"
    let id = LLVMGetMDKindIDInContext(context, name, UInt32(name.utf8.count))
    let empty = LLVMMetadataAsValue(context, LLVMMDNodeInContext2(context, nil, 0))
    LLVMSetMetadata(load.raw, id, empty)
  }
}
