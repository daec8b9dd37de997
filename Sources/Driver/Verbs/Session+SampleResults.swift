import Binding
import Inference
import NetCDFBridge
import Posterior
import Reporting
import Semantics

extension Session {
  /// The files that a sample can be written to.
  func checkSampleOutput() throws(CommandFailure) {
    guard let path = invocation.text(.output) else { return }
    switch FilePath.ending(of: path) {
    case "json", "csv": return
    case "nc":
      if let reason = netCDFUnavailability() { throw .netCDF(.unavailable(reason)) }
    default:
      if path == "-" || path.hasSuffix("/") || isDirectory(path) { return }
      throw .usage(
        UsageError(
          "a sample cannot be written to `\(path)`",
          hint: "`-o fit.nc`, `-o fit.csv`, `-o DIR/` or `-o fit.json`"))
    }
  }

  /// Writes and prints what a sample says.
  mutating func publish(
    _ sample: Sample, of bound: BoundModel, _ chosen: ChosenModel, _ settings: NUTSSettings
  ) throws(CommandFailure) {
    let (draws, tables) = (sample.draws, sample.draws.diagnosticTables())
    let summaries = parallelMap(draws.names.count, threads: threadCount) {
      draws.summary($0, tables)
    }
    if let path = invocation.text(.output) {
      if path == "-" || FilePath.ending(of: path) == "json" {
        let json = JSONValue.object(sample.json(summaries) + record(of: chosen))
        try write(json.text(.indented) + "\n", to: path)
      } else if FilePath.ending(of: path) == "nc" {
        try writeInferenceData(sample, of: bound, chosen, to: path)
      } else {
        try writeChains(sample, of: chosen, settings, to: path)
      }
    }
    if invocation.has(.json) {
      console.output(JSONValue.object(sample.json(summaries)).text() + "\n")
    } else if invocation.text(.output) != "-" {
      printTable(summaries, of: sample)
    }
    warn(about: sample, summaries)
    if !sample.isComplete { throw .run("interrupted; the result is incomplete", hint: nil) }
  }

  /// One CSV file for each chain: `fit-1.csv`, `fit-2.csv`, or `DIR/chain-1.csv`.
  private func writeChains(
    _ sample: Sample, of chosen: ChosenModel, _ settings: NUTSSettings,
    to path: String
  ) throws(CommandFailure) {
    let isFolder = FilePath.ending(of: path) != "csv"
    let folder = path.hasSuffix("/") ? path : path + "/"
    let stem = isFolder ? folder + "chain" : String(path.dropLast(4))
    if isFolder {
      do throws(FileError) { try makeDirectory(path) } catch { throw .unwritable(error) }
    }
    let table = StanCSV(
      sample.quantities, model: chosen.model.name, settings: settings, seed: seed)
    for (index, chain) in sample.chains.enumerated() {
      let text = table.text(
        of: chain, values: sample.rows[index], index: index,
        warmupSeconds: sample.seconds.warmupOfChains[index],
        samplingSeconds: sample.seconds.samplingOfChains[index])
      let name =
        !isFolder && sample.chains.count == 1 ? path : "\(stem)-\(index + 1).csv"
      try write(text, to: name)
    }
  }

  private func printTable(_ summaries: [ParameterSummary], of sample: Sample) {
    console.output(TextTable(summaries).text())
    let seconds = sample.seconds.warmup + sample.seconds.sampling
    console.output(
      "\(sample.chains.count) chains of \(sample.draws.drawCount) draws in "
        + "\(fixed(seconds, fractionDigits: 2)) s, \(sample.gradientCount) gradients\n")
  }

  /// What a careful user would ask about before believing the numbers.
  private func warn(about sample: Sample, _ summaries: [ParameterSummary]) {
    if sample.divergenceCount > 0 {
      note(
        "warning: \(sample.divergenceCount) divergent transitions; the draws may miss a region\n"
          + "  hint: `--target-accept 0.95`, or another parametrisation")
    }
    if sample.maximumDepthCount > 0 {
      note("note: \(sample.maximumDepthCount) trajectories reached the maximum depth")
    }
    let stuck = summaries.filter { $0.rHat > 1.01 }.map(\.name)
    if !stuck.isEmpty {
      note(
        "warning: R-hat is above 1.01 for \(stuck.prefix(5).joined(separator: ", "))"
          + (stuck.count > 5 ? " and \(stuck.count - 5) more" : "")
          + "\n  hint: more `--warmup` and `--draws`; chains may have found different modes")
    }
    // What was integrated out whole has no trajectories.
    guard sample.gradientCount > 0 else { return }
    let slow = sample.chains.filter { energyInformation($0.energies) < 0.3 }.count
    if slow > 0 { note("warning: \(slow) chains have an E-BFMI below 0.3") }
  }
}
