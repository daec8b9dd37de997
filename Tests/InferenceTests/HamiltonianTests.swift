import Foundation
import ScalarMath
import Testing

@testable import Inference

@Suite struct HamiltonianTests {
  /// A density's Hamiltonian with a point that moves.
  private struct Motion: ~Copyable {
    var hamiltonian: Hamiltonian
    var point: PhasePoint

    init(_ density: some LogDensity, _ metric: Metric, at position: [Double]) throws {
      var density = density
      let start = try EvaluatedPoint(&density, at: position)
      hamiltonian = Hamiltonian(density: density, metric: metric, vectorCount: 8)
      point = hamiltonian.point(start)
    }

    var position: [Double] { Array(hamiltonian.vectors.elements(point.position)) }
    var momentum: [Double] { Array(hamiltonian.vectors.elements(point.momentum)) }

    mutating func leapfrog(stepSize: Double) throws {
      let next = try hamiltonian.leapfrog(from: point, stepSize: stepSize)
      hamiltonian.vectors.release(point)
      point = next
    }
  }

  /// A point of the four-dimensional logistic density with a momentum.
  private func start(_ metric: Metric) throws -> Motion {
    var motion = try Motion(ProductDensity.logistic(4), metric, at: [0.3, -1.2, 2, 0.1])
    var stream = RandomStream(seed: 3)
    motion.hamiltonian.refreshMomentum(&motion.point, &stream)
    return motion
  }

  static let metrics: [Metric] = [
    .unit(.diagonal, dimension: 4),
    DiagonalMetric(variances: [0.5, 2, 1, 3]).map(Metric.diagonal),
    DenseMetric(
      covariance: [2, 0.5, 0, 0, 0.5, 1, 0.3, 0, 0, 0.3, 1.5, -0.2, 0, 0, -0.2, 1], dimension: 4
    ).map(Metric.dense),
  ].compactMap { $0 }

  @Test func allMetricsArePositiveDefinite() { #expect(Self.metrics.count == 3) }

  @Test(arguments: 0..<3) func leapfrogIsReversible(_ metric: Int) throws {
    var motion = try start(Self.metrics[metric])
    let (position, momentum) = (motion.position, motion.momentum)
    for _ in 0..<50 { try motion.leapfrog(stepSize: 0.3) }
    #expect(abs(motion.position[0] - position[0]) > 0.01)
    for _ in 0..<50 { try motion.leapfrog(stepSize: -0.3) }
    for index in 0..<4 {
      #expect(abs(motion.position[index] - position[index]) < 1e-12)
      #expect(abs(motion.momentum[index] - momentum[index]) < 1e-12)
    }
    #expect(motion.hamiltonian.gradientCount == 100)
  }

  @Test(arguments: 0..<3) func energyErrorIsOfSecondOrder(_ metric: Int) throws {
    let errors = try [0.1, 0.05].map { stepSize in
      var motion = try start(Self.metrics[metric])
      let before = motion.point.energy
      for _ in 0..<Int((2 / stepSize).rounded()) { try motion.leapfrog(stepSize: stepSize) }
      return motion.point.energy - before
    }
    #expect(abs(errors[0] / errors[1] - 4) < 0.2)
  }

  @Test func leapfrogPreservesVolume() throws {
    func image(_ q: Double, _ p: Double) throws -> (Double, Double) {
      var motion = try Motion(
        ProductDensity.logistic(1), .unit(.diagonal, dimension: 1), at: [q])
      motion.hamiltonian.vectors.store([p], in: motion.point.momentum)
      for _ in 0..<3 { try motion.leapfrog(stepSize: 1.4) }
      return (motion.position[0], motion.momentum[0])
    }
    let h = 1e-5
    let (right, left) = try (image(0.4 + h, -0.7), image(0.4 - h, -0.7))
    let (up, down) = try (image(0.4, -0.7 + h), image(0.4, -0.7 - h))
    let determinant =
      (right.0 - left.0) * (up.1 - down.1) - (right.1 - left.1) * (up.0 - down.0)
    #expect(abs(determinant / (4 * h * h) - 1) < 1e-8)
  }

  /// The energy is the negative log density and half the momentum times the velocity, in every
  /// number of coordinates and by either way of summing; so are the step's own formulas.
  @Test(arguments: [1, 3, 4, 7, 255, 256, 1023]) func stepIsTheFormula(_ count: Int) throws {
    let variances = (0..<count).map { 0.5 + Double($0 % 7) / 4 }
    let metric = Metric.diagonal(try #require(DiagonalMetric(variances: variances)))
    let q = (0..<count).map { Double($0 % 11) / 5 - 1 }
    let p = (0..<count).map { Double($0 % 5) / 3 - 0.6 }
    var motion = try Motion(ProductDensity.logistic(count), metric, at: q)
    motion.hamiltonian.vectors.store(p, in: motion.point.momentum)
    try motion.leapfrog(stepSize: 0.3)
    let half = zip(p, q).map { $0 - 0.15 * tanh($1 / 2) }
    let position = zip(q, zip(variances, half)).map { $0 + 0.3 * ($1.0 * $1.1) }
    let momentum = zip(half, position).map { $0 - 0.15 * tanh($1 / 2) }
    let kinetic = zip(variances, momentum).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / 2
    let potential = position.reduce(0) { $0 + abs($1) + 2 * log1p(exp(-abs($1))) }
    for (ours, theirs) in zip(motion.position + motion.momentum, position + momentum) {
      #expect(abs(ours - theirs) < 1e-14)
    }
    #expect(abs(motion.point.energy - kinetic - potential) < 1e-12 * (kinetic + potential))
    #expect(abs(motion.point.logDensity + potential) < 1e-12 * potential)
  }

  /// Nobody looks at each element of a gradient, yet none of them may be infinite or NaN.
  @Test(arguments: MetricKind.allCases, [Double.nan, .infinity, -.infinity])
  func gradientThatIsNotFiniteHasNoFiniteEnergy(_ kind: MetricKind, _ slope: Double) throws {
    let density = FunctionDensity(dimension: 3) { (x, gradient) throws(EvaluationFailure) in
      gradient = [0, x[1] > 0.5 ? slope : 0, x[1] > 0.5 ? slope : 0]
      return 0
    }
    var motion = try Motion(density, .unit(kind, dimension: 3), at: [0, 0, 0])
    motion.hamiltonian.vectors.store([1, 1, 1], in: motion.point.momentum)
    try motion.leapfrog(stepSize: 0.1)
    #expect(motion.point.energy == 1.5)
    try motion.leapfrog(stepSize: 1)
    #expect(motion.point.energy == .infinity)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func valueThatIsNotFiniteHasNoFiniteEnergy(_ value: Double) throws {
    let density = FunctionDensity(dimension: 1) { (x, _) throws(EvaluationFailure) in
      x[0] > 0.5 ? value : 0
    }
    var motion = try Motion(density, .unit(.diagonal, dimension: 1), at: [0])
    motion.hamiltonian.vectors.store([1], in: motion.point.momentum)
    try motion.leapfrog(stepSize: 1)
    #expect(motion.point.energy == .infinity && motion.point.logDensity == -.infinity)
  }

  @Test(arguments: 1..<3) func momentaHaveTheMetricAsCovariance(_ index: Int) throws {
    var motion = try Motion(ProductDensity.flat(4), Self.metrics[index], at: [0, 0, 0, 0])
    var stream = RandomStream(seed: 5)
    let count = 4000
    // The covariance of momentum and velocity is the metric times its inverse: the unit matrix.
    var products = [Double](repeating: 0, count: 16)
    for _ in 0..<count {
      motion.hamiltonian.refreshMomentum(&motion.point, &stream)
      let momentum = motion.momentum
      let velocity = motion.hamiltonian.vectors.elements(motion.point.velocity)
      for row in 0..<4 {
        for column in 0..<4 { products[4 * row + column] += momentum[row] * velocity[column] }
      }
    }
    for row in 0..<4 {
      for column in 0..<4 {
        let expected = row == column ? 1.0 : 0
        // Var(p v) is at most 1 + var p var v, and no entry of the metrics above passes 3.
        let error = (10 / Double(count)).squareRoot()
        #expect(abs(products[4 * row + column] / Double(count) - expected) < 4 * error)
      }
    }
  }

  @Test func matrixThatIsNotPositiveDefiniteHasNoMetric() {
    #expect(DenseMetric(covariance: [1, 2, 2, 1], dimension: 2) == nil)
    #expect(DenseMetric(covariance: [.nan], dimension: 1) == nil)
    #expect(DiagonalMetric(variances: [1, 0]) == nil)
    #expect(DiagonalMetric(variances: [.infinity]) == nil)
  }
}
