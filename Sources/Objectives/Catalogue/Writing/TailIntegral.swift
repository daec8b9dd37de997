import ScalarMath

/// Nodes v and logarithms of weights w with sum of w f(v) close to the integral of f from 0 on.
///
/// The double exponential rule of H. Takahasi and M. Mori (1974) for integrands that decay
/// exponentially: v = exp(u - exp(-u)) at equidistant u.
private enum HalfLine {
  private static let step = 0.06
  private static let grid = (-67...100).map { step * Double($0) }
  static let nodes = grid.map { Double.exp($0 - .exp(-$0)) }
  static let logWeights = grid.map { .log(step) + $0 - .exp(-$0) + .log1p(.exp(-$0)) }
}

/// Writes the log of the integral of exp(-drop(t)) over t from 0 to infinity.
///
/// The drop is convex, zero at 0 and nowhere negative up to rounding: what is integrated is the
/// tail of a log-concave density, seen from a point beyond its mode and relative to its value
/// there. For such tails the error is 1e-14 whatever the parameters, and derivatives by anything
/// are those of the sum. The functions whose derivative by a shape has no closed form, the
/// incomplete gamma and beta functions, are written so.
///
/// - Parameters:
///   - slope: the derivative of the drop at 0, not negative.
///   - curvature: its second derivative at 0, positive.
func logTailIntegral(
  _ s: DensityScope, slope: Formula, curvature: Formula, drop: (Formula) -> Formula
) -> Formula {
  // Over this length the drop is about 1.
  let length = 2 / (slope + sqrt(slope.square + 2 * curvature))
  let axis = s.axis("node", size: HalfLine.nodes.count)
  let nodes = length * s.table(HalfLine.nodes, along: axis)
  let terms = s.table(HalfLine.logWeights, along: axis) - drop(nodes)
  return terms.logSumExp(over: [axis]) + log(length)
}
