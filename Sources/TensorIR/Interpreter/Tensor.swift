/// Dense values of one element type: what a data input is given.
///
/// Row-major, the last axis fastest. The numbers keep the width in which they were read, so sixty
/// thousand images of bytes stay bytes until a program asks for them.
public struct Tensor: Hashable, Sendable {
  /// The sizes of the axes, none for a scalar.
  public let sizes: [Int]
  let storage: Storage

  enum Storage: Hashable, Sendable {
    case doubles([Double])
    case integers([Int])
    case shortIntegers([Int32])
    case bytes([UInt8])
    case booleans([Bool])
  }

  private init(_ storage: Storage, count: Int, sizes: [Int]?) {
    self.sizes = sizes ?? [count]
    self.storage = storage
    precondition(self.sizes.reduce(1, *) == count, "as many values as the axes hold")
  }

  /// Creates a tensor of reals; without sizes, of one axis.
  public init(_ values: [Double], sizes: [Int]? = nil) {
    self.init(.doubles(values), count: values.count, sizes: sizes)
  }

  /// Creates a tensor of integers; without sizes, of one axis.
  public init(_ values: [Int], sizes: [Int]? = nil) {
    self.init(.integers(values), count: values.count, sizes: sizes)
  }

  /// Creates a tensor of integers; without sizes, of one axis.
  public init(_ values: [Int32], sizes: [Int]? = nil) {
    self.init(.shortIntegers(values), count: values.count, sizes: sizes)
  }

  /// Creates a tensor of integers from 0 to 255; without sizes, of one axis.
  public init(_ values: [UInt8], sizes: [Int]? = nil) {
    self.init(.bytes(values), count: values.count, sizes: sizes)
  }

  /// Creates a tensor of booleans; without sizes, of one axis.
  public init(_ values: [Bool], sizes: [Int]? = nil) {
    self.init(.booleans(values), count: values.count, sizes: sizes)
  }

  /// Creates a real without axes.
  public init(_ value: Double) { self.init([value], sizes: []) }

  /// Creates an integer without axes.
  public init(_ value: Int) { self.init([value], sizes: []) }

  /// Creates a boolean without axes.
  public init(_ value: Bool) { self.init([value], sizes: []) }

  /// What its elements are.
  public var element: ElementType {
    switch storage {
    case .doubles: .real
    case .integers, .shortIntegers, .bytes: .integer
    case .booleans: .boolean
    }
  }

  /// The number of its elements.
  public var count: Int { sizes.reduce(1, *) }
}

extension Tensor {
  /// The elements as reals, booleans as 0 and 1.
  public var reals: [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let start = buffer.baseAddress { write(to: start) }
      initialized = count
    }
  }

  /// The elements as integers: reals towards zero, booleans as 0 and 1.
  public var integers: [Int] {
    [Int](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let start = buffer.baseAddress { write(to: start) }
      initialized = count
    }
  }

  /// True iff its elements can stand for the given type: integers are reals too.
  func stands(for element: ElementType) -> Bool {
    self.element == element || (self.element == .integer && element == .real)
  }

  /// Writes the elements as reals.
  func write<R: Real>(to target: UnsafeMutablePointer<R>) {
    switch storage {
    case .doubles(let values): copy(values, to: target) { R(wide: $0) }
    case .integers(let values): copy(values, to: target) { R(wide: Double($0)) }
    case .shortIntegers(let values): copy(values, to: target) { R(wide: Double($0)) }
    case .bytes(let values): copy(values, to: target) { R(wide: Double($0)) }
    case .booleans(let values): copy(values, to: target) { $0 ? 1 : 0 }
    }
  }

  /// Writes the elements as integers; reals towards zero.
  func write(to target: UnsafeMutablePointer<Int>) {
    switch storage {
    case .doubles(let values): copy(values, to: target) { $0.truncatedInteger }
    case .integers(let values): copy(values, to: target) { $0 }
    case .shortIntegers(let values): copy(values, to: target) { Int($0) }
    case .bytes(let values): copy(values, to: target) { Int($0) }
    case .booleans(let values): copy(values, to: target) { $0 ? 1 : 0 }
    }
  }

  /// Writes the elements as booleans: whether they are not zero.
  func write(to target: UnsafeMutablePointer<Bool>) {
    switch storage {
    case .doubles(let values): copy(values, to: target) { $0 != 0 }
    case .integers(let values): copy(values, to: target) { $0 != 0 }
    case .shortIntegers(let values): copy(values, to: target) { $0 != 0 }
    case .bytes(let values): copy(values, to: target) { $0 != 0 }
    case .booleans(let values): copy(values, to: target) { $0 }
    }
  }

  @inline(__always)
  private func copy<A, B>(
    _ values: [A], to target: UnsafeMutablePointer<B>, _ convert: (A) -> B
  ) {
    values.withUnsafeBufferPointer { source in
      for i in source.indices { target[i] = convert(source[i]) }
    }
  }
}
