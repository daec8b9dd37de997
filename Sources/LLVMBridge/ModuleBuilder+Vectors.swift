internal import CLLVM

extension ModuleBuilder {
  /// A vector with one scalar in every lane; with one lane, the scalar.
  public func splat(_ scalar: Value, lanes: Int) -> Value {
    guard lanes > 1 else { return scalar }
    let empty = poison(vector(kind(of: scalar), lanes))
    let first = insert(scalar, into: empty, lane: 0)
    return shuffle(first, empty, Array(repeating: 0, count: lanes))
  }

  /// The element of one lane.
  public func extract(_ vector: Value, lane: Int) -> Value {
    extract(vector, lane: integer(lane, i64))
  }

  /// The element of a lane that is only known when the code runs.
  public func extract(_ vector: Value, lane: Value) -> Value {
    Value(raw: LLVMBuildExtractElement(builder, vector.raw, lane.raw, ""))
  }

  /// The vector with another element in one lane.
  public func insert(_ scalar: Value, into vector: Value, lane: Int) -> Value {
    insert(scalar, into: vector, lane: integer(lane, i64))
  }

  /// The vector with another element in a lane that is only known when the code runs.
  public func insert(_ scalar: Value, into vector: Value, lane: Value) -> Value {
    Value(raw: LLVMBuildInsertElement(builder, vector.raw, scalar.raw, lane.raw, ""))
  }

  /// The vector of the given lanes of two vectors; those of `y` are counted on from those of `x`.
  public func shuffle(_ x: Value, _ y: Value, _ lanes: [Int]) -> Value {
    let mask = vectorConstant(lanes.map { integer($0, i32) })
    // A mask of one lane is no vector, and neither is its result.
    guard lanes.count > 1 else {
      let width = self.lanes(of: x)
      return lanes[0] < width
        ? extract(x, lane: lanes[0]) : extract(y, lane: lanes[0] - width)
    }
    return Value(raw: LLVMBuildShuffleVector(builder, x.raw, y.raw, mask.raw, ""))
  }

  /// The sum of the lanes, of which there are a power of two, always in the same order: halves are
  /// added lane by lane until one number is left.
  public func reduceAdd(_ vector: Value) -> Value {
    reduce(vector, isReal(kind(of: vector)) ? add : iadd)
  }

  /// All lanes, of which there are a power of two, put together: halves are combined lane by lane
  /// until one element is left.
  public func reduce(_ vector: Value, _ combine: (Value, Value) -> Value) -> Value {
    var rest = vector
    var width = lanes(of: vector)
    precondition(width & (width - 1) == 0, "\(width) lanes cannot be halved")
    while width > 1 {
      width /= 2
      let low = shuffle(rest, rest, Array(0..<width))
      let high = shuffle(rest, rest, Array(width..<2 * width))
      rest = combine(low, high)
    }
    return rest
  }

  /// Whether a lane of truth values holds.
  public func any(_ mask: Value) -> Value {
    lanes(of: mask) == 1
      ? mask : call(intrinsic: "llvm.vector.reduce.or", overload: [kind(of: mask)], [mask])
  }

  /// Whether every lane of truth values holds.
  public func all(_ mask: Value) -> Value {
    lanes(of: mask) == 1
      ? mask : call(intrinsic: "llvm.vector.reduce.and", overload: [kind(of: mask)], [mask])
  }
}
