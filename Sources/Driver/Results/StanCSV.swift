import Inference

/// One chain in the CSV format of CmdStan, which ArviZ and others read.
enum StanCSV {
  /// Returns the text of one chain: its settings as comments, then a row for each draw.
  ///
  /// Indices follow dots: `theta.1`, `A.1.2`.
  static func text(
    of chain: Chain, values: [[Double]], names: [String], model: String, settings: NUTSSettings,
    seed: Int, index: Int
  ) -> String {
    var lines = [
      "# model = \(model)", "# method = sample (Default)",
      "#   num_samples = \(settings.drawCount)", "#   num_warmup = \(settings.warmupCount)",
      "#   save_warmup = 0 (Default)", "#   thin = \(settings.thinning)", "# id = \(index + 1)",
      "# seed = \(seed)", "# complete = \(chain.isComplete ? 1 : 0)",
    ]
    let header = ["lp__", "accept_stat__", "stepsize__", "treedepth__", "n_leapfrog__"]
      + ["divergent__", "energy__"] + names.map(column)
    lines.append(header.joined(separator: ","))
    lines.append("# Adaptation terminated")
    lines.append("# Step size = \(chain.stepSize)")
    for (statistics, row) in zip(chain.statistics, values) {
      let cells =
        [
          "\(statistics.logDensity)", "\(statistics.acceptance)", "\(statistics.stepSize)",
          "\(statistics.depth)", "\(statistics.stepCount)",
          statistics.isDivergent ? "1" : "0", "\(statistics.energy)",
        ] + row.map { "\($0)" }
      lines.append(cells.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Returns `A.1.2` for `A[1,2]`.
  static func column(_ name: String) -> String {
    String(name.map { $0 == "[" || $0 == "," ? "." : $0 }.filter { $0 != "]" })
  }
}
