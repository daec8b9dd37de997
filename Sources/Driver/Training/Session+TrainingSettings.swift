import Inference

extension Session {
  /// What the command line says of a stochastic ascent.
  func trainingSettings(_ method: FitMethod) throws(CommandFailure) -> TrainingSettings {
    var settings = TrainingSettings()
    switch method {
    case .adamw: settings.rule = .standardAdamW
    case .sgd: settings.rule = .sgd(momentum: 0.9)
    case .adam, .lbfgs, .closed, .em, .newton, .vi, .pathfinder: settings.rule = .standardAdam
    }
    if let rate = invocation.real(.rate) { settings.rate = rate }
    if let epochs = invocation.integer(.epochs) { settings.epochs = epochs }
    if let clip = invocation.real(.clip), clip.isFinite { settings.clip = clip }
    settings.schedule = try schedule()
    return settings
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
