import Syntax

extension TypedModel {
  /// Returns the model as text, one row per line with every type written out: what
  /// `--print model` shows.
  public var text: String {
    var lines = ["model \(name)"]
    for set in indexSets.ids where indexSets[set].kind != .anonymous {
      lines.append("  " + setLine(set))
    }
    for id in functions.ids { lines.append("  " + functionLine(id)) }
    for id in uses.ids { lines.append("  use \(uses[id].model.name) as \(uses[id].alias)") }
    for id in variables.ids { lines += variableLines(id).map { "  " + $0 } }
    for group in groups.rows {
      let members = group.members.map { variables[$0].name }.joined(separator: ", ")
      lines.append("  group \(group.name) = \(members)")
    }
    for factor in factors {
      let letters = factor.indices.map { indices[$0].name }.joined(separator: ", ")
      lines.append("  factor\(letters.isEmpty ? "" : " [\(letters)]") \(text(of: factor.logValue))")
    }
    for tie in ties {
      lines.append(
        "  tie \(variables[tie.first].name), \(variables[tie.second].name) within "
          + text(of: tie.within))
    }
    for id in guides.ids { lines += guideLines(id).map { "  " + $0 } }
    for objective in objectives { lines.append("  " + text(of: objective)) }
    for comparison in comparisons { lines.append("  " + text(of: comparison)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func setLine(_ id: IndexSetID) -> String {
    let set = indexSets[id]
    let letters = indices.rows.filter { $0.set == id && $0.isDeclared }.map(\.name)
    let parents = set.parents.map { indices[$0].name }.joined(separator: ", ")
    let keyword =
      switch set.kind {
      case .plate: "plate"
      case .chain: "chain"
      case .axis, .anonymous: "axis"
      }
    let letter = letters.isEmpty ? "" : letters.joined(separator: ", ") + " in "
    return "\(keyword) \(letter)\(description(of: id))" + (parents.isEmpty ? "" : " of \(parents)")
  }

  private func functionLine(_ id: FunctionID) -> String {
    let function = functions[id]
    let keyword =
      switch function.kind {
      case .net: "net"
      case .flow: "flow"
      case .abbreviation: "let"
      }
    let parameters = function.parameters.map { id in
      "\(locals[id].name) : \(text(of: locals[id].type))"
    }
    let head = "\(keyword) \(function.name)(\(parameters.joined(separator: ", "))) -> "
    return head + text(of: function.result) + " = " + bodyText(function.body)
  }

  private func bodyText(_ body: Function.Body) -> String {
    switch body {
    case .expression(let e): return text(of: e)
    case .layers(let net):
      var arguments = net.inputs.map { text(of: $0) }
      func list(_ values: [TypedExpression]) -> String {
        "[\(values.map { text(of: $0) }.joined(separator: ", "))]"
      }
      if !net.hidden.isEmpty { arguments.append("hidden = \(list(net.hidden))") }
      arguments.append("act = \(net.activation.rawValue)")
      if let norm = net.normalisation { arguments.append("norm = \(norm.rawValue)") }
      arguments += net.options.sorted { $0.key < $1.key }.map { name, values in
        "\(name) = \(values.count == 1 ? text(of: values[0]) : list(values))"
      }
      return "\(net.architecture.rawValue)(\(arguments.joined(separator: ", ")))"
    case .block(let steps, let returned):
      let lines = steps.map { step in
        let names = step.targets.map { locals[$0].name }.joined(separator: ", ")
        return "\(step.targets.count == 1 ? names : "(\(names))") = \(text(of: step.value))"
      }
      return "{ \((lines + ["return \(text(of: returned))"]).joined(separator: "; ")) }"
    }
  }

  private func variableLines(_ id: VariableID) -> [String] {
    let variable = variables[id]
    return variable.parts.map { part in
      let places = zip(variable.indices, part.region).map { text(of: $1, letter: $0) }
      let left = variable.name + (places.isEmpty ? "" : "[\(places.joined(separator: ","))]")
      let word =
        part.role == .deterministic
        ? "" : part.role == .abbreviation ? "let " : "\(part.role.rawValue) "
      let head = "\(word)\(left) : \(text(of: variable.type))"
      switch part.definition {
      case .none: return head
      case .distribution(let distribution): return "\(head) ~ \(text(of: distribution))"
      case .expression(let e): return "\(head) = \(text(of: e))"
      case .jointFactor(let position): return "\(head) ~ factor \(position)"
      }
    }
  }

  /// Returns what a left-hand side says at one index: `t`, `first`, `t in 6..last`.
  public func text(of region: Variable.Region, letter: IndexID) -> String {
    switch region {
    case .all: indices[letter].name
    case .first: "first"
    case .last: "last"
    case .at(let member): String(member)
    case .range(let range):
      "\(indices[letter].name) in \(text(of: range.lower))..\(text(of: range.upper))"
    }
  }

  private func guideLines(_ id: GuideID) -> [String] {
    let guide = guides[id]
    switch guide.body {
    case .named(let named): return ["guide \(guide.name) = \(text(of: named))"]
    case .statements(let statements):
      return ["guide \(guide.name)"]
        + statements.map { statement in
          let places = zip(statement.indices, statement.region).map { text(of: $1, letter: $0) }
          let name = variables[statement.variable].name
          return "  \(name)\(places.isEmpty ? "" : "[\(places.joined(separator: ","))]") ~ "
            + text(of: statement.distribution)
        }
    }
  }

  private func text(of guide: Guide.NamedGuide) -> String {
    switch guide {
    case .meanField: "meanfield"
    case .fullRank: "fullrank"
    case .laplace: "laplace"
    case .lowRank(let rank): "lowrank(\(rank))"
    case .flow(let layers): "flow(\(layers))"
    }
  }
}
