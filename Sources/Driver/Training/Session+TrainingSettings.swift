import Inference
import Semantics

extension Session {
  /// What the command line says of a stochastic ascent.
  func trainingSettings(_ method: FitMethod) throws(CommandFailure) -> TrainingSettings {
    var settings = TrainingSettings()
    switch method {
    case .adamw: settings.rule = .standardAdamW
    case .sgd: settings.rule = .sgd(momentum: 0.9)
    case .adam, .lbfgs, .closed, .em, .newton, .vi, .laplace, .pathfinder:
      settings.rule = .standardAdam
    }
    if let rate = invocation.real(.rate) { settings.rate = rate }
    if let epochs = invocation.integer(.epochs) { settings.epochs = epochs }
    if let clip = invocation.real(.clip), clip.isFinite { settings.clip = clip }
    settings.schedule = try schedule()
    return settings
  }

  /// The stochastic method that is asked for, or that the objective wants, and why; `nil` for
  /// another method.
  ///
  /// - Parameter options: those that ask for one. A single fit tells of held-out rows after each
  ///   epoch; families and stages score them at the end, whatever the method.
  func stochasticMethod(
    for stage: Objective.Stage, in model: TypedModel, askedBy options: [Option] = Option.training
  ) throws(CommandFailure) -> (FitMethod, reason: String)? {
    let option = options.first { invocation.has($0) }
    if let method = invocation.text(.method).flatMap({ FitMethod(rawValue: $0) }) {
      if method.isStochastic { return (method, "asked for") }
      guard let option else { return nil }
      throw .usage(
        UsageError(
          "`\(option.entry.spelling)` is for stochastic methods, and \(method.rawValue) is none",
          hint: "`--method adam`"))
    }
    if let option { return (.adam, "for `\(option.entry.spelling)`") }
    for movable in stage.over {
      switch movable {
      case .function(let id): return (.adam, "the net `\(model.functions[id].name)` is moved")
      case .variable(let id):
        guard case .weights = model.variables[id].type.inner else { continue }
        return (.adam, "the weights `\(model.variables[id].name)` are moved")
      }
    }
    return nil
  }

  /// `cosine`, `step=30:0.1`, `linear,warmup=5`.
  private func schedule() throws(CommandFailure) -> RateSchedule {
    var result = RateSchedule()
    for part in (invocation.text(.schedule) ?? "constant").split(separator: ",") {
      let words = part.split(separator: "=", maxSplits: 1).map(String.init)
      let numbers = words.dropFirst().flatMap { $0.split(separator: ":") }.map { Double($0) }
      switch (words.first ?? "", numbers.count) {
      case ("constant", 0): result.decay = .constant
      case ("cosine", 0): result.decay = .cosine
      case ("linear", 0): result.decay = .linear
      case ("step", 2):
        guard let epochs = numbers[0].flatMap(Int.init(exactly:)), epochs > 0,
          let factor = numbers[1], factor > 0
        else { throw unknownSchedule(part) }
        result.decay = .step(epochs: epochs, factor: factor)
      case ("warmup", 1):
        guard let epochs = numbers[0], epochs >= 0, epochs.isFinite else {
          throw unknownSchedule(part)
        }
        result.warmup = epochs
      case (_, _): throw unknownSchedule(part)
      }
    }
    return result
  }

  private func unknownSchedule(_ part: Substring) -> CommandFailure {
    .usage(
      UsageError(
        "`\(part)` is no schedule of rates",
        hint: "`constant`, `cosine`, `linear`, `step=30:0.1` (every 30 epochs a tenth), "
          + "and `warmup=5` epochs before, as in `cosine,warmup=5`"))
  }
}
