import LLVMBridge
import Optimizer
import TensorIR

extension GroupEmitter {
  /// Loads an element, or a vector of them, from where a value lies.
  func load(
    _ value: ValueID, from storage: Storage, _ indices: Indices, mask: Value?
  ) -> Value {
    load(from: storage, of: program[value].type.element, indices, mask: mask)
  }

  /// Loads an element of a type, or a vector of them.
  func load(
    from storage: Storage, of element: ElementType, _ indices: Indices, mask: Value?
  ) -> Value {
    let address = address(of: storage, indices)
    let stored = kind(storage.element)
    let isInvariant =
      switch storage.place {
      case .parameters, .data, .constant: true
      case .frame, .local, .result: false
      }
    let bytes = storage.element.byteCount
    switch address {
    case .one(let pointer):
      let raw = builder.load(stored, pointer, alignment: bytes, isInvariant: isInvariant)
      return converted(raw, from: storage.element, to: element)
    case .consecutive(let pointer):
      let wide = builder.vector(stored, lanes)
      let raw: Value
      if let mask, !storage.isPadded {
        raw = builder.maskedLoad(wide, pointer, alignment: bytes, mask: mask)
      } else {
        raw = builder.load(wide, pointer, alignment: bytes, isInvariant: isInvariant)
      }
      return converted(raw, from: storage.element, to: element)
    case .scattered(let pointers):
      let all = mask ?? builder.boolean(true, lanes: lanes)
      let wide = builder.vector(stored, lanes)
      let raw = builder.gather(wide, pointers, alignment: bytes, mask: all)
      return converted(raw, from: storage.element, to: element)
    }
  }

  /// Stores an element, or a vector of them, where a value lies.
  func store(
    _ x: Value, of element: ElementType, to storage: Storage, _ indices: Indices, mask: Value?
  ) {
    let bytes = storage.element.byteCount
    let stored = stored(x, of: element, as: storage.element)
    switch address(of: storage, indices) {
    case .one(let pointer): builder.store(stored, pointer, alignment: bytes)
    case .consecutive(let pointer):
      if let mask, !storage.isPadded {
        builder.maskedStore(wide(stored), pointer, alignment: bytes, mask: mask)
      } else {
        builder.store(wide(stored), pointer, alignment: bytes)
      }
    case .scattered(let pointers):
      let all = mask ?? builder.boolean(true, lanes: lanes)
      builder.scatter(wide(stored), pointers, alignment: bytes, mask: all)
    }
  }

  private enum Address {
    case one(Value)
    /// The first of as many neighbours as a vector has lanes.
    case consecutive(Value)
    /// One for each lane.
    case scattered(Value)
  }

  private func address(of storage: Storage, _ indices: Indices) -> Address {
    var offset: Value?
    var spread: Value?
    var isConsecutive = false
    func add(_ x: Value, times stride: Int, to sum: Value?) -> Value {
      let kind = builder.kind(of: x)
      let scaled = stride == 1 ? x : builder.imul(x, builder.integer(stride, kind))
      return sum.map { builder.iadd($0, scaled) } ?? scaled
    }
    for (axis, stride) in storage.strides.sorted(by: { $0.key < $1.key }) where stride != 0 {
      guard let index = indices[axis] else {
        preconditionFailure("a value is read along each of its axes")
      }
      let isLocal = axis == storage.tileAxis
      switch index.form {
      case .scalar(let position):
        offset = add(isLocal ? position : shifted(position, index), times: stride, to: offset)
      case .computed(let position):
        if builder.lanes(of: position) == 1 {
          offset = add(position, times: stride, to: offset)
        } else {
          spread = add(position, times: stride, to: spread)
        }
      case .lanes(let start):
        let first = isLocal ? start : shifted(start, index)
        offset = add(first, times: stride, to: offset)
        if stride == 1, !isConsecutive {
          isConsecutive = true
        } else {
          let iota = builder.iota(builder.vector(builder.i64, lanes))
          spread = add(iota, times: stride, to: spread)
        }
      }
    }
    let stored = kind(storage.element)
    let start = self.start(of: storage)
    let base = offset.map { builder.offset(start, stored, by: $0) } ?? start
    guard var spread else { return isConsecutive ? .consecutive(base) : .one(base) }
    if isConsecutive {
      let iota = builder.iota(builder.vector(builder.i64, lanes))
      spread = builder.iadd(spread, iota)
    }
    return .scattered(builder.offset(base, stored, by: spread))
  }

  /// Where one element, or the first of some neighbours, lies.
  func pointer(of storage: Storage, _ indices: Indices) -> Value {
    switch address(of: storage, indices) {
    case .one(let pointer), .consecutive(let pointer): pointer
    case .scattered(let pointers): pointers
    }
  }

  private func shifted(_ position: Value, _ index: Index) -> Value {
    guard index.isTiled, let tileStart else { return position }
    return builder.iadd(position, tileStart)
  }

  /// Where the elements of a storage start.
  func start(of storage: Storage) -> Value {
    switch storage.place {
    case .parameters(let position):
      builder.offset(arguments.parameters, kind(storage.element), by: integer(position))
    case .data(let position): arguments.sources.pointer(position, builder)
    case .constant(let position): arguments.constants[position] ?? arguments.frame
    case .frame(let byte): builder.offset(arguments.frame, builder.i8, by: integer(byte))
    case .local(let number): locals[number] ?? arguments.scratch
    case .result(let number): arguments.results.pointer(number, builder)
    }
  }

  func kind(_ stored: StoredElement) -> Kind {
    switch stored {
    case .f64: builder.f64
    case .f32: builder.f32
    case .i64: builder.i64
    case .i32: builder.i32
    case .u8, .boolean: builder.i8
    }
  }

  /// What was loaded, as it is computed with.
  private func converted(
    _ x: Value, from stored: StoredElement, to element: ElementType
  ) -> Value {
    let zero = builder.zero(builder.kind(of: x))
    switch element {
    case .real:
      switch stored {
      case .f64: return real == builder.f64 ? x : builder.truncateReal(x, real)
      case .f32: return real == builder.f32 ? x : builder.extendReal(x, real)
      case .i64, .i32: return builder.signedToReal(x, real)
      case .u8, .boolean: return builder.unsignedToReal(x, real)
      }
    case .integer:
      switch stored {
      case .f64, .f32: return builder.realToSignedSaturating(x, builder.i64)
      case .i64: return x
      case .i32: return builder.signExtend(x, builder.i64)
      case .u8, .boolean: return builder.zeroExtend(x, builder.i64)
      }
    case .boolean:
      switch stored {
      case .f64, .f32: return builder.compare(.une, x, zero)
      case .i64, .i32, .u8, .boolean: return builder.compare(.ne, x, zero)
      }
    }
  }

  /// What was computed, as it is stored.
  func stored(_ x: Value, of element: ElementType, as stored: StoredElement) -> Value {
    switch element {
    case .real:
      switch stored {
      case .f64: return real == builder.f64 ? x : builder.extendReal(x, builder.f64)
      case .f32: return real == builder.f32 ? x : builder.truncateReal(x, builder.f32)
      case .i64, .i32, .u8, .boolean: preconditionFailure("reals are stored as reals")
      }
    case .integer:
      return stored.isReal ? builder.signedToReal(x, kind(stored)) : x
    case .boolean:
      return stored.isReal
        ? builder.unsignedToReal(x, kind(stored)) : builder.zeroExtend(x, builder.i8)
    }
  }
}
