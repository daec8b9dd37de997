import Binding
import Diagnostics
import ScalarMath
import Semantics
import TensorIR

/// How to draw the table of one variable: its family, and the arguments at every element.
struct Recipe {
  private let family: Family
  private let distribution: Distribution
  private let variable: Variable
  /// The sizes of the letters, of what the draw is lifted over, and of one draw of the family.
  private let plates: [Int]
  private let lifted: [Int]
  private let event: [Int]
  /// Each argument, row-major over plates and lifted axes and then its own components.
  private var arguments: [ParameterName: [Double]] = [:]
  private var bounds: (lower: [Double]?, upper: [Double]?)

  /// - Parameter place: a position along a letter, if only the elements there are to be drawn.
  init(
    _ bound: BoundModel, _ id: VariableID, _ distribution: Distribution, _ family: Family,
    at place: (letter: IndexID, position: Int)? = nil
  ) throws(LoweringFailure) {
    self.family = family
    self.distribution = distribution
    variable = bound.model.variables[id]
    var lowering = Lowering(
      bound, assignments: bound.values.mapValues { _ in Assignment.data })
    for letter in variable.indices where letter != place?.letter { lowering.bind(letter) }
    if let place {
      let range = place.position..<place.position + 1
      lowering.bind(place.letter, to: lowering.coordinate(place.letter, range))
    }
    let axes = variable.indices.filter { $0 != place?.letter || lowering.isAxis($0) }
      .map { lowering.axis(of: $0) }
    let components = try lowering.valueAxes(variable.type)
    let rank = family.eventRank
    let batch = axes + components.dropLast(rank)
    func sizes(_ axes: some Sequence<AxisID>) -> [Int] {
      axes.map { lowering.builder.program[$0].size }
    }
    plates = sizes(axes)
    lifted = sizes(components.dropLast(rank))
    event = sizes(components.suffix(rank))
    let draw = Operand(lowering.builder.constant(0), components: components)
    guard case .family(_, let expressions) = distribution.kind else { return }
    let parameters = try lowering.parameters(
      of: family, expressions, draw, Array(components.dropLast(rank)),
      drawing: distribution.type)
    for (name, operand) in parameters {
      arguments[name] = try lowering.values(of: operand, over: batch)
    }
    func values(_ e: TypedExpression?) throws(LoweringFailure) -> [Double]? {
      guard let e else { return nil }
      return try lowering.values(of: Operand(try lowering.number(e).value), over: batch)
    }
    bounds = (
      try values(distribution.truncation?.lower), try values(distribution.truncation?.upper)
    )
  }

  /// Draws every element, each from the stream of its place.
  func draw(using stream: RandomStream) throws(LoweringFailure) -> BoundValue {
    BoundValue(shape: plates + lifted + event, storage: try storage(numbers(using: stream)))
  }

  /// Draws every element as numbers.
  func numbers(using stream: RandomStream) throws(LoweringFailure) -> [Double] {
    let copies = lifted.reduce(1, *)
    let count = plates.reduce(1, *) * copies
    var result: [Double] = []
    for element in 0..<count {
      var random = stream.stream(element)
      result += try drawElement(element, of: count, &random)
    }
    if distribution.isOrdered { sort(&result, by: lifted.last ?? 1) }
    return result
  }

  /// The mean of every element, as real numbers.
  func means() throws(LoweringFailure) -> BoundValue {
    let count = (plates + lifted).reduce(1, *)
    var result: [Double] = []
    for element in 0..<count {
      let row = family.row(drawing: distribution.type)
      guard distribution.truncation == nil, !distribution.isOrdered,
        let mean = row.mean(parameters(of: element, of: count))
      else { throw LoweringFailure(.noMean(variable.name, at: distribution.span)) }
      result += mean
    }
    return BoundValue(shape: plates + lifted + event, storage: .reals(result))
  }

  private func parameters(of element: Int, of count: Int) -> NumericParameters {
    let numbers = arguments.mapValues { values in
      let width = values.count / max(count, 1)
      return Array(values[element * width..<(element + 1) * width])
    }
    return NumericParameters(numbers, dimension: event.first ?? 1)
  }

  private func drawElement(
    _ element: Int, of count: Int, _ random: inout RandomStream
  ) throws(LoweringFailure) -> [Double] {
    let parameters = parameters(of: element, of: count)
    guard let sample = family.row(drawing: distribution.type).sample else {
      throw LoweringFailure(.improperDraw(variable.name, at: distribution.span))
    }
    do throws(BadParameter) {
      guard distribution.truncation != nil, let sampleTruncated = family.row.sampleTruncated
      else { return try sample(&random, parameters) }
      let low = bounds.lower?[element] ?? -.infinity
      let high = bounds.upper?[element] ?? .infinity
      guard low < high else { return [.nan] }
      return try sampleTruncated(&random, parameters, low...high)
    } catch {
      throw LoweringFailure(.badParameter(error, of: variable.name, at: distribution.span))
    }
  }

  /// Sorts each run of copies.
  private func sort(_ values: inout [Double], by length: Int) {
    for start in stride(from: 0, to: values.count, by: max(length, 1)) {
      values[start..<start + length].sort()
    }
  }

  /// Numbers as the values of the variable.
  func storage(
    _ values: [Double]
  ) throws(LoweringFailure) -> BoundValue.Storage {
    var type = variable.type
    if case .array(let element, _) = type { type = element }
    switch type {
    case .bool: return .booleans(values.map { $0 != 0 })
    case .int, .nat, .member:
      let whole = values.compactMap { Int32(exactly: $0) }
      guard whole.count == values.count else {
        throw LoweringFailure(.hugeDraw(variable.name, at: distribution.span))
      }
      return .integers(whole)
    case .real, .positive, .unit, .interval, .spread, .simplex, .ordered, .positiveOrdered,
      .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights, .array,
      .optional, .record, .group, .poison:
      return .reals(values)
    }
  }
}
