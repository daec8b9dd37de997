/// Four neighbouring numbers at a time, wherever they begin.
extension UnsafePointer<Double> {
  /// Returns the elements from an index on.
  @inline(__always) func four(_ index: Int) -> SIMD4<Double> {
    UnsafeRawPointer(self + index).loadUnaligned(as: SIMD4<Double>.self)
  }
}

extension UnsafeMutablePointer<Double> {
  /// Returns the elements from an index on.
  @inline(__always) func four(_ index: Int) -> SIMD4<Double> { UnsafePointer(self).four(index) }

  /// Overwrites the elements from an index on.
  @inline(__always) func setFour(_ index: Int, _ values: SIMD4<Double>) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: values, as: SIMD4<Double>.self)
  }
}
