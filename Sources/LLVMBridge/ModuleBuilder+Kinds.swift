internal import CLLVM

extension ModuleBuilder {
  /// The kind of no value.
  public var void: Kind { Kind(raw: LLVMVoidTypeInContext(context)) }
  /// A truth value.
  public var i1: Kind { Kind(raw: LLVMInt1TypeInContext(context)) }
  /// An integer of 8 bits.
  public var i8: Kind { Kind(raw: LLVMInt8TypeInContext(context)) }
  /// An integer of 16 bits.
  public var i16: Kind { Kind(raw: LLVMInt16TypeInContext(context)) }
  /// An integer of 32 bits.
  public var i32: Kind { Kind(raw: LLVMInt32TypeInContext(context)) }
  /// An integer of 64 bits.
  public var i64: Kind { Kind(raw: LLVMInt64TypeInContext(context)) }
  /// A `Float`.
  public var f32: Kind { Kind(raw: LLVMFloatTypeInContext(context)) }
  /// A `Double`.
  public var f64: Kind { Kind(raw: LLVMDoubleTypeInContext(context)) }
  /// The address of anything.
  public var pointer: Kind { Kind(raw: LLVMPointerTypeInContext(context, 0)) }

  /// A vector; with one lane, its element itself.
  public func vector(_ element: Kind, _ lanes: Int) -> Kind {
    lanes == 1 ? element : Kind(raw: LLVMVectorType(element.raw, UInt32(lanes)))
  }

  /// Elements behind one another in memory.
  public func array(_ element: Kind, _ count: Int) -> Kind {
    Kind(raw: LLVMArrayType2(element.raw, UInt64(count)))
  }

  /// The kind that a value has.
  public func kind(of value: Value) -> Kind { Kind(raw: LLVMTypeOf(value.raw)) }

  /// The number of lanes of a vector, 1 for a scalar.
  public func lanes(of value: Value) -> Int { lanes(of: kind(of: value)) }

  /// The number of lanes of a vector kind, 1 for a scalar one.
  public func lanes(of kind: Kind) -> Int {
    LLVMGetTypeKind(kind.raw) == LLVMVectorTypeKind ? Int(LLVMGetVectorSize(kind.raw)) : 1
  }

  /// The kind of the elements of a vector or an array; a scalar is its own element.
  public func element(of kind: Kind) -> Kind {
    switch LLVMGetTypeKind(kind.raw) {
    case LLVMVectorTypeKind, LLVMArrayTypeKind: Kind(raw: LLVMGetElementType(kind.raw))
    default: kind
    }
  }

  /// Whether the kind is a real number or a vector of them.
  public func isReal(_ kind: Kind) -> Bool {
    let element = LLVMGetTypeKind(element(of: kind).raw)
    return element == LLVMDoubleTypeKind || element == LLVMFloatTypeKind
  }

  /// The kind with as many lanes as the value has, unless it is a vector kind already.
  func lifted(_ kind: Kind, like value: Value) -> Kind {
    lanes(of: kind) == 1 ? vector(kind, lanes(of: value)) : kind
  }
}
