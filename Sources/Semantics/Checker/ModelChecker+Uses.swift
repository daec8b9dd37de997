import Diagnostics
import Syntax

extension ModelChecker {
  /// `use M as A`: takes in M's plates under their names and makes its density nameable.
  mutating func resolveUse(_ path: Path, _ alias: Name, _ span: SourceSpan) -> Symbol {
    guard let visible = file.models.byName[path.text] else {
      let found = closest(to: path.text, among: file.models.byName.keys.sorted())
      report(.unknownModel(path, nearest: found))
      return .poison
    }
    // An error inside it has been reported where it stands.
    guard visible.isSound else { return .poison }
    let used = visible.typed
    var sets: [IndexSetID: IndexSetID] = [:]
    var letters: [IndexID: IndexID] = [:]
    for id in used.indexSets.ids { sets[id] = adopt(id, of: used, span) }
    for id in used.indices.ids {
      let row = used.indices[id]
      guard row.isDeclared, let set = sets[row.set] else { continue }
      letters[id] = adopt(row, set)
    }
    return .use(
      model.uses.add(
        Use(alias: alias.text, model: used, indexSets: sets, indices: letters, span: span)))
  }

  /// My set of the same name, or a new one of that name.
  private mutating func adopt(
    _ old: IndexSetID, of used: TypedModel, _ span: SourceSpan
  ) -> IndexSetID {
    let row = used.indexSets[old]
    if row.kind == .anonymous {
      return used.staticSize(of: old).map { anonymousSet(ofSize: $0, at: span) }
        ?? anonymousSet(named: "\(used.name).\(old.index)", display: row.name, .fromData)
    }
    if case .indexSet(let id)? = symbol(row.name, from: .model) { return id }
    let id = model.indexSets.add(
      IndexSet(
        name: row.name, kind: row.kind, extent: adopted(row.extent, of: used, span),
        parents: [], label: row.label, isShared: row.isShared, span: row.span))
    symbols[Key(level: .model, name: row.name)] = .indexSet(id)
    return id
  }

  /// An extent without the variables of the other model: a size that it computes comes with data.
  private func adopted(
    _ extent: IndexSet.Extent, of used: TypedModel, _ span: SourceSpan
  ) -> IndexSet.Extent {
    func literal(_ value: Double) -> TypedExpression {
      TypedExpression(.number(value), .int, at: span)
    }
    switch extent {
    case .fromData, .names, .weights: return extent
    case .size(let e):
      return used.constant(e).map { .size(literal($0)) } ?? .fromData
    case .range(let lower, let upper):
      guard let a = used.constant(lower), let b = used.constant(upper) else { return .fromData }
      return .range(lower: literal(a), upper: literal(b))
    }
  }

  private mutating func adopt(_ row: Index, _ set: IndexSetID) -> IndexID {
    if case .letter(let id)? = symbol(row.name, from: .model), model.indices[id].set == set {
      return id
    }
    let id = model.indices.add(
      Index(name: row.name, set: set, range: nil, isDeclared: true, span: row.span))
    if symbols[Key(level: .model, name: row.name)] == nil,
      declarations[.model]?.entries[row.name] == nil
    {
      symbols[Key(level: .model, name: row.name)] = .letter(id)
    }
    return id
  }

  /// A type of a used model in the terms of this one.
  func translated(_ type: ValueType, _ id: UseID) -> ValueType {
    let use = model.uses[id]
    switch type {
    case .group(let group, of: nil): return .group(group, of: id)
    case .interval, .group: return .real
    case .weights: return .real
    default: return model.settled(type, use.indexSets)
    }
  }
}

extension ModelChecker {
  /// The variable or group of a used model that an item of its density names; its subscripts are
  /// read here, in this model's letters.
  mutating func subject(
    _ name: Name, _ subscripts: [Expression], ofUse id: UseID, _ scope: Scope
  ) -> QueryItem.Subject? {
    let used = model.uses[id].model
    if subscripts.isEmpty,
      let group = used.groups.ids.first(where: { used.groups[$0].name == name.text })
    {
      return .group(group)
    }
    let candidates = used.variables.ids.filter { used.variables[$0].guide == nil }
    guard let variable = candidates.first(where: { used.variables[$0].name == name.text }) else {
      let known = used.variables.rows.map(\.name) + used.groups.rows.map(\.name)
      report(
        .unknownInModel(name, used.name, nearest: closest(to: name.text, among: known)))
      return nil
    }
    let shape = translated(used.wholeType(of: variable), id).shape
    guard subscripts.count <= shape.count else {
      report(
        .tooManySubscripts(
          name.text, type: "", rank: shape.count, at: name.span))
      return nil
    }
    var typed: [TypedExpression] = []
    for (place, set) in zip(subscripts, shape) {
      let e = check(place, scope, expecting: .member(set))
      guard !e.type.isPoison, accepts(e, .member(set)) else {
        if !e.type.isPoison {
          report(
            .typeMismatch(
              e.span, is: model.phrase(of: e.type), wanted: "a member of \(model.text(of: set))"))
        }
        return nil
      }
      typed.append(e)
    }
    return .variable(variable, typed)
  }
}
