import Semantics
import Syntax

/// Writes typed expressions as formulas.
struct FormulaWriter {
  let model: TypedModel
  let pen: Pen

  func text(_ e: TypedExpression) -> String {
    switch e.kind {
    case .number(let number): return decimal(number)
    case .boolean(let truth): return truth ? "true" : "false"
    case .infinity: return pen.word("\\infty", "∞")
    case .none: return "none"
    case .variable(let id, let subscripts): return variable(id, subscripts.map { text($0) })
    case .local(let local): return pen.name(model.locals[local].name)
    case .index(let letter): return pen.name(model.indices[letter].name)
    case .member(let set, let position): return member(set, position)
    case .endpoint(let set, let end):
      return end == .first ? "1" : pen.name(model.indexSets[set].name)
    case .indexSet(let set): return pen.name(model.indexSets[set].name)
    case .range(let range):
      return "\(text(range.lower))\(pen.word("\\ldots ", ".."))\(text(range.upper))"
    case .element(let array, let subscripts):
      return element(of: array, subscripts.map { text($0) })
    case .field(let record, let field): return "\(text(record)).\(pen.upright(field))"
    case .group(let group): return pen.name(model.groups[group].name)
    case .unary(.negate, let x): return "-\(factor(x))"
    case .unary(.not, let x): return "\(pen.word("\\lnot ", "not "))\(factor(x))"
    case .binary(let op, let x, let y): return binary(op, x, y)
    case .conditional(let test, let x, let y):
      return conditional(text(test), text(x), text(y))
    case .call(let function, let arguments): return call(function, arguments)
    case .apply(let function, let arguments, let weights):
      let values = arguments.map { text($0) }.joined(separator: ", ")
      let tail = weights.map { "; \(text($0))" } ?? ""
      return "\(pen.name(model.functions[function].name))(\(values)\(tail))"
    case .vector(let elements): return "[\(elements.map { text($0) }.joined(separator: ", "))]"
    case .reduction(let op, let letters, let condition, let body):
      return reduction(op, letters, condition, body)
    case .expectation(let draws, let body):
      let below = draws.map { distribution($0.distribution) }.joined(separator: ", ")
      return "\(pen.word("\\mathbb{E}_{\(below)}", "E[\(below)]")) \(factor(body))"
    case .logQuery(let query): return "\(pen.word("\\log ", "log "))\(self.query(query))"
    case .elbo(let guide): return pen.function("elbo", [model.guides[guide].name])
    case .known(let x): return pen.function("known", [text(x)])
    case .poison: return "?"
    }
  }

  /// An element of an array: a typesetter puts all subscripts of a variable into one list, since
  /// it takes one only.
  private func element(of array: TypedExpression, _ subscripts: [String]) -> String {
    if pen.notation == .latex {
      if case .variable(let id, let own) = array.kind {
        return variable(id, own.map { text($0) } + subscripts)
      }
      if case .element(let inner, let own) = array.kind {
        return element(of: inner, own.map { text($0) } + subscripts)
      }
      if case .local(let local) = array.kind {
        return pen.name(model.locals[local].name, indices: subscripts)
      }
    }
    return pen.subscripted(text(array), subscripts)
  }

  func variable(_ id: VariableID, _ indices: [String]) -> String {
    pen.name(model.variables[id].name, label: model.variables[id].label, indices: indices)
  }

  /// A variable at the letters of its declaration.
  func variable(_ id: VariableID) -> String {
    variable(id, model.variables[id].indices.map { pen.name(model.indices[$0].name) })
  }

  /// `p(A | B)`.
  func query(_ query: Query) -> String {
    let density = name(of: query.density)
    let targets = query.targets.map { item($0, in: query.density) }.joined(separator: ", ")
    guard !query.conditions.isEmpty else { return "\(density)(\(targets))" }
    let conditions = query.conditions.map { item($0, in: query.density) }.joined(separator: ", ")
    return "\(density)(\(targets) \(pen.word("\\mid", "|")) \(conditions))"
  }

  func name(of density: Query.Density) -> String {
    switch density {
    case .model: "p"
    case .guide(let guide): pen.name(model.guides[guide].name)
    case .use(let use): pen.name(model.uses[use].alias)
    }
  }

  func item(_ item: QueryItem, in density: Query.Density = .model) -> String {
    // An item of a used model's density speaks of a variable there.
    var writer = self
    if case .use(let use) = density {
      writer = FormulaWriter(model: model.uses[use].model, pen: pen)
    }
    let name =
      switch item.subject {
      case .variable(let id, let subscripts):
        writer.variable(id, subscripts.map { text($0) })
      case .group(let group): pen.name(writer.model.groups[group].name)
      }
    guard let value = item.value.map({ text($0) }), value != name else { return name }
    return "\(name) = \(value)"
  }

  /// `Normal(μ, σ)`, with `of` the density at a value: `Normal(x; μ, σ)`.
  func distribution(_ d: Distribution, of value: String? = nil) -> String {
    let prefix = value.map { "\($0); " } ?? ""
    switch d.kind {
    case .query(let query): return self.query(query, of: value)
    case .energy(let e): return pen.function("exp", [text(e)])
    case .family(let family, let arguments):
      let list = ParameterName.allCases.compactMap { name -> String? in
        arguments[name].map { named(name, family) ? "\(name.rawValue)=\(text($0))" : text($0) }
      }
      let inside = "\(prefix)\(list.joined(separator: ", "))"
      let name = pen.word("\\operatorname{\(family.rawValue)}", family.rawValue)
      return "\(name)(\(inside))\(shape(d))"
    }
  }

  /// The copies and the restriction of a distribution.
  private func shape(_ d: Distribution) -> String {
    var text = ""
    if !d.copies.isEmpty {
      let sets = d.copies.map { pen.name(model.indexSets[$0].name) }
      text += pen.word(
        "^{\(sets.joined(separator: " \\times "))}", "^\(sets.joined(separator: "×"))")
    }
    if d.isOrdered { text += pen.word("\\text{ ordered}", " ordered") }
    guard let bounds = d.truncation else { return text }
    let lower = bounds.lower.map { self.text($0) } ?? pen.word("-\\infty", "-∞")
    let upper = bounds.upper.map { self.text($0) } ?? pen.word("\\infty", "∞")
    return text + pen.word("\\big|_{(\(lower), \(upper))}", " truncated (\(lower), \(upper))")
  }

  /// Whether an argument is written with its name because another one stands in its place.
  private func named(_ parameter: ParameterName, _ family: Family) -> Bool {
    switch parameter {
    case .variance, .precision, .logit, .logits: true
    case .cholesky: family == .multivariateNormal
    case .mean, .sd, .covariance, .degrees, .scale, .rate, .shape, .a, .b, .lower, .upper,
      .concentration, .probability, .probabilities, .trials, .eta, .value, .cuts, .data,
      .bandwidth, .members, .rate1, .rate2:
      false
    }
  }

  private func binary(
    _ op: BinaryOperator, _ x: TypedExpression, _ y: TypedExpression
  ) -> String {
    switch op {
    case .or: "\(factor(x)) \(pen.word("\\lor", "or")) \(factor(y))"
    case .and: "\(factor(x)) \(pen.word("\\land", "and")) \(factor(y))"
    case .less: "\(text(x)) < \(text(y))"
    case .greater: "\(text(x)) > \(text(y))"
    case .lessOrEqual: "\(text(x)) \(pen.word("\\le", "≤")) \(text(y))"
    case .greaterOrEqual: "\(text(x)) \(pen.word("\\ge", "≥")) \(text(y))"
    case .equal: "\(text(x)) = \(text(y))"
    case .notEqual: "\(text(x)) \(pen.word("\\ne", "≠")) \(text(y))"
    case .add: "\(text(x)) + \(text(y))"
    case .subtract: "\(text(x)) - \(factor(y))"
    case .multiply: "\(factor(x))\(pen.word("\\,", " "))\(factor(y))"
    case .divide:
      pen.notation == .latex
        ? pen.fraction(text(x), text(y)) : pen.fraction(factor(x), divisor(y))
    case .contract:
      pen.notation == .latex
        ? "\(pen.power(base(x), "\\top")) \(factor(y))" : "\(factor(x))·\(factor(y))"
    case .power: pen.power(base(x), text(y))
    }
  }

  /// What stands below an exponent: anything but a name, a number, an element or a call is put in
  /// parentheses.
  private func base(_ e: TypedExpression) -> String {
    if case .binary = e.kind { return pen.parenthesized(text(e)) }
    // The square of a norm has an exponent already.
    if case .call(.norm2, _) = e.kind { return pen.parenthesized(text(e)) }
    return factor(e)
  }

  /// What stands after a stroke: a product is put in parentheses too.
  private func divisor(_ e: TypedExpression) -> String {
    if case .binary(.multiply, _, _) = e.kind { return pen.parenthesized(text(e)) }
    return factor(e)
  }

  /// An expression that stands beside a product sign: sums are put in parentheses.
  private func factor(_ e: TypedExpression) -> String {
    if case .binary(let op, _, _) = e.kind, op != .power, op != .multiply, op != .contract {
      return pen.parenthesized(text(e))
    }
    switch e.kind {
    case .reduction, .conditional, .unary, .logQuery: return pen.parenthesized(text(e))
    case .number, .boolean, .infinity, .none, .variable, .local, .index, .member, .endpoint,
      .indexSet, .range, .element, .field, .group, .binary, .call, .apply, .vector,
      .expectation, .elbo, .known, .poison:
      return text(e)
    }
  }

  private func reduction(
    _ op: ReductionOperator, _ letters: [IndexID], _ condition: TypedExpression?,
    _ body: TypedExpression
  ) -> String {
    let names = letters.map { letter -> String in
      let name = pen.name(model.indices[letter].name)
      guard let range = model.indices[letter].range else { return name }
      return "\(name) = \(text(range.lower))\(pen.word("\\ldots ", ".."))\(text(range.upper))"
    }
    let below = (names + (condition.map { [text($0)] } ?? [])).joined(separator: ", ")
    switch op {
    case .sum: return "\(pen.big(.sum, below)) \(factor(body))"
    case .prod: return "\(pen.big(.prod, below)) \(factor(body))"
    case .max: return "\(pen.big(.max, below)) \(factor(body))"
    case .min: return "\(pen.big(.min, below)) \(factor(body))"
    case .mean:
      return "\(pen.word("\\operatorname{mean}_{\(below)}", "mean[\(below)]")) \(factor(body))"
    case .logsumexp:
      return
        "\(pen.word("\\log", "log")) \(pen.big(.sum, below)) \(pen.function("exp", [text(body)]))"
    }
  }

  private func call(_ function: Builtin, _ arguments: [TypedExpression]) -> String {
    let values = arguments.map { text($0) }
    if function == .sqrt { return pen.word("\\sqrt{\(values[0])}", "√(\(values[0]))") }
    if function == .norm2 {
      return pen.word("\\lVert \(values[0]) \\rVert^2", "‖\(values[0])‖²")
    }
    return pen.function(function.rawValue, values)
  }

  private func conditional(_ test: String, _ x: String, _ y: String) -> String {
    pen.word(
      "\\begin{cases} \(x) & \(test) \\\\ \(y) & \\text{otherwise} \\end{cases}",
      "(\(x) if \(test) else \(y))")
  }

  private func member(_ set: IndexSetID, _ position: Int) -> String {
    guard case .names(let names) = model.indexSets[set].extent, position < names.count else {
      return String(position)
    }
    return pen.quoted(names[position])
  }

  /// A number without a needless `.0`.
  private func decimal(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15
      ? String(Int(number)) : String(number)
  }
}
