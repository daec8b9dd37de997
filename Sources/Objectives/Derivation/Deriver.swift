import Semantics
import Syntax
import TensorIR

/// Carries out elimination on formulas, in the order in which the lowering does it on tensors.
struct Deriver {
  let model: TypedModel
  let formula: FormulaWriter
  let pen: Pen
  private var steps: [Derivation.Step] = []
  /// What takes the place of integrals without a closed form.
  private var estimator: Estimator?

  init(model: TypedModel, notation: Notation) {
    self.model = model
    pen = Pen(notation: notation)
    formula = FormulaWriter(model: model, pen: pen)
  }

  mutating func derive(
    _ stage: Objective.Stage?, title: String?, tellsStory: Bool
  ) -> Derivation {
    if tellsStory { story() }
    estimator = stage?.estimator
    if let stage {
      question(stage)
    } else {
      posterior()
    }
    return Derivation(
      title: title ?? model.documentation.map { "\(model.name): \($0)" } ?? model.name,
      notation: pen.notation, steps: steps)
  }

  // MARK: What the story consists of

  private var statements: [Statement] { model.statements }

  var randomVariables: [VariableID] {
    model.variables.ids.filter { model.variables[$0].isRandom && model.variables[$0].guide == nil }
  }

  var latents: [VariableID] {
    randomVariables.filter { model.variables[$0].parts.contains { $0.role == .latent } }
  }

  /// The parameters and hypers that every density is conditioned on.
  private var conditioned: [VariableID] {
    model.variables.ids.filter { id in
      let variable = model.variables[id]
      guard variable.guide == nil else { return false }
      switch variable.parts[0].role {
      case .given, .parameter, .hyper: return true
      case .observed, .partial, .latent, .deterministic, .abbreviation: return false
      }
    }
  }

  func isFinite(_ id: VariableID) -> Bool {
    switch model.variables[id].type {
    case .bool, .member, .int, .nat: true
    case .real, .positive, .unit, .interval, .spread, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
      .weights, .array, .optional, .record, .group, .poison:
      false
    }
  }

  private func names(_ items: [QueryItem]) -> Set<VariableID> {
    Set(items.flatMap { model.variables(in: $0) }.filter { model.variables[$0].isRandom })
  }

  // MARK: Factors

  /// The density of one statement at one element of its plates.
  private func factor(_ statement: Statement) -> String {
    switch statement.source {
    case .part(let id, let index):
      let part = model.variables[id].parts[index]
      let value = formula.variable(id, place(id, part))
      switch part.definition {
      case .distribution(let distribution): return formula.distribution(distribution, of: value)
      case .expression(let e): return "\(value) = \(formula.text(e))"
      case .none, .jointFactor: return value
      }
    case .factor(let index):
      return pen.function("exp", [formula.text(model.factors[index].logValue)])
    case .tie(let index):
      return coupling(model.ties[index])
    }
  }

  private func place(_ id: VariableID, _ part: Variable.Part) -> [String] {
    zip(model.variables[id].indices, part.region).map { letter, region in
      switch region {
      case .first: "1"
      case .last: pen.name(model.indexSets[model.indices[letter].set].name)
      case .at(let member): String(member)
      case .all, .range: pen.name(model.indices[letter].name)
      }
    }
  }

  /// The letters that a statement is repeated over.
  private func plates(of statement: Statement) -> [IndexID] {
    switch statement.source {
    case .part(let id, let index):
      let part = model.variables[id].parts[index]
      return zip(model.variables[id].indices, part.region).filter { _, region in
        switch region {
        case .all, .range: true
        case .first, .last, .at: false
        }
      }.map(\.0)
    case .factor(let index): return model.factors[index].indices
    case .tie: return []
    }
  }

  func productOverPlates(_ factor: String, _ plates: [IndexID]) -> String {
    guard !plates.isEmpty else { return factor }
    let names = plates.map { pen.name(model.indices[$0].name) }.joined(separator: ", ")
    return "\(pen.big(.prod, names)) \(factor)"
  }

  private func integral(_ id: VariableID) -> String {
    pen.word("\\int d\(formula.variable(id))\\,", "∫d\(formula.variable(id))")
  }

  // MARK: Steps

  mutating func say(_ sentence: String, _ formula: String? = nil) {
    steps.append(Derivation.Step(sentence: sentence, formula: formula))
  }

  /// The factors of the joint, one for each statement.
  private mutating func story() {
    let lowering = statements
    let product = lowering.map { productOverPlates(factor($0), plates(of: $0)) }
    let names = randomVariables.map { formula.variable($0, []) }.joined(separator: ", ")
    guard !names.isEmpty else { return }
    let knowns = conditioned.map { formula.variable($0, []) }.joined(separator: ", ")
    let bar = knowns.isEmpty ? "" : " \(pen.word("\\mid", "|")) \(knowns)"
    say(
      "The story says that the joint density is",
      pen.lines(
        "p(\(names)\(bar))", model.ties.isEmpty ? " = " : pen.word(" \\propto ", " ∝ "), product,
        pen.word("\\;", " · ")))
    explainTies()
    explainValues()
  }

  /// What the deterministic values stand for: `w_MOE[n] = Σ[k] gate[n][k] w[k]`.
  private mutating func explainValues() {
    for id in model.variables.ids where model.variables[id].guide == nil {
      for part in model.variables[id].parts where part.role == .deterministic {
        guard case .expression(let e) = part.definition else { continue }
        say("where", "\(formula.variable(id, place(id, part))) = \(formula.text(e))")
      }
    }
  }

  private mutating func question(_ stage: Objective.Stage) {
    let verb = stage.direction == .maximize ? "maximise" : "minimise"
    let over = stage.over.map { movable in
      switch movable {
      case .variable(let id): formula.variable(id, [])
      case .function(let id): pen.name(model.functions[id].name)
      }
    }
    let tail = over.isEmpty ? "" : " over " + over.map { inline($0) }.joined(separator: ", ")
    say("The objective is to \(verb)\(tail)", formula.text(stage.value))
    explainAbbreviations(in: stage.value)
    for query in model.queries(in: stage.value) { expand(query) }
    explainTwins(model.queries(in: stage.value))
    for guide in bounds(in: stage.value) { expandBound(guide) }
  }

  private mutating func posterior() {
    let discrete = latents.filter { isFinite($0) }
    let drawn = latents.filter { !isFinite($0) }.map { inline(formula.variable($0, [])) }
    eliminateAll(
      Set(discrete), from: statements, as: pen.word("\\log p", "log p"),
      lead:
        "The posterior of \(drawn.joined(separator: ", ")) has, up to a constant, the log density")
  }

  /// A formula within a sentence.
  func inline(_ text: String) -> String { pen.word("$\(text)$", text) }

  /// Writes a query as the log of its factors, summed over what it does not mention.
  private mutating func expand(_ query: Query) {
    guard query.density == .model else { return }
    let conditions = names(query.conditions)
    let kept = names(query.targets).union(conditions)
    let relevant = model.withoutBarrenLeaves(statements, keeping: kept)
    let dropped = randomVariables.filter { id in
      !kept.contains(id) && !relevant.contains { $0.mentions.contains(id) }
    }
    if !dropped.isEmpty {
      let list = dropped.map { inline(formula.variable($0)) }
      say(
        "Nothing that is asked for depends on \(list.joined(separator: ", ")): "
          + "what is left out integrates to one.")
    }
    let mentioned = relevant.reduce(into: Set<VariableID>()) { $0.formUnion($1.mentions) }
    let summed = mentioned.subtracting(kept)
    let conditioned = model.withoutBarrenLeaves(statements, keeping: conditions)
    let common = relevant.filter {
      conditioned.contains($0) && $0.mentions.isSubset(of: conditions)
    }
    let below = conditioned.filter { !common.contains($0) }
    let above = relevant.filter { !common.contains($0) }
    let log = pen.word("\\log ", "log ")
    guard !conditions.isEmpty, !below.isEmpty else {
      return eliminateAll(summed, from: above, as: log + formula.query(query))
    }
    // What only the factors that both have in common define stays behind the bar.
    let defined = below.reduce(into: Set<VariableID>()) { result, statement in
      result.formUnion(statement.defines.map { [$0] } ?? statement.mentions)
    }
    func isGiven(_ item: QueryItem) -> Bool {
      model.variables(in: item).allSatisfy { !defined.contains($0) }
    }
    let moved = query.conditions.filter { !isGiven($0) }
    func part(_ targets: [QueryItem]) -> String {
      log
        + formula.query(
          Query(
            density: .model, targets: targets, conditions: query.conditions.filter(isGiven),
            span: query.span))
    }
    let (joint, marginal) = (part(query.targets + moved), part(moved))
    say(
      "A conditional is a joint density over a marginal one:",
      "\(log)\(formula.query(query)) = \(joint) - \(marginal)")
    eliminateAll(summed, from: above, as: joint)
    let lost = below.reduce(into: Set<VariableID>()) { $0.formUnion($1.mentions) }
    eliminateAll(lost.subtracting(conditions), from: below, as: marginal)
  }

  /// Sums variables out of a product, the one with the most plates first, and says so.
  private mutating func eliminateAll(
    _ variables: Set<VariableID>, from statements: [Statement], as title: String,
    lead: String = "In full:"
  ) {
    var terms = statements.map {
      FormulaTerm(product: factor($0), plates: plates(of: $0), mentions: $0.mentions)
    }
    let order = variables.sorted { a, b in
      let plates = (model.variables[a].indices.count, model.variables[b].indices.count)
      return plates.0 == plates.1 ? a < b : plates.1 < plates.0
    }
    for variable in order {
      let chain = model.recursionLetter(of: variable)
      let letters = model.variables[variable].indices.filter { $0 != chain }
      let own = Set(letters)
      let involved = terms.filter { $0.mentions.contains(variable) }
      terms.removeAll { $0.mentions.contains(variable) }
      let inner = involved.map { term in
        productOverPlates(term.product, term.plates.filter { !own.contains($0) })
      }.joined(separator: pen.word("\\,", " "))
      let whole = formula.variable(variable, letters.map { pen.name(model.indices[$0].name) })
      let sign = isFinite(variable) ? pen.big(.sum, whole) : integral(variable)
      let mentions = involved.reduce(into: Set<VariableID>()) { $0.formUnion($1.mentions) }
      terms.append(
        FormulaTerm(
          product: "\(sign) \(inner)", plates: letters,
          mentions: mentions.subtracting([variable])))
    }
    for variable in order { explain(variable) }
    explainHoles(statements)
    let logs = terms.map { term -> String in
      let names = term.plates.map { pen.name(model.indices[$0].name) }.joined(separator: ", ")
      let sum = names.isEmpty ? "" : pen.big(.sum, names) + " "
      return "\(sum)\(pen.word("\\log", "log")) \(term.product)"
    }
    say(lead, pen.lines(title, " = ", logs, " + "))
  }

  /// Says what happens to rows without a value.
  private mutating func explainHoles(_ statements: [Statement]) {
    for case let id? in statements.map(\.defines) {
      guard model.variables[id].parts.contains(where: { $0.role == .partial }) else { continue }
      let name = inline(formula.variable(id))
      if isFinite(id) {
        say("Where \(name) is not in the data, its factors are summed over all its values.")
      } else {
        say("Where \(name) is not in the data, its factor integrates to one.")
      }
    }
  }

  private mutating func explain(_ variable: VariableID) {
    let name = inline(formula.variable(variable))
    if isFinite(variable), let letter = model.recursionLetter(of: variable) {
      return explain(variable, along: letter)
    }
    if let estimator, !isFinite(variable) {
      return say("\(name) is integrated out by an estimate, using \(model.text(of: estimator)).")
    }
    switch model.variables[variable].type {
    case .int, .nat: say("\(name) is a whole number and is summed out exactly.")
    case .bool: say("\(name) is true or false and is summed out exactly.")
    case .member(let set):
      say("\(name) is one of \(model.indexSets[set].name) and is summed out exactly.")
    case .real, .array(.real, _):
      say(
        "\(name) is integrated out exactly: the log of the product is quadratic in it, so with "
          + "its value \(inline("c")), gradient \(inline("g")) and minus Hessian \(inline("H")) "
          + "at zero the integral is Gaussian.", gaussianIntegral)
    case .positive, .array(.positive, _):
      say(
        "\(name) is integrated out exactly: the product is a power of it times an exponential of "
          + "a power, which integrates to a gamma function.")
    case .unit, .array(.unit, _):
      say(
        "\(name) is integrated out exactly: the product is a power of it times a power of one "
          + "less it, which integrates to a beta function.")
    case .simplex, .array(.simplex, _):
      say(
        "\(name) is integrated out exactly: the product is one of powers of its elements, which "
          + "integrates to gamma functions.")
    case .interval, .spread, .ordered, .positiveOrdered, .covariance, .correlation,
      .choleskyFactor, .choleskyCorrelation, .weights, .array, .optional, .record, .group, .poison:
      say("\(name) is integrated out.")
    }
  }

  /// The recursion by which a variable leaves a chain.
  private mutating func explain(_ variable: VariableID, along letter: IndexID) {
    let name = inline(formula.variable(variable))
    let (t, state) = (pen.name(model.indices[letter].name), model.variables[variable].name)
    let alpha = pen.word("\\alpha", "α")
    let (here, before) = (
      pen.subscripted(pen.name(state), [t]), pen.subscripted(pen.name(state), ["\(t)-1"])
    )
    let (left, right) = (pen.subscripted(alpha, [t]), pen.subscripted(alpha, ["\(t)-1"]))
    let factor = pen.word(
      "p(\(here), \\ldots \\mid \(before))", "p(\(here), … | \(before))")
    say(
      "\(name) is summed out along \(inline(t)) exactly, by the forward recursion: one step from "
        + "the sum over all earlier states to the next, with all that belongs to the element.",
      "\(left)(\(here)) = \(pen.big(.sum, before)) \(factor)\(pen.word("\\,", " "))"
        + "\(right)(\(before))")
  }

  /// The logarithm of a Gaussian integral in the words of its polynomial.
  private var gaussianIntegral: String {
    pen.word(
      "c + \\tfrac12 g^\\top H^{-1} g - \\tfrac12 \\log\\det H + \\tfrac n2 \\log 2\\pi",
      "c + g' H^-1 g / 2 - log det H / 2 + n log(2π) / 2")
  }
}

/// A product of densities under plates, while variables are summed out of it.
struct FormulaTerm {
  let product: String
  let plates: [IndexID]
  let mentions: Set<VariableID>
}
