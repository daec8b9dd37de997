import Binding
import Diagnostics
import Inference
import Objectives
import ScalarMath
import Semantics

/// Which rows make a batch: the answer to `--batch N=200` and `--labelled 100`.
struct BatchPlan: Sendable {
  let batch: Minibatch
  /// The rows of each kind, and how many of them a batch has.
  let strata: [(rows: [Int], share: Int)]

  func sampler(_ stream: RandomStream) -> BatchSampler { BatchSampler(strata, stream: stream) }
}

extension Session {
  /// The batches that the command line asks for, of the rows that are there.
  func batchPlan(of bound: BoundModel) throws(CommandFailure) -> BatchPlan? {
    let texts = invocation.texts(.batch)
    guard let text = texts.last else {
      guard invocation.integer(.labelled) == nil else {
        throw .usage(UsageError("`--labelled` is a part of a batch", hint: "add `--batch N=200`"))
      }
      if let drawn = bound.values.first(where: { $0.value.chances != nil })?.key {
        let name = bound.model.variables[drawn].name
        throw .usage(
          UsageError(
            "`--binarise \(name)=dynamic` draws anew for each batch, and there are none",
            hint: "add `--batch N=200`, or draw once with `--binarise \(name)=stochastic`"))
      }
      return nil
    }
    let model = bound.model
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    let plates = model.indexSets.ids.filter {
      model.indexSets[$0].kind == .plate && model.indexSets[$0].parents.isEmpty
    }
    let names = plates.map { model.indexSets[$0].name }
    guard texts.count == 1, parts.count == 2, let size = Int(parts[1]), size > 0 else {
      throw .usage(
        UsageError("`--batch` takes one plate and a number", hint: "`--batch N=200`"))
    }
    guard let set = plates.first(where: { model.indexSets[$0].name == parts[0] }) else {
      throw .usage(
        UsageError(
          "there is no plate `\(parts[0])` to take batches of",
          hint: nearest(to: parts[0], among: names).map { "did you mean `\($0)`?" }
            ?? "there are \(names.joined(separator: ", "))"))
    }
    let total = bound.sizes[set] ?? 0
    guard size <= total else {
      throw .usage(
        UsageError(
          "a batch of \(size) is more than the \(total) rows of `\(parts[0])`",
          hint: "`--batch \(parts[0])=\(max(1, total / 10))`"))
    }
    guard let labelled = invocation.integer(.labelled) else {
      return BatchPlan(
        batch: Minibatch(set: set, size: size, of: total), strata: [(Array(0..<total), size)])
    }
    return try stratified(bound, set, size: size, labelled: labelled)
  }

  /// Batches with a fixed number of known rows of the partial variable.
  private func stratified(
    _ bound: BoundModel, _ set: IndexSetID, size: Int, labelled: Int
  ) throws(CommandFailure) -> BatchPlan {
    let model = bound.model
    let partial = model.variables.ids.first { id in
      let indices = model.variables[id].indices
      return indices.count == 1 && model.indices[indices[0]].set == set
        && bound.values[id]?.known?.contains(false) == true
    }
    guard let partial, let known = bound.values[partial]?.known else {
      throw .usage(
        UsageError(
          "no partial variable has missing rows of `\(model.indexSets[set].name)`",
          hint: "leave `--labelled` out"))
    }
    let rows = [true, false].map { kind in known.indices.filter { known[$0] == kind } }
    let shares = [labelled, size - labelled]
    guard zip(rows, shares).allSatisfy({ 0 < $1 && $1 <= $0.count }) else {
      throw .usage(
        UsageError(
          "a batch of \(size) cannot have \(labelled) labelled rows of \(rows[0].count)",
          hint: "some rows of a batch have a label, and some have none"))
    }
    let weights = zip(rows, shares).flatMap { rows, share in
      Array(repeating: Double(rows.count) / Double(share), count: share)
    }
    return BatchPlan(
      batch: Minibatch(
        set: set, weights: weights, known: .init(variable: partial, count: labelled)),
      strata: zip(rows, shares).map { (rows: $0, share: $1) })
  }
}
