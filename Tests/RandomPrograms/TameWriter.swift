import Autodiff
import ScalarMath
import TensorIR

extension RandomProgram {
  /// Writes a program whose rounding errors are known to be small, with its gradient.
  public static func tame(seed: UInt64, steps: ClosedRange<Int> = 4...12) -> RandomProgram {
    var writer = ProgramWriter(seed: seed, isWild: false)
    return writer.writeTame(seed, steps)
  }
}

extension ProgramWriter {
  fileprivate mutating func writeTame(
    _ seed: UInt64, _ steps: ClosedRange<Int>
  ) -> RandomProgram {
    let inputs = reals.count
    for _ in 0..<numbers.integer(steps) {
      if numbers.chance(3) { addInteger() }
      if numbers.chance(4) { addBoolean() }
      addStep()
    }
    addProduct()
    var outputs: [Output] = []
    var bounds: [RandomProgram.Bound] = []
    var chosen = Array(reals.indices.dropFirst(inputs).suffix(2))
    if chosen.isEmpty { chosen = [0] }
    for index in chosen {
      let term = reals[index]
      outputs.append(Output(name: "real\(index)", value: term.value))
      bounds.append(.units(term.error + 4 * term.bound))
    }
    outputs.append(Output(name: "integer", value: numbers.pick(integers)))
    outputs.append(Output(name: "boolean", value: numbers.pick(booleans)))
    bounds += [.exact, .exact]
    if numbers.chance(3) { outputs.append(outputs[0]); bounds.append(bounds[0]) }
    let objective = objective(
      of: steps.lowerBound > 100 || numbers.chance(2)
        ? Array(reals.suffix(max(3, steps.lowerBound / 2))) : [reals[chosen[0]]])
    outputs.append(Output(name: "objective", value: objective))
    bounds.append(.units(5e3))
    if numbers.chance(2) {
      let parameters = b.program.inputs.indices.map { InputID(index: Int32($0)) }
        .filter { b.program[$0].role == .parameter }
      let values = parameters.map { b.append(.input($0)) }
      for (input, slope) in zip(parameters, b.gradient(of: objective, withRespectTo: values)) {
        outputs.append(Output(name: "slope of \(b.program[input].name)", value: slope))
        bounds.append(.units(2e5))
      }
    }
    return RandomProgram(
      program: b.finish(outputs).pruned(), data: data, point: point, bounds: bounds, seed: seed)
  }

  /// A sum of means with weights of both signs.
  private mutating func objective(of terms: [Term]) -> ValueID {
    var total = b.constant(0)
    for term in terms {
      let axes = b.type(term.value).axes
      var phase = b.constant(numbers.short(0...3))
      for axis in axes {
        let place = b.cast(b.position(axis), to: .real)
        phase = b.add(phase, b.multiply(place, b.constant(1.7)))
      }
      let product = b.multiply(term.value, b.unary(.sin, phase))
      let size = Double(max(1, count(axes))).squareRoot() * max(1, term.bound)
      total = b.add(total, b.multiply(b.sum(product, over: axes), b.constant(1 / size)))
    }
    return total
  }

  /// Adds a value, made smaller if it or its error has become large.
  mutating func keep(_ value: ValueID, _ bound: Double, _ error: Double) {
    var term = Term(value: value, bound: bound, error: error)
    if bound > 40 || error > 2e4 {
      term = sine(term)
      while term.error > 2e3 {
        term.value = b.multiply(b.constant(0.0625), term.value)
        term.error /= 16
        term.bound /= 16
      }
    }
    reals.append(term)
  }

  /// A value between -1 and 1.
  private mutating func sine(_ x: Term) -> Term {
    Term(value: b.unary(.sin, x.value), bound: 1, error: x.error + 4)
  }

  /// A value between 1/e and e.
  private mutating func positive(_ x: Term) -> Term {
    let inner = sine(x)
    return Term(
      value: b.unary(.exp, inner.value), bound: 2.72, error: 2.72 * (inner.error + 4))
  }

  private mutating func addStep() {
    // What was made last is read more often than what was there before.
    let recent = Array(reals.suffix(4))
    let x = numbers.pick(numbers.chance(3) ? reals : recent)
    let y = numbers.pick(numbers.chance(2) ? reals : recent)
    switch numbers.integer(0...21) {
    case 0, 1, 2: addUnary(x)
    case 3, 4, 5: if fit(x.value, y.value) { addBinary(x, y) }
    case 6:
      let c = numbers.pick(booleans)
      let all = Set([c, x.value, y.value].flatMap { b.type($0).axes })
      if fits(all) {
        keep(b.select(c, x.value, y.value), max(x.bound, y.bound), max(x.error, y.error))
      }
    case 7, 8, 9: addReduction(x)
    case 10, 11: addContraction(x, y)
    case 12:
      if let axis = b.type(x.value).axes.randomElement(using: &numbers) {
        let count = Double(max(1, size(axis)))
        keep(cumulative(x.value, axis), count * x.bound, sumError(x, count))
      }
    case 13: if let value = gathered(x.value) { keep(value, x.bound, x.error) }
    case 14:
      if let value = scattered(x.value) {
        let count = largestSum(value)
        keep(value, count * x.bound, sumError(x, count))
      }
    case 15: if let value = renamed(x.value) { keep(value, x.bound, x.error) }
    case 16: if let value = repeated(x.value) { keep(value, x.bound, x.error) }
    case 17:
      let value = numbers.pick(numbers.chance(2) ? integers : booleans)
      let small =
        b.type(value).element == .boolean
        ? value : b.binary(.modulo, value, b.cast(b.constant(5), to: .integer))
      keep(b.cast(small, to: .real), 5, 0)
    case 18, 19: addLoop(x, y)
    default: addMatrix(x, y)
    }
  }

  /// How far a sum can be off: rounding of partial sums wanders as far as the root of their number.
  private func sumError(_ term: Term, _ count: Double) -> Double {
    count * (term.error + count.squareRoot() * term.bound)
  }

  private func largestSum(_ value: ValueID) -> Double {
    guard case .scatterAdd(_, _, _, let over) = b.program[value].op else { return 1 }
    return Double(max(1, count(over)))
  }

  private mutating func addUnary(_ x: Term) {
    if x.error == 0, numbers.chance(3) {
      let f = numbers.pick([Unary.sign, .floor, .ceiling, .round, .negate, .absolute])
      return keep(b.unary(f, x.value), x.bound + 1, 0)
    }
    func add(_ f: Unary, _ x: Term, _ slope: Double, _ bound: Double) {
      keep(b.unary(f, x.value), bound, slope * x.error + 4 * bound)
    }
    switch numbers.integer(0...5) {
    case 0, 1:
      let (f, slope, bound): (Unary, Double, Double) = numbers.pick([
        (.sin, 1, 1), (.cos, 1, 1), (.tanh, 1, 1), (.logistic, 1, 1), (.atan, 1, 1.6),
        (.erf, 1.2, 1), (.erfc, 1.2, 2), (.normalCDF, 1, 1),
      ])
      add(f, x, slope, bound)
    case 2:
      let (f, slope, bound): (Unary, Double, Double) = numbers.pick([
        (.softplus, 1, x.bound + 1), (.asinh, 1, x.bound), (.negate, 1, x.bound),
        (.absolute, 1, x.bound), (.square, 2 * x.bound, x.bound * x.bound),
        (.logNormalCDF, x.bound + 2, x.bound * x.bound + 2),
      ])
      add(f, x, slope, bound)
    case 3:
      let (f, slope, bound): (Unary, Double, Double) = numbers.pick([
        (.exp, 2.8, 2.8), (.expm1, 2.8, 2), (.sinh, 1.6, 1.2), (.cosh, 1.6, 1.6),
        (.tan, 3.5, 1.6),
      ])
      add(f, sine(x), slope, bound)
    case 4:
      var inner = sine(x)
      inner.value = b.multiply(inner.value, b.constant(0.875))
      let (f, slope, bound): (Unary, Double, Double) = numbers.pick([
        (.asin, 3, 1.6), (.acos, 3, 3.2), (.atanh, 6, 3), (.inverseNormalCDF, 6, 2),
      ])
      if f == .inverseNormalCDF {
        inner.value = b.multiply(b.add(inner.value, b.constant(1)), b.constant(0.5))
      }
      add(f, inner, slope, bound)
    default:
      let (f, slope, bound): (Unary, Double, Double) = numbers.pick([
        (.log, 2.8, 1), (.sqrt, 1, 1.7), (.reciprocal, 7.5, 2.8), (.logGamma, 4, 1.2),
        (.polygamma(0), 10, 4), (.polygamma(1), 50, 10), (.polygamma(2), 500, 50),
        (.log1mExpNegative, 3, 1.5), (.log1p, 1, 1.4),
      ])
      add(f, positive(x), slope, bound)
    }
  }

  private mutating func addBinary(_ x: Term, _ y: Term) {
    let f = numbers.pick(Binary.allCases + [.add, .subtract, .multiply, .multiply])
    let both = max(x.bound, y.bound)
    func add(_ left: ValueID, _ right: ValueID, _ bound: Double, _ error: Double) {
      keep(b.binary(f, left, right), bound, error + 4 * bound)
    }
    switch f {
    case .add, .subtract: add(x.value, y.value, x.bound + y.bound, x.error + y.error)
    case .multiply:
      add(
        x.value, y.value, x.bound * y.bound, x.bound * y.error + y.bound * x.error)
    case .minimum, .maximum:
      keep(b.binary(f, x.value, y.value), both, max(x.error, y.error))
    case .logAddExp: add(x.value, y.value, both + 1, x.error + y.error)
    case .divide:
      let p = positive(y)
      add(x.value, p.value, 2.8 * x.bound, 2.8 * x.error + 7.5 * x.bound * p.error)
    case .power:
      let (p, q) = (positive(x), sine(y))
      add(p.value, q.value, 2.8, 7.5 * p.error + 2.8 * q.error)
    case .atan2:
      let (p, q) = (positive(x), sine(y))
      if numbers.chance(2) {
        add(p.value, q.value, 3.2, 3 * (p.error + q.error))
      } else {
        add(q.value, p.value, 3.2, 3 * (p.error + q.error))
      }
    case .xLogY:
      let p = positive(y)
      add(x.value, p.value, x.bound, x.error + 2.8 * x.bound * p.error)
    case .logBeta:
      let (p, q) = (positive(x), positive(y))
      add(p.value, q.value, 5, 12 * (p.error + q.error))
    case .logBesselI:
      let p = positive(x)
      add(b.constant(numbers.short(0...3)), p.value, 10, 12 * p.error)
    case .floorDivide, .modulo:
      let divisor = b.constant(numbers.pick([0.5, 2, -0.25]))
      if x.error == 0 { keep(b.binary(f, x.value, divisor), 4 * x.bound + 1, 0) }
    }
  }

  private mutating func addReduction(_ x: Term) {
    var own = b.type(x.value).axes
    if numbers.chance(2) { own = own.filter { _ in numbers.chance(2) } }
    let n = Double(max(1, count(own)))
    switch numbers.pick(Reduction.allCases + [.sum]) {
    case .sum:
      let total = b.reduce(.sum, x.value, over: own)
      if numbers.chance(2) {
        keep(b.multiply(b.constant(1 / n), total), x.bound, sumError(x, n) / n + 4)
      } else {
        keep(total, n * x.bound, sumError(x, n))
      }
    case .maximum: keep(b.reduce(.maximum, x.value, over: own), x.bound, x.error)
    case .minimum: keep(b.reduce(.minimum, x.value, over: own), x.bound, x.error)
    case .logSumExp:
      let bound = x.bound + .log(n)
      // The reference adds one exponential after the other.
      keep(b.reduce(.logSumExp, x.value, over: own), bound, x.error + 4 * bound + n / 2)
    case .product:
      let inner = sine(x)
      let part = b.unary(.exp, b.multiply(b.constant(1 / n), inner.value))
      keep(b.reduce(.product, part, over: own), 2.8, 2.8 * (inner.error + 4 * n + 4))
    }
  }

  private mutating func addContraction(_ x: Term, _ y: Term) {
    guard fit(x.value, y.value) else { return }
    contract(x, y)
  }

  private mutating func contract(_ x: Term, _ y: Term) {
    let theirs = b.type(y.value).axes
    var shared = b.type(x.value).axes.filter { theirs.contains($0) }
    if numbers.chance(2) { shared = shared.filter { isLong($0) || numbers.chance(2) } }
    let n = Double(max(1, count(shared)))
    let product = b.contract(x.value, y.value, over: shared)
    keep(
      product, n * x.bound * y.bound,
      n * (x.bound * y.error + y.bound * x.error + n.squareRoot() * x.bound * y.bound))
  }

  /// Adds a product of two matrices if the program has axes for it.
  private mutating func addProduct() {
    guard productAxes.count == 3 else { return }
    let (row, inner, column) = (productAxes[0], productAxes[1], productAxes[2])
    func factors(_ own: AxisID, besides other: AxisID) -> [Term] {
      reals.filter { term in
        let axes = b.type(term.value).axes
        return axes.contains(inner) && axes.contains(own) && !axes.contains(other)
      }
    }
    let lefts = factors(row, besides: column)
    let rights = factors(column, besides: row)
    var (x, y) = (numbers.pick(lefts), numbers.pick(rights))
    if numbers.chance(2) { x = sine(x) }
    if numbers.chance(2) { y = sine(y) }
    let all = Set(b.type(x.value).axes + b.type(y.value).axes)
    if count(all) <= 600_000 { contract(x, y) }
  }

  private mutating func addMatrix(_ x: Term, _ y: Term) {
    guard let (row, column) = square(x.value) else { return }
    let inner = sine(x)
    let m = b.add(inner.value, diagonal(row, column, 8))
    let error = inner.error + 8
    switch numbers.integer(0...4) {
    case 0: keep(b.append(.cholesky(m, row: row, column: column)), 3, 20 * error)
    case 1: keep(b.append(.logAbsDeterminant(m, row: row, column: column)), 11, 20 * error)
    case 2:
      let determinant = b.append(.determinant(m, row: row, column: column))
      keep(b.multiply(b.constant(0x1p-16), determinant), 1, 20 * error)
    default:
      let transposed = numbers.chance(2)
      let (given, found) = transposed ? (column, row) : (row, column)
      let own = b.type(y.value).axes
      guard own.contains(given), !own.contains(found), fit(m, y.value) else { return }
      let isTriangular = numbers.chance(2)
      let op: Op =
        isTriangular
        ? .solveTriangular(m, y.value, row: row, column: column, transposed: transposed)
        : .solve(m, y.value, row: row, column: column, transposed: transposed)
      keep(b.append(op), y.bound, 2 * y.error + 4 * y.bound * error)
    }
  }
}
