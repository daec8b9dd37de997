/// The actions that exist for every element type.
extension Memory {
  func load(_ tensor: Tensor, _ element: ElementType, _ out: Place) {
    switch element {
    case .real: tensor.write(to: reals(out))
    case .integer: tensor.write(to: integers(out))
    case .boolean: tensor.write(to: booleans(out))
    }
  }

  func select(_ step: Step, _ element: ElementType) {
    let nest = step.nest
    let condition = booleans(step.x)
    switch element {
    case .real:
      Kernels.select(nest, reals(step.out), condition, reals(step.y), reals(step.z))
    case .integer:
      Kernels.select(nest, integers(step.out), condition, integers(step.y), integers(step.z))
    case .boolean:
      Kernels.select(nest, booleans(step.out), condition, booleans(step.y), booleans(step.z))
    }
  }

  func cast(_ step: Step, _ from: ElementType, _ to: ElementType) {
    let nest = step.nest
    switch (from, to) {
    case (.real, .real): Kernels.map(nest, reals(step.out), reals(step.x)) { $0 }
    case (.real, .integer):
      Kernels.map(nest, integers(step.out), reals(step.x)) { $0.truncatedInteger }
    case (.real, .boolean): Kernels.map(nest, booleans(step.out), reals(step.x)) { $0 != 0 }
    case (.integer, .real): Kernels.map(nest, reals(step.out), integers(step.x)) { R($0) }
    case (.integer, .integer): Kernels.map(nest, integers(step.out), integers(step.x)) { $0 }
    case (.integer, .boolean):
      Kernels.map(nest, booleans(step.out), integers(step.x)) { $0 != 0 }
    case (.boolean, .real): Kernels.map(nest, reals(step.out), booleans(step.x)) { $0 ? 1 : 0 }
    case (.boolean, .integer):
      Kernels.map(nest, integers(step.out), booleans(step.x)) { $0 ? 1 : 0 }
    case (.boolean, .boolean): Kernels.map(nest, booleans(step.out), booleans(step.x)) { $0 }
    }
  }

  func gather(_ step: Step, _ element: ElementType, _ size: Int, _ stride: Int) {
    let (nest, at) = (step.nest, integers(step.y))
    switch element {
    case .real:
      Kernels.gather(
        nest, reals(step.out), reals(step.x), at, size: size, stride: stride, zero: 0)
    case .integer:
      Kernels.gather(
        nest, integers(step.out), integers(step.x), at, size: size, stride: stride, zero: 0)
    case .boolean:
      Kernels.gather(
        nest, booleans(step.out), booleans(step.x), at, size: size, stride: stride, zero: false)
    }
  }

  func scatterAdd(_ step: Step, _ element: ElementType, _ size: Int, _ stride: Int, _ count: Int) {
    let (nest, at) = (step.nest, integers(step.y))
    if element == .integer {
      let out = integers(step.out)
      Kernels.fill(out, count: count, 0)
      Kernels.scatterAdd(nest, out, integers(step.x), at, size: size, stride: stride) { $0 &+ $1 }
    } else {
      let out = reals(step.out)
      Kernels.fill(out, count: count, 0)
      Kernels.scatterAdd(nest, out, reals(step.x), at, size: size, stride: stride) { $0 + $1 }
    }
  }

  func cumulativeSum(
    _ step: Step, _ element: ElementType, _ axis: LoopLevel, _ exclusive: Bool, _ reversed: Bool
  ) {
    if element == .integer {
      Kernels.cumulativeSum(
        step.nest, integers(step.out), integers(step.x), along: axis, exclusive: exclusive,
        reversed: reversed, zero: 0
      ) { $0 &+ $1 }
    } else {
      Kernels.cumulativeSum(
        step.nest, reals(step.out), reals(step.x), along: axis, exclusive: exclusive,
        reversed: reversed, zero: 0
      ) { $0 + $1 }
    }
  }
}
