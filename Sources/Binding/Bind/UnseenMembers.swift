public import Diagnostics
import Semantics

/// Warns of classes that training says nothing of: those of a `partial` variable that no label
/// names, and those that held-out rows have and no training row does.
///
/// Where no label is known at all, nothing is said: that is another question.
public func warnOfUnseenMembers(
  in training: BoundModel, heldOut: BoundModel?, log: inout DiagnosticLog
) {
  let model = training.model
  for id in model.variables.ids {
    let variable = model.variables[id]
    guard case .member(let set) = variable.type, let size = training.sizes[set],
      let seen = training.values[id]?.knownMembers, !seen.isEmpty
    else { continue }
    let isPartial = variable.parts.contains { $0.role == .partial }
    let asked = heldOut?.values[id]?.knownMembers ?? [:]
    let unseen = (0..<size).filter { member in
      seen[member] == nil && (isPartial || asked[member] != nil)
    }
    guard !unseen.isEmpty else { continue }
    log.insert(
      .unseenMembers(
        unseen.map { training.memberName($0, of: set) }, of: variable.name,
        heldOutRows: unseen.reduce(0) { $0 + (asked[$1] ?? 0) }, at: variable.span))
  }
}

extension BoundValue {
  /// How often each member is among the known elements of a variable of members.
  fileprivate var knownMembers: [Int: Int] {
    guard case .integers(let members) = storage else { return [:] }
    var counts: [Int: Int] = [:]
    for (index, member) in members.enumerated() where known?[index] ?? true {
      counts[Int(member), default: 0] += 1
    }
    return counts
  }
}
