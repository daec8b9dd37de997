extension Memory {
  /// Does one step.
  ///
  /// - Parameter parameters: the whole vector of parameters; empty during preparation.
  func execute(_ step: Step, _ data: [InputID: Tensor], _ parameters: UnsafeBufferPointer<Double>) {
    let nest = step.nest
    switch step.action {
    case .data(let input, let element):
      if let tensor = data[input] { load(tensor, element, step.out) }
    case .parameters(let start, let count):
      let out = reals(step.out)
      for i in 0..<count { out[i] = R(wide: parameters[start &+ i]) }
    case .constant(let number): reals(step.out)[0] = R(wide: number)
    case .table(let numbers):
      let out = reals(step.out)
      for (i, number) in numbers.enumerated() { out[i] = R(wide: number) }
    case .position(let count):
      let out = integers(step.out)
      for i in 0..<count { out[i] = i }
    case .unary(let f): Kernels.unary(f, nest, reals(step.out), reals(step.x))
    case .binary(let f, .integer):
      Kernels.binary(f, nest, integers(step.out), integers(step.x), integers(step.y))
    case .binary(let f, .real), .binary(let f, .boolean):
      Kernels.binary(f, nest, reals(step.out), reals(step.x), reals(step.y))
    case .compare(let relation, .integer):
      Kernels.compare(relation, nest, booleans(step.out), integers(step.x), integers(step.y))
    case .compare(let relation, .real), .compare(let relation, .boolean):
      Kernels.compare(relation, nest, booleans(step.out), reals(step.x), reals(step.y))
    case .logical(let f):
      Kernels.logical(f, nest, booleans(step.out), booleans(step.x), booleans(step.y))
    case .not: Kernels.map(nest, booleans(step.out), booleans(step.x)) { !$0 }
    case .select(let element): select(step, element)
    case .cast(let from, let to): cast(step, from, to)
    case .reduce(let reduction, .integer, let count):
      Kernels.reduce(reduction, nest, integers(step.out), integers(step.x), count: count)
    case .reduce(let reduction, .real, let count), .reduce(let reduction, .boolean, let count):
      Kernels.reduce(
        reduction, nest, reals(step.out), reals(step.x), count: count,
        scratch: reals(step.scratch))
    case .contract(let count):
      Kernels.fill(reals(step.out), count: count, 0)
      Kernels.contract(nest, reals(step.out), reals(step.x), reals(step.y))
    case .cumulativeSum(let element, let axis, let exclusive, let reversed):
      cumulativeSum(step, element, axis, exclusive, reversed)
    case .gather(let element, let size, let stride): gather(step, element, size, stride)
    case .scatterAdd(let element, let size, let stride, let count):
      scatterAdd(step, element, size, stride, count)
    case .cholesky(let loops):
      Kernels.cholesky(
        loops, reals(step.out), reals(step.x), scratch: reals(step.scratch))
    case .solveTriangular(let loops, let transposed):
      Kernels.solveTriangular(
        loops, reals(step.out), reals(step.x), reals(step.y), transposed: transposed,
        scratch: reals(step.scratch))
    case .solve(let loops, let transposed):
      Kernels.solve(
        loops, reals(step.out), reals(step.x), reals(step.y), transposed: transposed,
        scratch: reals(step.scratch), pivots: integers(step.pivots))
    case .determinant(let loops, let logarithm):
      Kernels.determinant(
        loops, reals(step.out), reals(step.x), logarithm: logarithm,
        scratch: reals(step.scratch), pivots: integers(step.pivots))
    case .scan(let plan): scan(plan)
    }
  }
}
