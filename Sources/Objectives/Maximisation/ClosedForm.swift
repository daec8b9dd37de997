import Binding
import Semantics
import Syntax

/// Why no step of an objective has a closed form, as the end of a sentence.
public struct NoClosedForm: Error, Hashable, Sendable {
  public let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// A family of the catalogue whose parameters are points of the question.
struct Tally {
  let family: Family
  /// The point behind each argument that is one.
  let points: [ParameterName: VariableID]
  /// The arguments that no point stands in.
  let others: [ParameterName: TypedExpression]
  /// The point with the most letters: draws are counted over its letters.
  let widest: VariableID
  /// At which subscripts each statement reads the widest point.
  var places: [Statement.Source: [TypedExpression]]
}

extension ClosedFormPlan {
  /// Whether a prior makes the best mean depend on the variance.
  var couplesParameters: Bool {
    tallies.contains { tally in
      tally.points.count > 1 && tally.points.values.contains { priors[$0] != nil }
    }
  }
}

/// What is known of the points of an objective before anything is lowered: each stands itself, at
/// subscripts, as an argument of one family, and has at most a prior besides.
struct ClosedFormPlan {
  /// One for each set of points that share a family.
  private(set) var tallies: [Tally] = []
  /// The priors that count.
  private(set) var priors: [VariableID: Distribution] = [:]

  /// Whether something random is known on no row, or not on all, and so is summed out.
  private(set) var sumsOut = false

  private let bound: BoundModel
  private let points: Set<VariableID>
  private var model: TypedModel { bound.model }

  /// - Parameters:
  ///   - value: what is maximised; sums of queries are understood.
  ///   - points: what it is maximised over.
  init(
    _ bound: BoundModel, value: TypedExpression, points: Set<VariableID>
  ) throws(NoClosedForm) {
    self.bound = bound
    self.points = points
    for query in try Self.queries(in: value, of: bound.model) { try add(query) }
    for point in points.sorted() where !tallies.contains(where: { $0.reads(point) }) {
      let name = bound.model.variables[point].name
      throw NoClosedForm("no distribution has `\(name)` as its parameter")
    }
  }

  private static func queries(
    in expression: TypedExpression, of model: TypedModel
  ) throws(NoClosedForm) -> [Query] {
    let e = model.spelledOut(expression)
    if case .logQuery(let query) = e.kind, query.density == .model { return [query] }
    if case .binary(.add, let x, let y) = e.kind {
      return try queries(in: x, of: model) + queries(in: y, of: model)
    }
    throw NoClosedForm("the objective is no sum of logs of densities")
  }

  private mutating func add(_ query: Query) throws(NoClosedForm) {
    func named(_ items: [QueryItem]) -> Set<VariableID> {
      Set(items.flatMap { model.variables(in: $0) }.filter { model.variables[$0].isRandom })
    }
    let (targets, conditions) = (named(query.targets), named(query.conditions))
    let isPlain = (query.targets + query.conditions).allSatisfy { $0.value == nil }
    guard isPlain, conditions.isSubset(of: points) else {
      throw NoClosedForm("the objective is conditional on what is no point")
    }
    let kept = targets.union(conditions)
    for statement in model.withoutBarrenLeaves(model.statements, keeping: kept) {
      // log p(x | w) = log p(x, w) - log p(w): the priors of what stands behind the bar cancel.
      if let id = statement.defines, conditions.contains(id) { continue }
      let isKnown = { (id: VariableID) in
        points.contains(id)
          || kept.contains(id) && bound.values[id]?.known?.contains(false) != true
      }
      if !statement.mentions.allSatisfy(isKnown) { sumsOut = true }
      try add(statement)
    }
  }

  private mutating func add(_ statement: Statement) throws(NoClosedForm) {
    guard case .part(let id, let index) = statement.source,
      case .distribution(let distribution) = model.variables[id].parts[index].definition
    else {
      if statement.mentions.isDisjoint(with: points) { return }
      throw NoClosedForm("a factor reads a point")
    }
    let read = pointsRead(by: distribution.children)
    let name = model.variables[id].name
    if points.contains(id) {
      guard read.isEmpty, priors[id] == nil, model.variables[id].parts.count == 1 else {
        throw NoClosedForm("the prior of `\(name)` reads another point")
      }
      priors[id] = distribution
      return
    }
    if read.isEmpty { return }
    guard case .family(let family, let arguments) = distribution.kind,
      distribution.truncation == nil, !distribution.isOrdered, distribution.copies.isEmpty
    else { throw NoClosedForm("`\(name)` has no plain distribution") }
    var direct: [ParameterName: VariableID] = [:]
    var others: [ParameterName: TypedExpression] = [:]
    var places: [VariableID: [TypedExpression]] = [:]
    for (parameter, argument) in arguments {
      if pointsRead(by: [argument]).isEmpty {
        others[parameter] = argument
        continue
      }
      guard case .variable(let point, let subscripts) = argument.kind, points.contains(point),
        subscripts.count == model.variables[point].indices.count, places[point] == nil
      else {
        let text = model.text(of: argument)
        throw NoClosedForm("`\(text)` is no point, but a function of one")
      }
      direct[parameter] = point
      places[point] = subscripts
    }
    let rank = direct.map { model.variables[$1].type.shape.count - family.eventRank(of: $0) }
    guard distribution.lifted.count == rank.max() else {
      throw NoClosedForm("no point of `\(name)` has all its components")
    }
    try add(
      Tally(
        family: family, points: direct, others: others, widest: try widest(places),
        places: [statement.source: []]), places, statement.source)
  }

  /// The points that expressions read, through what is computed on the way.
  private func pointsRead(by expressions: [TypedExpression]) -> Set<VariableID> {
    var found: Set<VariableID> = []
    var waiting = expressions
    while let e = waiting.popLast() {
      for id in model.variablesRead(by: e) where found.insert(id).inserted {
        guard !model.variables[id].isRandom else { continue }
        for case .expression(let value) in model.variables[id].parts.map(\.definition) {
          waiting.append(value)
        }
      }
    }
    return found.intersection(points)
  }

  /// The point with the most letters; the others must have some of them, at the same subscripts.
  private func widest(
    _ places: [VariableID: [TypedExpression]]
  ) throws(NoClosedForm) -> VariableID {
    func letters(_ id: VariableID) -> [IndexID] { model.variables[id].indices }
    let order = places.keys.sorted { (-letters($0).count, $0) < (-letters($1).count, $1) }
    guard let widest = order.first, let wide = places[widest] else {
      throw NoClosedForm("a distribution has no parameter")
    }
    for (id, subscripts) in places {
      for (letter, subscript_) in zip(letters(id), subscripts) {
        guard let slot = letters(widest).firstIndex(of: letter),
          model.text(of: wide[slot]) == model.text(of: subscript_)
        else {
          let names = [widest, id].map { "`\(model.variables[$0].name)`" }
          throw NoClosedForm("\(names.joined(separator: " and ")) are read at different places")
        }
      }
    }
    return widest
  }

  private mutating func add(
    _ tally: Tally, _ places: [VariableID: [TypedExpression]], _ source: Statement.Source
  ) throws(NoClosedForm) {
    let place = places[tally.widest] ?? []
    guard
      let known = tallies.firstIndex(where: { other in
        !Set(other.points.values).isDisjoint(with: tally.points.values)
      })
    else {
      var tally = tally
      tally.places[source] = place
      return tallies.append(tally)
    }
    guard tallies[known].family == tally.family, tallies[known].points == tally.points,
      tallies[known].others.isEmpty, tally.others.isEmpty, tallies[known].places[source] == nil
    else { throw NoClosedForm("several distributions share a point") }
    tallies[known].places[source] = place
  }
}

extension Tally {
  func reads(_ point: VariableID) -> Bool { points.values.contains(point) }
}
