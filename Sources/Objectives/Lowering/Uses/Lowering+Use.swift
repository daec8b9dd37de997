import Binding
import Diagnostics
import Semantics
import TensorIR

/// Densities of a used model, `NB(y[n] | x[n], w = w_D)`.
///
/// A lowering of the used model works on the same program. What the query names has the values
/// that are read here; a letter at which it is read runs along the axis that it has here, and the
/// density is one number for each of its members.
extension Lowering {
  /// - Parameter drawn: the value of the target that is drawn, right of `~`.
  mutating func lowerUse(
    _ id: UseID, _ query: Query, drawing drawn: Operand? = nil
  ) throws(LoweringFailure) -> ValueID {
    let use = model.uses[id]
    let places = try places(of: query, use)
    var operands: [(item: QueryItem, variable: VariableID, value: Operand)] = []
    for item in query.targets + query.conditions {
      operands += try values(of: item, use, drawn)
    }
    var inner = Lowering(
      try self.bound(for: use, places, setting: Set(operands.map(\.variable)), at: query.span),
      on: builder, places: places, ragged: raggedMasks)
    builder = ProgramBuilder()
    defer { builder = inner.builder }
    var values: [VariableID: Operand] = [:]
    for (item, variable, operand) in operands {
      values[variable] = try inner.table(
        of: variable, from: operand, reading: item.subscriptCount)
    }
    try inner.requireValues(besides: Set(values.keys), alias: use.alias, at: query.span)
    _ = inner.put(values)
    let asked = Query(
      density: .model, targets: query.targets.map(\.whole),
      conditions: query.conditions.map(\.whole), span: query.span)
    let result = try inner.lowerQuery(asked, free: Set(places.values))
    data.merge(inner.data) { $1 }
    return result
  }

  /// The axes along which letters of the used model run here.
  private mutating func places(
    of query: Query, _ use: Use
  ) throws(LoweringFailure) -> [IndexID: AxisID] {
    var result: [IndexID: AxisID] = [:]
    for item in query.targets + query.conditions {
      guard case .variable(let id, let subscripts) = item.subject else { continue }
      for (letter, place) in zip(use.model.variables[id].indices, subscripts) {
        guard case .index(let own) = place.kind else {
          throw fail(.notYetLowered("a density of `\(use.alias)` at one element", at: item.span))
        }
        if letters[own] == nil { bind(own) }
        guard let axis = letters[own]?.axis, result[letter] ?? axis == axis else {
          throw fail(
            .notYetLowered("a density of `\(use.alias)` at different places", at: item.span))
        }
        result[letter] = axis
      }
    }
    return result
  }

  /// What an item of a used model's density stands for, by the variables of that model.
  private mutating func values(
    of item: QueryItem, _ use: Use, _ drawn: Operand?
  ) throws(LoweringFailure) -> [(item: QueryItem, variable: VariableID, value: Operand)] {
    switch item.subject {
    case .variable(let id, let subscripts):
      guard let value = item.value else {
        if let drawn { return [(item, id, drawn)] }
        throw fail(.noValueInUse(use.model.variables[id].name, use.alias, at: item.span))
      }
      guard let element = model.type(of: id, in: use, subscripted: subscripts.count) else {
        throw fail(.notYetLowered("these subscripts", at: item.span))
      }
      // One element stands for all.
      let own = model.adopted(use.model.variables[id].type, use)
      let isElement = value.type.shape.count < element.shape.count
      return [(item, id, try lower(value, as: isElement ? own : element))]
    case .group(let group):
      let own = use.model.groups[group].members
      guard let value = item.value else {
        throw fail(.noValueInUse(use.model.groups[group].name, use.alias, at: item.span))
      }
      let whole = QueryItem(subject: item.subject, value: nil, span: item.span)
      var result: [(item: QueryItem, variable: VariableID, value: Operand)] = []
      for (id, source) in zip(own, try members(of: value)) {
        result.append((whole, id, try table(of: source, readAt: item.span)))
      }
      return result
    }
  }

  /// The used model with the sizes that its sets have here, and its hypers at their defaults.
  private func bound(
    for use: Use, _ places: [IndexID: AxisID], setting known: Set<VariableID>,
    at span: SourceSpan
  ) throws(LoweringFailure) -> BoundModel {
    var result = BoundModel(model: use.model.statingMembers())
    for (theirs, mine) in use.indexSets {
      result.sizes[theirs] = size(mine)
      result.firstMembers[theirs] = bound.firstMembers[mine]
      result.memberNames[theirs] = bound.memberNames[mine]
    }
    for (letter, axis) in places {
      result.sizes[use.model.indices[letter].set] = builder.program[axis].size
    }
    var log = DiagnosticLog()
    guard result.bindHypers(except: known, log: &log) else {
      throw fail(
        log.diagnostics.first
          ?? .notYetLowered("the hypers of `\(use.alias)`", at: span))
    }
    return result
  }

  /// The table of a variable from a value that is read at its leading letters.
  private mutating func table(
    of id: VariableID, from value: Operand, reading count: Int
  ) throws(LoweringFailure) -> Operand {
    let axes = try tableAxes(model.variables[id])
    let rest = axes.dropFirst(count).suffix(value.components.count)
    return Operand(align(value, to: Array(rest)).value, components: axes)
  }

  /// Everything that is conditioned on must have a value.
  private func requireValues(
    besides known: Set<VariableID>, alias: String, at span: SourceSpan
  ) throws(LoweringFailure) {
    for id in model.variables.ids where !known.contains(id) && bound.values[id] == nil {
      let variable = model.variables[id]
      guard variable.guide == nil,
        variable.parts.contains(where: { $0.role == .given || $0.role == .parameter })
      else { continue }
      throw fail(.noValueInUse(variable.name, alias, at: span))
    }
  }
}

extension QueryItem {
  /// The same item without subscripts and value.
  fileprivate var whole: QueryItem {
    switch subject {
    case .variable(let id, _): QueryItem(subject: .variable(id, []), value: nil, span: span)
    case .group: QueryItem(subject: subject, value: nil, span: span)
    }
  }

  fileprivate var subscriptCount: Int {
    if case .variable(_, let subscripts) = subject { subscripts.count } else { 0 }
  }
}

extension Diagnostic {
  static func noValueInUse(_ name: String, _ alias: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingPoint, "`\(name)` of `\(alias)` has no value here", at: span,
      hint: "put one in: `\(alias)(… | …, \(name) = e)`")
  }
}
