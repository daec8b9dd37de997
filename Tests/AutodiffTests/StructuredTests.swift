import TensorIR
import Testing

/// Numbers without a pattern in (-1, 1).
func scattered(_ count: Int, seed: UInt64 = 1) -> [Double] {
  var numbers = Numbers(seed: seed)
  return (0..<count).map { _ in numbers.next(in: -1...1) }
}

@Suite struct StructuredTests {
  @Test(arguments: Reduction.allCases, [[0], [1], [2], [0, 2], [0, 1, 2]])
  func reductions(_ reduction: Reduction, _ over: [Int]) throws {
    try expectDerivatives(at: scattered(12)) { b in
      let axes = [2, 3, 2].map { b.axis("a", size: $0) }
      let x = b.parameter("x", axes)
      return b.reduce(reduction, x, over: over.map { axes[$0] })
    }
  }

  @Test(arguments: Reduction.allCases)
  func reductionsAlongMissingAxes(_ reduction: Reduction) throws {
    try expectDerivatives(at: scattered(3)) { b in
      let n = b.axis("n", size: 3)
      let k = b.axis("k", size: 2)
      let x = b.parameter("x", [n])
      let wide = b.reduce(reduction, b.unary(.exp, x), over: [n, k])
      let all = b.reduce(reduction, b.unary(.sin, x), over: [k])
      return b.multiply(wide, all)
    }
  }

  @Test func productsWithZeros() throws {
    for point in [[0, 0.5, -0.7], [0, 0, -0.7], [0, 0, 0]] as [[Double]] {
      try expectDerivatives(at: point) { b in
        let n = b.axis("n", size: 3)
        let x = b.parameter("x", [n])
        return b.reduce(.product, x, over: [n])
      }
    }
  }

  @Test func contractions() throws {
    let patterns: [(left: [Int], right: [Int], over: [Int])] = [
      ([0], [0], [0]), ([0, 1], [1], [1]), ([0, 1], [1, 2], [1]), ([0, 1, 2], [1, 2], [1, 2]),
      ([0, 1, 2], [0, 1, 3], [1]), ([0, 1], [0, 1], [0]), ([1, 2], [0, 2], [2]),
    ]
    for pattern in patterns {
      try expectDerivatives(at: scattered(pattern.left.size + pattern.right.size)) { b in
        let axes = axisSizes.map { b.axis("a", size: $0) }
        let x = b.parameter("x", pattern.left.map { axes[$0] })
        let y = b.parameter("y", pattern.right.map { axes[$0] })
        return b.contract(b.unary(.sin, x), y, over: pattern.over.map { axes[$0] })
      }
    }
  }

  @Test func contractionWithItself() throws {
    try expectDerivatives(at: scattered(6)) { b in
      let n = b.axis("n", size: 3)
      let k = b.axis("k", size: 2)
      let x = b.parameter("x", [n, k])
      return b.contract(x, b.multiply(x, x), over: [n])
    }
  }

  @Test(arguments: [false, true], [false, true])
  func cumulativeSums(exclusive: Bool, reversed: Bool) throws {
    for along in 0..<2 {
      try expectDerivatives(at: scattered(6)) { b in
        let axes = [3, 2].map { b.axis("a", size: $0) }
        let x = b.unary(.exp, b.parameter("x", axes))
        let sums = b.append(
          .cumulativeSum(x, along: axes[along], exclusive: exclusive, reversed: reversed))
        return b.unary(.sin, sums)
      }
    }
  }

  @Test func gathersAndScatters() throws {
    // The index has axes that the value has, others, or none; some positions lie outside.
    for indexAxes in [[], [0], [2], [0, 2], [2, 3]] as [[Int]] {
      try expectDerivatives(at: scattered(6)) { b in
        let axes = axisSizes.map { b.axis("a", size: $0) }
        let x = b.unary(.exp, b.parameter("x", [axes[0], axes[1]]))
        let at = index(&b, indexAxes.map { axes[$0] })
        return b.unary(.sin, b.gather(x, axis: axes[1], at: at))
      }
      for valueAxes in [[], [0], [0, 2], [2, 3]] as [[Int]] {
        for over in [[], [0], [2], [0, 2], [2, 3]] as [[Int]]
        where Set(over).isSubset(of: indexAxes + valueAxes) {
          try expectDerivatives(at: scattered(valueAxes.size)) { b in
            let axes = axisSizes.map { b.axis("a", size: $0) }
            let x = b.unary(.exp, b.parameter("x", valueAxes.map { axes[$0] }))
            let at = index(&b, indexAxes.map { axes[$0] })
            let sums = b.append(
              .scatterAdd(x, axis: axes[1], at: at, over: over.map { axes[$0] }))
            return b.unary(.sin, sums)
          }
        }
      }
    }
  }
}

/// The sizes of the axes that patterns name by position.
private let axisSizes = [2, 3, 2, 3]

extension [Int] {
  /// The number of elements of a value with these axes.
  fileprivate var size: Int { reduce(1) { $0 * axisSizes[$1] } }
}

/// Positions from -1 to 3 without a pattern.
private func index(_ b: inout ProgramBuilder, _ axes: [AxisID]) -> ValueID {
  let wave = b.wave(axes, 0.9)
  let scaled = b.multiply(wave, b.constant(2.4))
  let shifted = b.add(scaled, b.constant(1.3))
  return b.cast(b.unary(.round, shifted), to: .integer)
}
