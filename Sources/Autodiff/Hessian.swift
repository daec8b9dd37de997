public import TensorIR

/// The second derivatives of a real in pairs of values.
public struct Hessian: Hashable, Sendable {
  /// `blocks[i][j]` is the derivative of the gradient in value i by value j; it has the axes of
  /// value i and, renamed, those of value j.
  public let blocks: [[ValueID]]
  /// For each value j, the axes that stand in the blocks for its own ones, in the same order.
  public let axes: [[AxisID]]
}

extension ProgramBuilder {
  /// Writes the Hessian of a real without axes: forward mode over the gradient, along one added
  /// axis for each axis of the values.
  ///
  /// - Precondition: `y` is real and has no axes.
  public mutating func hessian(of y: ValueID, withRespectTo xs: [ValueID]) -> Hessian {
    let gradients = gradient(of: y, withRespectTo: xs)
    var columns: [[ValueID]] = []
    var added: [[AxisID]] = []
    for x in xs {
      let own = type(x).axes
      let others = own.map { axis(program[$0].name + "_", size: program[$0].size) }
      var identity = constant(1)
      for (axis, other) in zip(own, others) {
        let indicator = indicator(.equal, axis, other)
        identity = multiply(identity, indicator)
      }
      let changes = pushForward(of: gradients, tangents: [x: identity])
      columns.append(changes.map { widen($0, along: others) })
      added.append(others)
    }
    return Hessian(
      blocks: xs.indices.map { i in columns.map { $0[i] } }, axes: added)
  }

  /// Writes the product of the Hessian with a vector: one tangent for each value.
  ///
  /// - Precondition: `y` is real and has no axes.
  public mutating func hessianVectorProduct(
    of y: ValueID, withRespectTo xs: [ValueID], along vs: [ValueID]
  ) -> [ValueID] {
    let gradients = gradient(of: y, withRespectTo: xs)
    let tangents = Dictionary(zip(xs, vs)) { first, _ in first }
    return pushForward(of: gradients, tangents: tangents)
  }
}
