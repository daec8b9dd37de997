/// A planned program with its memory, at one precision.
struct Machine<R: Real>: Sendable {
  let plan: Plan
  private var fixed: Arena<R>
  private var working: Arena<R>

  /// Takes memory as planned and does what needs no parameters.
  init(_ plan: Plan, _ data: [InputID: Tensor]) {
    self.plan = plan
    fixed = Arena(plan.fixedSizes)
    var temporary = Arena<R>(plan.preparationSizes)
    let steps = plan.preparation
    let none = UnsafeBufferPointer<Double>(start: nil, count: 0)
    fixed.withPointers { fixed in
      temporary.withPointers { temporary in
        let memory = Memory(fixed: fixed, working: temporary)
        for step in steps { memory.execute(step, data, none) }
      }
    }
    working = Arena(plan.workingSizes)
  }

  /// Does the steps that need parameters.
  mutating func run(_ parameters: UnsafeBufferPointer<Double>) {
    let plan = plan
    fixed.withReadOnlyPointers { fixed in
      working.withPointers { working in
        let memory = Memory(fixed: fixed, working: working)
        for step in plan.steps { memory.execute(step, [:], parameters) }
      }
    }
  }

  /// Writes the elements of an output, in row-major order, as `Double`s.
  func read(_ output: OutputView, into target: UnsafeMutablePointer<Double>) {
    fixed.withReadOnlyPointers { fixed in
      working.withReadOnlyPointers { working in
        let memory = Memory(fixed: fixed, working: working)
        let (nest, place) = (output.nest, output.place)
        switch output.element {
        case .real: Kernels.map(nest, target, memory.reals(place)) { $0.wide }
        case .integer: Kernels.map(nest, target, memory.integers(place)) { Double($0) }
        case .boolean: Kernels.map(nest, target, memory.booleans(place)) { $0 ? 1 : 0 }
        }
      }
    }
  }

  /// Writes the elements of an output of integers, in row-major order.
  func readIntegers(_ output: OutputView, into target: UnsafeMutablePointer<Int>) {
    fixed.withReadOnlyPointers { fixed in
      working.withReadOnlyPointers { working in
        let memory = Memory(fixed: fixed, working: working)
        Kernels.map(output.nest, target, memory.integers(output.place)) { $0 }
      }
    }
  }

  /// Where the working memory starts; two runs that allocate nothing agree on it.
  mutating func workingAddress() -> Int {
    var address = 0
    working.withPointers { address = Int(bitPattern: $0.reals) }
    return address
  }
}
