extension Tensor {
  /// Its elements as reals, row-major.
  public var reals: [Double] {
    Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      if let start = buffer.baseAddress { write(to: start) }
      initialized = count
    }
  }
}
