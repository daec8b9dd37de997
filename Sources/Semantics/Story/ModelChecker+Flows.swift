import Diagnostics
import Syntax

// E19: a flow's block must run backwards.
extension ModelChecker {
  mutating func reportFlows() {
    for id in model.functions.ids where model.functions[id].kind == .flow {
      let flow = model.functions[id]
      guard let unknown = flow.parameters.first else { continue }
      switch flow.body {
      case .layers:
        report(.flowOfLayers(flow.name, at: flow.span))
      case .expression(let e):
        if !e.type.isPoison { invert([], returned: e, unknown, flow) }
      case .block(let steps, let returned):
        if !returned.type.isPoison, !steps.contains(where: { $0.value.type.isPoison }) {
          invert(steps, returned: returned, unknown, flow)
        }
      }
    }
  }

  /// Recovers the names of a block from its result, last statement first.
  private mutating func invert(
    _ steps: [Function.Step], returned: TypedExpression, _ unknown: LocalID, _ flow: Function
  ) {
    // Only what depends on the first parameter has to be recovered.
    var open: Set<LocalID> = [unknown]
    for step in steps where !step.value.locals.isDisjoint(with: open) {
      open.formUnion(step.targets)
    }
    var inversion = Inversion(model: model, open: open)
    if let problem = inversion.recover(returned) {
      report(.notInvertible(problem, flow.name, returned, in: model))
      return
    }
    for step in steps.reversed() where !step.value.locals.isDisjoint(with: open) {
      if let lost = step.targets.first(where: { inversion.open.contains($0) }) {
        report(.lostInFlow(model.locals[lost], flow.name))
        return
      }
      if let problem = inversion.recover(step.value) {
        report(.notInvertible(problem, flow.name, step.value, in: model))
        return
      }
    }
    if inversion.open.contains(unknown) {
      report(.lostInFlow(model.locals[unknown], flow.name))
    }
  }
}

/// Solves expressions for their one unknown name.
struct Inversion {
  /// Why an expression cannot be solved.
  enum Problem {
    /// A factor that may be zero.
    case zeroFactor(product: TypedExpression, factor: TypedExpression)
    /// Several unknown names, or one used twice.
    case several([LocalID], TypedExpression)
    /// A function without an inverse.
    case noInverse(TypedExpression)
  }

  let model: TypedModel
  /// The names that are not recovered yet.
  var open: Set<LocalID>

  /// Recovers the unknown of an expression whose value is known.
  mutating func recover(_ e: TypedExpression) -> Problem? {
    let unknown = occurrences(in: e)
    if unknown.isEmpty { return nil }
    if case .local(let id) = e.kind {
      open.remove(id)
      return nil
    }
    if case .call(.join, let parts) = e.kind {
      for part in parts {
        if let problem = recover(part) { return problem }
      }
      return nil
    }
    if 1 < unknown.count { return .several(unknown, e) }
    switch e.kind {
    case .unary(.negate, let x): return recover(x)
    case .binary(let op, let x, let y): return recover(op, x, y, e)
    case .call(let builtin, let arguments):
      switch builtin {
      case .exp, .tanh, .halves, .permute: return recover(arguments[0])
      default: return .noInverse(e)
      }
    case .apply(let function, let arguments, _):
      guard model.functions[function].kind == .flow, let first = arguments.first,
        arguments.dropFirst().allSatisfy({ occurrences(in: $0).isEmpty })
      else { return .noInverse(e) }
      return recover(first)
    default: return .noInverse(e)
    }
  }

  private mutating func recover(
    _ op: BinaryOperator, _ x: TypedExpression, _ y: TypedExpression, _ e: TypedExpression
  ) -> Problem? {
    let isLeft = !occurrences(in: x).isEmpty
    let (inside, other) = isLeft ? (x, y) : (y, x)
    switch op {
    case .add, .subtract: return recover(inside)
    case .multiply:
      return isNeverZero(other) ? recover(inside) : .zeroFactor(product: e, factor: other)
    case .divide where isLeft:
      return isNeverZero(other) ? recover(inside) : .zeroFactor(product: e, factor: other)
    case .contract:
      let shape = other.type.shape
      guard shape.count == 2, model.agree(shape[0], shape[1]) else { return .noInverse(e) }
      return recover(inside)
    case .divide, .power, .or, .and, .less, .greater, .lessOrEqual, .greaterOrEqual, .equal,
      .notEqual:
      return .noInverse(e)
    }
  }

  private func isNeverZero(_ e: TypedExpression) -> Bool {
    guard let domain = model.domain(of: e) else { return false }
    return domain.isAboveZero || domain.upper < 0
  }

  /// The unknown names in an expression, each as often as it is used.
  private func occurrences(in e: TypedExpression) -> [LocalID] {
    var result: [LocalID] = []
    e.forEach { inner in
      if case .local(let id) = inner.kind, open.contains(id) { result.append(id) }
    }
    return result
  }
}

extension TypedExpression {
  /// The names of parameters, blocks and draws that occur in it.
  var locals: Set<LocalID> {
    var result: Set<LocalID> = []
    forEach { if case .local(let id) = $0.kind { result.insert(id) } }
    return result
  }
}
