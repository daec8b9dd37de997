import Diagnostics
import Syntax

extension ModelChecker {
  mutating func resolveGroup(_ key: Key, _ name: Name, _ members: [Name]) -> Symbol {
    var ids: [VariableID] = []
    for member in members {
      switch symbol(member.text, from: key.level) {
      case .variable(let id)?:
        if ids.contains(id) { report(.itemTwice(member.text, at: member.span)) }
        ids.append(id)
      case .group(let id)?: ids += model.groups[id].members
      case .poison?: return .poison
      case .indexSet, .letter, .function, .guide, .use, .type:
        report(.groupWantsVariables(member))
        return .poison
      case nil:
        let known = names(from: key.level)
        report(.unknownName(member, nearest: closest(to: member.text, among: known)))
        return .poison
      }
    }
    return .group(model.groups.add(Group(name: name.text, members: ids, span: name.span)))
  }

  /// Makes the row and the level of a guide; its statements are looked at after the story.
  mutating func allocateGuide(_ guide: GuideDeclaration, _ span: SourceSpan) -> GuideID {
    let id = model.guides.add(
      Guide(name: guide.name.text, body: .statements([]), span: span))
    if case .block(let statements) = guide.body {
      let own = statements.filter { !isAboutStory($0) }
      declarations[.guide(id)] = Declarations(own, log: &log)
    }
    return id
  }

  /// Whether a guide's statement approximates a variable of the story instead of declaring one.
  private func isAboutStory(_ statement: Statement) -> Bool {
    switch statement.kind {
    case .node(let node): return node.parts.allSatisfy { $0.role == nil }
    case .deterministic(let declaration):
      let entry = declarations[.model]?.entries[declaration.declarator.name.text]
      if case .variable? = entry { return true }
      return false
    default: return false
    }
  }

  mutating func checkGuide(_ id: GuideID, _ guide: GuideDeclaration) {
    let old = model.guides[id]
    let body: Guide.Body
    switch guide.body {
    case .named(let name, let arguments): body = .named(named(name, arguments) ?? .meanField)
    case .block(let statements):
      checkAll(at: .guide(id))
      body = .statements(guideStatements(statements, id))
    }
    model.guides[id] = Guide(name: old.name, body: body, span: old.span)
  }

  /// A guide of the registry: `meanfield`, `lowrank(10)`.
  private mutating func named(
    _ name: Name, _ arguments: CallArguments?
  ) -> Guide.NamedGuide? {
    let known = ["meanfield", "fullrank", "lowrank", "flow", "laplace"]
    guard known.contains(name.text) else {
      report(.unknownGuide(name, nearest: closest(to: name.text, among: known), known))
      return nil
    }
    let wantsSize = name.text == "lowrank" || name.text == "flow"
    let values = arguments.flatMap { positional($0, of: name.text) } ?? []
    guard values.count == (wantsSize ? 1 : 0) else {
      report(
        .argumentCount(
          name.text, wanted: wantsSize ? 1 : 0, found: values.count,
          at: arguments.map { name.span.union($0.span) } ?? name.span))
      return nil
    }
    switch name.text {
    case "meanfield": return .meanField
    case "fullrank": return .fullRank
    case "laplace": return .laplace
    default:
      let e = check(values[0], Scope(.model))
      guard let value = model.constant(e), let size = Self.size(value) else {
        report(.sizeNotInteger(model.text(of: e), at: e.span))
        return nil
      }
      return name.text == "flow" ? .flow(size) : .lowRank(size)
    }
  }

  private mutating func guideStatements(
    _ statements: [Statement], _ id: GuideID
  ) -> [Guide.Statement] {
    var result: [Guide.Statement] = []
    for statement in statements {
      switch statement.kind {
      case .node(let node):
        guard node.parts.allSatisfy({ $0.role == nil }) else { continue }
        if let typed = guideStatement(node, statement, id) {
          result.append(typed)
        } else {
          brokenGuides.insert(id)
        }
      case .deterministic(let declaration):
        guard isStoryVariable(declaration.declarator.name) else { continue }
        if let typed = guideStatement(declaration, statement, id) {
          result.append(typed)
        } else {
          brokenGuides.insert(id)
        }
      default: continue
      }
    }
    return result
  }

  private mutating func isStoryVariable(_ name: Name) -> Bool {
    if case .variable? = symbol(name.text, from: .model) { true } else { false }
  }

  private mutating func guideStatement(
    _ node: NodeDeclaration, _ statement: Statement, _ id: GuideID
  ) -> Guide.Statement? {
    guard node.parts.count == 1, case .distribution(let d)? = node.definition else {
      report(.guideWantsDistribution(at: statement.span))
      return nil
    }
    let declarator = node.parts[0].declarator
    guard let (variable, letters, regions) = guideLeftSide(declarator, statement) else {
      return nil
    }
    let scope = guideScope(declarator, letters, regions, id)
    let distribution = check(
      d, scope,
      Draws(
        side: LeftSide(text: Self.text(of: declarator), letters: letters),
        declared: elementType(of: variable), expected: nil, place: declarator.span,
        isGuide: true))
    return Guide.Statement(
      variable: variable, indices: letters, region: regions, distribution: distribution,
      span: statement.span)
  }

  /// `z[n] = e` for a variable of the story: all its mass in one value.
  private mutating func guideStatement(
    _ declaration: DeterministicDeclaration, _ statement: Statement, _ id: GuideID
  ) -> Guide.Statement? {
    let declarator = declaration.declarator
    guard let (variable, letters, regions) = guideLeftSide(declarator, statement) else {
      return nil
    }
    let scope = guideScope(declarator, letters, regions, id)
    let declared = elementType(of: variable)
    let value = check(declaration.value, scope, expecting: declared)
    guard accepts(value, declared) else {
      report(
        .valueMismatch(
          Self.text(of: declarator), declared: model.phrase(of: declared),
          is: model.phrase(of: value.type), at: value.span, isOutside: false))
      return nil
    }
    return Guide.Statement(
      variable: variable, indices: letters, region: regions,
      distribution: Distribution(
        kind: .family(.delta, [.value: value]), copies: [], lifted: [], isOrdered: false,
        truncation: nil, type: value.type, span: value.span),
      span: statement.span)
  }

  private func elementType(of id: VariableID) -> ValueType { model.variables[id].type }

  private func guideScope(
    _ declarator: Declarator, _ letters: [IndexID], _ regions: [Variable.Region], _ id: GuideID
  ) -> Scope {
    var scope = Scope(.guide(id))
    let bound = zip(letters, regions).compactMap { letter, region in
      switch region {
      case .all, .range: letter
      case .first, .last, .at: IndexID?.none
      }
    }
    scope.letters = Set(bound)
    scope.freeLetters = .forbidden(
      LeftSide(text: Self.text(of: declarator), letters: bound))
    return scope
  }

  /// The variable of the story that a statement approximates, with its letters and region.
  private mutating func guideLeftSide(
    _ declarator: Declarator, _ statement: Statement
  ) -> (VariableID, [IndexID], [Variable.Region])? {
    let name = declarator.name
    guard case .variable(let id)? = symbol(name.text, from: .model) else {
      if case .poison? = symbol(name.text, from: .model) { return nil }
      let known = names(from: .model)
      report(.unknownName(name, nearest: closest(to: name.text, among: known)))
      return nil
    }
    resolveHeader(id)
    guard statementRoles(of: id).contains(where: { $0.isRandom || $0 == .given }) else {
      report(.guideOfFixed(name, statementRoles(of: id).first ?? .parameter))
      return nil
    }
    let own = model.variables[id].indices
    // An error in its own statement leaves the variable without letters.
    if model.variables[id].type.isPoison { return nil }
    guard own.count == declarator.indices.count else {
      report(.guideIndices(Self.text(of: declarator), wanted: own.count, at: declarator.span))
      return nil
    }
    let row = PendingVariable(
      statements: [
        VariableStatement(
          role: .latent, declarator: declarator, definition: nil, label: nil, statement)
      ], level: .model)
    let written = declarator.indices.contains { index in
      if case .letter = index.kind { true } else { false }
    }
    if !written, !own.isEmpty {
      return (id, own, regions(of: declarator, own))
    }
    let (letters, regions) = leftSide(of: row)
    for (letter, wanted) in zip(letters, own)
    where model.indices[letter].set != model.indices[wanted].set {
      report(
        .guideLetterDiffers(
          name.text, model.indices[letter].name, wanted: model.indices[wanted].name,
          at: declarator.span))
      return nil
    }
    return letters.count == own.count ? (id, letters, regions[0]) : nil
  }
}
