import TensorIR

/// Writes smooth programs of random ops over random axes.
struct RandomProgram {
  private var numbers: Numbers
  private var values: [ValueID] = []
  private var axes: [AxisID] = []

  private static let smooth: [Unary] = [
    .sin, .cos, .tanh, .logistic, .softplus, .atan, .erf, .erfc, .normalCDF, .logNormalCDF,
    .asinh, .negate, .square, .expm1,
  ]
  private static let onPositive: [Unary] = [
    .log, .sqrt, .reciprocal, .logGamma, .polygamma(0), .log1mExpNegative, .log1p,
  ]

  /// Writes a program of one output without axes.
  static func write(_ b: inout ProgramBuilder, seed: UInt64, count: Int) -> ValueID {
    var writer = RandomProgram(numbers: Numbers(seed: seed))
    writer.axes = [2, 3, 3, 2].map { b.axis("a", size: $0) }
    for name in ["x", "y", "z"] {
      writer.values.append(b.parameter(name, writer.someAxes()))
    }
    for _ in 0..<count {
      let value = writer.step(&b)
      writer.values.append(b.unary(.sin, value))
    }
    return b.weighted(Array(writer.values.suffix(4)), 0.3)
  }

  private init(numbers: Numbers) { self.numbers = numbers }

  private mutating func someAxes() -> [AxisID] {
    axes.filter { _ in Bool.random(using: &numbers) }.prefix(3).sorted()
  }

  private mutating func positive(_ b: inout ProgramBuilder, _ x: ValueID) -> ValueID {
    b.unary(.exp, b.unary(.sin, x))
  }

  private mutating func index(_ b: inout ProgramBuilder) -> ValueID {
    let wave = b.wave(someAxes(), numbers.next(in: 0...3))
    let scaled = b.add(b.multiply(wave, b.constant(2)), b.constant(1))
    return b.cast(scaled, to: .integer)
  }

  private mutating func step(_ b: inout ProgramBuilder) -> ValueID {
    let x = numbers.pick(values)
    let y = numbers.pick(values)
    let own = b.type(x).axes
    switch Int.random(in: 0..<13, using: &numbers) {
    case 0: return b.unary(numbers.pick(Self.smooth), x)
    case 1: return b.unary(numbers.pick(Self.onPositive), positive(&b, x))
    case 2: return b.binary(numbers.pick([.add, .subtract, .multiply, .logAddExp]), x, y)
    case 3:
      let (left, right) = (positive(&b, x), positive(&b, y))
      return b.binary(numbers.pick([.divide, .power, .atan2, .logBeta, .xLogY]), left, right)
    case 4:
      let over = own.filter { _ in Bool.random(using: &numbers) }
      return b.reduce(numbers.pick([.sum, .product, .logSumExp]), x, over: over)
    case 5:
      let shared = own.filter { b.type(y).axes.contains($0) }
      return b.contract(x, y, over: shared.filter { _ in Bool.random(using: &numbers) })
    case 6:
      guard let axis = own.first else { return x }
      return b.append(
        .cumulativeSum(
          x, along: axis, exclusive: Bool.random(using: &numbers),
          reversed: Bool.random(using: &numbers)))
    case 7:
      let at = index(&b)
      guard let axis = own.first(where: { !b.type(at).axes.contains($0) }) else { return x }
      return b.gather(x, axis: axis, at: at)
    case 8:
      let at = index(&b)
      let all = Set(own + b.type(at).axes)
      guard let axis = axes.first(where: { !all.contains($0) }) else { return x }
      let over = all.sorted().filter { _ in Bool.random(using: &numbers) }
      return b.append(.scatterAdd(x, axis: axis, at: at, over: over))
    case 9:
      let free = axes.filter { !own.contains($0) }
      for from in own {
        for to in free where b.program[from].size == b.program[to].size {
          return b.rename(x, from: from, to: to)
        }
      }
      return b.append(.broadcast(x, along: Array(free.prefix(1))))
    case 10:
      let condition = b.compare(.less, b.wave(someAxes(), 0.7), b.constant(0.2))
      return b.select(condition, x, y)
    case 11: return matrix(&b, x, y) ?? x
    default: return b.multiply(x, b.constant(numbers.next(in: -2...2)))
    }
  }

  private mutating func matrix(
    _ b: inout ProgramBuilder, _ x: ValueID, _ y: ValueID
  ) -> ValueID? {
    let (row, column) = (axes[1], axes[2])
    guard b.type(x).axes.contains(row), b.type(x).axes.contains(column) else { return nil }
    let isDiagonal = b.compare(.equal, b.position(row), b.position(column))
    let shift = b.multiply(b.constant(5), b.cast(isDiagonal, to: .real))
    let m = b.add(b.unary(.sin, x), shift)
    switch Int.random(in: 0..<4, using: &numbers) {
    case 0: return b.append(.logAbsDeterminant(m, row: row, column: column))
    case 1: return b.append(.cholesky(m, row: row, column: column))
    case 2:
      return b.multiply(
        b.constant(0.01), b.append(.determinant(m, row: row, column: column)))
    default:
      let own = b.type(y).axes
      guard own.contains(row), !own.contains(column) else { return nil }
      return b.append(.solve(m, y, row: row, column: column, transposed: false))
    }
  }
}
