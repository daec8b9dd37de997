import Diagnostics
import Syntax

extension ModelChecker {
  /// The levels whose names are seen from a level, innermost first.
  func chain(from level: Level) -> [Level] {
    switch level {
    case .file: [.file]
    case .model: [.model, .file]
    case .family: [.family, .model, .file]
    case .guide: [level, .model, .file]
    }
  }

  /// Returns what a name stands for at a level; resolves its declaration when it is asked first.
  mutating func symbol(_ name: String, from level: Level) -> Symbol? {
    for level in chain(from: level) {
      let key = Key(level: level, name: name)
      if let symbol = symbols[key] { return symbol }
      if let entry = declarations[level]?.entries[name] { return resolve(key, entry) }
    }
    return nil
  }

  private mutating func resolve(_ key: Key, _ entry: Declarations.Entry) -> Symbol {
    guard inProgress.insert(key).inserted else {
      report(.definedByItself(key.name, at: Self.place(of: entry)))
      symbols[key] = .poison
      return .poison
    }
    let symbol: Symbol =
      switch entry {
      case .indexSet(let statements): resolveIndexSet(key, statements)
      case .letter(let statement): resolveLetter(key, statement)
      case .variable(let statements): .variable(allocate(key, statements))
      case .function(let statement): resolveFunction(key, statement)
      case .group(let name, let members): resolveGroup(key, name, members)
      case .guide(let guide, let span): .guide(allocateGuide(guide, span))
      case .use(let path, let alias, let span): resolveUse(path, alias, span)
      case .typeAlias(_, let type): .type(check(type, Scope(key.level)))
      }
    inProgress.remove(key)
    if case .poison? = symbols[key] { return .poison }
    symbols[key] = symbol
    return symbol
  }

  static func place(of entry: Declarations.Entry) -> SourceSpan {
    switch entry {
    case .indexSet(let statements): statements[0].set.span
    case .letter(let statement): (statement.letter ?? statement.set).span
    case .variable(let statements): statements[0].declarator.name.span
    case .function(let statement): statement.name.span
    case .group(let name, _): name.span
    case .guide(let guide, _): guide.name.span
    case .use(_, let alias, _): alias.span
    case .typeAlias(let name, _): name.span
    }
  }

  /// The names that can be meant at a level, for a message about one that cannot.
  func names(from level: Level) -> [String] {
    chain(from: level).flatMap { level in
      (declarations[level]?.order ?? [])
        + symbols.keys.filter { $0.level == level }.map(\.name).sorted()
    }
  }

  /// The candidate that a misspelt word most likely stands for; a file with many unknown names is
  /// not searched through for each.
  func closest(
    to word: String, among candidates: @autoclosure () -> [String]
  ) -> String? {
    // A name is reported once, so only its first message needs the search.
    guard unknownNames.count < 50, !unknownNames.contains(word) else { return nil }
    return nearest(to: word, among: candidates())
  }

  /// Reports a name that stands for nothing, with the nearest one that does.
  mutating func unknown(_ name: Name, _ scope: Scope, extra: [String] = []) -> TypedExpression {
    let found = closest(
      to: name.text,
      among: scope.locals.keys.sorted() + names(from: scope.level) + extra)
    return poison(.unknownName(name, nearest: found), at: name.span)
  }

  /// Returns the members of that name in the sets with named members, in the order of the tables.
  mutating func members(named name: String, _ scope: Scope) -> [(IndexSetID, Int)] {
    for level in chain(from: scope.level) {
      for set in declarations[level]?.setsByMember[name] ?? [] { _ = symbol(set, from: level) }
    }
    return model.indexSets.ids.compactMap { id in
      guard case .names(let names) = model.indexSets[id].extent else { return nil }
      return names.firstIndex(of: name).map { (id, $0) }
    }
  }
}

extension FunctionStatement {
  var name: Name {
    switch kind {
    case .net(let net): net.name
    case .abbreviation(let abbreviation): abbreviation.name
    }
  }
}
