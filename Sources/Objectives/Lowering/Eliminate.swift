import Diagnostics
import Semantics
import TensorIR

/// Sums finite discrete variables out of a product of factors, exactly.
///
/// Variable elimination over plates: the variable with the most plates goes first. All factors
/// that depend on it are multiplied, a factor with further plates after taking its product over
/// those, and the sum over its states is one factor on the variable's own plates. In logs, a
/// product is a sum and the sum is logsumexp; its gradient with respect to the log factors is the
/// posterior of the states. (Obermeyer et al. 2019, "Tensor Variable Elimination".)
extension Lowering {
  mutating func eliminate(
    _ variables: Set<VariableID>, from factors: [LogFactor]
  ) throws(LoweringFailure) -> [LogFactor] {
    var factors = factors
    let order = variables.sorted { a, b in
      let plates = (model.variables[a].indices.count, model.variables[b].indices.count)
      return plates.0 == plates.1 ? a < b : plates.1 < plates.0
    }
    for variable in order {
      let own = Set(model.variables[variable].indices.map { axis(of: $0) })
      let involved = factors.filter { $0.states.contains(variable) }
      factors.removeAll { $0.states.contains(variable) }
      var combined: ValueID?
      for factor in involved {
        let reduced = try reducePlates(of: factor, to: own, for: variable)
        combined = combined.map { builder.add($0, reduced) } ?? reduced
      }
      guard let combined, let states = stateAxes[variable] else { continue }
      let total = builder.reduce(.logSumExp, combined, over: [states])
      factors.append(logFactor(total, over: Array(own), involved[0].span))
    }
    return factors
  }

  /// Takes the product of a factor over the plates that the variable does not have.
  private mutating func reducePlates(
    of factor: LogFactor, to own: Set<AxisID>, for variable: VariableID
  ) throws(LoweringFailure) -> ValueID {
    let extra = factor.plates.subtracting(own)
    guard !extra.isEmpty else { return factor.value }
    for other in factor.states where other != variable {
      let plates = model.variables[other].indices.map { axis(of: $0) }
      guard extra.isDisjoint(with: plates) else {
        throw fail(
          .crossingSwitches(
            model.variables[variable].name, model.variables[other].name, at: factor.span))
      }
    }
    if extra.contains(where: { isBatched($0) }) {
      refuseBatch(
        "`\(model.variables[variable].name)` is summed out around it", at: factor.span)
    }
    return product(of: factor.value, over: extra)
  }

  /// The log of a product over plates; elements that a ragged plate does not have count nothing.
  mutating func product(of value: ValueID, over plates: Set<AxisID>) -> ValueID {
    var masked = value
    for axis in plates.sorted() {
      guard let mask = raggedMasks[axis] else { continue }
      masked = builder.select(mask, masked, builder.constant(0))
    }
    return weightedSum(masked, over: plates.sorted())
  }
}
