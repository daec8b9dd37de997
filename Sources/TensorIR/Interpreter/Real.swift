/// A floating-point number that the interpreter computes with.
protocol Real: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// The same number with 64 bits.
  var wide: Double { get }
  /// The nearest number.
  init(wide: Double)
}

extension Double: Real {
  @inline(__always) var wide: Double { self }
  @inline(__always) init(wide: Double) { self = wide }
}

extension Float: Real {
  @inline(__always) var wide: Double { Double(self) }
  @inline(__always) init(wide: Double) { self = Float(wide) }
}

extension Real {
  /// The integer towards zero; the nearest one outside the range of integers, 0 for NaN.
  @inline(__always)
  var truncatedInteger: Int {
    if isNaN { return 0 }
    if self >= 0x1p63 { return .max }
    if self < -0x1p63 { return .min }
    return Int(self)
  }

  /// The larger of two, NaN if one of them is.
  @inline(__always)
  static func larger(_ x: Self, _ y: Self) -> Self { x > y || x != x ? x : y }

  /// The smaller of two, NaN if one of them is.
  @inline(__always)
  static func smaller(_ x: Self, _ y: Self) -> Self { x < y || x != x ? x : y }
}
