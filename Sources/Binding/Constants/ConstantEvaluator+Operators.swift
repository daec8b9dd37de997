import Diagnostics
import ScalarMath
import Semantics
import Syntax

extension ConstantEvaluator {
  func binary(
    _ operation: BinaryOperator, _ left: Constant, _ right: Constant, at span: SourceSpan
  ) throws(NotConstant) -> Constant {
    let result =
      switch operation {
      case .or: left.combine(right, max)
      case .and: left.combine(right, min)
      case .less: left.combine(right) { $0 < $1 ? 1 : 0 }
      case .greater: left.combine(right) { $0 > $1 ? 1 : 0 }
      case .lessOrEqual: left.combine(right) { $0 <= $1 ? 1 : 0 }
      case .greaterOrEqual: left.combine(right) { $0 >= $1 ? 1 : 0 }
      case .equal: left.combine(right) { $0 == $1 ? 1 : 0 }
      case .notEqual: left.combine(right) { $0 != $1 ? 1 : 0 }
      case .add: left.combine(right, +)
      case .subtract: left.combine(right, -)
      case .multiply: left.combine(right, *)
      case .divide: left.combine(right, /)
      case .power: left.combine(right, Double.pow)
      case .contract: left.contract(right)
      }
    guard let result else { throw .shape(span) }
    return result
  }

  mutating func reduce(
    _ operation: ReductionOperator, _ indices: [IndexID], _ condition: TypedExpression?,
    _ body: TypedExpression
  ) throws(NotConstant) -> Constant {
    let saved = letters
    defer { letters = saved }
    var terms: [Constant] = []
    try collect(indices[...], condition, body, into: &terms)
    let shape = terms.first?.shape ?? []
    guard terms.allSatisfy({ $0.shape == shape }) else { throw .shape(body.span) }
    let values = (0..<shape.reduce(1, *)).map { i in
      operation.reduce(terms.map { $0.values[i] })
    }
    return Constant(shape: shape, values: values)
  }

  private mutating func collect(
    _ indices: ArraySlice<IndexID>, _ condition: TypedExpression?, _ body: TypedExpression,
    into terms: inout [Constant]
  ) throws(NotConstant) {
    guard let index = indices.first else {
      if let condition, try evaluate(condition).number == 0 { return }
      guard terms.count < DataLimit.terms else { throw .tooLarge(body.span) }
      terms.append(try evaluate(body))
      return
    }
    let row = model.indices[index]
    var (lower, upper) = (try firstMember(of: row.set), 0)
    if let range = row.range {
      (lower, upper) = (try integer(range.lower), try integer(range.upper))
    } else {
      upper = lower + (try size(of: row.set)) - 1
    }
    guard lower <= upper else { return }
    for member in lower...upper {
      letters[index] = Double(member)
      try collect(indices.dropFirst(), condition, body, into: &terms)
    }
  }

  mutating func call(
    _ builtin: Builtin, _ arguments: [TypedExpression], at span: SourceSpan
  ) throws(NotConstant) -> Constant {
    if builtin == .fill { return try fill(arguments, at: span) }
    if case .indexSet(let set)? = arguments.first?.kind {
      if builtin == .size { return Constant(Double(try size(of: set))) }
      if builtin == .eye { return try identity(set, at: span) }
    }
    var values: [Constant] = []
    for argument in arguments { values.append(try evaluate(argument)) }
    guard let result = values.first.flatMap({ builtin.apply($0, values.dropFirst().first) }) else {
      throw .notComputable(span)
    }
    return result
  }

  /// `fill(v, K)`, also over several sets.
  private mutating func fill(
    _ arguments: [TypedExpression], at span: SourceSpan
  ) throws(NotConstant) -> Constant {
    guard let first = arguments.first else { throw .notComputable(span) }
    let value = try evaluate(first)
    var shape: [Int] = []
    var count = value.values.count
    for argument in arguments.dropFirst() {
      guard case .indexSet(let set) = argument.kind else { throw .notComputable(span) }
      shape.append(try size(of: set))
      count *= shape[shape.count - 1]
      guard count <= DataLimit.elements else { throw .tooLarge(span) }
    }
    let copies = shape.reduce(1, *)
    return Constant(
      shape: shape + value.shape, values: (0..<copies).flatMap { _ in value.values })
  }

  private mutating func identity(
    _ set: IndexSetID, at span: SourceSpan
  ) throws(NotConstant) -> Constant {
    let size = try size(of: set)
    guard size <= 1 << 14 else { throw .tooLarge(span) }
    return Constant(
      shape: [size, size],
      values: (0..<size * size).map { $0 / size == $0 % size ? 1 : 0 })
  }
}

extension ReductionOperator {
  /// Reduces numbers; the mean of none is 0, as for `mean … where` over no rows.
  func reduce(_ values: [Double]) -> Double {
    switch self {
    case .sum: values.reduce(0, +)
    case .mean: values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    case .prod: values.reduce(1, *)
    case .max: values.max() ?? -.infinity
    case .min: values.min() ?? .infinity
    case .logsumexp: Double.logSumExp(values)
    }
  }
}
