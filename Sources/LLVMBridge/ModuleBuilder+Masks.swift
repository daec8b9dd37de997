/// Access to memory by those lanes only for which a mask holds. The others touch no memory, so
/// their addresses may be anything; what they load is zero.
extension ModuleBuilder {
  /// Loads a vector whose elements lie behind one another.
  public func maskedLoad(
    _ kind: Kind, _ address: Value, alignment: Int, mask: Value, isInvariant: Bool = false
  ) -> Value {
    let value = call(
      intrinsic: "llvm.masked.load", overload: [kind, pointer],
      [address, integer(alignment, i32), mask, zero(kind)])
    if isInvariant { markInvariant(value) }
    return value
  }

  /// Stores a vector whose elements lie behind one another.
  public func maskedStore(_ value: Value, _ address: Value, alignment: Int, mask: Value) {
    call(
      intrinsic: "llvm.masked.store", overload: [kind(of: value), pointer],
      [value, address, integer(alignment, i32), mask])
  }

  /// Loads each lane from its own address.
  public func gather(
    _ kind: Kind, _ addresses: Value, alignment: Int, mask: Value, isInvariant: Bool = false
  ) -> Value {
    let value = call(
      intrinsic: "llvm.masked.gather", overload: [kind, self.kind(of: addresses)],
      [addresses, integer(alignment, i32), mask, zero(kind)])
    if isInvariant { markInvariant(value) }
    return value
  }

  /// Stores each lane to its own address; of lanes with the same address the last one wins.
  public func scatter(_ value: Value, _ addresses: Value, alignment: Int, mask: Value) {
    call(
      intrinsic: "llvm.masked.scatter", overload: [kind(of: value), kind(of: addresses)],
      [value, addresses, integer(alignment, i32), mask])
  }
}
