import Inference
import Objectives

/// Chains in the CSV format of CmdStan, which CmdStanPy, ArviZ and others read.
///
/// CmdStanPy wants the order of the parts as well as their words, and columns whose first subscript
/// runs fastest; subscripts count from 1, whatever the members are called.
struct StanCSV {
  let model: String
  let settings: NUTSSettings
  let seed: Int
  /// What each column is called, and where its values stand in a row of the sample.
  private let columns: [(name: String, place: Int)]

  init(_ quantities: [Quantity], model: String, settings: NUTSSettings, seed: Int) {
    self.model = model
    self.settings = settings
    self.seed = seed
    var columns: [(name: String, place: Int)] = []
    var start = 0
    for quantity in quantities {
      columns += Self.columns(quantity.name, shape: quantity.members.map(\.count)).map {
        ($0.name, start + $0.place)
      }
      start += quantity.places.count
    }
    self.columns = columns
  }

  /// `A.1.1`, `A.2.1`, …, each with its place in row-major order.
  static func columns(_ name: String, shape: [Int]) -> [(name: String, place: Int)] {
    let count = shape.reduce(1, *)
    return (0..<count).map { column in
      var (rest, label, place, stride) = (column, name, 0, count)
      for size in shape {
        stride /= size
        label += ".\(rest % size + 1)"
        place += rest % size * stride
        rest /= size
      }
      return (label, place)
    }
  }

  /// Returns the text of one chain: its settings, a row for each draw, how long it took.
  func text(
    of chain: Chain, values: [[Double]], index: Int, warmupSeconds: Double, samplingSeconds: Double
  ) -> String {
    let header =
      ["lp__", "accept_stat__", "stepsize__", "treedepth__", "n_leapfrog__", "divergent__"]
      + ["energy__"] + columns.map(\.name)
    var lines = [
      "# model = \(model)", "# method = sample (Default)", "#   sample",
      "#     num_samples = \(settings.drawCount)", "#     num_warmup = \(settings.warmupCount)",
      "#     save_warmup = false (Default)", "#     thin = \(settings.thinning)",
      "#     adapt", "#       engaged = \(settings.warmupCount > 0)",
      "#       delta = \(settings.targetAcceptance)", "#     algorithm = hmc (Default)",
      "#       hmc", "#         engine = nuts (Default)", "#           nuts",
      "#             max_depth = \(settings.maximumDepth)",
      "#         metric = \(settings.metric == .dense ? "dense_e" : "diag_e")",
      "# id = \(index + 1)", "# seed = \(seed)", "# complete = \(chain.isComplete)",
      header.joined(separator: ","), "# Adaptation terminated",
      "# Step size = \(chain.stepSize)",
    ]
    lines += metric(of: chain)
    for (statistics, row) in zip(chain.statistics, values) {
      let cells =
        [
          "\(statistics.logDensity)", "\(statistics.acceptance)", "\(statistics.stepSize)",
          "\(statistics.depth)", "\(statistics.stepCount)",
          statistics.isDivergent ? "1" : "0", "\(statistics.energy)",
        ] + columns.map { "\(row[$0.place])" }
      lines.append(cells.joined(separator: ","))
    }
    lines += [
      "# ", "#  Elapsed Time: \(seconds(warmupSeconds)) seconds (Warm-up)",
      "#                \(seconds(samplingSeconds)) seconds (Sampling)",
      "#                \(seconds(warmupSeconds + samplingSeconds)) seconds (Total)", "# ",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func metric(of chain: Chain) -> [String] {
    let width = max(chain.dimension, 1)
    let title =
      switch settings.metric {
      case .dense: "# Elements of inverse mass matrix:"
      case .diagonal: "# Diagonal elements of inverse mass matrix:"
      }
    let numbers = chain.inverseMetric
    return [title]
      + stride(from: 0, to: numbers.count, by: width).map { start in
        "# "
          + numbers[start..<min(start + width, numbers.count)].map { "\($0)" }
          .joined(separator: ", ")
      }
  }

  /// Milliseconds are enough; no exponent, which readers do not expect.
  private func seconds(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }
}
