import Inference
import Reporting

/// What a file of `gmc fit` says of how a stochastic ascent goes on.
struct SavedTraining: Equatable, Sendable {
  /// What the run is made of, by what it is called in messages; see `Session.ingredients`.
  let ingredients: [Ingredient]
  let state: TrainingState
  /// The best epoch on rows that are held out, if there are some to judge by.
  let best: BestEpoch?

  /// Something that a run that goes on must have in common with the one that stopped.
  struct Ingredient: Equatable, Sendable {
    let name: String
    let value: String
  }

  init(ingredients: [Ingredient], state: TrainingState, best: BestEpoch?) {
    self.ingredients = ingredients
    self.state = state
    self.best = best
  }

  var json: JSONValue {
    let made = ingredients.map { JSONValue.Member($0.name, .string($0.value)) }
    let tables = [
      SavedTable(name: "position", values: state.position),
      SavedTable(name: "first", values: state.optimizer.first),
      SavedTable(name: "second", values: state.optimizer.second),
      SavedTable(name: "total", values: [state.total]),
    ]
    var members: [JSONValue.Member] = [
      .init("epoch", .integer(state.epoch)), .init("batch", .integer(state.batch)),
      .init("steps", .integer(state.optimizer.stepCount)), .init("made_of", .object(made)),
      .init("tables", .array(tables.map(\.json))),
    ]
    if let best { members.append(.init("best", best.json)) }
    return .object(members)
  }

  /// `nil` if this is no such record, or one of another rule.
  init?(_ json: JSONValue, rule: StepRule) {
    guard case .integer(let epoch)? = json["epoch"], epoch >= 0,
      case .integer(let batch)? = json["batch"], batch >= 0,
      case .integer(let steps)? = json["steps"], case .object(let made)? = json["made_of"],
      let elements = json["tables"]?.elements
    else { return nil }
    let saved = elements.compactMap { SavedTable($0) }
    let tables = Dictionary(
      saved.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
    guard let position = tables["position"], let first = tables["first"],
      let second = tables["second"], let total = tables["total"], total.count == 1,
      first.count == position.count, (position + first + second + total).allSatisfy(\.isFinite),
      let optimizer = StochasticOptimizer<Double>(
        rule, stepCount: steps, first: first, second: second)
    else { return nil }
    ingredients = made.compactMap { member in
      member.value.string.map { Ingredient(name: member.name, value: $0) }
    }
    state = TrainingState(
      position: position, optimizer: optimizer, epoch: epoch, batch: batch, total: total[0])
    best = json["best"].flatMap { BestEpoch($0) }
  }
}
