import Semantics
import Syntax

/// Deterministic values that are computed from earlier elements of themselves.
extension TypedModel {
  /// The computed variables that a variable is computed from and that are computed from it, itself
  /// included; empty if it is not computed from itself.
  func circle(through id: VariableID) -> Set<VariableID> {
    let below = computed(from: id)
    guard below.contains(id) else { return [] }
    return below.filter { computed(from: $0).contains(id) }
  }

  /// The chain along which a random variable depends on earlier or later elements of itself.
  func recursionLetter(of id: VariableID) -> IndexID? {
    let variable = variables[id]
    let readsItself = variable.parts.contains { part in
      guard case .distribution(let distribution) = part.definition else { return false }
      var found = false
      for argument in distribution.children {
        argument.forEachRead { read, _ in if read == id { found = true } }
      }
      return found
    }
    guard readsItself else { return nil }
    return variable.indices.first { indexSets[indices[$0].set].kind == .chain }
  }

  /// All computed variables that the definition of one reads, directly or through others.
  private func computed(from id: VariableID) -> Set<VariableID> {
    var result: Set<VariableID> = []
    var stack = [id]
    while let next = stack.popLast() {
      for part in variables[next].parts {
        guard case .expression(let definition) = part.definition else { continue }
        definition.forEachRead { read, _ in
          if !variables[read].isRandom, result.insert(read).inserted { stack.append(read) }
        }
      }
    }
    return result
  }

  /// The distances at which the definitions of a group read its variables along a letter; `nil`
  /// where one reads at no fixed distance.
  func distances(
    within group: Set<VariableID>, along letter: IndexID, integer: (TypedExpression) -> Int?
  ) -> [Int?] {
    var result: [Int?] = []
    for id in group.sorted() {
      for part in variables[id].parts {
        guard case .expression(let definition) = part.definition else { continue }
        definition.forEachRead { read, subscripts in
          guard group.contains(read) else { return }
          let slot = variables[read].indices.firstIndex { indices[$0].set == indices[letter].set }
          guard let slot, slot < subscripts.count else { return result.append(nil) }
          switch subscripts[slot].kind {
          case .index(let other): result.append(other == letter ? 0 : nil)
          case .binary(let op, let base, let steps) where base.kind == .index(letter):
            let number = integer(steps)
            switch op {
            case .add: result.append(number)
            case .subtract: result.append(number.map { -$0 })
            default: result.append(nil)
            }
          // An element of its own is a base case.
          case .endpoint, .member, .number: break
          default: result.append(nil)
          }
        }
      }
    }
    return result
  }
}

extension TypedExpression {
  /// Calls back for each variable that is read in it, with the subscripts.
  func forEachRead(_ body: (VariableID, [TypedExpression]) -> Void) {
    var stack = [self]
    while let next = stack.popLast() {
      if case .variable(let id, let subscripts) = next.kind { body(id, subscripts) }
      stack += next.children
    }
  }
}
