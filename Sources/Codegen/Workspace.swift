/// The memory of one copy of a kernel: freed with it.
///
/// Only the copy that owns it writes it, and a copy of a kernel makes a new one before it runs.
final class Workspace: @unchecked Sendable {
  /// Values that one pass leaves to another.
  let frame: UnsafeMutableRawPointer
  /// Local arrays of a pass that are too long for the stack, of each thread.
  let scratch: UnsafeMutableRawPointer
  /// Whether reals are single, and outputs as well.
  let isSingle: Bool
  /// The parameters of a run in single precision; none where runs are in double.
  private let singles: UnsafeMutableBufferPointer<Float>
  /// The start of each output.
  let results: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// The same of a run that writes outputs elsewhere; only the first is always in place.
  let places: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// The number of elements of each output.
  let counts: [Int]
  /// How far apart the scratch memories of two threads are.
  let scratchStride: Int
  private let layout: KernelLayout
  private let threads: Int

  init(
    _ layout: KernelLayout, threads: Int, parameters: Int, isSingle: Bool, outputs counts: [Int]
  ) {
    self.isSingle = isSingle
    let singles = isSingle ? parameters : 0
    self.layout = layout
    self.threads = threads
    // A page apart, so that vectors that are read past the end touch nobody's line.
    scratchStride = layout.scratchBytes == 0 ? 0 : (layout.scratchBytes + 4095) & ~4095
    self.counts = counts
    self.singles = UnsafeMutableBufferPointer(
      start: cacheLines(singles * 4).bindMemory(to: Float.self, capacity: singles),
      count: singles)
    frame = cacheLines(layout.frameBytes)
    scratch = cacheLines(threads * scratchStride)
    results = .allocate(capacity: max(1, counts.count))
    places = .allocate(capacity: max(1, counts.count))
    for (index, count) in counts.enumerated() {
      let memory = cacheLines(count * (isSingle ? 4 : 8))
      if isSingle {
        memory.bindMemory(to: Float.self, capacity: count)
      } else {
        memory.bindMemory(to: Double.self, capacity: count)
      }
      (results + index).initialize(to: memory)
      (places + index).initialize(to: results[index])
    }
  }

  /// Memory of the same size.
  convenience init(like other: Workspace) {
    self.init(
      other.layout, threads: other.threads, parameters: other.singles.count,
      isSingle: other.isSingle, outputs: other.counts)
  }

  /// Where the code finds the parameters: as they are, or in single precision.
  func stored(_ parameters: UnsafeBufferPointer<Double>) -> UnsafeRawPointer? {
    guard isSingle else { return UnsafeRawPointer(parameters.baseAddress) }
    for index in singles.indices { singles[index] = Float(parameters[index]) }
    return UnsafeRawPointer(singles.baseAddress)
  }

  /// One number of an output.
  func value(_ output: Int, _ index: Int = 0) -> Double {
    isSingle
      ? Double(results[output].assumingMemoryBound(to: Float.self)[index])
      : results[output].assumingMemoryBound(to: Double.self)[index]
  }

  /// Copies an output.
  func copy(_ output: Int, to target: UnsafeMutablePointer<Double>) {
    let count = counts[output]
    if isSingle {
      let source = results[output].assumingMemoryBound(to: Float.self)
      for index in 0..<count { target[index] = Double(source[index]) }
    } else {
      target.update(from: results[output].assumingMemoryBound(to: Double.self), count: count)
    }
  }

  deinit {
    frame.deallocate()
    UnsafeMutableRawPointer(singles.baseAddress)?.deallocate()
    scratch.deallocate()
    for index in counts.indices { results[index].deallocate() }
    results.deallocate()
    places.deallocate()
  }
}

/// Zeroed memory of whole cache lines and one more, since vectors may be read past the end.
func cacheLines(_ bytes: Int) -> UnsafeMutableRawPointer {
  let count = ((bytes + 63) & ~63) + 64
  let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
  memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  return memory
}
