/// The loops over all coordinates between two gradients, in stretches for threads.
///
/// How long a stretch is does not depend on the number of threads, so results do not either.
struct SharedLoops<Scalar: TrainingScalar>: Sendable {
  private let stretches: Stretches<Scalar>
  /// What does the stretches: made once, so that sharing it out allocates nothing.
  private let body: @Sendable (Int) -> Void

  init(count: Int) {
    let stretches = Stretches<Scalar>(count: count)
    self.stretches = stretches
    body = { stretches.perform($0) }
  }

  /// The Euclidean length of a vector.
  func norm(of vector: [Scalar], sharedBy density: some StochasticDensity) -> Double {
    vector.withUnsafeBufferPointer { vector in
      guard let start = vector.baseAddress else { return 0 }
      stretches.task = .norm(start)
      density.share(stretches.number, body)
      return lastNorm
    }
  }

  /// The length of the vector that was measured, or of the gradient that was followed, last.
  var lastNorm: Double { stretches.norm }

  /// Moves all coordinates, and measures the gradient, which is read anyway.
  func move(
    _ arrays: StepArrays<Scalar>, by step: OptimizerStep,
    sharedBy density: some StochasticDensity
  ) {
    stretches.task = .move(arrays, step)
    density.share(stretches.number, body)
  }
}

/// What there is to do, and what comes out of each stretch.
private final class Stretches<Scalar: TrainingScalar>: @unchecked Sendable {
  enum Task {
    case norm(UnsafePointer<Scalar>)
    case move(StepArrays<Scalar>, OptimizerStep)
  }
  /// The number of stretches.
  let number: Int
  private let count: Int
  // Written before the stretches are shared out, which are all done before it is written again.
  var task: Task?
  /// The sum of squares of each stretch.
  let sums: UnsafeMutablePointer<Double>

  // Short enough that what is read twice is still at hand.
  private static var length: Int { 1 << 15 }

  var norm: Double {
    var sum = 0.0
    for stretch in 0..<number { sum += sums[stretch] }
    return sum.squareRoot()
  }

  init(count: Int) {
    self.count = count
    number = max(1, min(1 << 15, (count + Self.length - 1) / Self.length))
    sums = .allocate(capacity: number)
    sums.initialize(repeating: 0, count: number)
  }

  deinit { sums.deallocate() }

  func perform(_ stretch: Int) {
    let range = stretch * count / number..<(stretch + 1) * count / number
    switch task {
    case .norm(let numbers): sums[stretch] = Scalar.sumOfSquares(numbers, over: range)
    case .move(let arrays, let step):
      sums[stretch] = Scalar.sumOfSquares(arrays.gradient, over: range)
      Scalar.move(arrays, by: step, over: range)
    case nil: break
    }
  }
}
