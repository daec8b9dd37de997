public import ScalarMath

/// How particles are led from the prior to the posterior.
public struct TemperingSettings: Sendable, Equatable {
  /// The share of the particles that the weights of one step are worth at least, 0.9 by default.
  public var effectiveShare = 0.9
  /// The number of transitions of each particle at each power, 2 by default.
  public var transitionCount = 2
  /// How often a trajectory may be doubled, 6 by default.
  public var maximumDepth = 6
  /// Whether particles are drawn anew by their weights at each power, true by default. Otherwise
  /// they are independent of each other and keep their weights: annealed importance sampling.
  public var isResampling = true
  /// The number of powers after which the run is given up, 2,000 by default.
  public var maximumSteps = 2000

  /// Creates the default settings.
  public init() {}
}

/// What one run of tempered sequential Monte Carlo found.
public struct TemperedRun: Sendable {
  /// The log evidence.
  public let logEvidence: Double
  /// The powers of the likelihood, from 0 to 1.
  public let powers: [Double]
  /// The mean acceptance of the transitions at each power after the first.
  public let acceptances: [Double]
  /// The particles at the end.
  public let particles: [[Double]]
  /// The logs of their weights, whose mean estimates the evidence; all alike after resampling.
  public let logWeights: [Double]
  /// What the run did, for others to do alike.
  public let plan: TemperingPlan
}

/// The powers and the transitions of a run.
///
/// Chosen by looking at particles, they bias what is estimated from the same ones, by about one
/// over their number. Another run that follows the plan is not biased.
public struct TemperingPlan: Sendable {
  struct Step: Sendable {
    let power: Double
    /// How particles move at that power.
    let metric: Metric
    let stepSize: Double
  }

  var steps: [Step] = []

  /// Returns the plan with each rise of the power in several equal ones.
  public func refined(by count: Int) -> TemperingPlan {
    var result = TemperingPlan()
    var power = 0.0
    for step in steps {
      for part in 1...count {
        let share = Double(part) / Double(count)
        let next = part == count ? step.power : power + share * (step.power - power)
        result.steps.append(Step(power: next, metric: step.metric, stepSize: step.stepSize))
      }
      power = step.power
    }
    return result
  }
}

/// Where a run is.
public struct TemperingProgress: Sendable {
  /// The power of the likelihood that is reached.
  public let power: Double
  /// The number of powers so far.
  public let step: Int
}

/// Estimates the log evidence by particles that move from the prior to the posterior.
///
/// P. Del Moral, A. Doucet and A. Jasra, "Sequential Monte Carlo samplers" (2006): the power of the
/// likelihood rises; then particles are resampled systematically, and each makes transitions of the
/// no-U-turn sampler. Without a plan, the power rises by as much as leaves the weights worth
/// `effectiveShare` of the particles, whose covariance is the metric, and the step size is learned
/// on the way. Without resampling it is R. M. Neal, "Annealed importance sampling" (2001).
/// - Parameters:
///   - particles: independent draws of the prior.
///   - plan: what an earlier run with other particles found.
/// - Returns: the estimate, whose exponential has the right mean if there is a plan.
public func temper(
  _ density: some TemperedDensity, from particles: [[Double]], following plan: TemperingPlan? = nil,
  settings: TemperingSettings = TemperingSettings(), stream: RandomStream,
  progress: (TemperingProgress) -> RunDecision = { _ in .proceed }
) throws(EvidenceFailure) -> TemperedRun {
  var swarm = try Swarm(density, particles, plan, settings, stream)
  while swarm.power < 1 {
    try swarm.advance()
    let report = TemperingProgress(power: swarm.power, step: swarm.powers.count - 1)
    if progress(report) == .stop { throw .cancelled }
    if swarm.powers.count > settings.maximumSteps {
      throw .unreliable("the power of the likelihood rises too slowly")
    }
  }
  return TemperedRun(
    logEvidence: swarm.logEvidence, powers: swarm.powers, acceptances: swarm.acceptances,
    particles: swarm.particles, logWeights: swarm.logWeights, plan: swarm.plan)
}

extension EvidenceEstimate {
  /// The mean of independent estimates whose exponentials have the right mean.
  ///
  /// The standard error is that of the mean of the exponentials, by their spread.
  public init(averaging logs: [Double]) {
    let count = Double(logs.count)
    let total = Double.logSumExp(logs) - Double.log(count)
    let squares = logs.reduce(0) { sum, value in
      let deviation = Double.expm1(value - total)
      return sum + deviation * deviation
    }
    self.init(
      logEvidence: total, error: (squares / max(count - 1, 1) / max(count, 1)).squareRoot())
  }
}
