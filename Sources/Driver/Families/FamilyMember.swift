import Binding
import Semantics

/// A member of a family at one point of its grids: an objective and settings of hypers.
struct FamilyMember: Sendable {
  struct Setting: Hashable, Sendable {
    let hyper: String
    let value: String
  }

  /// The name in the family; empty for the one objective of a model.
  let base: String
  let objective: Objective
  let settings: [Setting]

  /// `blend(lambda = 0.1)`, or `sigma = 0.1`.
  var name: String {
    let list = settings.map { "\($0.hyper) = \($0.value)" }.joined(separator: ", ")
    if base.isEmpty { return list }
    return list.isEmpty ? base : "\(base)(\(list))"
  }
}

extension Session {
  /// The members of a family at all points of their grids, those that `--member` names.
  func members(of family: TypedFamily) throws(CommandFailure) -> [FamilyMember] {
    var all: [FamilyMember] = []
    for member in family.members {
      for settings in try settings(of: member.grids, in: family.model) {
        all.append(
          FamilyMember(base: member.name, objective: member.objective, settings: settings))
      }
    }
    guard let wanted = invocation.text(.member) else { return all }
    let found = all.filter { $0.base == wanted || $0.name == wanted }
    guard found.isEmpty else { return found }
    throw .usage(
      UsageError(
        "`\(family.name)` has no member `\(wanted)`",
        hint: "it has " + all.map(\.name).joined(separator: ", ")))
  }

  /// All points of a product of grids, the last one running fastest.
  func settings(
    of grids: [ValueGrid], in model: TypedModel
  ) throws(CommandFailure) -> [[FamilyMember.Setting]] {
    var points: [[FamilyMember.Setting]] = [[]]
    for grid in grids {
      let hyper = model.variables[grid.variable].name
      guard let values = model.settings(of: grid) else {
        throw .run(
          "the values of `\(hyper)` are no constants", hint: "write numbers, `\(hyper) in {0, 1}`")
      }
      points = points.flatMap { point in
        values.map { point + [FamilyMember.Setting(hyper: hyper, value: $0)] }
      }
    }
    return points
  }
}
