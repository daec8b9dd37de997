import ScalarMath

/// The particles of tempered sequential Monte Carlo while they are on their way.
struct Swarm<Density: TemperedDensity> {
  private var density: Density
  private let settings: TemperingSettings
  private let stream: RandomStream
  private var gradient: [Double]
  private var logLikelihoods: [Double]
  private var stepSize = 0.0
  /// What to do; `nil` if that is found out on the way.
  private let given: TemperingPlan?
  private(set) var plan = TemperingPlan()
  private(set) var particles: [[Double]]
  /// The log of what resampling has taken out of the weights.
  private var logTaken = 0.0
  /// The logs of the weights since.
  private var logShares: [Double]
  private(set) var powers = [0.0]
  private(set) var acceptances: [Double] = []

  var power: Double { powers[powers.count - 1] }
  var logWeights: [Double] { logShares.map { $0 + logTaken } }
  var logEvidence: Double {
    logTaken + Double.logSumExp(logShares) - Double.log(Double(logShares.count))
  }

  init(
    _ density: Density, _ particles: [[Double]], _ plan: TemperingPlan?,
    _ settings: TemperingSettings, _ stream: RandomStream
  ) throws(EvidenceFailure) {
    var density = density
    var gradient = [Double](repeating: 0, count: density.dimension)
    logLikelihoods = []
    logShares = Array(repeating: 0, count: particles.count)
    for particle in particles {
      logLikelihoods.append(try density.logLikelihood(at: particle, gradient: &gradient))
    }
    guard logLikelihoods.contains(where: \.isFinite) else {
      throw .unreliable("the likelihood is zero at every draw of the prior")
    }
    self.density = density
    given = plan
    self.settings = settings
    self.stream = stream
    self.particles = particles
    self.gradient = gradient
  }

  /// Raises the power, resamples and moves.
  mutating func advance() throws(EvidenceFailure) {
    let step = given?.steps[powers.count - 1]
    let next = step?.power ?? nextPower()
    for (index, value) in logLikelihoods.enumerated() {
      logShares[index] += value.isFinite ? (next - power) * value : -.infinity
    }
    let total = Double.logSumExp(logShares)
    guard total.isFinite else {
      throw .unreliable("the likelihood is zero at every particle")
    }
    if settings.isResampling {
      var numbers = stream.stream("resample").stream(powers.count)
      let chosen = systematic(logShares.map { Double.exp($0 - total) }, numbers.uniform())
      particles = chosen.map { particles[$0] }
      logLikelihoods = chosen.map { logLikelihoods[$0] }
      logTaken += total - Double.log(Double(logShares.count))
      logShares = Array(repeating: 0, count: particles.count)
    }
    powers.append(next)
    acceptances.append(try move(step))
  }

  /// The highest power at which the weights are worth enough, by bisection.
  private func nextPower() -> Double {
    let finite = logLikelihoods.filter(\.isFinite)
    let wanted = settings.effectiveShare * Double(finite.count)
    func isEnough(_ next: Double) -> Bool {
      let logs = finite.map { (next - power) * $0 }
      let total = Double.logSumExp(logs)
      return Double.exp(2 * total - Double.logSumExp(logs.map { 2 * $0 })) >= wanted
    }
    if isEnough(1) { return 1 }
    // Log likelihoods of the first draws may be large beyond measure, so the step is found first by
    // its order of magnitude.
    var step = 1 - power
    while step > Double.leastNormalMagnitude, !isEnough(power + step / 16) { step /= 16 }
    var (low, high) = (power, power + step)
    for _ in 0..<30 {
      let middle = low + (high - low) / 2
      if isEnough(middle) { low = middle } else { high = middle }
    }
    return max(low, power.nextUp)
  }

  /// Moves every particle by some transitions; returns their mean acceptance.
  private mutating func move(_ step: TemperingPlan.Step?) throws(EvidenceFailure) -> Double {
    let metric: Metric
    if let step {
      (metric, stepSize) = (step.metric, step.stepSize)
    } else {
      metric = try covariance()
    }
    let acceptance: Double
    do throws(EvaluationFailure) {
      acceptance = density.dimension == 0 ? 1 : try transitions(metric, isLearning: step == nil)
    } catch {
      throw .evaluation(error)
    }
    for index in particles.indices {
      logLikelihoods[index] = try density.logLikelihood(
        at: particles[index], gradient: &gradient)
    }
    plan.steps.append(TemperingPlan.Step(power: power, metric: metric, stepSize: stepSize))
    return acceptance
  }

  /// The covariance of the particles, as a metric.
  private func covariance() throws(EvidenceFailure) -> Metric {
    let count = density.dimension
    let kind: MetricKind = count <= 100 && particles.count > 5 * count ? .dense : .diagonal
    guard count > 0 else { return .unit(kind, dimension: 0) }
    var estimator = CovarianceEstimator(kind: kind, dimension: count)
    for particle in particles { estimator.add(particle.span) }
    guard let metric = estimator.metric() else {
      throw .unreliable("the particles have no finite covariance")
    }
    return metric
  }

  /// The transitions of all particles, one after the other; a step size that is learned changes on
  /// the way.
  private mutating func transitions(
    _ metric: Metric, isLearning: Bool
  ) throws(EvaluationFailure) -> Double {
    var nuts = NUTSSettings()
    nuts.maximumDepth = settings.maximumDepth
    let numbers = stream.stream("move").stream(powers.count)
    var target = FixedPower(density, power: power)
    var first: EvaluatedPoint?
    for index in particles.indices where first == nil && logShares[index] > -.infinity {
      first = try finitePoint(&target, particles[index])
    }
    guard let first else { return 0 }
    var sampler = NoUTurnSampler(density: target, start: first, settings: nuts)
    sampler.hamiltonian.metric = metric
    if isLearning, stepSize == 0 {
      var search = stream.stream("step size")
      try? sampler.findStepSize(&search)
      stepSize = sampler.stepSize
    }
    var total = 0.0
    var movedCount = 0
    // A particle without a weight stays where it is.
    for index in particles.indices where logShares[index] > -.infinity {
      var random = numbers.stream(index)
      guard let start = try finitePoint(&target, particles[index]) else { continue }
      movedCount += 1
      let old = sampler.point
      sampler.hamiltonian.vectors.release(old)
      sampler.point = sampler.hamiltonian.point(start)
      sampler.stepSize = stepSize
      for _ in 0..<settings.transitionCount {
        let acceptance = try sampler.transition(&random).acceptance
        total += acceptance
        guard isLearning else { continue }
        stepSize *= Double.exp(
          0.5 / Double(particles.count).squareRoot() * (acceptance - nuts.targetAcceptance))
      }
      particles[index] = Array(sampler.hamiltonian.vectors.elements(sampler.point.position))
    }
    return total / Double(max(movedCount, 1) * settings.transitionCount)
  }

  /// A particle with its gradient; `nil` if that is not finite, at the edge of a support, where the
  /// particle has to stay.
  private func finitePoint(
    _ target: inout FixedPower<Density>, _ particle: [Double]
  ) throws(EvaluationFailure) -> EvaluatedPoint? {
    do throws(EvaluationFailure) {
      return try EvaluatedPoint(&target, at: particle)
    } catch {
      guard error.isRecoverable else { throw error }
      return nil
    }
  }
}

/// Systematic resampling: where the points (offset + i) / n fall among the weights.
func systematic(_ weights: [Double], _ offset: Double) -> [Int] {
  var result: [Int] = []
  result.reserveCapacity(weights.count)
  var (index, sum) = (0, weights.first ?? 0)
  for place in weights.indices {
    let point = (Double(place) + offset) / Double(weights.count)
    while sum < point, index + 1 < weights.count {
      index += 1
      sum += weights[index]
    }
    result.append(index)
  }
  return result
}
