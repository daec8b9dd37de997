import TensorIR

/// Holds the builder while a formula is written, so that operators can reach it.
final class Scribe {
  var builder: ProgramBuilder

  init(_ builder: consuming ProgramBuilder) { self.builder = builder }

  func formula(_ value: ValueID) -> Formula { Formula(value: value, scribe: self) }
}

/// A real value of a program; arithmetic on it appends nodes.
///
/// With it a log density reads as it stands in a book: `-0.5 * z.square - log(sd)`.
struct Formula {
  let value: ValueID
  let scribe: Scribe

  func apply(_ function: Unary) -> Formula {
    scribe.formula(scribe.builder.unary(function, value))
  }

  func apply(_ function: Binary, _ other: Formula) -> Formula {
    scribe.formula(scribe.builder.binary(function, value, other.value))
  }

  func constant(_ number: Double) -> Formula { scribe.formula(scribe.builder.constant(number)) }

  var square: Formula { apply(.square) }

  /// Whether it depends on a variable that is to be integrated over. Formulas of such a value are
  /// the ones of the textbook, whose form can be recognised, not those that keep the most digits.
  var isOpen: Bool { scribe.builder.isOpen(value) }

  func compare(_ relation: TensorIR.Comparison, _ other: Formula) -> Condition {
    Condition(
      value: scribe.builder.compare(relation, value, other.value), scribe: scribe)
  }

  func sum(over axes: [AxisID]) -> Formula {
    scribe.formula(scribe.builder.sum(value, over: axes))
  }

  func logSumExp(over axes: [AxisID]) -> Formula {
    scribe.formula(scribe.builder.reduce(.logSumExp, value, over: axes))
  }

  /// The same value with the axes, repeated along those that it lacks.
  func spread(along axes: [AxisID]) -> Formula {
    let own = scribe.builder.type(value).axes
    let missing = axes.filter { !own.contains($0) }.sorted()
    guard !missing.isEmpty else { return self }
    return scribe.formula(scribe.builder.append(.broadcast(value, along: missing)))
  }

  /// The element at a position along an axis, which may be fractional only if it is whole.
  func element(at position: Formula, along axis: AxisID) -> Formula {
    let place = scribe.builder.cast(position.value, to: .integer)
    return scribe.formula(scribe.builder.gather(spread(along: [axis]).value, axis: axis, at: place))
  }
}

/// A boolean value of a program.
struct Condition {
  let value: ValueID
  let scribe: Scribe

  /// One value where the condition holds and another elsewhere.
  ///
  /// Both are evaluated and differentiated everywhere, so both must stay finite.
  func select(_ x: Formula, else y: Formula) -> Formula {
    scribe.formula(scribe.builder.select(value, x.value, y.value))
  }

  func select(_ x: Formula, else y: Double) -> Formula { select(x, else: x.constant(y)) }
  func select(_ x: Double, else y: Formula) -> Formula { select(y.constant(x), else: y) }

  func and(_ other: Condition) -> Condition {
    Condition(
      value: scribe.builder.append(.logical(.and, value, other.value)), scribe: scribe)
  }
}

func + (x: Formula, y: Formula) -> Formula { x.apply(.add, y) }
func - (x: Formula, y: Formula) -> Formula { x.apply(.subtract, y) }
func * (x: Formula, y: Formula) -> Formula { x.apply(.multiply, y) }
func / (x: Formula, y: Formula) -> Formula { x.apply(.divide, y) }
func + (x: Formula, y: Double) -> Formula { x + x.constant(y) }
func - (x: Formula, y: Double) -> Formula { x - x.constant(y) }
func * (x: Double, y: Formula) -> Formula { y.constant(x) * y }
func / (x: Double, y: Formula) -> Formula { y.constant(x) / y }
func * (x: Formula, y: Double) -> Formula { x * x.constant(y) }
func + (x: Double, y: Formula) -> Formula { y.constant(x) + y }
func - (x: Double, y: Formula) -> Formula { y.constant(x) - y }
prefix func - (x: Formula) -> Formula { x.apply(.negate) }

func < (x: Formula, y: Formula) -> Condition { x.compare(.less, y) }
func < (x: Formula, y: Double) -> Condition { x < x.constant(y) }
func < (x: Double, y: Formula) -> Condition { y.constant(x) < y }
func <= (x: Formula, y: Formula) -> Condition { x.compare(.lessOrEqual, y) }
func <= (x: Double, y: Formula) -> Condition { y.constant(x) <= y }
func == (x: Formula, y: Formula) -> Condition { x.compare(.equal, y) }
func == (x: Formula, y: Double) -> Condition { x == x.constant(y) }

func exp(_ x: Formula) -> Formula { x.apply(.exp) }
func expm1(_ x: Formula) -> Formula { x.apply(.expm1) }
func log(_ x: Formula) -> Formula { x.apply(.log) }
func log1p(_ x: Formula) -> Formula { x.apply(.log1p) }
func sqrt(_ x: Formula) -> Formula { x.apply(.sqrt) }
func abs(_ x: Formula) -> Formula { x.apply(.absolute) }
func logGamma(_ x: Formula) -> Formula { x.apply(.logGamma) }
func softplus(_ x: Formula) -> Formula { x.apply(.softplus) }
func floor(_ x: Formula) -> Formula { x.apply(.floor) }
func sin(_ x: Formula) -> Formula { x.apply(.sin) }
func atan(_ x: Formula) -> Formula { x.apply(.atan) }
func erf(_ x: Formula) -> Formula { x.apply(.erf) }
func erfc(_ x: Formula) -> Formula { x.apply(.erfc) }
func logNormalCDF(_ x: Formula) -> Formula { x.apply(.logNormalCDF) }
func atan2(_ y: Formula, _ x: Formula) -> Formula { y.apply(.atan2, x) }
func power(_ x: Formula, _ y: Formula) -> Formula { x.apply(.power, y) }
func logBesselI(_ order: Formula, _ x: Formula) -> Formula { order.apply(.logBesselI, x) }
func logBeta(_ x: Formula, _ y: Formula) -> Formula { x.apply(.logBeta, y) }
/// x log y, which is 0 for x = 0: a density that does not read y then does not depend on it.
func xLogY(_ x: Formula, _ y: Formula) -> Formula {
  guard x.scribe.builder.uniformValue(x.value) == 0 else { return x.apply(.xLogY, y) }
  return x.spread(along: x.scribe.builder.type(y.value).axes)
}
func max(_ x: Formula, _ y: Formula) -> Formula { x.apply(.maximum, y) }
func min(_ x: Formula, _ y: Double) -> Formula { x.apply(.minimum, x.constant(y)) }
func max(_ x: Formula, _ y: Double) -> Formula { x.apply(.maximum, x.constant(y)) }
/// log(1 - exp(-x)) for x > 0.
func log1mExpNegative(_ x: Formula) -> Formula { x.apply(.log1mExpNegative) }
