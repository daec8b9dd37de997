public import TensorIR

extension ProgramBuilder {
  /// Writes the gradient of a real without axes in reverse mode and returns it.
  ///
  /// Each result has the type of the value that it belongs to, and is zero where `y` does not
  /// depend on it. Among equal elements a minimum or maximum shares its change evenly. The result
  /// is an ordinary part of the program, so gradients of gradients come from the same call.
  ///
  /// - Precondition: `y` is real and has no axes.
  public mutating func gradient(
    of y: ValueID, withRespectTo xs: [ValueID]
  ) -> [ValueID] {
    precondition(type(y) == TensorType(.real), "the gradient of a real without axes")
    let origin = origin
    let isActive = program.activity(from: xs, upTo: y)
    var cotangents: [ValueID: ValueID] = [y: constant(1)]
    for index in isActive.indices.reversed() where isActive[index] {
      let value = ValueID(index: Int32(index))
      let passesOn = program[value].op.differentiableOperands.contains {
        isActive[Int($0.index)]
      }
      guard passesOn, let cotangent = cotangents[value] else { continue }
      self.origin = program[value].origin
      for part in contributions(of: value, cotangent, to: isActive) {
        cotangents[part.operand] =
          cotangents[part.operand].map { add($0, part.cotangent) } ?? part.cotangent
      }
    }
    self.origin = origin
    return xs.map { x in
      let zero = constant(0)
      return widen(cotangents[x] ?? zero, to: type(x))
    }
  }
}
