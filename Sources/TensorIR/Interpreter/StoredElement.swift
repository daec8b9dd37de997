/// How one element lies in memory.
public enum StoredElement: String, CaseIterable, Hashable, Sendable {
  case f64, f32, i64, i32, u8, boolean

  /// The bytes of one element.
  public var byteCount: Int {
    switch self {
    case .f64, .i64: 8
    case .f32, .i32: 4
    case .u8, .boolean: 1
    }
  }

  /// Whether it is a number of floating point.
  public var isReal: Bool {
    switch self {
    case .f64, .f32: true
    case .i64, .i32, .u8, .boolean: false
    }
  }
}

extension Tensor {
  /// How its elements lie in memory.
  public var stored: StoredElement {
    switch storage {
    case .doubles: .f64
    case .integers: .i64
    case .shortIntegers: .i32
    case .bytes: .u8
    case .booleans: .boolean
    }
  }

  /// Calls `body` with the memory of the elements, row-major, for reading.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    switch storage {
    case .doubles(let values): try values.withUnsafeBytes(body)
    case .integers(let values): try values.withUnsafeBytes(body)
    case .shortIntegers(let values): try values.withUnsafeBytes(body)
    case .bytes(let values): try values.withUnsafeBytes(body)
    case .booleans(let values): try values.withUnsafeBytes(body)
    }
  }
}
