import Diagnostics
import Semantics
import Syntax

/// Why an expression has no value before anything is fitted.
enum NotConstant: Error, Hashable {
  /// It reads a variable that is no constant, or a hyper without a value.
  case variable(VariableID)
  /// It needs the size of a set whose size is not known yet.
  case size(IndexSetID)
  /// It needs its own value.
  case circular(SourceSpan)
  /// An element outside its array, or shapes that do not agree.
  case shape(SourceSpan)
  /// It is larger than can be stored.
  case tooLarge(SourceSpan)
  /// A draw, a net or a density.
  case notComputable(SourceSpan)
}

/// Computes expressions of numbers, hypers and sizes: extents, defaults of hypers, bounds of types.
struct ConstantEvaluator {
  let model: TypedModel
  /// Sizes that the data or the user gave; those that the model fixes are computed.
  var knownSizes: [IndexSetID: Int] = [:]
  /// Values of hypers that were set from outside.
  var settings: [VariableID: Constant] = [:]
  /// The number of the member that each bound letter stands for.
  var letters: [IndexID: Double] = [:]
  var locals: [LocalID: Constant] = [:]
  private var activeVariables: Set<VariableID> = []
  private var activeSets: Set<IndexSetID> = []

  init(model: TypedModel) { self.model = model }

  // MARK: Sizes

  /// The number of members of a set.
  mutating func size(of set: IndexSetID) throws(NotConstant) -> Int {
    if let size = knownSizes[set] { return size }
    let row = model.indexSets[set]
    guard activeSets.insert(set).inserted else { throw .circular(row.span) }
    defer { activeSets.remove(set) }
    switch row.extent {
    case .fromData, .weights: throw .size(set)
    case .names(let names): return names.count
    case .size(let expression): return try count(expression)
    case .range(let lower, let upper):
      let (first, last) = (try integer(lower), try integer(upper))
      guard last >= first - 1, last - first < DataLimit.dimension else { throw .shape(upper.span) }
      return last - first + 1
    }
  }

  /// The number of the first member of a set: its lower bound, 0 for named members, otherwise 1.
  mutating func firstMember(of set: IndexSetID) throws(NotConstant) -> Int {
    switch model.indexSets[set].extent {
    case .range(let lower, _): try integer(lower)
    case .names: 0
    case .fromData, .size, .weights: 1
    }
  }

  private mutating func count(_ expression: TypedExpression) throws(NotConstant) -> Int {
    let value = try integer(expression)
    guard (0...DataLimit.dimension).contains(value) else { throw .shape(expression.span) }
    return value
  }

  /// The value of an expression that is one integer.
  mutating func integer(_ expression: TypedExpression) throws(NotConstant) -> Int {
    guard let value = try evaluate(expression).number, abs(value) < 0x1p53,
      let integer = Int(exactly: value)
    else { throw .shape(expression.span) }
    return integer
  }

  // MARK: Expressions

  mutating func evaluate(_ expression: TypedExpression) throws(NotConstant) -> Constant {
    let span = expression.span
    switch expression.kind {
    case .number(let value): return Constant(value)
    case .boolean(let value): return Constant(value ? 1 : 0)
    case .infinity: return Constant(.infinity)
    case .variable(let id, let subscripts): return try variable(id, subscripts, at: span)
    case .local(let id):
      guard let value = locals[id] else { throw .notComputable(span) }
      return value
    case .index(let id):
      guard let value = letters[id] else { throw .notComputable(span) }
      return Constant(value)
    case .member(let set, let position):
      return Constant(Double(try firstMember(of: set) + position))
    case .endpoint(let set, let endpoint):
      let first = try firstMember(of: set)
      return Constant(Double(endpoint == .first ? first : first + (try size(of: set)) - 1))
    case .element(let base, let subscripts):
      return try element(try evaluate(base), shape: base.type, subscripts, at: span)
    case .unary(.negate, let operand): return try evaluate(operand).map { -$0 }
    case .unary(.not, let operand): return try evaluate(operand).map { 1 - $0 }
    case .binary(let operation, let left, let right):
      return try binary(operation, try evaluate(left), try evaluate(right), at: span)
    case .conditional(let condition, let first, let second):
      return try evaluate(try evaluate(condition).number == 0 ? second : first)
    case .call(let builtin, let arguments): return try call(builtin, arguments, at: span)
    case .apply(let id, let arguments, _): return try apply(id, arguments, at: span)
    case .vector(let elements): return try vector(elements, at: span)
    case .reduction(let operation, let indices, let condition, let body):
      return try reduce(operation, indices, condition, body)
    case .none, .indexSet, .range, .field, .group, .expectation, .logQuery, .elbo, .known, .poison:
      throw .notComputable(span)
    }
  }

  private mutating func variable(
    _ id: VariableID, _ subscripts: [TypedExpression], at span: SourceSpan
  ) throws(NotConstant) -> Constant {
    let row = model.variables[id]
    if let value = settings[id] {
      return try element(value, sets: row.indices.map { model.indices[$0].set }, subscripts, span)
    }
    guard row.parts.count == 1, row.parts[0].role.isConstant,
      case .expression(let definition) = row.parts[0].definition
    else { throw .variable(id) }
    guard activeVariables.insert(id).inserted else { throw .circular(row.span) }
    defer { activeVariables.remove(id) }
    let saved = letters
    defer { letters = saved }
    let bound = min(subscripts.count, row.indices.count)
    for (index, subscript_) in zip(row.indices, subscripts.prefix(bound)) {
      letters[index] = try evaluate(subscript_).number
    }
    let value = try tabulate(definition, over: row.indices.dropFirst(bound))
    return try element(value, shape: row.type, Array(subscripts.dropFirst(bound)), at: span)
  }

  /// The values of an expression for all members of letters, outermost first.
  mutating func tabulate(
    _ expression: TypedExpression, over indices: ArraySlice<IndexID>
  ) throws(NotConstant) -> Constant {
    guard let index = indices.first else { return try evaluate(expression) }
    let set = model.indices[index].set
    let (size, first) = (try size(of: set), try firstMember(of: set))
    guard size <= DataLimit.elements else { throw .tooLarge(expression.span) }
    var result = Constant(shape: [size], values: [])
    for member in first..<first + size {
      letters[index] = Double(member)
      let part = try tabulate(expression, over: indices.dropFirst())
      result.shape = [size] + part.shape
      result.values += part.values
      guard result.values.count <= DataLimit.elements else { throw .tooLarge(expression.span) }
    }
    letters[index] = nil
    return result
  }

  private mutating func element(
    _ value: Constant, shape type: ValueType, _ subscripts: [TypedExpression], at span: SourceSpan
  ) throws(NotConstant) -> Constant {
    try element(value, sets: type.componentSets, subscripts, span)
  }

  private mutating func element(
    _ value: Constant, sets: [IndexSetID], _ subscripts: [TypedExpression], _ span: SourceSpan
  ) throws(NotConstant) -> Constant {
    var positions: [Int] = []
    for (i, subscript_) in subscripts.enumerated() {
      let first = i < sets.count ? try firstMember(of: sets[i]) : 1
      positions.append(try integer(subscript_) - first)
    }
    guard let result = value.element(at: positions) else { throw .shape(span) }
    return result
  }

  private mutating func vector(
    _ elements: [TypedExpression], at span: SourceSpan
  ) throws(NotConstant) -> Constant {
    var result = Constant(shape: [elements.count], values: [])
    for expression in elements {
      let part = try evaluate(expression)
      guard result.values.isEmpty || result.shape == [elements.count] + part.shape else {
        throw .shape(span)
      }
      result.shape = [elements.count] + part.shape
      result.values += part.values
    }
    return result
  }

  private mutating func apply(
    _ id: FunctionID, _ arguments: [TypedExpression], at span: SourceSpan
  ) throws(NotConstant) -> Constant {
    let function = model.functions[id]
    guard function.kind == .abbreviation, case .expression(let body) = function.body else {
      throw .notComputable(span)
    }
    var values: [LocalID: Constant] = [:]
    for (parameter, argument) in zip(function.parameters, arguments) {
      values[parameter] = try evaluate(argument)
    }
    let saved = locals
    defer { locals = saved }
    locals.merge(values) { $1 }
    return try evaluate(body)
  }
}

extension Role {
  /// Whether its definition is an expression of what stands in the file.
  var isConstant: Bool {
    switch self {
    case .hyper, .deterministic, .abbreviation: true
    case .observed, .partial, .latent, .given, .parameter: false
    }
  }
}

extension ValueType {
  /// The sets of the components of one value, outermost first.
  var componentSets: [IndexSetID] {
    switch self {
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member: []
    case .simplex(let set), .ordered(let set), .positiveOrdered(let set): [set]
    case .covariance(let set), .correlation(let set), .choleskyFactor(let set),
      .choleskyCorrelation(let set):
      [set, set]
    case .array(let element, let sets): sets + element.componentSets
    case .optional(let wrapped): wrapped.componentSets
    case .weights, .record, .group, .poison: []
    }
  }

  /// The type of one component where the sets of arrays are taken away.
  var componentType: ValueType {
    switch self {
    case .array(let element, _): element.componentType
    case .optional(let wrapped): wrapped.componentType
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .simplex,
      .ordered, .positiveOrdered, .covariance, .correlation, .choleskyFactor,
      .choleskyCorrelation, .weights, .record, .group, .poison:
      self
    }
  }
}
