import Binding
import Diagnostics
import Objectives
import Reporting
import Semantics

extension Session {
  /// Trains members side by side, each on its own, and evaluates comparisons where they end.
  ///
  /// The members share the threads; what each ends at does not depend on how many there are. One
  /// that fails leaves the others alone: its failure is told with their results.
  mutating func train(
    _ members: [FamilyMember], of chosen: ChosenModel,
    comparing comparisons: [Semantics.Comparison]
  ) throws(CommandFailure) -> (trained: [TrainedMember], failure: CommandFailure?) {
    // The files are read once; binding the first member finds what is wrong for all.
    if let first = members.first {
      _ = try boundAndHeldOut(chosen, adding: options(of: first, in: chosen))
    }
    Interruption.watch()
    let progress = Progress(console, isQuiet: isQuiet)
    var worker = self
    worker.threadShare = max(1, threadCount / max(1, members.count))
    let results = parallelMap(members.count, threads: threadCount) { [worker] index in
      var session = worker
      let member = members[index]
      let result = Result { () throws(CommandFailure) in
        let trained = try session.train(member, of: chosen, comparing: comparisons)
        progress.log("\(member.name): \(trained.training.fit.outcome)")
        return trained
      }
      return (result: result, log: session.log)
    }
    progress.finish()
    for (_, log) in results { for diagnostic in log.diagnostics { self.log.insert(diagnostic) } }
    var trained: [TrainedMember] = []
    var failure: CommandFailure?
    for (member, (result, _)) in zip(members, results) {
      switch result {
      case .success(let one): trained.append(one)
      case .failure(.run(let text, let hint)):
        failure = failure ?? .run("\(member.name): \(text)", hint: hint)
      case .failure(let other): throw other
      }
    }
    for one in trained {
      let (stages, name) = (one.member.objective.stages, one.member.name)
      noteEmptyQueries(of: stages, in: one.training.bound, for: name)
      if case .steps = one.training.last.end, let stage = stages.last {
        noteSubtractions(of: stage, in: one.training.bound, for: name)
      }
    }
    if let failure, trained.isEmpty { throw failure }
    return (trained, failure)
  }

  private mutating func train(
    _ member: FamilyMember, of chosen: ChosenModel,
    comparing comparisons: [Semantics.Comparison]
  ) throws(CommandFailure) -> TrainedMember {
    let data = try boundAndHeldOut(chosen, adding: options(of: member, in: chosen))
    let training = try train(
      member.objective.stages, on: data.training)
    var scores: [TrainedMember.Score] = []
    for comparison in comparisons {
      var bound = training.bound
      if comparison.isHeldOut {
        guard var heldOut = data.heldOut else { continue }
        heldOut.takePoints(of: training.bound, trainedFrom: data.training)
        bound = heldOut
      }
      var own = DiagnosticLog()
      let lowered = lowerByRows(comparison.value, in: bound, log: &own)
      for diagnostic in own.diagnostics {
        log.insert(diagnostic.comparing(member.name, at: comparison.span))
      }
      guard let lowered else { throw .diagnosed }
      scores.append(
        TrainedMember.Score(
          text: chosen.model.text(of: comparison.value), isHeldOut: comparison.isHeldOut,
          isEvidence: !comparison.isHeldOut && chosen.model.isEvidence(comparison.value),
          value: lowered.value(of: try outputs(of: lowered.evaluation))))
    }
    return TrainedMember(member: member, training: training, scores: scores)
  }

  /// A number of another member's objective needs no value here.
  private func options(of member: FamilyMember, in chosen: ChosenModel) -> BindingOptions {
    var options = BindingOptions()
    let grids = chosen.family?.members.flatMap(\.grids) ?? []
    options.gridded = Set(grids.map { chosen.model.variables[$0.variable].name })
    for setting in member.settings { options.settings[setting.hyper] = setting.value }
    return options
  }
}

extension Diagnostic {
  /// What is missing from a comparison is something that one member does not train.
  fileprivate func comparing(_ member: String, at comparison: SourceSpan) -> Diagnostic {
    guard code == .missingPoint else { return self }
    return Diagnostic(
      code, "the member `\(member)` cannot be compared by this: \(message)", at: comparison,
      hint: "compare by what all members train, or move it in `\(member)` as well")
  }
}

extension BoundModel {
  /// Takes over the values that training has added or changed, and its weights.
  fileprivate mutating func takePoints(of trained: BoundModel, trainedFrom data: BoundModel) {
    for (id, value) in trained.values where data.values[id] != value {
      // What a row has of its own does not hold for other rows.
      if value.shape == shape(of: id) { values[id] = value }
    }
    weights = trained.weights
  }
}

extension TypedModel {
  /// Whether a value is the log probability of data given no latent.
  func isEvidence(_ value: TypedExpression) -> Bool {
    guard case .logQuery(let query) = value.kind, case .model = query.density else { return false }
    func roles(_ items: [QueryItem]) -> [Role] {
      items.flatMap { variables(in: $0) }.flatMap { variables[$0].parts.map(\.role) }
    }
    return roles(query.targets).allSatisfy { $0 == .observed || $0 == .partial }
      && !roles(query.conditions).contains { $0.isRandom }
  }
}

extension Fit {
  /// How it ended, in a few words.
  fileprivate var outcome: String {
    "objective \(significant(objective, digits: 10))" + (isConverged ? "" : ", not converged")
  }
}
