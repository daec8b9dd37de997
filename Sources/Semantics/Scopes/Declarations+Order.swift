import Diagnostics
import Syntax

extension Declarations {
  /// The names in an order in which each comes after those that its declaration mentions, as far
  /// as there is one: resolving them in turn keeps the checker's own recursion shallow.
  var dependencyOrder: [String] {
    var result: [String] = []
    var state: [String: Bool] = [:]
    for start in order where state[start] == nil {
      var stack: [(name: String, mentioned: [String], next: Int)] = []
      func isNew(_ name: String) -> Bool { state[name] == nil && entries[name] != nil }
      state[start] = false
      stack.append((start, mentions(of: start), 0))
      while let top = stack.last {
        if top.next < top.mentioned.count {
          stack[stack.count - 1].next += 1
          let name = top.mentioned[top.next]
          if isNew(name) {
            state[name] = false
            stack.append((name, mentions(of: name), 0))
          }
        } else {
          stack.removeLast()
          state[top.name] = true
          result.append(top.name)
        }
      }
    }
    return result
  }

  /// The deterministic values that hang one on another more than `limit` deep, each such chain by
  /// the name where it becomes too long.
  func chains(longerThan limit: Int) -> [Name] {
    var depth: [String: Int] = [:]
    var result: [Name] = []
    for name in dependencyOrder {
      guard case .variable(let statements)? = entries[name], let first = statements.first,
        first.role == .deterministic || first.role == .abbreviation
      else { continue }
      let below = mentions(of: name).compactMap { depth[$0] }.max() ?? 0
      depth[name] = below + 1
      if below == limit { result.append(first.declarator.name) }
    }
    return result
  }

  /// The names that a declaration mentions, whatever they stand for.
  private func mentions(of name: String) -> [String] {
    var names: [String] = []
    switch entries[name] {
    case .variable(let statements)?:
      for statement in statements {
        switch statement.definition {
        case nil: continue
        case .expression(let e)?: e.collectNames(into: &names)
        case .distribution(let d)?: d.collectNames(into: &names)
        }
      }
    case .function(let statement)?:
      switch statement.kind {
      case .abbreviation(let abbreviation): abbreviation.value.collectNames(into: &names)
      case .net(let net):
        switch net.body {
        case .expression(let e): e.collectNames(into: &names)
        case .block(let steps):
          for step in steps {
            switch step.kind {
            case .assignment(_, let e), .returned(let e): e.collectNames(into: &names)
            case .unreadable: continue
            }
          }
        }
      }
    case .indexSet(let statements)?:
      for statement in statements {
        switch statement.extent?.kind {
        case .size(let e)?: e.collectNames(into: &names)
        case .range(let lower, let upper)?:
          lower.collectNames(into: &names)
          upper.collectNames(into: &names)
        case .names?, nil: continue
        }
      }
    case .group(_, let members)?: names = members.map(\.text)
    case .letter(let statement)?: names = [statement.set.text]
    case .typeAlias, .guide, .use, nil: break
    }
    return names
  }
}
