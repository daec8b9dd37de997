import Inference
import Posterior
import Reporting

extension Session {
  /// The files that an approximation can be written to.
  func checkApproximationOutput() throws(CommandFailure) {
    guard let path = invocation.text(.output), path != "-",
      !["json", "csv"].contains(FilePath.ending(of: path))
    else { return }
    throw .usage(
      UsageError("draws cannot be written to `\(path)`", hint: "`-o fit.json` or `-o fit.csv`"))
  }

  /// Writes and prints an approximation.
  func publish(_ result: Approximation, of chosen: ChosenModel) throws(CommandFailure) {
    let (draws, tables) = (result.draws, result.draws.diagnosticTables())
    let summaries = parallelMap(draws.names.count, threads: threadCount) {
      draws.summary($0, tables)
    }
    if let path = invocation.text(.output) {
      let text =
        FilePath.ending(of: path) == "csv"
        ? result.csv()
        : JSONValue.object(result.json(summaries) + record(of: chosen)).text(.indented) + "\n"
      try write(text, to: path)
    }
    if invocation.has(.json) {
      console.output(JSONValue.object(result.json(summaries)).text() + "\n")
    } else if invocation.text(.output) != "-" {
      printTable(of: result, summaries)
    }
    if result.khat > 0.7 {
      note(
        "warning: k-hat is \(significant(result.khat, digits: 2)): the draws miss a part of the "
          + "posterior\n  hint: `guide q = fullrank`, another `--method`, or `gmc sample`")
    }
    if !result.isComplete { throw .run("interrupted; the result is incomplete", hint: nil) }
    if !result.isConverged {
      throw .run(
        "the bound has not converged",
        hint: "more `--iterations`, or start near the mode with `--init FIT.json`")
    }
  }

  private func printTable(of result: Approximation, _ summaries: [ParameterSummary]) {
    var table = TextTable(
      columns: [.init("", .left), .init("mean"), .init("sd"), .init("5 %"), .init("95 %")])
    for summary in summaries {
      let ends = [summary.quantiles.first, summary.quantiles.last].compactMap { $0?.value }
      table.append(
        [summary.name]
          + ([summary.mean, summary.standardDeviation] + ends).map { significant($0, digits: 4) })
    }
    console.output(table.text())
    console.output(
      "elbo \(fixed(result.bound.logEvidence, fractionDigits: 3)) "
        + "± \(fixed(result.bound.error, fractionDigits: 3)), "
        + "k-hat \(significant(result.khat, digits: 2)), \(result.draws.drawCount) draws by "
        + "\(result.method.title)\n")
  }
}
