import Semantics
import TensorIR

/// A draw as a function of standard noise and the parameters of its family.
///
/// The derivative by the parameters is that of a draw (D. Kingma and M. Welling, "Auto-encoding
/// variational Bayes", 2014). Gamma variables are drawn by rejection and have the implicit
/// derivative; see `gammaDraw`.
struct Reparametrisation: Sendable {
  /// Makes the draw; noise is asked for by its kind and by axes besides those of the draw.
  let draw: @Sendable (NoiseScope) -> Formula

  /// A function of one standard number for each element of the draw.
  init(of noise: Noise, _ draw: @escaping @Sendable (Formula, NoiseScope) -> Formula) {
    self.draw = { draw($0.noise(noise), $0) }
  }

  init(_ draw: @escaping @Sendable (NoiseScope) -> Formula) { self.draw = draw }
}

/// The parameters of a family and a source of noise while a draw is written.
struct NoiseScope {
  private let scope: DensityScope
  private let makeNoise: (Noise, [AxisID]) -> ValueID

  init(_ scope: DensityScope, _ makeNoise: @escaping (Noise, [AxisID]) -> ValueID) {
    self.scope = scope
    self.makeNoise = makeNoise
  }

  subscript(name: ParameterName) -> Formula { scope[name] }
  func isGiven(_ name: ParameterName) -> Bool { scope.isGiven(name) }
  var components: [AxisID] { scope.components }
  func components(of name: ParameterName) -> [AxisID] { scope.components(of: name) }
  func write(_ node: (inout ProgramBuilder) -> ValueID) -> Formula { scope.write(node) }
  func axis(_ name: String, size: Int) -> AxisID { scope.axis(name, size: size) }
  func position(_ axis: AxisID) -> Formula { scope.position(axis) }
  func constant(_ number: Double) -> Formula { scope.constant(number) }

  /// Standard noise for each element of the draw, and along further axes.
  func noise(_ kind: Noise, along axes: [AxisID] = []) -> Formula {
    scope.formula(makeNoise(kind, axes))
  }

  /// The same value, taken for a constant where one differentiates.
  ///
  /// `floor` has no slope, and a number that has been made so large is whole already.
  func fixed(_ x: Formula) -> Formula {
    scope.write { $0.withoutDerivative(x.value) }
  }
}

extension ProgramBuilder {
  /// The same value, taken for a constant where one differentiates.
  ///
  /// `floor` has no slope, and a number that has been made so large is whole already.
  mutating func withoutDerivative(_ x: ValueID) -> ValueID {
    multiply(unary(.floor, multiply(x, constant(0x1p90))), constant(0x1p-90))
  }
}
