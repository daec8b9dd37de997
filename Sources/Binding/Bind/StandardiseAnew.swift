import Diagnostics
import Semantics

extension BoundModel {
  /// Takes what was standardised over all rows to mean 0 and deviation 1 over these, and rows that
  /// are held out by the same numbers, so that training sees nothing of them. False after an error.
  mutating func standardiseAnew(
    with heldOut: inout BoundModel, log: inout DiagnosticLog
  ) -> Bool {
    for (id, old) in standardisations.sorted(by: { $0.key < $1.key }) {
      guard let mine = values[id], let theirs = heldOut.values[id] else { continue }
      guard let moments = mine.moments(width: old.means.count) else {
        log.insert(.constantTrainingRows(model.variables[id].name, at: model.variables[id].span))
        return false
      }
      values[id] = mine.standardised(by: moments)
      heldOut.values[id] = theirs.standardised(by: moments)
      let whole = Standardisation(
        means: zip(zip(old.means, old.deviations), moments.means).map { $0.0 + $0.1 * $1 },
        deviations: zip(old.deviations, moments.deviations).map { $0 * $1 })
      standardisations[id] = whole
      heldOut.standardisations[id] = whole
    }
    return true
  }
}

extension BoundValue {
  /// The moments of each component over what is known; `nil` where one does not vary.
  fileprivate func moments(width: Int) -> Standardisation? {
    let numbers = numbers
    let block = max(1, numbers.count / max(1, known?.count ?? numbers.count))
    let moments = Standardisation(of: numbers, width: width) { known?[$0 / block] ?? true }
    // The column had deviation 1 over all rows.
    return moments.firstConstant(below: 1e-12) == nil ? moments : nil
  }

  fileprivate func standardised(by moments: Standardisation) -> BoundValue {
    BoundValue(
      shape: shape, starts: starts, storage: .reals(moments.standardised(numbers)), known: known)
  }
}
