import Diagnostics
import Syntax

extension ModelChecker {
  mutating func resolveIndexSet(_ key: Key, _ statements: [IndexSetDeclaration]) -> Symbol {
    let main = statements.first { $0.extent != nil } ?? statements[0]
    let kind: IndexSet.Kind =
      switch statements[0].keyword {
      case .plate: .plate
      case .chain: .chain
      case .axis: .axis
      }
    let id = model.indexSets.add(
      IndexSet(
        name: key.name, kind: kind, extent: extent(of: main.extent, Scope(key.level)),
        parents: parents(of: statements[0], key.level),
        label: statements.compactMap(\.label).first?.text, isShared: key.level == .file,
        span: statements[0].set.span))
    return .indexSet(id)
  }

  mutating func resolveLetter(_ key: Key, _ statement: IndexSetDeclaration) -> Symbol {
    guard let letter = statement.letter,
      case .indexSet(let set)? = symbol(statement.set.text, from: key.level)
    else { return .poison }
    return .letter(addLetter(letter, set))
  }

  private mutating func addLetter(_ name: Name, _ set: IndexSetID) -> IndexID {
    model.indices.add(
      Index(name: name.text, set: set, range: nil, isDeclared: true, span: name.span))
  }

  private mutating func parents(
    of statement: IndexSetDeclaration, _ level: Level
  ) -> [IndexID] {
    statement.parents.compactMap { name in
      switch symbol(name.text, from: level) {
      case .letter(let id)?: return id
      case .poison?: return nil
      case .indexSet, .variable, .function, .group, .guide, .use, .type, nil:
        report(.notALetter(name, nearest: closest(to: name.text, among: names(from: level))))
        return nil
      }
    }
  }

  mutating func extent(of extent: Extent?, _ scope: Scope) -> IndexSet.Extent {
    switch extent?.kind {
    case nil: return .fromData
    case .names(let names):
      var seen: Set<String> = []
      for name in names where !seen.insert(name.text).inserted {
        report(.memberTwice(name))
      }
      return .names(names.map(\.text))
    case .size(let e): return .size(bound(e, scope))
    case .range(let lower, let upper):
      let range = BoundRange(lower: bound(lower, scope), upper: bound(upper, scope))
      if let a = model.constant(range.lower), let b = model.constant(range.upper), b < a {
        report(.emptyRange(a, b, at: lower.span.union(upper.span)))
      }
      return .range(lower: range.lower, upper: range.upper)
    }
  }

  /// A size or a bound of a set: an integer that is known before the run.
  private mutating func bound(_ e: Expression, _ scope: Scope) -> TypedExpression {
    let value = check(e, scope)
    if value.type.isPoison { return value }
    if let random = firstUnfixed(in: value) {
      return poison(
        .randomSize(
          model.variables[random], role: statementRoles(of: random).first ?? .latent,
          observed: observedNames, at: e.span), at: e.span)
    }
    guard model.fit(value, .int).isPossible else {
      return poison(
        .sizeNotInteger(model.phrase(of: value.type), at: e.span), at: e.span)
    }
    if let size = model.constant(value), !(abs(size) < 1e9) {
      return poison(.sizeNotInteger("\(size)", at: e.span), at: e.span)
    }
    return value
  }

  /// The names of the data of the story.
  private var observedNames: [String] {
    (declarations[.model]?.order ?? []).filter { name in
      guard case .variable(let rows)? = declarations[.model]?.entries[name] else { return false }
      return rows.contains { $0.role == .observed || $0.role == .partial }
    }
  }

  /// The first variable in a size that is neither a hyper nor made of hypers.
  private func firstUnfixed(in e: TypedExpression) -> VariableID? {
    for id in model.variablesRead(by: e) {
      for part in pending[id]?.statements.map(\.role) ?? model.variables[id].parts.map(\.role) {
        switch part {
        case .hyper, .given: continue
        case .deterministic, .abbreviation: continue
        case .observed, .partial, .latent, .parameter: return id
        }
      }
    }
    return nil
  }

  /// The unnamed set of `size` members.
  mutating func anonymousSet(_ size: TypedExpression) -> IndexSetID {
    anonymousSet(named: model.text(of: size), display: "", .size(size))
  }

  mutating func anonymousSet(ofSize size: Int, at span: SourceSpan) -> IndexSetID {
    anonymousSet(TypedExpression(.number(Double(size)), .nat, at: span))
  }

  /// The unnamed set of the integers in a range.
  mutating func rangeSet(_ range: BoundRange) -> IndexSetID {
    anonymousSet(
      named: "\(model.text(of: range.lower))..\(model.text(of: range.upper))", display: "",
      .range(lower: range.lower, upper: range.upper))
  }

  /// The places of all weights of a net.
  mutating func weightsSet(of function: FunctionID) -> IndexSetID {
    let name = "weights(\(model.functions[function].name))"
    let set = anonymousSet(named: name, display: name, .weights(function))
    weightsSets[set] = function
    return set
  }

  /// The type with an element for each member of the sets; all weights of a net are one value.
  func array(_ element: ValueType, over sets: [IndexSetID]) -> ValueType {
    guard let last = sets.last, let function = weightsSets[last], element.rank == 0 else {
      return element.array(over: sets)
    }
    return ValueType.weights(function).array(over: Array(sets.dropLast()))
  }

  /// The unnamed set that a text tells from the others.
  mutating func anonymousSet(
    named key: String, display: String, _ extent: IndexSet.Extent
  ) -> IndexSetID {
    if let id = anonymousSets[key] { return id }
    let id = model.indexSets.add(
      IndexSet(
        name: display, kind: .anonymous, extent: extent, parents: [], label: nil,
        isShared: false, span: model.span))
    anonymousSets[key] = id
    return id
  }
}

extension Fit {
  /// Whether the value can go there, now or when the program runs.
  var isPossible: Bool {
    switch self {
    case .always, .atRunTime: true
    case .outside, .wrongRank, .wrongSets, .never: false
    }
  }
}
