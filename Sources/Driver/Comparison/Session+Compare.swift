import Binding
import Diagnostics
import Inference
import Posterior
import Reporting
import ScalarMath
import Semantics

extension Session {
  /// `gmc compare`: the evidences of hypotheses beside each other.
  mutating func compare() throws(CommandFailure) {
    let watch = Stopwatch()
    try checkPlotOutput()
    let (groups, trained) = try hypotheses()
    Interruption.watch()
    for comparison in trained { try compare(comparison) }
    if groups.isEmpty { return }
    var compared: [ComparedHypotheses] = []
    for group in groups {
      var rows: [Judgement] = []
      for (index, hypothesis) in group.hypotheses.enumerated() {
        let stream = evidenceStream.stream("hypothesis").stream(index)
        rows.append(try judge(hypothesis, stream))
        if Interruption.isRequested {
          throw .run("interrupted; there is no comparison yet", hint: nil)
        }
        if !isQuiet, group.hypotheses.count > 1, console.isTerminal {
          note("\(hypothesis.name): \(rows[index].evidence.text)")
        }
      }
      compared.append(ComparedHypotheses(criterion: group.criterion, rows: rows))
    }
    try publish(compared, seconds: watch.seconds)
  }

  private func publish(
    _ compared: [ComparedHypotheses], seconds: Double
  ) throws(CommandFailure) {
    let members: [JSONValue.Member] = [
      .init("comparisons", .array(compared.map(\.json))), .init("seconds", .number(seconds)),
    ]
    if let path = invocation.text(.output) {
      guard FilePath.ending(of: path) == "json" || path == "-" else {
        throw .usage(
          UsageError("a comparison cannot be written to `\(path)`", hint: "`-o compare.json`"))
      }
      try write(JSONValue.object(members).text(.indented) + "\n", to: path)
    }
    if let path = invocation.text(.comparisonPlot) {
      try write(compared[0].plot.svg, to: path)
      if compared.count > 1 { note("`\(path)` shows the first of \(compared.count) comparisons") }
    }
    if invocation.has(.json) {
      console.output(JSONValue.object(members).text() + "\n")
      return
    }
    guard invocation.text(.output) != "-" else { return }
    for comparison in compared {
      console.output("by \(comparison.criterion), all hypotheses alike beforehand\n")
      console.output(comparison.table.text())
      for row in comparison.rows where !row.evidence.maximised.isEmpty {
        let values = row.evidence.maximised.map {
          "\($0.name) = \(significant($0.value, digits: 4))"
        }
        console.output("\(row.hypothesis.name) at its best \(values.joined(separator: ", "))\n")
      }
    }
    remark(on: compared)
  }

  /// What a careful user would ask about before believing the numbers.
  private func remark(on compared: [ComparedHypotheses]) {
    for comparison in compared {
      if comparison.hasBounds {
        note("note: bounds lie below the evidence by unknown amounts; p(h|D) does not follow")
      }
      var doubtful = 0
      for row in comparison.rows {
        switch row.looResult {
        case .missing(let reason): note("note: no PSIS-LOO of \(row.hypothesis.name): \(reason)")
        case .found(let loo):
          if loo.khats.contains(where: { $0 > SmoothedWeights.trustedShape }) { doubtful += 1 }
        case nil: break
        }
      }
      guard doubtful > 0 else { continue }
      note(
        "warning: where k-hat is above 0.7 (\(doubtful) of \(comparison.rows.count) hypotheses) "
          + "elpd_loo cannot be trusted: single observations move the posterior too much")
    }
  }

  private func checkPlotOutput() throws(CommandFailure) {
    guard let path = invocation.text(.comparisonPlot), FilePath.ending(of: path) != "svg" else {
      return
    }
    throw .usage(
      UsageError("the comparison cannot be drawn to `\(path)`", hint: "`--plot compare.svg`"))
  }
}
