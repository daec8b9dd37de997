/// What a family takes and draws.
public struct Signature: Sendable {
  /// A position in the argument list and the names that can fill it; the first needs no name.
  public struct Slot: Sendable {
    public let alternatives: [Parameter]
  }

  public struct Parameter: Sendable {
    public let name: ParameterName
    public let demand: Demand
  }

  /// What one draw needs of an argument; with more axes than that the draw is an array.
  public enum Demand: Sendable {
    case real, positive, unit, nat
    /// Numbers over one set, of any sign, positive, or probabilities.
    case vector, positiveVector, probabilities
    /// Increasing numbers over one set.
    case increasing
    /// A square matrix: positive definite, or a triangular factor of one.
    case positiveDefinite, triangular
    /// Data over one set.
    case sample
    /// A set or a range of integers.
    case members
    /// Any value; the draw has its type.
    case anything

    /// The number of axes that one draw needs.
    public var rank: Int {
      switch self {
      case .real, .positive, .unit, .nat, .members, .anything: 0
      case .vector, .positiveVector, .probabilities, .increasing, .sample: 1
      case .positiveDefinite, .triangular: 2
      }
    }
  }

  /// The type of one draw.
  public enum Support: Sendable {
    case real, positive, unit, int, nat, bool
    /// `(lower, upper)`, from the arguments.
    case interval
    /// A member of the set of the probabilities.
    case member
    /// A member of the set or range in the argument.
    case members
    /// `real^D`, of the mean's set.
    case vector
    case simplex
    /// Counts over the set of the probabilities.
    case counts
    case covariance
    /// `corr(D)` or its Cholesky factor, whichever is declared.
    case correlation
    /// A member of the declared set, or a number from 1.
    case category
    /// The type of the argument.
    case value
    /// Whatever is declared.
    case declared
  }

  public let slots: [Slot]
  public let support: Support

  /// Whether the draws are integers, members or truth values.
  public var isDiscrete: Bool {
    switch support {
    case .int, .nat, .bool, .member, .members, .counts, .category: true
    case .real, .positive, .unit, .interval, .vector, .simplex, .covariance, .correlation,
      .value, .declared:
      false
    }
  }
}
