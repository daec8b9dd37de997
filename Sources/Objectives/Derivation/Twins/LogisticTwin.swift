import Semantics
import Syntax

/// The discriminative twin of a generative classifier: what Bayes' rule makes of it, as a linear
/// function for each class, `log p(y = c | x) = b(c) + Σ w(c) T(x) - log Σ_c' …`.
///
/// It follows from the statements alone. Each feature's log density is a sum of coefficients times
/// statistics (`ExponentialForm`); the coefficients that differ between classes are the weights,
/// the constants that do are the intercept, and the rest cancels.
struct LogisticTwin {
  /// One weight for each class, and for each member of the letters.
  struct Term {
    let feature: VariableID
    let coefficient: TypedExpression
    let statistic: TypedExpression
    let letters: [IndexID]
    let isLinear: Bool
    let isVector: Bool
  }

  /// A part of the intercept.
  struct Constant {
    let value: TypedExpression
    /// What it is summed over.
    let letters: [IndexID]
  }

  /// The model, with letters of its own that the weights are written in.
  var model: TypedModel
  let classes: VariableID
  /// The letter of the class.
  let letter: IndexID
  private(set) var terms: [Term] = []
  private(set) var constants: [Constant] = []

  /// Whether every weight multiplies a feature, rather than a function of it.
  var isLinear: Bool { terms.allSatisfy(\.isLinear) }

  /// The twin of a variable with the members of a set as its values.
  ///
  /// - Returns: `nil` if it is no class of elements with observed features, or what its features
  ///   say of it is no sum of statistics.
  init?(of model: TypedModel, classes: VariableID) {
    let variable = model.variables[classes]
    guard case .member(let set) = variable.type, variable.parts.count == 1,
      !variable.indices.isEmpty, model.ties.isEmpty, model.factors.isEmpty,
      case .distribution(let prior) = variable.parts[0].definition
    else { return nil }
    self.model = model
    self.classes = classes
    letter = Self.letter(over: set, in: &self.model)
    guard addPrior(prior) else { return nil }
    for statement in model.statements
    where statement.defines != classes && statement.mentions.contains(classes) {
      guard let id = statement.defines, addFeature(id) else { return nil }
    }
    if terms.isEmpty { return nil }
  }

  // MARK: The pieces

  private mutating func addPrior(_ prior: Distribution) -> Bool {
    let algebra = Algebra(span: prior.span)
    let state = TypedExpression(.index(letter), model.variables[classes].type, at: prior.span)
    guard case .family(let family, let arguments) = prior.kind, prior.copies.isEmpty,
      prior.truncation == nil,
      !prior.children.contains(where: { model.variablesRead(by: $0).contains(classes) })
    else { return false }
    if family == .discreteUniform { return true }
    guard family == .categorical else { return false }
    if let p = arguments[.probabilities] {
      constants.append(Constant(value: algebra.call(.log, p.element(at: [state])), letters: []))
    } else if let logits = arguments[.logits] {
      constants.append(Constant(value: logits.element(at: [state]), letters: []))
    } else {
      return false
    }
    return true
  }

  private mutating func addFeature(_ id: VariableID) -> Bool {
    let variable = model.variables[id]
    let outer = model.variables[classes].indices
    guard variable.parts.count == 1, variable.parts[0].role != .latent,
      outer.allSatisfy({ variable.indices.contains($0) }),
      case .distribution(let distribution) = variable.parts[0].definition,
      case .family(let family, let arguments) = distribution.kind, !distribution.isOrdered,
      distribution.truncation == nil
    else { return false }
    let span = distribution.span
    let algebra = Algebra(span: span)
    let shape = variable.type.shape
    let components = shape.prefix(shape.count - family.eventRank).map {
      Self.letter(over: $0, in: &model)
    }
    let places = components.map { TypedExpression(.index($0), .nat, at: span) }
    let own = variable.indices.map { TypedExpression(.index($0), .nat, at: span) }
    let inner = shape.suffix(family.eventRank)
    let x = TypedExpression(
      .variable(id, own + places), Self.elementType(variable.type, components.count), at: span)
    var state: IndexID?
    if family == .categorical, case .member(let set) = variable.type.scalar {
      state = Self.letter(over: set, in: &model)
    } else if family == .multinomial, let set = inner.first {
      state = Self.letter(over: set, in: &model)
    }
    guard state == nil || components.isEmpty else { return false }
    var inserted: [ParameterName: TypedExpression] = [:]
    for (name, argument) in arguments {
      let value = withState(argument)
      guard !readsRows(value) else { return false }
      if family.eventRank > 0, name != .mean, name != .probabilities, mentionsClass(value) {
        return false
      }
      inserted[name] = family.eventRank > 0 ? value : value.element(at: places)
    }
    guard
      let form = ExponentialForm(family, inserted, of: x, state: state, algebra)
    else { return false }
    let letters = variable.indices.filter { !outer.contains($0) } + components
    for term in form.terms where mentionsClass(term.coefficient) {
      terms.append(
        Term(
          feature: id, coefficient: term.coefficient, statistic: term.statistic,
          letters: letters + term.letters, isLinear: term.isLinear, isVector: term.isVector))
    }
    for constant in form.constants where mentionsClass(constant) {
      constants.append(Constant(value: constant, letters: letters))
    }
    return true
  }

  /// An expression with the letter of the class in the place of the class, values that are computed
  /// from the class written out.
  private func withState(_ e: TypedExpression) -> TypedExpression {
    e.rewritten { inner in
      guard case .variable(let id, let subscripts) = inner.kind else { return nil }
      if id == classes { return TypedExpression(.index(letter), inner.type, at: inner.span) }
      let variable = model.variables[id]
      guard variable.parts.count == 1, !variable.isRandom,
        case .expression(let value) = variable.parts[0].definition,
        model.randomVariables(in: value).contains(classes)
      else { return nil }
      let places = Dictionary(
        zip(variable.indices, subscripts), uniquingKeysWith: { first, _ in first })
      let put = value.rewritten { part in
        if case .index(let letter) = part.kind { places[letter] } else { nil }
      }
      return withState(put.element(at: Array(subscripts.dropFirst(variable.indices.count))))
    }
  }

  private func mentionsClass(_ e: TypedExpression) -> Bool {
    var found = false
    e.forEach { if $0.kind == .index(letter) { found = true } }
    return found
  }

  /// Whether an expression depends on the row, by its letters or by what is in the row.
  private func readsRows(_ e: TypedExpression) -> Bool {
    let outer = model.variables[classes].indices
    var found = model.randomVariables(in: e).contains { id in
      model.variables[id].indices.contains(where: outer.contains)
    }
    e.forEach { inner in
      if case .index(let letter) = inner.kind, outer.contains(letter) { found = true }
    }
    return found
  }

  private static func elementType(_ type: ValueType, _ count: Int) -> ValueType {
    if count == 0 { return type }
    return type.shape.count == count
      ? type.scalar : .array(type.scalar, over: Array(type.shape.dropFirst(count)))
  }

  /// A new letter over a set, called as a declared one, or after the set.
  private static func letter(over set: IndexSetID, in model: inout TypedModel) -> IndexID {
    let declared = model.indices.rows.first { $0.set == set && $0.isDeclared }
    let name = declared?.name ?? model.indexSets[set].name.lowercased()
    return model.indices.add(
      Index(
        name: name.isEmpty ? "i" : name, set: set, range: nil, isDeclared: false,
        span: model.indexSets[set].span))
  }
}

extension LogisticTwin {
  /// `b(c) + Σ w(c) T(x)` for the class that a letter or an expression stands for.
  func score(of state: TypedExpression) -> TypedExpression {
    let algebra = Algebra(span: state.span)
    let parts =
      constants.map { algebra.sum($0.value, over: $0.letters) }
      + terms.map { term in
        algebra.sum(
          algebra.binary(
            term.isVector ? .contract : .multiply, term.coefficient, term.statistic),
          over: term.letters)
      }
    return algebra.sum(parts).rewritten { $0.kind == .index(letter) ? state : nil }
  }

  /// The sum over all rows of the log probability of their class: softmax of the scores.
  var logConditional: TypedExpression {
    let variable = model.variables[classes]
    let algebra = Algebra(span: variable.span)
    let rows = variable.indices
    let own = TypedExpression(
      .variable(classes, rows.map { TypedExpression(.index($0), .nat, at: variable.span) }),
      variable.type, at: variable.span)
    let any = TypedExpression(.index(letter), variable.type, at: variable.span)
    let total = TypedExpression(
      .reduction(.logsumexp, [letter], condition: nil, score(of: any)), .real, at: variable.span)
    return algebra.sum(algebra.binary(.subtract, score(of: own), total), over: rows)
  }
}
