import Binding
import Diagnostics
import Semantics
import TensorIR

/// What the data say of variables that are summed out where the data do not know them.
extension Lowering {
  /// Zero where the state is the known value or nothing is known, otherwise -inf; `nil` if nothing
  /// is known anywhere.
  mutating func clamp(_ id: VariableID) throws(LoweringFailure) -> LogFactor? {
    if !keepsNumbersOpen, bound.values[id]?.known?.contains(true) == false { return nil }
    let variable = model.variables[id]
    let outer = (letters, coordinates)
    defer { (letters, coordinates) = outer }
    (letters, coordinates) = ([:], [:])
    for letter in variable.indices { bindWhole(letter) }
    let known = try knownTable(id, variable)
    let own = variable.indices.map { letter in
      TypedExpression(.index(letter), .member(model.indices[letter].set), at: variable.span)
    }
    let states = try access(id, own, at: variable.span)
    let agrees = builder.compare(
      .equal, builder.cast(states.value, to: .real), builder.cast(known.value, to: .real))
    let free = builder.append(.not(known.mask))
    let allowed = builder.append(.logical(.or, free, agrees))
    let value = builder.select(allowed, builder.constant(0), builder.constant(-.infinity))
    return logFactor(value, variable.span)
  }
}
