import ScalarMath

/// The trapezoidal rule for integrals over the real line, on nodes that lie ever farther apart.
///
/// With t = c + s sinh(b x) / b, an integrand that decays at both ends at least exponentially does
/// so in x doubly exponentially, and the trapezoidal rule in x converges exponentially in the
/// number of nodes (H. Takahasi and M. Mori 1974, "Double exponential formulas for numerical
/// integration"). Its every second node is such a rule too, so how far the two are apart costs
/// nothing and says how well the rule does.
struct QuadratureRule: Hashable, Sendable {
  /// How many nodes: one more than a multiple of four, so that every second one takes both ends.
  let count: Int

  /// The last nodes lie at plus and minus this x, about 26 spreads away from the centre.
  private static let reach = 6.5
  /// How fast the distance of the nodes grows.
  private static let bend = 0.5

  /// - Parameter wanted: the least number of nodes.
  init(atLeast wanted: Int) { count = 4 * max(2, (wanted + 2) / 4) + 1 }

  /// What is taken if nothing is asked for: enough for 1e-8 around a peak like that of a normal
  /// density, skewed or with longer tails.
  static let usual = QuadratureRule(atLeast: 65)
  /// What is enough to find out where an integrand is, and how wide.
  static let search = QuadratureRule(atLeast: 17)

  private var step: Double { 2 * Self.reach / Double(count - 1) }
  private var nodes: [Double] { (0..<count).map { Double($0) * step - Self.reach } }

  /// Where the nodes lie, in spreads from the centre.
  var places: [Double] { nodes.map { Double.sinh(Self.bend * $0) / Self.bend } }

  /// How far apart they are there, in spreads.
  var distances: [Double] { nodes.map { step * Double.cosh(Self.bend * $0) } }

  var logWeights: [Double] { distances.map { Double.log($0) } }

  /// The same for every second node, without the outermost: what differs between the two shows
  /// both how coarse the rule is and what lies beyond its ends.
  var coarseLogWeights: [Double] {
    logWeights.enumerated().map { index, weight in
      let isKept = index % 2 == 0 && 0 < index && index < count - 1
      return isKept ? weight + .log(2) : -.infinity
    }
  }
}
