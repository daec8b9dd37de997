import Diagnostics
import Inference
import Objectives
import Reporting
import ScalarMath
import Semantics

extension Session {
  /// `gmc fit` of a family: all members, or those of `--member`, in one table; the fit of one that
  /// is asked for alone is like that of a model.
  mutating func fit(
    _ family: TypedFamily, in chosen: ChosenModel
  ) throws(CommandFailure) {
    let members = try members(of: family)
    if members.isEmpty { throw empty(family) }
    let comparisons = family.comparisons.filter { $0.subject == .members }
    if comparisons.contains(where: \.isHeldOut), !invocation.has(.holdout) {
      note("nothing is held out to compare on: `--holdout 0.2`, or `--holdout FILE`")
    }
    let (trained, failure) = try train(members, of: chosen, comparing: comparisons)
    if invocation.has(.member), trained.count == 1 {
      return try publish(trained[0].fit, of: chosen, trained[0].training.last)
    }
    try publish(trained, of: chosen, failure)
  }

  private func empty(_ family: TypedFamily) -> CommandFailure {
    .usage(
      UsageError("the family `\(family.name)` has no members", hint: "write `member NAME : …`"))
  }

  /// Writes the members to a file, as JSON, or as a table, and then says what went wrong.
  func publish(
    _ trained: [TrainedMember], of chosen: ChosenModel, _ failure: CommandFailure?
  ) throws(CommandFailure) {
    let name = chosen.family?.name ?? chosen.model.name
    let result: [JSONValue.Member] = [
      .init("family", .string(name)), .init("members", .array(trained.map(\.json))),
    ]
    if let path = invocation.text(.output) {
      guard FilePath.ending(of: path) == "json" || path == "-" else {
        throw .usage(
          UsageError("fits cannot be written to `\(path)`", hint: "`-o fits.json`"))
      }
      try write(JSONValue.object(result + record(of: chosen)).text(.indented) + "\n", to: path)
    }
    if invocation.has(.json) {
      console.output(JSONValue.object(result).text() + "\n")
    } else if invocation.text(.output) != "-" {
      console.output(table(of: trained).text())
    }
    if trained.contains(where: { !$0.training.fit.isComplete }) {
      throw .run("interrupted; the result is incomplete", hint: nil)
    }
    if let failure { throw failure }
    for member in trained { try check(member) }
  }

  /// Says what a member's fit leaves open, or why it is no result.
  private func check(_ trained: TrainedMember) throws(CommandFailure) {
    let last = trained.training.last
    if let failure = unfinished(last) {
      guard case .run(let text, let hint) = failure else { throw failure }
      throw .run("\(trained.member.name): \(text)", hint: hint)
    }
    for score in trained.scores where score.value.total == -.infinity {
      note(
        "warning: \(trained.member.name): some row is impossible, so \(score.text) is -inf\n"
          + "  hint: a class or a value that no training row has; give its parameters a prior")
    }
    if case .climbs(_, let advice) = last.end, !advice.isEmpty {
      note("\(trained.member.name):")
      note(advice)
    }
  }

  private func table(of trained: [TrainedMember]) -> TextTable {
    let scores = trained.first?.scores ?? []
    var columns: [TextTable.Column] = [.init("", .left), .init("objective"), .init("converged")]
    for (index, score) in scores.enumerated() {
      columns.append(.init((score.isHeldOut ? "heldout " : "") + score.text))
      if score.perRow != nil { columns += [.init("per row"), .init("from the best")] }
      if posterior(of: trained, index) != nil { columns.append(.init("p(h | D)")) }
    }
    var table = TextTable(columns: columns)
    for (row, member) in trained.enumerated() {
      let fit = member.training.fit
      var cells = [
        member.member.name, significant(fit.objective, digits: 8), fit.isConverged ? "yes" : "no",
      ]
      for index in scores.indices {
        cells += self.cells(of: trained, row, index)
      }
      table.append(cells)
    }
    return table
  }

  /// The cells of one score in the row of one member.
  private func cells(of trained: [TrainedMember], _ row: Int, _ index: Int) -> [String] {
    let score = trained[row].scores[index]
    var cells = [significant(score.value.total, digits: 7)]
    if trained[0].scores[index].perRow != nil {
      let best = trained.map { $0.scores[index] }.max { $0.value.total < $1.value.total }
      cells.append(score.perRow.map { estimate($0.mean, $0.error) } ?? "")
      let difference = best.flatMap { score.difference(from: $0) }
      cells.append(
        difference.map { $0.error == 0 ? "0" : estimate($0.mean, $0.error) } ?? "")
    }
    if let posterior = posterior(of: trained, index) {
      cells.append(fixed(posterior[row], fractionDigits: 4))
    }
    return cells
  }

  private func estimate(_ value: Double, _ error: Double) -> String {
    "\(Reporting.estimate(value, error: error)) ± \(significant(error, digits: 2))"
  }

  /// The posterior of the members under equal priors, where a score is an evidence.
  private func posterior(of trained: [TrainedMember], _ index: Int) -> [Double]? {
    let scores = trained.map { $0.scores[index] }
    guard scores.count > 1, scores.allSatisfy(\.isEvidence),
      let top = scores.map(\.value.total).max()
    else { return nil }
    let weights = scores.map { Double.exp($0.value.total - top) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}
