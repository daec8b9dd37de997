import ScalarMath
import Testing

@testable import Inference

@Suite struct HamiltonianTests {
  /// A point of the four-dimensional logistic density with a momentum.
  private func start(_ metric: Metric) throws -> (Hamiltonian<ProductDensity>, PhasePoint) {
    var hamiltonian = Hamiltonian(density: ProductDensity.logistic(4), metric: metric)
    var point = PhasePoint(position: [0.3, -1.2, 2, 0.1])
    var stream = RandomStream(seed: 3)
    try hamiltonian.evaluate(&point)
    hamiltonian.refreshMomentum(&point, &stream)
    return (hamiltonian, point)
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
    var (hamiltonian, point) = try start(Self.metrics[metric])
    let home = point
    for _ in 0..<50 { try hamiltonian.leapfrog(&point, stepSize: 0.3) }
    #expect(abs(point.position[0] - home.position[0]) > 0.01)
    for _ in 0..<50 { try hamiltonian.leapfrog(&point, stepSize: -0.3) }
    for index in 0..<4 {
      #expect(abs(point.position[index] - home.position[index]) < 1e-12)
      #expect(abs(point.momentum[index] - home.momentum[index]) < 1e-12)
    }
    #expect(hamiltonian.gradientCount == 101)
  }

  @Test(arguments: 0..<3) func energyErrorIsOfSecondOrder(_ metric: Int) throws {
    let errors = try [0.1, 0.05].map { stepSize in
      var (hamiltonian, point) = try start(Self.metrics[metric])
      let before = hamiltonian.energy(point)
      for _ in 0..<Int((2 / stepSize).rounded()) {
        try hamiltonian.leapfrog(&point, stepSize: stepSize)
      }
      return hamiltonian.energy(point) - before
    }
    #expect(abs(errors[0] / errors[1] - 4) < 0.2)
  }

  @Test func leapfrogPreservesVolume() throws {
    func image(_ q: Double, _ p: Double) throws -> (Double, Double) {
      var hamiltonian = Hamiltonian(
        density: ProductDensity.logistic(1), metric: .unit(.diagonal, dimension: 1))
      var point = PhasePoint(position: [q])
      try hamiltonian.evaluate(&point)
      point.momentum = [p]
      for _ in 0..<3 { try hamiltonian.leapfrog(&point, stepSize: 1.4) }
      return (point.position[0], point.momentum[0])
    }
    let h = 1e-5
    let (right, left) = try (image(0.4 + h, -0.7), image(0.4 - h, -0.7))
    let (up, down) = try (image(0.4, -0.7 + h), image(0.4, -0.7 - h))
    let determinant =
      (right.0 - left.0) * (up.1 - down.1) - (right.1 - left.1) * (up.0 - down.0)
    #expect(abs(determinant / (4 * h * h) - 1) < 1e-8)
  }

  @Test(arguments: 1..<3) func momentaHaveTheMetricAsCovariance(_ index: Int) {
    let metric = Self.metrics[index]
    var stream = RandomStream(seed: 5)
    var (momentum, velocity) = ([Double](repeating: 0, count: 4), [Double](repeating: 0, count: 4))
    let count = 4000
    // The covariance of momentum and velocity is the metric times its inverse: the unit matrix.
    var products = [Double](repeating: 0, count: 16)
    for _ in 0..<count {
      metric.drawMomentum(&stream, into: &momentum)
      metric.velocity(of: momentum, into: &velocity)
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
