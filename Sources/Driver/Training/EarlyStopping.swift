import Reporting

/// When a stochastic ascent is over before its last epoch: once rows that are held out have been no
/// better for some epochs. Its result is the best epoch.
struct EarlyStopping: Sendable {
  /// How many epochs without a better one end it.
  let patience: Int
  private(set) var best: BestEpoch?
  private(set) var isOver = false

  init(patience: Int, best: BestEpoch?) {
    self.patience = patience
    self.best = best
  }

  /// Takes the objective on the rows that are held out, after an epoch.
  mutating func judge(_ heldOut: Double, epoch: Int, at position: [Double]) {
    if best.map({ heldOut > $0.heldOut }) ?? heldOut.isFinite {
      best = BestEpoch(epoch: epoch, heldOut: heldOut, position: position)
    }
    isOver = best.map { epoch - $0.epoch >= patience } ?? false
  }
}

/// The epoch of a stochastic ascent after which rows that are held out had their best objective.
struct BestEpoch: Equatable, Sendable {
  /// The number of whole epochs behind the point.
  let epoch: Int
  /// The objective on the rows that are held out, large where it is good.
  let heldOut: Double
  /// The point.
  let position: [Double]

  init(epoch: Int, heldOut: Double, position: [Double]) {
    self.epoch = epoch
    self.heldOut = heldOut
    self.position = position
  }

  var json: JSONValue {
    let tables = [
      SavedTable(name: "best", values: position), SavedTable(name: "held_out", values: [heldOut]),
    ]
    return ["epoch": .integer(epoch), "tables": .array(tables.map(\.json))]
  }

  /// `nil` if this is no such record.
  init?(_ json: JSONValue) {
    guard case .integer(let epoch)? = json["epoch"],
      let saved = json["tables"]?.elements?.compactMap({ SavedTable($0) }), saved.count == 2,
      saved[0].name == "best", saved[1].name == "held_out", saved[1].values.count == 1
    else { return nil }
    self.init(epoch: epoch, heldOut: saved[1].values[0], position: saved[0].values)
  }
}
