/// An option of the command line; what it takes and means stands in `Option.entry`.
enum Option: CaseIterable, Hashable, Sendable {
  // The model and its data.
  case model, member
  case data, bind, size, set, keepLabels, binarise, scale, standardise
  // The run and its results.
  case seed, threads, precision, backend, noCache, quiet, json, output, include, exclude
  // One verb each.
  case plate, sizes, givenStyle, chains, noGuide, guideOnly, objective, print, time, emit, cpu
  case method, restarts, iterations, tolerance, initial
  case epochs, batch, labelled, rate, schedule, clip, holdout, patience, checkpoint, resume
  case evidenceMethod, bridgeDraws, guideDraws, approximateDraws, particles, repeats
  case over, comparisonPlot, noLOO
  case chainCount, warmup, draws, targetAccept, maxDepth, metric, thin, eliminate
  case prior, fit, givenValue, meanOf, count, testQuantity, map
  case simulations, calibrationMethod, level, ranked, attempts, start
  case check

  /// How a stochastic method goes.
  static let training = steps + [.holdout, .patience, .checkpoint, .resume]
  /// How long its steps are, how many there are, and of which rows.
  static let steps: [Option] = [.epochs, .batch, .labelled, .rate, .schedule, .clip]
  /// Which model of a file is meant.
  static let modelChoice: [Option] = [.model, .member]
  /// How data meet the model.
  static let binding: [Option] = [
    .data, .bind, .size, .set, .keepLabels, .binarise, .scale, .standardise,
  ]
  /// How the run is done.
  static let run: [Option] = [.seed, .threads, .precision, .backend, .noCache, .quiet]
  /// Where its results go.
  static let results: [Option] = [.json, .output]
}

/// One row of the table of options.
struct OptionEntry: Sendable {
  /// What an option takes.
  enum Kind: Sendable {
    case flag
    /// Any text, called by a placeholder in the help.
    case text(String)
    case choice([String], default: String)
    /// `nil` as default leaves the value out.
    case integer(default: Int?, atLeast: Int)
    case real(default: Double, in: ClosedRange<Double>)
  }

  let spelling: String
  let kind: Kind
  /// One line that says what the option does.
  let help: String
  /// The default as the help shows it.
  let defaultText: String
  /// Whether it may be given several times.
  let isRepeatable: Bool

  init(
    _ spelling: String, _ kind: Kind, _ help: String, absent: String? = nil, repeats: Bool = false
  ) {
    self.spelling = spelling
    self.kind = kind
    self.help = help
    isRepeatable = repeats
    defaultText =
      switch kind {
      case .flag, .text: absent ?? "none"
      case .choice(_, let name): name
      case .integer(let number, _): number.map(String.init) ?? absent ?? "none"
      case .real(let number, _): String(number)
      }
  }

  /// What stands behind the name in the help.
  var placeholder: String? {
    switch kind {
    case .flag: nil
    case .text(let name): name
    case .choice(let names, _): names.joined(separator: "|")
    case .integer: "N"
    case .real: "X"
    }
  }
}
