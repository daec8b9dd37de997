import Semantics
import TensorIR

/// What is integrated over at once: one variable, or several along one chain that are made one.
struct Integrand {
  let variables: [VariableID]
  let hole: ValueID
  let support: Support
  /// The letters that the variables are declared with.
  let indices: [IndexID]
  /// Whether the precision is known to be positive definite.
  var isProper = false
  /// The elements of a joint variable that stand for the holes of those that it is made of.
  var images: [ValueID: ValueID] = [:]

  var isJoint: Bool { variables.count > 1 }
}

/// Latent chains that depend on each other, such as a level and its trend, or a level and a season
/// that are observed as their sum: given one, the other is a chain, but what is left of the first
/// then joins all of its elements. As one chain with a longer state they take time linear in its
/// length.
extension Lowering {
  /// The integrands that are worth a try before each variable by itself.
  mutating func jointChains(
    of variables: [VariableID], in factors: [LogFactor], _ limits: IntegrationLimits
  ) throws(LoweringFailure) -> [Integrand] {
    var candidates: [VariableID] = []
    for id in variables {
      guard holes[id] != nil, whitenings[id] == nil, isLongChain(id, limits),
        try support(of: id) == .line, isItsOwnAncestor(id)
      else { continue }
      candidates.append(id)
    }
    var groups: [[VariableID]] = []
    while let first = candidates.first {
      var group = [first]
      candidates.removeFirst()
      while let next = candidates.first(where: { id in
        group.contains { areJoined($0, id, in: factors) }
      }) {
        group.append(next)
        candidates.removeAll { $0 == next }
      }
      if group.count > 1 { groups.append(group.sorted()) }
    }
    return groups.map { jointIntegrand(of: $0) }
  }

  private func isLongChain(_ id: VariableID, _ limits: IntegrationLimits) -> Bool {
    model.variables[id].indices.contains { letter in
      let set = model.indices[letter].set
      return model.indexSets[set].kind == .chain && limits.shortestChain <= size(set)
    }
  }

  /// Whether two variables live on the same plates and a factor depends on both.
  private func areJoined(_ a: VariableID, _ b: VariableID, in factors: [LogFactor]) -> Bool {
    guard model.variables[a].indices == model.variables[b].indices,
      let first = holes[a], let second = holes[b]
    else { return false }
    return factors.contains { factor in
      builder.dependsOnAny(of: [first], factor.value)
        && builder.dependsOnAny(of: [second], factor.value)
    }
  }

  /// One variable with the elements of all along one more axis.
  private mutating func jointIntegrand(of group: [VariableID]) -> Integrand {
    let indices = model.variables[group[0]].indices
    let plates = indices.map { axis(of: $0) }
    var offset = 0
    var places: [(hole: ValueID, place: ValueID)] = []
    for id in group {
      guard let hole = holes[id] else { continue }
      let components = builder.type(hole).axes.filter { !plates.contains($0) }
      let start = builder.cast(builder.constant(Double(offset)), to: .integer)
      let place = builder.add(builder.rowMajorPosition(along: components), start)
      places.append((hole, place))
      offset += builder.program.count(components)
    }
    let name = group.map { model.variables[$0].name }.joined(separator: " and ")
    let inner = builder.axis("state", size: offset)
    let joint = builder.hole(name, TensorType(.real, plates + [inner]))
    var images: [ValueID: ValueID] = [:]
    for (hole, place) in places {
      images[hole] = builder.gather(joint, axis: inner, at: place)
    }
    return Integrand(
      variables: group, hole: joint, support: .line, indices: indices, images: images)
  }

  /// Factors that speak of a joint variable in place of those that it is made of.
  mutating func joined(_ factors: [LogFactor], by integrand: Integrand) -> [LogFactor] {
    factors.map { factor in
      var factor = factor
      factor.value = builder.substitute(integrand.images, in: [factor.value])[0]
      return factor
    }
  }
}
