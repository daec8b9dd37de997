/// Loops.
extension Memory {
  func scan(_ plan: ScanPlan) {
    let start = ArenaPointers(
      reals: reals(plan.real), integers: integers(plan.integer), booleans: booleans(plan.boolean))
    let inner = Memory(fixed: start, working: start)
    let none = UnsafeBufferPointer<Double>(start: nil, count: 0)
    for transfer in plan.entering { inner.copy(transfer, from: self) }
    for step in 0..<plan.count {
      let member = plan.isReversed ? plan.count - 1 - step : step
      for transfer in plan.carried { inner.copy(transfer, from: inner) }
      for transfer in plan.slices { inner.copy(transfer, from: self, sliceOfX: member) }
      for step in plan.steps { inner.execute(step, [:], none) }
      for transfer in plan.kept { copy(transfer, from: inner, sliceOfOut: member) }
      for transfer in plan.next { inner.copy(transfer, from: inner) }
    }
    for transfer in plan.leaving { copy(transfer, from: inner) }
  }

  private func copy(
    _ transfer: Transfer, from other: Memory, sliceOfX: Int = 0, sliceOfOut: Int = 0
  ) {
    let nest = transfer.nest
    var (out, x) = (transfer.out, transfer.x)
    out.offset += sliceOfOut * transfer.stride
    x.offset += sliceOfX * transfer.stride
    switch transfer.element {
    case .real: Kernels.map(nest, reals(out), other.reals(x)) { $0 }
    case .integer: Kernels.map(nest, integers(out), other.integers(x)) { $0 }
    case .boolean: Kernels.map(nest, booleans(out), other.booleans(x)) { $0 }
    }
  }
}
