public import Diagnostics
import ScalarMath
import Semantics

/// Splits bound data along the plate of its rows: a fraction, drawn by the seed, is held out.
///
/// The plate is the outermost one, sized by the data, of the observed variables. Both parts keep
/// every other set. `nil` after an error in the log.
///
/// - Parameter keptLabels: how many labels of the `partial` variable stay known for training,
///   balanced over its classes; held-out rows keep all of theirs.
public func holdOut(
  _ fraction: Double, of bound: BoundModel, keepingLabels keptLabels: Int? = nil, seed: UInt64,
  log: inout DiagnosticLog
) -> (training: BoundModel, heldOut: BoundModel)? {
  let model = bound.model
  guard let plate = splitPlate(of: bound), let size = bound.sizes[plate] else {
    log.insert(.nothingToHoldOut(model.name, at: model.span))
    return nil
  }
  // Not a number is no fraction either.
  let count = fraction > 0 && fraction < 1 ? Int((fraction * Double(size)).rounded()) : 0
  guard count > 0, count < size else {
    log.insert(.badFraction(fraction, set: model.indexSets[plate].name, size: size))
    return nil
  }
  var random = RandomStream(seed: seed).stream("holdout")
  let order = shuffled(Array(0..<size), random: &random)
  var training = bound.selecting(order[count...].sorted(), of: plate)
  var heldOut = bound.selecting(order[..<count].sorted(), of: plate)
  guard training.standardiseAnew(with: &heldOut, log: &log) else { return nil }
  var options = BindingOptions()
  options.keptLabels = keptLabels
  options.seed = seed
  var binder = Binder(model: model, data: [], options: options, reference: nil, log: log)
  binder.bound = training
  binder.keepLabels()
  log = binder.log
  guard !binder.hasFailed else { return nil }
  return (binder.bound, heldOut)
}

/// The plate that rows are held out along: of those sized by the data that come first in an
/// observed or partial variable, the one with the most such variables; the first of equal ones.
func splitPlate(of bound: BoundModel) -> IndexSetID? {
  let model = bound.model
  var counts: [IndexSetID: Int] = [:]
  for (id, value) in bound.values {
    let row = model.variables[id]
    guard row.parts.contains(where: { $0.role == .observed || $0.role == .partial }),
      let index = row.indices.first, value.shape.count >= row.indices.count
    else { continue }
    let set = model.indices[index].set
    let declaration = model.indexSets[set]
    if case .fromData = declaration.extent, declaration.kind == .plate, declaration.parents.isEmpty
    {
      counts[set, default: 0] += 1
    }
  }
  let isComponent = Set(
    bound.values.keys.flatMap { model.variables[$0].type.componentSets })
  return counts.filter { !isComponent.contains($0.key) }
    .max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
}

extension BoundModel {
  /// The same model with some members of one set only.
  func selecting(_ members: [Int], of set: IndexSetID) -> BoundModel {
    var result = self
    result.sizes[set] = members.count
    result.memberNames[set] = memberNames[set].map { names in members.map { names[$0] } }
    for (ragged, sizes) in raggedSizes {
      let parents = model.indexSets[ragged].parents.map { model.indices[$0].set }
      let shape = parents.map { self.sizes[$0] ?? 0 }
      let kept = positions(shape, parents.map { $0 == set ? members : nil })
      result.raggedSizes[ragged] = kept.map { sizes[$0] }
    }
    for (id, value) in values {
      let indices = model.variables[id].indices.map { model.indices[$0].set }
      guard indices.contains(set) else { continue }
      result.values[id] = value.selecting(indices.map { $0 == set ? members : nil })
    }
    return result
  }
}

extension BoundValue {
  /// The value at some members of each index; `nil` is all of them.
  fileprivate func selecting(_ members: [[Int]?]) -> BoundValue {
    let outer = Array(shape.prefix(members.count))
    let rows = positions(outer, members)
    let block = shape.dropFirst(members.count).reduce(1, *)
    func pick<T>(_ values: [T]) -> [T] {
      rows.flatMap { values[$0 * block..<($0 + 1) * block] }
    }
    let storage: Storage =
      switch self.storage {
      case .reals(let values): .reals(pick(values))
      case .integers(let values): .integers(pick(values))
      case .booleans(let values): .booleans(pick(values))
      case .bytes(let values, let scale): .bytes(pick(values), scale: scale)
      }
    let newShape = zip(outer, members).map { $1?.count ?? $0 } + shape.dropFirst(members.count)
    let mask = known.map { known in rows.map { known[$0] } }
    return BoundValue(
      shape: newShape, starts: starts, storage: storage,
      known: mask.flatMap { $0.allSatisfy { $0 } ? nil : $0 }, chances: chances.map(pick))
  }
}

/// The row-major positions in a shape of all combinations of members, outermost first.
private func positions(_ shape: [Int], _ members: [[Int]?]) -> [Int] {
  var result = [0]
  for (extent, chosen) in zip(shape, members) {
    result = result.flatMap { base in (chosen ?? Array(0..<extent)).map { base * extent + $0 } }
  }
  return result
}
