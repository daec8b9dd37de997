import Semantics
import TensorIR

/// A draw and the parameters of its family while their density is written.
struct DensityScope {
  /// The draw as reals.
  let x: Formula
  /// The axes of one draw.
  let components: [AxisID]
  private let parameters: DistributionRow.Parameters
  private let scribe: Scribe

  init(_ scribe: Scribe, _ draw: Operand, _ parameters: DistributionRow.Parameters) {
    self.scribe = scribe
    self.parameters = parameters
    x = scribe.formula(scribe.builder.cast(draw.value, to: .real))
    components = draw.components
  }

  /// A parameter as reals; NaN if it was not given, which the checker of models excludes.
  subscript(name: ParameterName) -> Formula {
    guard let operand = parameters[name] else { return constant(.nan) }
    return scribe.formula(scribe.builder.cast(operand.value, to: .real))
  }

  /// The logarithm of a parameter, or of 1 less it, that is not lost to rounding next to 0 and 1;
  /// `nil` if the parameter is no exponential.
  func exactLogarithm(of name: ParameterName, complement: Bool = false) -> Formula? {
    scribe.builder.exactLogarithm(of: self[name].value, complement: complement)
      .map { scribe.formula($0) }
  }

  func isGiven(_ name: ParameterName) -> Bool { parameters[name] != nil }

  /// The axes of a parameter of one draw.
  func components(of name: ParameterName) -> [AxisID] { parameters[name]?.components ?? [] }

  func constant(_ number: Double) -> Formula { scribe.formula(scribe.builder.constant(number)) }

  /// The position along an axis, from 0.
  func position(_ axis: AxisID) -> Formula {
    let place = scribe.builder.position(axis)
    return scribe.formula(scribe.builder.cast(place, to: .real))
  }

  func size(_ axis: AxisID) -> Int { scribe.builder.program[axis].size }

  /// Adds an axis for the length of a formula.
  func axis(_ name: String, size: Int) -> AxisID { scribe.builder.axis(name, size: size) }

  /// Fixed numbers, one for each member of an axis.
  func table(_ numbers: [Double], along axis: AxisID) -> Formula {
    write { $0.append(.table(numbers, along: axis)) }
  }

  /// A value of the program as a formula.
  func formula(_ value: ValueID) -> Formula { scribe.formula(value) }

  /// Writes nodes that have no operator.
  func write(_ node: (inout ProgramBuilder) -> ValueID) -> Formula {
    scribe.formula(node(&scribe.builder))
  }
}

/// Runs a formula on a builder.
private func write(
  _ builder: inout ProgramBuilder, _ draw: Operand, _ parameters: DistributionRow.Parameters,
  _ result: (DensityScope) -> ValueID
) -> ValueID {
  // Swapped and not copied, so that the nodes have one owner and are appended in place.
  let scribe = Scribe(ProgramBuilder())
  swap(&builder, &scribe.builder)
  defer { swap(&builder, &scribe.builder) }
  return result(DensityScope(scribe, draw, parameters))
}

/// Runs a formula of the parameters of two distributions of one draw on a builder.
func writtenOfTwo(
  _ builder: inout ProgramBuilder, _ draw: Operand, _ first: DistributionRow.Parameters,
  _ second: DistributionRow.Parameters, _ formula: (DensityScope, DensityScope) -> Formula
) -> ValueID {
  let scribe = Scribe(ProgramBuilder())
  swap(&builder, &scribe.builder)
  defer { swap(&builder, &scribe.builder) }
  return formula(DensityScope(scribe, draw, first), DensityScope(scribe, draw, second)).value
}

/// A log density, or the like, in the form that a row holds.
func written(
  _ formula: @escaping @Sendable (DensityScope) -> Formula
) -> @Sendable (inout ProgramBuilder, Operand, DistributionRow.Parameters) -> ValueID {
  { builder, draw, parameters in
    write(&builder, draw, parameters) { formula($0).value }
  }
}

/// A condition on a draw in the form that a row holds.
func written(
  _ condition: @escaping @Sendable (DensityScope) -> Condition
) -> @Sendable (inout ProgramBuilder, Operand, DistributionRow.Parameters) -> ValueID {
  { builder, draw, parameters in
    write(&builder, draw, parameters) { condition($0).value }
  }
}

/// A function of one real, with `x` for it, in the form that a row holds.
func writtenAt(
  _ formula: @escaping @Sendable (DensityScope) -> Formula
) -> @Sendable (inout ProgramBuilder, ValueID, DistributionRow.Parameters) -> ValueID {
  { builder, x, parameters in
    write(&builder, Operand(x), parameters) { formula($0).value }
  }
}
