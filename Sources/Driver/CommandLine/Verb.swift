/// What `gmc` is asked to do.
enum Verb: String, CaseIterable, Sendable {
  case check, compile, fit, sample, evidence, compare, generate, query, calibrate, explain, fmt, new

  /// The operands as the help shows them.
  var operands: String {
    switch self {
    case .check, .fmt, .compare: "FILE..."
    case .compile, .fit, .sample, .evidence, .generate, .calibrate: "FILE"
    case .query: "FILE \"p(y | x)\""
    case .explain: "FILE|CODE|all"
    case .new: "NAME"
    }
  }

  /// How many operands the verb takes.
  var operandCount: ClosedRange<Int> {
    switch self {
    case .check, .fmt, .compare: 1...Int.max
    case .query: 2...2
    case .compile, .fit, .sample, .evidence, .generate, .calibrate, .explain, .new: 1...1
    }
  }

  /// One line of help.
  var summary: String {
    switch self {
    case .check: "parse and check models; print what is wrong"
    case .compile: "write the plate diagram, the objective, machine code, or a stage on the way"
    case .fit: "run the model's objective: point estimates from data"
    case .sample: "draw from the posterior: exactly where it can be, else by NUTS"
    case .evidence: "log p(data): the evidence of the model, with its error and checks"
    case .compare: "compare hypotheses by their evidence, with PSIS-LOO beside it"
    case .generate: "draw data from the story"
    case .query: "evaluate a query on data with a fit, row by row"
    case .calibrate: "check posteriors by simulation: data from the story, ranks of the truth"
    case .explain: "derive what a model's questions compute; or the page of a diagnostic"
    case .fmt: "format files in place"
    case .new: "write a starter model with a data file"
    }
  }

  /// The options of the verb in the order of its help, without `--help`.
  var options: [Option] {
    switch self {
    case .check: [.json]
    case .compile:
      [
        .plate, .sizes, .givenStyle, .chains, .noGuide, .guideOnly, .objective, .print, .time,
        .emit, .cpu, .output,
      ] + Option.modelChoice + Option.binding + Option.run
    case .fit:
      [
        .method, .restarts, .iterations, .tolerance, .approximateDraws, .initial, .include,
        .exclude,
      ]
        + Option.training + Option.modelChoice + Option.binding + Option.run + Option.results
    case .sample:
      [
        .chainCount, .warmup, .draws, .targetAccept, .maxDepth, .metric, .thin, .initial,
        .eliminate, .include, .exclude,
      ] + Option.modelChoice + Option.binding + Option.run + Option.results
    case .evidence:
      [.evidenceMethod, .chainCount, .warmup, .bridgeDraws, .particles, .repeats]
        + Option.modelChoice + Option.binding + Option.run + Option.results
    case .compare:
      [
        .over, .comparisonPlot, .noLOO, .evidenceMethod, .chainCount, .warmup, .bridgeDraws,
        .particles, .repeats, .holdout, .restarts, .iterations, .tolerance, .initial,
      ] + Option.steps + Option.modelChoice + Option.binding + Option.run + Option.results
    case .generate:
      [.prior, .fit, .givenValue, .meanOf, .count, .testQuantity] + Option.modelChoice
        + Option.binding + Option.run + Option.results
    case .query:
      [.fit, .map, .guideDraws] + Option.modelChoice + Option.binding + Option.run + Option.results
    case .calibrate:
      [
        .simulations, .calibrationMethod, .level, .ranked, .attempts, .start, .warmup,
        .draws, .targetAccept, .maxDepth, .metric, .eliminate,
      ] + Option.modelChoice + Option.binding + Option.run + Option.results
    case .explain: Option.modelChoice
    case .fmt: [.check]
    case .new: []
    }
  }
}
