import Diagnostics
import Syntax

extension ModelChecker {
  /// The letters of a variable and, for each statement, the region that it speaks of.
  mutating func leftSide(
    of row: PendingVariable
  ) -> (letters: [IndexID], regions: [[Variable.Region]]) {
    let scope = Scope(row.level)
    let count = row.statements[0].declarator.indices.count
    var letters: [IndexID] = []
    for position in 0..<count {
      guard let letter = self.letter(at: position, of: row, scope) else {
        return ([], poisoned(row))
      }
      if letters.contains(letter) {
        let index = row.statements[0].declarator.indices[position]
        report(.letterTwice(model.indices[letter].name, at: index.span))
      }
      letters.append(letter)
    }
    requireParents(of: letters, row.statements[0])
    let regions = row.statements.map { self.regions(of: $0.declarator, letters) }
    reportRepeatedRegions(row, regions)
    return (letters, regions)
  }

  private func poisoned(_ row: PendingVariable) -> [[Variable.Region]] {
    row.statements.map { $0.declarator.indices.map { _ in .all } }
  }

  /// The letter at a position: of the statement that names one, else of the only chain.
  private mutating func letter(
    at position: Int, of row: PendingVariable, _ scope: Scope
  ) -> IndexID? {
    var found: IndexID?
    for statement in row.statements {
      switch statement.declarator.indices[position].kind {
      case .letter(let name), .range(let name, _, _):
        guard let letter = letter(named: name, scope) else { return nil }
        if let found, found != letter {
          report(.lettersDiffer(name, first: model.indices[found].name))
          return nil
        }
        found = letter
      case .number, .first, .last: continue
      }
    }
    if let found { return found }
    let chains = chainLetters(from: row.level)
    guard chains.count == 1 else {
      report(.noLetterForRegion(row.statements[0].declarator.indices[position].span))
      return nil
    }
    return chains[0]
  }

  private mutating func chainLetters(from level: Level) -> [IndexID] {
    letterNames(from: level).compactMap { name in
      guard case .letter(let id)? = symbol(name, from: level),
        case .chain = model.indexSets[model.indices[id].set].kind
      else { return nil }
      return id
    }
  }

  mutating func letter(named name: Name, _ scope: Scope) -> IndexID? {
    switch symbol(name.text, from: scope.level) {
    case .letter(let id)?: return id
    case .poison?: return nil
    case .indexSet, .variable, .function, .group, .guide, .use, .type, nil:
      let found = closest(to: name.text, among: letterNames(from: scope.level))
      report(.notALetter(name, nearest: found))
      return nil
    }
  }

  /// A ragged set's letter has no meaning without those it is nested in.
  private mutating func requireParents(
    of letters: [IndexID], _ statement: VariableStatement
  ) {
    for (position, letter) in letters.enumerated() {
      for parent in model.indexSets[model.indices[letter].set].parents
      where !letters[..<position].contains(parent) {
        report(
          .nestedWithoutParent(
            Self.text(of: statement.declarator), model.indices[letter].name,
            parent: model.indices[parent].name, at: statement.subject))
      }
    }
  }

  /// The region that each index of a left-hand side speaks of.
  mutating func regions(of declarator: Declarator, _ letters: [IndexID]) -> [Variable.Region] {
    zip(declarator.indices, letters).map { region(of: $0, $1, Scope(.model)) }
  }

  private mutating func region(
    of index: LeftIndex, _ letter: IndexID, _ scope: Scope
  ) -> Variable.Region {
    switch index.kind {
    case .letter: return .all
    case .first: return .first
    case .last: return .last
    case .number(let value, _):
      let set = model.indices[letter].set
      let members = model.integerMembers(of: set)
      guard value == value.rounded(), abs(value) < 1e9, let members,
        (members.first ?? value) <= value, value <= (members.last ?? value)
      else {
        report(.regionOutside(model.description(of: set), at: index.span))
        return .at(0)
      }
      return .at(Int(value))
    case .range(_, let lower, let upper):
      let member = ValueType.member(model.indices[letter].set)
      let bounds = [lower, upper].map { check($0, scope, expecting: member) }
      for bound in bounds where !bound.type.isPoison && !model.fit(bound, member).isPossible {
        report(
          .typeMismatch(
            bound.span, is: model.phrase(of: bound.type),
            wanted: "a member of \(model.text(of: model.indices[letter].set))"))
      }
      return .range(BoundRange(lower: bounds[0], upper: bounds[1]))
    }
  }

  private mutating func reportRepeatedRegions(
    _ row: PendingVariable, _ regions: [[Variable.Region]]
  ) {
    for (position, region) in regions.enumerated() {
      let isRepeated = regions[..<position].contains { earlier in
        zip(earlier, region).allSatisfy { $0.isSameKind(as: $1) }
      }
      if isRepeated {
        let name = row.statements[position].declarator.name
        report(.duplicateName(name, first: row.statements[0].declarator.name.span))
      }
    }
  }
}

extension Variable.Region {
  fileprivate func isSameKind(as other: Variable.Region) -> Bool {
    switch (self, other) {
    case (.all, .all), (.first, .first), (.last, .last): true
    case (.at(let a), .at(let b)): a == b
    case (.range, .range), (.all, _), (.first, _), (.last, _), (.at, _), (.range, _): false
    }
  }
}

extension VariableStatement {
  /// Whether the right-hand side names the variable, by the words alone.
  func mentions(_ name: String) -> Bool {
    var names: [String] = []
    switch definition {
    case nil: return false
    case .expression(let e)?: e.collectNames(into: &names)
    case .distribution(let d)?: d.collectNames(into: &names)
    }
    return names.contains(name)
  }
}
