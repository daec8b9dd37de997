import LLVMBridge
import Optimizer
import TensorIR

extension GroupEmitter {
  /// Writes the loops of an elementwise statement or of an output.
  mutating func emitMap(_ statement: Statement) {
    let scalars = statement.axes.filter { $0 != statement.vectorAxis }
    nest(scalars, of: statement, [:]) { emitter, indices in
      emitter.alongVectors(of: statement, indices, atOnce: emitter.copies(of: statement, 2)) {
        emitter, indices, mask in
        emitter.put(statement, indices, mask: mask)
      }
    }
  }

  private mutating func put(_ statement: Statement, _ indices: Indices, mask: Value?) {
    let type = program[statement.value].type
    switch statement.target {
    case .value(let value):
      guard let storage = schedule.storages[value] else { return }
      let x = compute(value, indices, mask: mask)
      store(x, of: type.element, to: storage, indices, mask: mask)
    case .output(let number):
      let storage = Storage(
        place: .result(number), element: schedule.target.results,
        strides: program.rowMajorStrides(type.axes),
        tileAxis: nil, isPadded: false)
      let x = element(statement.value, indices, mask: mask)
      store(x, of: type.element, to: storage, indices, mask: mask)
    }
  }

  /// Calls `body` for each vector along the statement's vector axis, or once if it has none.
  mutating func alongVectors(
    of statement: Statement, _ indices: Indices, atOnce: Int,
    _ body: (inout GroupEmitter, Indices, Value?) -> Void
  ) {
    guard let axis = statement.vectorAxis else { return body(&self, indices, nil) }
    vectors(along: axis, of: statement, atOnce: atOnce) { emitter, vectors in
      for vector in vectors {
        var inner = indices
        inner[axis] = vector.index
        body(&emitter, inner, vector.mask)
      }
    }
  }

  /// Writes the loops of a reduction or a contraction.
  mutating func emitReduction(_ statement: Statement) {
    let kept = statement.axes.filter { !statement.reduced.contains($0) }
    guard let axis = statement.vectorAxis else {
      return nest(kept, of: statement, [:]) { emitter, indices in
        emitter.reduceScalars(statement, indices)
      }
    }
    if statement.reduced.contains(axis) {
      nest(kept, of: statement, [:]) { emitter, indices in
        emitter.reduceAlong(axis, statement, indices)
      }
    } else {
      nest(kept.filter { $0 != axis }, of: statement, [:]) { emitter, indices in
        emitter.reduceBeside(axis, statement, indices)
      }
    }
  }

  private mutating func reduceScalars(_ statement: Statement, _ indices: Indices) {
    let rule = rule(of: statement)
    let sum = total(lanes: 1, rule)
    begin(sum, start(statement, rule, indices, mask: nil))
    nest(statement.reduced, of: statement, indices) { emitter, inner in
      emitter.accumulate(statement.value, into: sum, inner, mask: nil, masksTerms: false)
    }
    finish(statement, get(sum), indices, mask: nil)
  }

  /// The vectors run along an axis that stays: each lane has a sum of its own.
  private mutating func reduceBeside(
    _ axis: AxisID, _ statement: Statement, _ indices: Indices
  ) {
    let rule = rule(of: statement)
    vectors(along: axis, of: statement, atOnce: jam(axis, statement)) { emitter, vectors in
      let sums = vectors.map { _ in emitter.total(lanes: emitter.lanes, rule) }
      for (vector, sum) in zip(vectors, sums) {
        var outer = indices
        outer[axis] = vector.index
        let first = emitter.start(statement, rule, outer, mask: vector.mask)
        emitter.begin(sum, emitter.wide(first))
      }
      emitter.nest(statement.reduced, of: statement, indices) { emitter, inner in
        for (vector, sum) in zip(vectors, sums) {
          var inner = inner
          inner[axis] = vector.index
          emitter.accumulate(
            statement.value, into: sum, inner, mask: vector.mask, masksTerms: false)
        }
      }
      for (vector, sum) in zip(vectors, sums) {
        var outer = indices
        outer[axis] = vector.index
        emitter.finish(statement, emitter.get(sum), outer, mask: vector.mask)
      }
    }
  }

  /// How many vectors to work on at a time: a few, so that one addition need not wait for another,
  /// and all if a few more would leave no loop.
  private func jam(_ axis: AxisID, _ statement: Statement) -> Int {
    let count = (size(axis, in: statement) + lanes - 1) / lanes
    let most = axis != statement.tileAxis && count <= 8 ? max(1, count) : 4
    return copies(of: statement, most)
  }

  /// How often the body of a loop is written, where `most` would be best for its speed alone.
  private func copies(of statement: Statement, _ most: Int) -> Int {
    // A long term takes its time anyway.
    if statement.weight > 12 { return isStep ? min(2, most) : 1 }
    // A short pass is over sooner than its code is made.
    return group.isTiled && group.size < Self.longPass ? max(1, most / 2) : most
  }

  /// The size from which on a pass is worth code that runs faster and takes longer to make.
  private static let longPass = 1024

  /// The vectors run along an axis that is reduced: the lanes are put together at the end, those
  /// of sums over tiles only once for all tiles.
  private mutating func reduceAlong(
    _ axis: AxisID, _ statement: Statement, _ indices: Indices
  ) {
    let rule = rule(of: statement)
    let count = (size(axis, in: statement) + lanes - 1) / lanes
    // Several sums at a time, so that one addition need not wait for the other.
    let sums = (0..<min(4, max(1, count))).map { _ in total(lanes: lanes, rule) }
    for (number, sum) in sums.enumerated() {
      let first =
        number == 0 ? start(statement, rule, indices, mask: nil) : identity(rule)
      begin(sum, wide(first))
    }
    let others = statement.reduced.filter { $0 != axis }
    nest(others, of: statement, indices) { emitter, inner in
      emitter.vectors(along: axis, of: statement, atOnce: emitter.jam(axis, statement)) {
        emitter, vectors in
        for (number, vector) in vectors.enumerated() {
          var inner = inner
          inner[axis] = vector.index
          emitter.accumulate(
            statement.value, into: sums[number % sums.count], inner, mask: vector.mask,
            masksTerms: true)
        }
      }
    }
    var all = get(sums[0])
    for sum in sums.dropFirst() { all = combine(rule, all, get(sum)) }
    if statement.accumulates {
      finish(statement, all, indices, mask: nil)
    } else {
      let joined = builder.reduce(all) { combine(rule, $0, $1) }
      finish(statement, joined, indices, mask: nil)
    }
  }

  /// Adds one term to a sum.
  private mutating func accumulate(
    _ value: ValueID, into total: Total, _ indices: Indices, mask: Value?, masksTerms: Bool
  ) {
    let rule = rule(of: value)
    let sum = total.sum
    func masked(_ x: Value, _ neutral: Value) -> Value {
      guard masksTerms, let mask else { return x }
      return builder.select(mask, wide(x), wide(neutral))
    }
    switch program[value].op {
    case .contract(let x, let y, _):
      let zero = zero(.real)
      let left = masked(element(x, indices, mask: mask), zero)
      let right = masked(element(y, indices, mask: mask), zero)
      if sum.lanes > 1 {
        set(sum, builder.fma(wide(left), wide(right), get(sum)))
      } else {
        set(sum, builder.fma(left, right, get(sum)))
      }
    case .reduce(_, let x, _):
      let term = masked(element(x, indices, mask: mask), identity(rule))
      add(sum.lanes > 1 ? wide(term) : term, to: total, rule)
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .broadcast, .rename, .gather, .cumulativeSum, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .hole, .scan:
      preconditionFailure("no reduction")
    }
  }

  private mutating func start(
    _ statement: Statement, _ rule: ReductionRule, _ indices: Indices, mask: Value?
  ) -> Value {
    guard statement.accumulates, let buffer = sums[statement.value] else { return identity(rule) }
    return loadSum(buffer, rule, indices)
  }

  private mutating func finish(
    _ statement: Statement, _ total: Value, _ indices: Indices, mask: Value?
  ) {
    if statement.accumulates, let buffer = sums[statement.value] {
      storeSum(total, buffer, indices)
    } else if let storage = schedule.storages[statement.value] {
      let element = program[statement.value].type.element
      store(total, of: element, to: storage, indices, mask: mask)
    }
  }

  // MARK: how terms are put together

  func rule(of statement: Statement) -> ReductionRule { rule(of: statement.value) }

  private func rule(of value: ValueID) -> ReductionRule {
    let element = program[value].type.element
    if case .reduce(let reduction, _, _) = program[value].op {
      return ReductionRule(reduction: reduction, element: element)
    }
    return ReductionRule(reduction: .sum, element: element)
  }

  /// What changes nothing.
  func identity(_ rule: ReductionRule) -> Value {
    let kind = kind(rule.element)
    switch rule.element {
    case .real:
      switch rule.reduction {
      case .sum: return builder.real(0, kind)
      case .product: return builder.real(1, kind)
      case .maximum: return builder.real(-.infinity, kind)
      case .minimum: return builder.real(.infinity, kind)
      case .logSumExp: preconditionFailure("the optimiser writes logSumExp as other reductions")
      }
    case .integer, .boolean:
      switch rule.reduction {
      case .sum: return builder.integer(0, kind)
      case .product: return builder.integer(1, kind)
      case .maximum: return builder.integer(.min, kind)
      case .minimum: return builder.integer(.max, kind)
      case .logSumExp: preconditionFailure("the verifier rejects logSumExp of integers")
      }
    }
  }

  func combine(_ rule: ReductionRule, _ x: Value, _ y: Value) -> Value {
    switch rule.element {
    case .real:
      switch rule.reduction {
      case .sum: return builder.add(x, y)
      case .product: return builder.mul(x, y)
      case .maximum: return math.binary(.maximum, x, y)
      case .minimum: return math.binary(.minimum, x, y)
      case .logSumExp: preconditionFailure("the optimiser writes logSumExp as other reductions")
      }
    case .integer, .boolean:
      switch rule.reduction {
      case .sum: return builder.iadd(x, y)
      case .product: return builder.imul(x, y)
      case .maximum: return builder.select(builder.compare(.sgt, y, x), y, x)
      case .minimum: return builder.select(builder.compare(.slt, y, x), y, x)
      case .logSumExp: preconditionFailure("the verifier rejects logSumExp of integers")
      }
    }
  }
}

/// How the terms of a sum, a product or an extreme are put together.
struct ReductionRule {
  let reduction: Reduction
  let element: ElementType
}
