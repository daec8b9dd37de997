extension TypedModel {
  /// Returns a query as it is written: `p(y | x, w = w_D)`.
  public func text(of query: Query) -> String {
    let targets = query.targets.map { text(of: $0, in: query.density) }.joined(separator: ", ")
    let conditions = query.conditions.map { text(of: $0, in: query.density) }
      .joined(separator: ", ")
    let bar = query.conditions.isEmpty ? "" : " | " + conditions
    return "\(name(of: query.density))(\(targets)\(bar))"
  }

  /// Returns what a density is called: `p`, `q`, `NB`.
  func name(of density: Query.Density) -> String {
    switch density {
    case .model: "p"
    case .guide(let id): guides[id].name
    case .use(let id): uses[id].alias
    }
  }

  private func text(of item: QueryItem, in density: Query.Density) -> String {
    var name: String
    switch (item.subject, density) {
    case (.variable(let id, let subscripts), .use(let use)):
      name = uses[use].model.variables[id].name + subscriptText(subscripts)
    case (.variable(let id, let subscripts), _):
      name = variables[id].name + subscriptText(subscripts)
    case (.group(let id), .use(let use)): name = uses[use].model.groups[id].name
    case (.group(let id), _): name = groups[id].name
    }
    guard let value = item.value, !isNamesake(value, of: name) else { return name }
    if let bracket = name.firstIndex(of: "[") { name = String(name[..<bracket]) }
    return "\(name) = \(text(of: value))"
  }

  /// Whether a value is my variable of the same name, which a positional item binds.
  private func isNamesake(_ value: TypedExpression, of name: String) -> Bool {
    text(of: value) == name
  }

  /// Returns a distribution as it is written: `Normal(0, 1)^D truncated (0, inf)`.
  public func text(of distribution: Distribution) -> String {
    var result: String
    switch distribution.kind {
    case .family(let family, let arguments): result = text(of: family, arguments)
    case .query(let query): result = text(of: query)
    case .energy(let e): result = "exp(\(text(of: e)))"
    }
    if !distribution.copies.isEmpty { result += shapeText(distribution.copies) }
    if distribution.isOrdered { result += " ordered" }
    if let bounds = distribution.truncation {
      let lower = bounds.lower.map { text(of: $0) } ?? "-inf"
      let upper = bounds.upper.map { text(of: $0) } ?? "inf"
      result += " truncated (\(lower), \(upper))"
    }
    return result
  }

  private func text(
    of family: Family, _ arguments: [ParameterName: TypedExpression]
  ) -> String {
    let written = family.signature.slots.compactMap { slot -> String? in
      for (position, parameter) in slot.alternatives.enumerated() {
        guard let value = arguments[parameter.name] else { continue }
        return (position == 0 ? "" : "\(parameter.name.rawValue) = ") + text(of: value)
      }
      return nil
    }
    let name = family == .discreteUniform ? Family.uniform.rawValue : family.rawValue
    return "\(name)(\(written.joined(separator: ", ")))"
  }
}
