extension TensorProgram {
  /// Returns the program with other roles of its inputs.
  ///
  /// The vector of parameters is laid out anew, in the order of the inputs that are parameters now.
  public func with(roles: (InputID) -> InputRole) -> TensorProgram {
    var result = self
    for index in inputs.indices {
      let old = inputs[index]
      result.inputs[index] = Input(
        name: old.name, type: old.type, role: roles(InputID(index: Int32(index))))
    }
    return result
  }
}
