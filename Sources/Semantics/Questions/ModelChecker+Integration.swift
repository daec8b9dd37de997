import Diagnostics
import Syntax

// E5: a real latent that no exact rule can integrate out.
extension ModelChecker {
  /// How a statement's distribution depends on one of its real parents.
  enum Dependence: Equatable {
    /// Not at all, or by a rule that has a closed form.
    case exact
    case throughNet(String)
    case nonlinear
  }

  func cannotIntegrate(
    _ relevance: Relevance, _ e: TypedExpression, _ stage: QuestionStage
  ) -> Diagnostic? {
    let integrated = Set(
      relevance.integrated.filter { model.variables[$0].isContinuous(in: model) })
    if integrated.isEmpty { return nil }
    var found: [(id: VariableID, child: VariableID, dependence: Dependence)] = []
    for child in relevance.relevant.sorted() where model.variables[child].isRandom {
      for id in parentsThroughValues(of: child) where integrated.contains(id) && child != id {
        for part in model.variables[child].parts {
          let dependence = dependence(of: part.definition, on: id)
          if dependence != .exact { found.append((id, child, dependence)) }
        }
      }
    }
    guard let first = found.first else { return nil }
    let others = Set(found.map(\.id)).subtracting([first.id]).sorted()
    return .cannotIntegrate(
      [first.id] + others, first.child, first.dependence, relevance, e, stage, in: model)
  }

  /// The random parents of a variable, looking through deterministic values, in order.
  private func parentsThroughValues(of child: VariableID) -> [VariableID] {
    var found: Set<VariableID> = []
    var seen: Set<VariableID> = [child]
    var waiting = model.parents(of: child)
    while let id = waiting.popLast() {
      guard seen.insert(id).inserted else { continue }
      if model.variables[id].isRandom { found.insert(id) } else { waiting += model.parents(of: id) }
    }
    return found.sorted()
  }

  private func dependence(of definition: Variable.Definition, on id: VariableID) -> Dependence {
    switch definition {
    case .none, .jointFactor: return .exact
    case .expression: return .exact
    case .distribution(let distribution):
      guard case .family(let family, let arguments) = distribution.kind else { return .exact }
      for (name, e) in arguments.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        let form = form(of: e, in: id)
        switch form {
        case .constant: continue
        case .throughNet(let name): return .throughNet(name)
        case .itself, .linear, .nonlinear:
          if isExact(family, name, form, prior: model.variables[id]) { continue }
          return .nonlinear
        }
      }
      let bounds = [distribution.truncation?.lower, distribution.truncation?.upper]
      return bounds.compactMap({ $0 }).allSatisfy { form(of: $0, in: id) == .constant }
        ? .exact : .nonlinear
    }
  }

  /// Whether there is a closed form for a parameter of some form in the variable, or whether only
  /// the formulas of the whole density can tell, which the lowering looks at.
  private func isExact(
    _ family: Family, _ parameter: ParameterName, _ form: Form, prior: Variable
  ) -> Bool {
    let priors = prior.parts.compactMap { part -> Family? in
      guard case .distribution(let distribution) = part.definition,
        case .family(let family, _) = distribution.kind, distribution.truncation == nil
      else { return nil }
      return family
    }
    guard let own = priors.first, priors.allSatisfy({ $0 == own }) else { return false }
    switch (own, family, parameter) {
    case (.normal, .normal, .mean), (.normal, .multivariateNormal, .mean),
      (.multivariateNormal, .normal, .mean),
      (.multivariateNormal, .multivariateNormal, .mean), (.normal, .logNormal, .mean),
      (.multivariateNormal, .logNormal, .mean),
      (.flat, .normal, .mean), (.flat, .multivariateNormal, .mean), (.flat, .logNormal, .mean):
      return form != .nonlinear
    case (.beta, .bernoulli, .probability), (.beta, .binomial, .probability),
      (.beta, .geometric, .probability), (.dirichlet, .categorical, .probabilities),
      (.dirichlet, .multinomial, .probabilities), (.wishart, .multivariateNormal, .precision),
      (.inverseWishart, .multivariateNormal, .covariance), (.uniform, .bernoulli, .probability),
      (.uniform, .binomial, .probability):
      return form == .itself
    // Multiples and powers of a positive number may have a closed form, such as `var = 2 / tau`.
    case (.gamma, .poisson, .rate), (.gamma, .exponential, .rate), (.gamma, .gamma, .rate),
      (.exponential, .poisson, .rate), (.exponential, .exponential, .rate),
      (.exponential, .gamma, .rate), (.inverseGamma, .inverseGamma, .scale),
      (.gamma, .inverseGamma, .scale),
      (.gamma, .normal, .precision), (.gamma, .normal, .variance), (.gamma, .normal, .sd),
      (.inverseGamma, .normal, .precision), (.inverseGamma, .normal, .variance),
      (.inverseGamma, .normal, .sd), (.gamma, .logNormal, .precision),
      (.gamma, .logNormal, .variance), (.inverseGamma, .logNormal, .precision),
      (.inverseGamma, .logNormal, .variance), (.inverseGamma, .exponential, .rate),
      (.inverseGamma, .gamma, .rate), (.gamma, .multivariateNormal, .precision),
      (.gamma, .multivariateNormal, .covariance),
      (.inverseGamma, .multivariateNormal, .covariance):
      return true
    default: return false
    }
  }

  /// How an expression depends on a variable.
  enum Form: Equatable {
    case constant
    /// The variable or an element of it.
    case itself
    case linear
    case throughNet(String)
    case nonlinear
  }

  func form(of e: TypedExpression, in id: VariableID) -> Form {
    switch e.kind {
    case .variable(id, let subscripts):
      return subscripts.allSatisfy { form(of: $0, in: id) == .constant } ? .itself : .nonlinear
    case .variable(let other, let subscripts):
      let places = subscripts.map { form(of: $0, in: id) }
      if places.contains(where: { $0 != .constant }) { return .nonlinear }
      return formOfDefinition(of: other, in: id)
    case .apply(let function, let arguments, let weights):
      return formOfCall(function, arguments + [weights].compactMap { $0 }, in: id)
    case .unary(.negate, let x): return Self.sum([form(of: x, in: id)])
    case .binary(let op, let x, let y): return formOfBinary(op, x, y, in: id)
    case .vector(let elements): return Self.sum(elements.map { form(of: $0, in: id) })
    case .element(let base, let subscripts):
      let places = subscripts.map { form(of: $0, in: id) }
      return places.contains { $0 != .constant } ? .nonlinear : form(of: base, in: id)
    case .reduction(.sum, _, let condition, let body),
      .reduction(.mean, _, let condition, let body):
      if let condition, form(of: condition, in: id) != .constant { return .nonlinear }
      return Self.sum([form(of: body, in: id)])
    case .call(let builtin, let arguments):
      let forms = arguments.map { form(of: $0, in: id) }
      switch builtin {
      case .fill, .sum, .mean, .transpose, .diag, .trace: return Self.sum(forms)
      default: return Self.worst(forms)
      }
    case .conditional(let test, let then, let otherwise):
      if form(of: test, in: id) != .constant { return .nonlinear }
      return Self.sum([form(of: then, in: id), form(of: otherwise, in: id)])
    default: return Self.worst(e.children.map { form(of: $0, in: id) })
    }
  }

  /// The form of a deterministic value or an abbreviation; another random variable is constant.
  private func formOfDefinition(of other: VariableID, in id: VariableID) -> Form {
    let forms = model.variables[other].parts.compactMap { part -> Form? in
      guard part.role == .deterministic || part.role == .abbreviation,
        case .expression(let value) = part.definition
      else { return nil }
      // A scan reads itself; what its base case and step read decides.
      return model.variablesRead(by: value).contains(other)
        ? Self.worst(value.children.map { form(of: $0, in: id, except: other) })
        : form(of: value, in: id)
    }
    return forms.isEmpty ? .constant : Self.sum(forms)
  }

  private func form(of e: TypedExpression, in id: VariableID, except other: VariableID) -> Form {
    model.variablesRead(by: e).contains(other) ? .nonlinear : form(of: e, in: id)
  }

  private func formOfCall(
    _ function: FunctionID, _ arguments: [TypedExpression], in id: VariableID
  ) -> Form {
    let forms = arguments.map { form(of: $0, in: id) }
    let row = model.functions[function]
    switch row.kind {
    case .net:
      return forms.allSatisfy { $0 == .constant } ? .constant : .throughNet(row.name)
    case .flow, .abbreviation:
      let inside = row.expressions.contains { model.variablesRead(by: $0).contains(id) }
      if inside { return .nonlinear }
      // A net that the function applies to its argument is what the reader should hear of.
      if forms.contains(where: { $0 != .constant }), let net = model.netApplied(by: function) {
        return .throughNet(net)
      }
      return Self.worst(forms)
    }
  }

  private func formOfBinary(
    _ op: BinaryOperator, _ x: TypedExpression, _ y: TypedExpression, in id: VariableID
  ) -> Form {
    let (a, b) = (form(of: x, in: id), form(of: y, in: id))
    switch op {
    case .add, .subtract: return Self.sum([a, b])
    case .multiply, .contract:
      return a == .constant || b == .constant ? Self.sum([a, b]) : Self.worst([a, b])
    case .divide: return b == .constant ? Self.sum([a]) : Self.worst([a, b])
    case .power, .or, .and, .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual:
      return Self.worst([a, b])
    }
  }

  /// The form of a sum of terms.
  private static func sum(_ forms: [Form]) -> Form {
    if forms.allSatisfy({ $0 == .constant }) { return .constant }
    if let bad = forms.first(where: { $0.isWorse }) { return bad }
    return .linear
  }

  /// The form of a function that is not linear.
  private static func worst(_ forms: [Form]) -> Form {
    if forms.allSatisfy({ $0 == .constant }) { return .constant }
    for form in forms {
      if case .throughNet = form { return form }
    }
    return .nonlinear
  }
}

extension ModelChecker.Form {
  fileprivate var isWorse: Bool {
    switch self {
    case .throughNet, .nonlinear: true
    case .constant, .itself, .linear: false
    }
  }
}

extension Variable {
  /// Whether its values are real numbers or arrays of them.
  func isContinuous(in model: TypedModel) -> Bool {
    model.domain(of: type.scalar)?.isInteger == false
  }
}

extension TypedModel {
  /// The name of a net that a function applies.
  func netApplied(by id: FunctionID) -> String? {
    var found: String?
    for e in functions[id].expressions {
      e.forEach { inner in
        guard found == nil, case .apply(let other, _, _) = inner.kind else { return }
        found = functions[other].kind == .net ? functions[other].name : netApplied(by: other)
      }
    }
    return found
  }
}
