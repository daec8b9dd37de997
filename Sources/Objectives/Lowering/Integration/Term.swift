import TensorIR

/// Where, along one axis of a variable, an element of a value reads it.
enum Site: Hashable, Sendable {
  /// At its own position along an axis.
  case along(AxisID)
  /// At a position that is computed.
  case at(ValueID)
}

/// What a density can be linear in: a function of one number that is to be integrated over.
enum Statistic: Hashable, Sendable {
  /// v^k; the number itself for k = 1.
  case power(Double)
  /// (1 - v)^k.
  case complementPower(Double)
  /// log v and log(1 - v).
  case log, logComplement
  /// log |X| of a matrix; its sites along the rows and columns are of no meaning.
  case logDeterminant
}

/// A statistic of the variable at one site along each of its axes.
struct Atom: Hashable, Sendable {
  var statistic: Statistic
  var sites: [Site]
}

/// One summand of a value as a function of a variable: a coefficient that does not depend on it,
/// times atoms, summed over bound axes.
///
/// A term without an axis of the value that it belongs to is constant along it. Bound axes are the
/// term's own: no value outside it has them.
struct Term: Sendable {
  var coefficient: ValueID
  /// At most two; two are the variable itself at two sites.
  var atoms: [Atom]
  var bound: Set<AxisID>

  init(_ coefficient: ValueID, _ atoms: [Atom] = [], bound: Set<AxisID> = []) {
    self.coefficient = coefficient
    self.atoms = atoms
    self.bound = bound
  }

  /// Two terms with one shape are one term with the sum of the coefficients.
  struct Shape: Hashable {
    let atoms: [Atom]
    let bound: Set<AxisID>
  }

  var shape: Shape { Shape(atoms: atoms, bound: bound) }

  var isConstant: Bool { atoms.isEmpty }
}

/// Where a variable lives.
enum Support: Hashable, Sendable {
  case line
  /// (0, infinity).
  case halfLine
  /// (0, 1).
  case unitInterval
  /// Positive and adding up to one along the axis.
  case simplex(AxisID)
  /// Positive-definite matrices over two axes.
  case matrix(row: AxisID, column: AxisID)

  /// Whether every value is positive, so that it has a logarithm and roots.
  var isPositive: Bool {
    switch self {
    case .line, .matrix: false
    case .halfLine, .unitInterval, .simplex: true
    }
  }
}
