import Syntax

extension TypedModel {
  /// Returns the variables that a name stands for: the members of `w_G ~ NB(w)` after
  /// `statingMembers()`, otherwise the variable itself.
  public func members(of id: VariableID) -> [VariableID] {
    guard case .group(let group, of: nil) = variables[id].type else { return [id] }
    return groups[group].members
  }

  /// The same story with each variable that is a group of a used model, `latent w_G ~ NB(w)`,
  /// stated by the members `w_G.pi`, `w_G.theta` with the density of the group as their joint one.
  ///
  /// The variable keeps its place and becomes an abbreviation of its members.
  public func statingMembers() -> TypedModel {
    var model = self
    for id in variables.ids {
      guard case .group(let group, of: let use?) = variables[id].type,
        variables[id].indices.isEmpty, variables[id].parts.count == 1
      else { continue }
      model.stateMembers(of: id, group, use)
    }
    return model
  }

  private mutating func stateMembers(of id: VariableID, _ group: GroupID, _ useID: UseID) {
    let whole = variables[id]
    let part = whole.parts[0]
    let use = uses[useID]
    let names = use.model.groups[group].members.map { use.model.variables[$0] }
    let factor = factors.count
    let members = names.map { member in
      let indices = member.indices.compactMap { use.indices[$0] }
      return variables.add(
        Variable(
          name: "\(whole.name).\(member.name)", indices: indices,
          type: adopted(member.type, use),
          parts: [
            Variable.Part(
              role: part.role, region: indices.map { _ in .all },
              definition: part.definition.isDistribution ? .jointFactor(factor) : .none,
              source: nil, span: part.span)
          ], label: nil, documentation: nil, isShared: false, guide: nil, span: whole.span))
    }
    let own = groups.add(Group(name: whole.name, members: members, span: whole.span))
    let value = TypedExpression(.group(own), .group(own, of: nil), at: whole.span)
    variables[id] = Variable(
      name: whole.name, indices: [], type: .group(own, of: nil),
      parts: [
        Variable.Part(
          role: .abbreviation, region: [], definition: .expression(value), source: nil,
          span: part.span)
      ], label: whole.label, documentation: whole.documentation, isShared: whole.isShared,
      guide: whole.guide, span: whole.span)
    guard case .distribution(let distribution) = part.definition,
      case .query(let query) = distribution.kind
    else { return }
    let targets = query.targets.map { item in
      QueryItem(subject: item.subject, value: item.value ?? value, span: item.span)
    }
    let joint = Query(
      density: query.density, targets: targets, conditions: query.conditions, span: query.span)
    factors.append(
      Factor(
        logValue: TypedExpression(.logQuery(joint), .real, at: part.span), indices: [],
        defines: members, label: nil, span: part.span))
  }

  /// The type, in the terms of this model, of a variable of a used model at its outermost
  /// subscripts; `nil` if there are too many.
  public func type(
    of id: VariableID, in use: Use, subscripted count: Int
  ) -> ValueType? {
    adopted(use.model.wholeType(of: id), use).subscripted(count)
  }

  /// A type of a used model in the terms of this one.
  public func adopted(_ type: ValueType, _ use: Use) -> ValueType {
    guard case .interval(let lower, let upper) = type else {
      return settled(type, use.indexSets)
    }
    // Bounds that read the other model's variables mean nothing here.
    func isConstant(_ e: TypedExpression) -> Bool {
      var result = true
      e.forEach { inner in
        switch inner.kind {
        case .number, .infinity, .unary, .binary, .call: break
        default: result = false
        }
      }
      return result
    }
    return isConstant(lower) && isConstant(upper) ? type : .real
  }
}

extension Variable.Definition {
  fileprivate var isDistribution: Bool {
    if case .distribution = self { true } else { false }
  }
}
