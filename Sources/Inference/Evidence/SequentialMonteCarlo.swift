public import ScalarMath

/// How particles are led from the prior to the posterior.
public struct TemperingSettings: Sendable, Equatable {
  /// The share of the particles that the weights of one step are worth at least, 0.9 by default.
  public var effectiveShare = 0.9
  /// The number of transitions of each particle at each power, 2 by default.
  public var transitionCount = 2
  /// How often a trajectory may be doubled, 6 by default.
  public var maximumDepth = 6
  /// The number of powers after which the run is given up, 2,000 by default.
  public var maximumSteps = 2000

  /// Creates the default settings.
  public init() {}
}

/// What one run of tempered sequential Monte Carlo found.
public struct TemperedRun: Sendable, Equatable {
  /// The log evidence.
  public let logEvidence: Double
  /// The powers of the likelihood, from 0 to 1.
  public let powers: [Double]
  /// The mean acceptance of the transitions at each power after the first.
  public let acceptances: [Double]
  /// The particles at the end.
  public let particles: [[Double]]
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
/// likelihood rises by as much as leaves the weights worth `effectiveShare` of the particles; then
/// they are resampled systematically, and each makes transitions of the no-U-turn sampler, with the
/// covariance of all particles as its metric.
/// - Parameter particles: independent draws of the prior.
/// - Returns: the estimate, whose exponential has the right mean but for the adaptation.
public func temper(
  _ density: some TemperedDensity, from particles: [[Double]],
  settings: TemperingSettings = TemperingSettings(), stream: RandomStream,
  progress: (TemperingProgress) -> RunDecision = { _ in .proceed }
) throws(EvidenceFailure) -> TemperedRun {
  var swarm = try Swarm(density, particles, settings, stream)
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
    particles: swarm.particles)
}

/// The particles while they are on their way.
private struct Swarm<Density: TemperedDensity> {
  private var density: Density
  private let settings: TemperingSettings
  private let stream: RandomStream
  private var gradient: [Double]
  private var logLikelihoods: [Double]
  private var stepSize = 0.0
  private(set) var particles: [[Double]]
  private(set) var logEvidence = 0.0
  private(set) var powers = [0.0]
  private(set) var acceptances: [Double] = []

  var power: Double { powers[powers.count - 1] }

  init(
    _ density: Density, _ particles: [[Double]], _ settings: TemperingSettings,
    _ stream: RandomStream
  ) throws(EvidenceFailure) {
    var density = density
    var gradient = [Double](repeating: 0, count: density.dimension)
    logLikelihoods = []
    for particle in particles {
      logLikelihoods.append(try density.logLikelihood(at: particle, gradient: &gradient))
    }
    guard logLikelihoods.contains(where: \.isFinite) else {
      throw .unreliable("the likelihood is zero at every draw of the prior")
    }
    self.density = density
    self.settings = settings
    self.stream = stream
    self.particles = particles
    self.gradient = gradient
  }

  /// Raises the power, resamples and moves.
  mutating func advance() throws(EvidenceFailure) {
    let next = nextPower()
    let logs = logLikelihoods.map { $0.isFinite ? (next - power) * $0 : -.infinity }
    let total = Double.logSumExp(logs)
    logEvidence += total - Double.log(Double(logs.count))
    var numbers = stream.stream("resample").stream(powers.count)
    let chosen = systematic(logs.map { Double.exp($0 - total) }, numbers.uniform())
    powers.append(next)
    particles = chosen.map { particles[$0] }
    logLikelihoods = chosen.map { logLikelihoods[$0] }
    acceptances.append(try move())
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
    var (low, high) = (power, 1.0)
    for _ in 0..<100 where high - low > 1e-6 * (high - power) {
      let middle = low + (high - low) / 2
      if isEnough(middle) { low = middle } else { high = middle }
    }
    return max(low, power.nextUp)
  }

  /// Moves every particle by some transitions; returns their mean acceptance.
  private mutating func move() throws(EvidenceFailure) -> Double {
    let count = density.dimension
    guard count > 0 else { return 1 }
    let kind: MetricKind = count <= 100 && particles.count > 5 * count ? .dense : .diagonal
    var estimator = CovarianceEstimator(kind: kind, dimension: count)
    for particle in particles { estimator.add(particle.span) }
    guard let metric = estimator.metric() else {
      throw .unreliable("the particles have no finite covariance")
    }
    var nuts = NUTSSettings()
    nuts.maximumDepth = settings.maximumDepth
    nuts.metric = kind
    let acceptance: Double
    do throws(EvaluationFailure) {
      acceptance = try transitions(nuts, metric)
    } catch {
      throw .evaluation(error)
    }
    for index in particles.indices {
      logLikelihoods[index] = try density.logLikelihood(
        at: particles[index], gradient: &gradient)
    }
    return acceptance
  }

  /// The transitions of all particles, one after the other; the step size learns on the way.
  private mutating func transitions(
    _ nuts: NUTSSettings, _ metric: Metric
  ) throws(EvaluationFailure) -> Double {
    let numbers = stream.stream("move").stream(powers.count)
    var target = FixedPower(density, power: power)
    var sampler = NoUTurnSampler(
      density: target, start: try EvaluatedPoint(&target, at: particles[0]), settings: nuts)
    sampler.hamiltonian.metric = metric
    if stepSize == 0 {
      var search = stream.stream("step size")
      try? sampler.findStepSize(&search)
      stepSize = sampler.stepSize
    }
    var total = 0.0
    for index in particles.indices {
      var random = numbers.stream(index)
      let start = try EvaluatedPoint(&target, at: particles[index])
      let old = sampler.point
      sampler.hamiltonian.vectors.release(old)
      sampler.point = sampler.hamiltonian.point(start)
      sampler.stepSize = stepSize
      for _ in 0..<settings.transitionCount {
        let acceptance = try sampler.transition(&random).acceptance
        total += acceptance
        stepSize *= Double.exp(
          0.5 / Double(particles.count).squareRoot() * (acceptance - nuts.targetAcceptance))
      }
      particles[index] = Array(sampler.hamiltonian.vectors.elements(sampler.point.position))
    }
    return total / Double(particles.count * settings.transitionCount)
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
