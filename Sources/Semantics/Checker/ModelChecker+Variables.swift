import Diagnostics
import Syntax

extension ModelChecker {
  /// Makes a row for a variable whose statements are looked at later.
  mutating func allocate(_ key: Key, _ statements: [VariableStatement]) -> VariableID {
    let name = statements[0].declarator.name
    let id = model.variables.add(
      Variable(
        name: name.text, indices: [], type: .poison, parts: [],
        label: statements.compactMap(\.label).first?.text,
        documentation: statements.compactMap(\.documentation).first,
        isShared: key.level == .file, guide: key.level.guide, span: name.span))
    pending[id] = PendingVariable(statements: statements, level: key.level)
    let declarator = statements[0].declarator.span
    headSpans[id] = statements[0].roleSpan.map { $0.union(declarator) } ?? declarator
    return id
  }

  /// Finds the letters and the type of a variable, if that has not been done.
  mutating func resolveHeader(_ id: VariableID) {
    guard let row = pending[id], !row.isHeaderKnown, !row.isHeaderInProgress else { return }
    pending[id]?.isHeaderInProgress = true
    let (letters, regions) = leftSide(of: row)
    let isBroken = letters.count != row.statements[0].declarator.indices.count
    pending[id]?.isLeftSideBroken = isBroken
    pending[id]?.regions = regions
    setHeader(id, letters, .poison)
    if isBroken {
      _ = declaredType(of: id, row)
    } else if let type = declaredType(of: id, row) {
      setHeader(id, letters, type)
    } else {
      setHeader(id, letters, inferredType(of: id, row))
    }
    pending[id]?.isHeaderKnown = true
    pending[id]?.isHeaderInProgress = false
    // An abbreviation without a type is complete now, and may be a constant that others need.
    if pending[id]?.definitions.count == row.statements.count { finish(id) }
  }

  private mutating func setHeader(_ id: VariableID, _ letters: [IndexID], _ type: ValueType) {
    let old = model.variables[id]
    model.variables[id] = Variable(
      name: old.name, indices: letters, type: type, parts: old.parts, label: old.label,
      documentation: old.documentation, isShared: old.isShared, guide: old.guide,
      span: old.span)
  }

  private mutating func declaredType(of id: VariableID, _ row: PendingVariable) -> ValueType? {
    var result: ValueType?
    for statement in row.statements {
      guard let written = statement.declarator.type else { continue }
      let type = check(written, Scope(row.level))
      if let first = result {
        if first != type, !type.isPoison, !first.isPoison {
          report(
            .typesDiffer(
              statement.declarator.name.text, model.text(of: first), model.text(of: type),
              at: written.span))
        }
      } else {
        result = type
      }
    }
    return result
  }

  /// The type that `~` or `=` fixes: by a statement that does not read the variable itself.
  private mutating func inferredType(of id: VariableID, _ row: PendingVariable) -> ValueType {
    let name = row.statements[0].declarator.name.text
    let order =
      row.statements.indices.filter { !row.statements[$0].mentions(name) }
      + row.statements.indices.filter { row.statements[$0].mentions(name) }
    for position in order {
      let statement = row.statements[position]
      guard statement.definition != nil, statement.joint == nil else { continue }
      let (definition, type) = define(statement, id, declared: nil)
      // What was typed while its own type was unknown is typed again later.
      if !statement.mentions(name) { pending[id]?.definitions[position] = definition }
      if !type.isPoison || pending[id]?.definitions[position] != nil {
        if statement.role == .hyper { return Self.widened(type) }
        return joined(type, id, row, except: position)
      }
    }
    if row.statements.allSatisfy({ $0.definition == nil || $0.joint != nil }) {
      report(.missingType(row.statements[0].declarator, role: row.statements[0].role))
    }
    return .poison
  }

  /// The type that holds the values of all parts of a recursion: `s[first] = 1` and
  /// `s[t] = s[t-1] / 2` are positive. Each round types the other parts with what is known so far.
  private mutating func joined(
    _ first: ValueType, _ id: VariableID, _ row: PendingVariable, except known: Int
  ) -> ValueType {
    var type = first
    for round in 0..<3 {
      setHeader(id, model.variables[id].indices, type)
      var next = type
      for (position, statement) in row.statements.enumerated() where position != known {
        guard case .expression? = statement.definition, statement.joint == nil else { continue }
        // Messages come when the part is typed for good.
        let before = (log, unknownNames)
        let own = define(statement, id, declared: nil).1
        (log, unknownNames) = before
        if !own.isPoison, let wider = model.join(next, own) { next = wider }
      }
      if next == type { return type }
      type = round == 2 ? next.replacingScalar(.real) : next
    }
    return type
  }

  /// A number chosen by hand may be set to any other.
  static func widened(_ type: ValueType) -> ValueType {
    switch type.scalar {
    case .unit, .positive: type.replacingScalar(.real)
    case .real, .interval, .spread, .int, .nat, .bool, .member, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
      .weights, .array, .optional, .record, .group, .poison:
      type
    }
  }

  /// Types what is not typed yet and completes the row.
  mutating func resolveBody(_ id: VariableID) {
    resolveHeader(id)
    guard let row = pending[id], row.isHeaderKnown else { return }
    for (position, statement) in row.statements.enumerated()
    where pending[id]?.definitions[position] == nil {
      let declared = model.variables[id].type
      let (definition, type) = define(statement, id, declared: declared)
      pending[id]?.definitions[position] = definition
      narrow(id, statement, to: type)
    }
    finish(id)
  }

  /// A latent lies where its distribution draws: `latent s : real ~ HalfCauchy(1)` is positive.
  private mutating func narrow(
    _ id: VariableID, _ statement: VariableStatement, to drawn: ValueType
  ) {
    let own = model.variables[id]
    guard statement.role == .latent, pending[id]?.statements.count == 1, drawn != own.type,
      !drawn.isPoison, !own.type.isPoison, own.type.shape == drawn.shape,
      drawn.domainIsNarrower(than: own.type, in: model)
    else { return }
    setHeader(id, own.indices, drawn)
  }

  /// Leaves a variable without a definition, after a message.
  mutating func abandon(_ id: VariableID) { pending[id] = nil }

  private mutating func finish(_ id: VariableID) {
    guard let row = pending[id] else { return }
    let parts = row.statements.enumerated().map { position, statement in
      Variable.Part(
        role: statement.role, region: row.regions[position],
        definition: row.definitions[position] ?? .none, source: statement.source?.text,
        span: statement.span)
    }
    pending[id] = nil
    let old = model.variables[id]
    model.variables[id] = Variable(
      name: old.name, indices: old.indices, type: old.type, parts: parts, label: old.label,
      documentation: old.documentation, isShared: old.isShared, guide: old.guide,
      span: old.span)
  }

  /// The scope of a statement's right-hand side: the letters of its left are bound.
  func bodyScope(_ id: VariableID, _ position: Int, _ row: PendingVariable) -> Scope {
    var scope = Scope(row.level)
    let letters = zip(model.variables[id].indices, row.regions[position]).compactMap {
      letter, region in
      switch region {
      case .all, .range: letter
      case .first, .last, .at: IndexID?.none
      }
    }
    scope.letters = Set(letters)
    if !row.isLeftSideBroken {
      scope.freeLetters = .forbidden(
        LeftSide(text: Self.text(of: row.statements[position].declarator), letters: letters))
    }
    return scope
  }

  /// `x[n]` as it is written.
  static func text(of declarator: Declarator) -> String {
    let places = declarator.indices.map { index -> String in
      switch index.kind {
      case .letter(let name): name.text
      case .number(_, let text): text
      case .first: "first"
      case .last: "last"
      case .range(let name, _, _): name.text
      }
    }
    return declarator.name.text + (places.isEmpty ? "" : "[\(places.joined(separator: ","))]")
  }
}

extension Level {
  /// The guide whose level it is.
  var guide: GuideID? {
    if case .guide(let id) = self { id } else { nil }
  }
}

extension ValueType {
  /// Whether draws of the type need less room than the declared one.
  func domainIsNarrower(than declared: ValueType, in model: TypedModel) -> Bool {
    switch (scalar, declared.scalar) {
    case (.member, _), (_, .member): false
    case (.interval, .real), (.interval, .positive), (.interval, .unit): true
    default: model.fit(self, declared).isCertain && !model.fit(declared, self).isCertain
    }
  }
}
