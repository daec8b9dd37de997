import TensorIR

extension RandomProgram {
  /// Writes a program on inputs sprinkled with NaN, infinities, zeros, large and tiny numbers; no
  /// output is more than one inexact op away from them, so that errors cannot grow.
  ///
  /// - Parameter isNarrow: leaves out what overflows in 32 bits or loses too many digits.
  public static func wild(seed: UInt64, isNarrow: Bool) -> RandomProgram {
    var writer = ProgramWriter(seed: seed, isWild: true)
    return writer.writeWild(seed, isNarrow: isNarrow)
  }
}

/// An output, how close it must be, and the sum of its absolute terms if that is the scale.
private struct Sample {
  let name: String
  let value: ValueID
  var bound = RandomProgram.Bound.relative
  var scale: ValueID?
}

extension ProgramWriter {
  fileprivate mutating func writeWild(_ seed: UInt64, isNarrow: Bool) -> RandomProgram {
    for _ in 0..<numbers.integer(3...6) { addExact() }
    if numbers.chance(2) { addExactLoop(numbers.pick(reals).value, numbers.pick(reals).value) }
    for _ in 0..<3 { addInteger() }
    for _ in 0..<2 { addBoolean() }
    var outputs: [Output] = []
    var bounds: [RandomProgram.Bound] = []
    for _ in 0..<numbers.integer(5...8) {
      guard let sample = sample(isNarrow) else { continue }
      outputs.append(Output(name: sample.name, value: sample.value))
      if let scale = sample.scale {
        bounds += [.scale(output: outputs.count), .none]
        outputs.append(Output(name: "scale", value: scale))
      } else {
        bounds.append(sample.bound)
      }
    }
    for value in [numbers.pick(integers), numbers.pick(booleans), numbers.pick(reals).value] {
      outputs.append(Output(name: "exact", value: value))
      bounds.append(.exact)
    }
    return RandomProgram(
      program: b.finish(outputs).pruned(), data: data, point: point, bounds: bounds, seed: seed)
  }

  /// Adds a real that rounding cannot have changed.
  private mutating func addExact() {
    let (x, y) = (numbers.pick(reals).value, numbers.pick(reals).value)
    if let value = exact(x, y) { reals.append(Term(value: value, bound: 1, error: 0)) }
  }

  private mutating func exact(_ x: ValueID, _ y: ValueID) -> ValueID? {
    switch numbers.integer(0...8) {
    case 0:
      return b.unary(numbers.pick([.sign, .floor, .ceiling, .round, .negate, .absolute]), x)
    case 1: return fit(x, y) ? b.binary(numbers.pick([.minimum, .maximum]), x, y) : nil
    case 2:
      let c = numbers.pick(booleans)
      return fits(Set([c, x, y].flatMap { b.type($0).axes })) ? b.select(c, x, y) : nil
    case 3:
      let over = b.type(x).axes.filter { _ in numbers.chance(2) }
      return b.reduce(numbers.pick([.minimum, .maximum]), x, over: over)
    case 4: return gathered(x)
    case 5: return renamed(x)
    case 6: return repeated(x)
    case 7: return b.cast(numbers.pick(booleans), to: .real)
    default: return b.multiply(x, b.constant(numbers.pick([-2, 4, 0.5])))
    }
  }

  private mutating func sample(_ isNarrow: Bool) -> Sample? {
    let (x, y) = (numbers.pick(reals).value, numbers.pick(reals).value)
    switch numbers.integer(0...15) {
    case 0, 1, 2:
      let f = numbers.pick(Unary.samples)
      return moved(Sample(name: "\(f)", value: b.unary(f, x)))
    case 3, 4:
      guard fit(x, y) else { return nil }
      let f = numbers.pick(Binary.allCases)
      // The logarithm of a Bessel function is slow, and a quotient of the floor too far off.
      if f == .logBesselI || f == .modulo { return nil }
      return moved(Sample(name: "\(f)", value: b.binary(f, x, y)))
    case 5, 6: return sum(x)
    case 7, 8: return contraction(x, y)
    case 9:
      guard let axis = b.type(x).axes.randomElement(using: &numbers) else { return nil }
      let (exclusive, reversed) = (numbers.chance(2), numbers.chance(2))
      func sum(_ x: ValueID) -> Op {
        .cumulativeSum(x, along: axis, exclusive: exclusive, reversed: reversed)
      }
      let size = b.unary(.absolute, x)
      return Sample(name: "running sum", value: b.append(sum(x)), scale: b.append(sum(size)))
    case 10:
      guard let value = scattered(x),
        case .scatterAdd(_, let axis, let at, let over) = b.program[value].op
      else { return nil }
      let size = b.unary(.absolute, x)
      return Sample(
        name: "scatter", value: value,
        scale: b.append(.scatterAdd(size, axis: axis, at: at, over: over)))
    case 11: return product(x, isNarrow)
    case 12, 13: return logSumExp(x, isNarrow)
    default: return isNarrow ? nil : matrix(x, y)
    }
  }

  /// The sample, moved by something exact.
  private mutating func moved(_ sample: Sample) -> Sample {
    let x = sample.value
    let value: ValueID? =
      switch numbers.integer(0...9) {
      case 0: b.negate(x)
      case 1: b.unary(.absolute, x)
      case 2: gathered(x)
      case 3: renamed(x)
      case 4: repeated(x)
      case 5:
        b.reduce(
          numbers.pick([.minimum, .maximum]), x,
          over: b.type(x).axes.filter { _ in numbers.chance(2) })
      default: x
      }
    return Sample(name: sample.name, value: value ?? x)
  }

  private mutating func sum(_ x: ValueID) -> Sample {
    let over = b.type(x).axes.filter { isLong($0) || numbers.chance(2) }
    return Sample(
      name: "sum", value: b.reduce(.sum, x, over: over),
      scale: b.reduce(.sum, b.unary(.absolute, x), over: over))
  }

  private mutating func contraction(_ x: ValueID, _ y: ValueID) -> Sample? {
    guard fit(x, y) else { return nil }
    let theirs = b.type(y).axes
    let over = b.type(x).axes.filter {
      theirs.contains($0) && (isLong($0) || numbers.chance(2))
    }
    let (size, other) = (b.unary(.absolute, x), b.unary(.absolute, y))
    return Sample(
      name: "contraction", value: b.contract(x, y, over: over),
      scale: b.contract(size, other, over: over))
  }

  private mutating func product(_ x: ValueID, _ isNarrow: Bool) -> Sample? {
    let over = b.type(x).axes.filter { _ in numbers.chance(2) }
    guard count(over) <= 60 else { return nil }
    var factors = x
    if isNarrow || count(over) > 16 {
      factors = b.binary(.minimum, b.binary(.maximum, x, b.constant(-2)), b.constant(2))
    }
    return Sample(name: "product", value: b.reduce(.product, factors, over: over))
  }

  /// A log-sum-exp, or its weights as derivatives write them.
  private mutating func logSumExp(_ x: ValueID, _ isNarrow: Bool) -> Sample {
    var x = x
    let mask = numbers.pick(booleans)
    if numbers.chance(2), fit(x, mask) {
      // Nothing but infinities here and there.
      x = b.select(mask, x, b.constant(numbers.pick([-.infinity, -.infinity, .infinity])))
    }
    let over = b.type(x).axes.filter { isLong($0) || numbers.chance(2) }
    guard numbers.chance(2) else {
      return Sample(name: "log-sum-exp", value: b.reduce(.logSumExp, x, over: over))
    }
    // The reference loses the digits of the logarithm behind those of a large maximum.
    x = moderate(x)
    let total = b.reduce(.logSumExp, x, over: over)
    let isNone = b.compare(.equal, total, b.constant(-.infinity))
    let shift = b.select(isNone, b.constant(0), total)
    return Sample(name: "weights", value: b.unary(.exp, b.subtract(x, shift)))
  }

  /// The value with what is finite cut to -9 … 9.
  private mutating func moderate(_ x: ValueID) -> ValueID {
    let isFinite = b.compare(.less, b.unary(.absolute, x), b.constant(.infinity))
    let short = b.binary(.minimum, b.binary(.maximum, x, b.constant(-9)), b.constant(9))
    return b.select(isFinite, short, x)
  }

  private mutating func matrix(_ x: ValueID, _ y: ValueID) -> Sample? {
    guard let (row, column) = square(x) else { return nil }
    var m = moderate(x)
    if numbers.chance(2) { m = b.add(m, diagonal(row, column, 8)) }
    let y = moderate(y)
    func sample(_ name: String, _ op: Op) -> Sample {
      Sample(name: name, value: b.append(op), bound: .moderate)
    }
    switch numbers.integer(0...4) {
    case 0:
      // Rounding decides whether a singular matrix counts as positive definite.
      m = b.add(m, diagonal(row, column, numbers.pick([-21, 21])))
      return sample("cholesky", .cholesky(m, row: row, column: column))
    case 1: return sample("log determinant", .logAbsDeterminant(m, row: row, column: column))
    case 2: return sample("determinant", .determinant(m, row: row, column: column))
    default:
      let transposed = numbers.chance(2)
      let (given, found) = transposed ? (column, row) : (row, column)
      let own = b.type(y).axes
      guard own.contains(given), !own.contains(found), fit(m, y) else { return nil }
      let op: Op =
        numbers.chance(2)
        ? .solveTriangular(m, y, row: row, column: column, transposed: transposed)
        : .solve(m, y, row: row, column: column, transposed: transposed)
      return sample("solve", op)
    }
  }
}
