import Optimizer
import TensorIR

/// The arrays that a kernel reads: data where they lie, and what was computed from them once.
final class SourceTable: @unchecked Sendable {
  /// The start of each array, in the order of `Schedule.sources`. Nobody writes them.
  let table: UnsafePointer<UnsafeRawPointer?>?
  private let starts: UnsafeMutablePointer<UnsafeRawPointer?>
  private var owned: [UnsafeMutableRawPointer] = []
  /// Keeps the memory of data alive.
  private var tensors: [Tensor] = []

  init(_ schedule: Schedule, _ data: [InputID: Tensor]) throws(InterpreterFailure) {
    starts = .allocate(capacity: max(1, schedule.sources.count))
    starts.initialize(repeating: nil, count: max(1, schedule.sources.count))
    table = UnsafePointer(starts)
    let program = schedule.program
    var computed: [ValueID] = []
    for source in schedule.sources {
      if case .prepared(let value) = source, !program[value].op.isInput {
        computed.append(value)
      }
    }
    let values = try program.values(of: computed, data: data)
    let results = Dictionary(uniqueKeysWithValues: zip(computed, values))
    for (index, source) in schedule.sources.enumerated() {
      switch source {
      case .input(let input):
        guard let tensor = data[input] else { continue }
        tensors.append(tensor)
        // The elements of an array stay where they are while the array is held and not changed.
        starts[index] = tensor.withUnsafeBytes { $0.baseAddress }
      case .prepared(let value):
        guard let storage = schedule.storages[value] else { continue }
        let tensor: Tensor
        if case .input(let input) = program[value].op, let given = data[input] {
          tensor = given
        } else {
          tensor = results[value] ?? Tensor([Double]())
        }
        let arranged = arrange(tensor, program[value].type.axes, storage, program)
        owned.append(arranged)
        starts[index] = UnsafeRawPointer(arranged)
      }
    }
  }

  deinit {
    for memory in owned { memory.deallocate() }
    starts.deallocate()
  }
}

/// Copies elements into the layout of a storage.
private func arrange(
  _ tensor: Tensor, _ axes: [AxisID], _ storage: Storage, _ program: TensorProgram
) -> UnsafeMutableRawPointer {
  let sizes = axes.map { program[$0].size }
  let strides = axes.map { storage.strides[$0] ?? 0 }
  let count = sizes.reduce(1, *)
  let memory = cacheLines(count * storage.element.byteCount)
  func copy<Source, Target>(
    _ source: UnsafePointer<Source>, _ convert: (Source) -> Target
  ) {
    let target = memory.bindMemory(to: Target.self, capacity: count)
    var indices = [Int](repeating: 0, count: sizes.count)
    var place = 0
    for position in 0..<count {
      target[place] = convert(source[position])
      var axis = sizes.count - 1
      while axis >= 0 {
        indices[axis] += 1
        place += strides[axis]
        if indices[axis] < sizes[axis] { break }
        place -= indices[axis] * strides[axis]
        indices[axis] = 0
        axis -= 1
      }
    }
  }
  func convert<Source>(
    _ source: UnsafePointer<Source>, _ wide: (Source) -> Double, _ whole: (Source) -> Int
  ) {
    switch storage.element {
    case .f64: copy(source, wide)
    case .f32: copy(source) { Float(wide($0)) }
    case .i64: copy(source, whole)
    case .i32: copy(source) { Int32(truncatingIfNeeded: whole($0)) }
    case .u8, .boolean: copy(source) { (x: Source) -> UInt8 in wide(x) != 0 ? 1 : 0 }
    }
  }
  tensor.withUnsafeBytes { bytes in
    guard let start = bytes.baseAddress else { return }
    switch tensor.stored {
    case .f64:
      convert(start.assumingMemoryBound(to: Double.self), { $0 }, { Int($0) })
    case .f32:
      convert(start.assumingMemoryBound(to: Float.self), { Double($0) }, { Int($0) })
    case .i64: convert(start.assumingMemoryBound(to: Int.self), { Double($0) }, { $0 })
    case .i32: convert(start.assumingMemoryBound(to: Int32.self), { Double($0) }, { Int($0) })
    case .u8, .boolean:
      convert(start.assumingMemoryBound(to: UInt8.self), { Double($0) }, { Int($0) })
    }
  }
  return memory
}

extension TensorProgram {
  /// Computes values that need no parameters, row-major in ascending order of axes.
  func values(
    of values: [ValueID], data: [InputID: Tensor]
  ) throws(InterpreterFailure) -> [Tensor] {
    guard !values.isEmpty else { return [] }
    let outputs = values.map { Output(name: "", value: $0) }
    let program = ProgramBuilder(self).finish(outputs).pruned()
    let interpreter = try Interpreter(program, data: data)
    return values.indices.map { interpreter.tensor($0) }
  }
}
