extension Statement {
  /// The statement without its places.
  public var outline: Outline {
    guard let documentation else { return kind.outline }
    return Outline("documented", [Outline("\"\(documentation)\""), kind.outline])
  }
}

extension Statement.Kind {
  fileprivate var outline: Outline {
    switch self {
    case .importFile(let file, alias: let alias):
      Outline("import", [file.outline] + optional("as", alias?.outline))
    case .model(let model): Outline("model", [model.name.outline] + model.body.map(\.outline))
    case .family(let family):
      Outline(
        "family", [family.name.outline, family.model.outline] + family.body.map(\.outline))
    case .typeAlias(let name, let type): Outline("alias", [name.outline, type.outline])
    case .indexSet(let set): set.outline
    case .net(let net): net.outline
    case .abbreviation(let abbreviation): abbreviation.outline
    case .use(let path, alias: let alias):
      Outline("use", [path.outline] + optional("as", alias?.outline))
    case .group(let name, let members):
      Outline("group-of", [name.outline] + members.map(\.outline))
    case .node(let node): node.outline
    case .deterministic(let declaration):
      Outline(
        "deterministic",
        [declaration.declarator.outline, declaration.value.outline]
          + optional("label", declaration.label?.outline))
    case .factor(let value, label: let label):
      Outline("factor", [value.outline] + optional("label", label?.outline))
    case .tie(let first, let second, within: let distance, label: let label):
      Outline(
        "tie",
        [first.outline, second.outline, distance.outline] + optional("label", label?.outline))
    case .guide(let guide): guide.outline
    case .objective(let objective): objective.outline
    case .compare(let comparison): comparison.outline
    case .member(let member):
      Outline(
        "member",
        [member.name.outline] + member.grids.map(\.outline) + [member.objective.outline])
    case .unreadable: Outline("unreadable")
    }
  }
}

/// A labelled part that may be absent.
private func optional(_ label: String, _ part: Outline?) -> [Outline] {
  part.map { [Outline(label, [$0])] } ?? []
}

extension IndexSetDeclaration {
  fileprivate var outline: Outline {
    Outline(
      keyword.rawValue,
      optional("letter", letter?.outline) + [set.outline]
        + group("of", parents.map(\.outline)) + optional("extent", extent?.outline)
        + optional("label", label?.outline))
  }
}

extension NodeDeclaration {
  fileprivate var outline: Outline {
    let definition =
      switch definition {
      case .distribution(let distribution): [Outline("~", [distribution.outline])]
      case .expression(let value): [Outline("=", [value.outline])]
      case nil: [Outline]()
      }
    return Outline(
      "node",
      parts.map { Outline($0.role?.rawValue ?? "same", [$0.declarator.outline]) } + definition
        + optional("from", source?.outline) + optional("label", label?.outline))
  }
}

extension Declarator {
  fileprivate var outline: Outline {
    Outline(
      "declare",
      [name.outline] + group("indices", indices.map(\.outline)) + optional(":", type?.outline))
  }
}

extension LeftIndex {
  fileprivate var outline: Outline {
    switch kind {
    case .letter(let name): name.outline
    case .number(_, let text): Outline(text)
    case .first: Outline("'first")
    case .last: Outline("'last")
    case .range(let name, let lower, let upper):
      Outline("in", [name.outline, lower.outline, upper.outline])
    }
  }
}

extension AbbreviationDeclaration {
  fileprivate var outline: Outline {
    Outline(
      "let",
      [name.outline] + optional("parameters", parameters.map { parametersOutline($0) })
        + group("indices", indices.map(\.outline)) + optional(":", type?.outline)
        + [value.outline])
  }
}

private func parametersOutline(_ parameters: [Parameter]) -> Outline {
  Outline("list", parameters.map { Outline(":", [$0.name.outline, $0.type.outline]) })
}

extension NetDeclaration {
  fileprivate var outline: Outline {
    let result =
      switch result {
      case .type(let type): type.outline
      case .record(let fields): Outline("record", [parametersOutline(fields)])
      }
    let body =
      switch body {
      case .expression(let value): value.outline
      case .block(let statements): Outline("block", statements.map(\.outline))
      }
    return Outline(
      keyword.rawValue,
      [name.outline, parametersOutline(parameters), result, body]
        + optional("label", label?.outline))
  }
}

extension NetStatement {
  fileprivate var outline: Outline {
    switch kind {
    case .assignment(let names, let value):
      Outline("=", [Outline("names", names.map(\.outline)), value.outline])
    case .returned(let value): Outline("return", [value.outline])
    case .unreadable: Outline("unreadable")
    }
  }
}

extension GuideDeclaration {
  fileprivate var outline: Outline {
    switch body {
    case .block(let statements):
      Outline("guide", [name.outline, Outline("block", statements.map(\.outline))])
    case .named(let kind, let arguments):
      Outline("guide", [name.outline, kind.outline] + (arguments?.outlines ?? []))
    }
  }
}

extension ObjectiveDeclaration {
  fileprivate var outline: Outline {
    Outline(
      "objective",
      stages.map { stage in
        Outline(
          stage.direction.rawValue,
          [stage.value.outline] + group("over", stage.over?.map(\.outline) ?? [])
            + optional("using", stage.estimator?.outline))
      })
  }
}

extension EstimatorExpression {
  fileprivate var outline: Outline {
    Outline("estimator", [name.outline] + (arguments?.outlines ?? []))
  }
}

extension CompareDeclaration {
  fileprivate var outline: Outline {
    let subject =
      switch subject {
      case .members: [Outline("members")]
      case .grids(let grids): grids.map(\.outline)
      }
    return Outline(
      "compare",
      subject + [Outline(isHeldOut ? "heldout" : "by", [value.outline])]
        + optional("using", estimator?.outline))
  }
}

extension Grid {
  fileprivate var outline: Outline {
    switch values {
    case .listed(let values): Outline("grid", [name.outline] + values.map(\.outline))
    case .range(let lower, let upper, step: let step):
      Outline(
        "range", [name.outline, lower.outline, upper.outline] + optional("step", step?.outline))
    }
  }
}
