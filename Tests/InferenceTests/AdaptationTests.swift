import Testing

@testable import Inference

@Suite struct AdaptationTests {
  @Test(arguments: [
    (1000, [75..<100, 100..<150, 150..<250, 250..<450, 450..<950]),
    (500, [75..<100, 100..<150, 150..<250, 250..<450]),
    (700, [75..<100, 100..<150, 150..<250, 250..<650]),
    (160, [75..<100, 100..<110]),
    (150, [75..<100]),
    (149, [22..<135]),
    (20, [3..<18]),
    (19, []),
    (0, []),
  ])
  func windowsAreThoseOfStan(_ warmupCount: Int, _ windows: [Range<Int>]) {
    #expect(WarmupWindows().ranges(of: warmupCount) == windows)
  }

  /// The figures follow from the recursion, evaluated in Python.
  @Test func dualAveragingFollowsItsRecursion() {
    var averaging = DualAveraging(target: 0.8, stepSize: 1)
    let acceptances = [0.3, 1.4, 0.9, 0, 0.85]
    let expected = [
      (4.02890321529133, 4.02890321529133), (4.9306869139524, 4.543032156088438),
      (5.868777694687305, 5.083105204713341), (0.5743261926761738, 2.3513889667212267),
      (0.5887417311501701, 1.5540465647784645),
    ]
    for (acceptance, figures) in zip(acceptances, expected) {
      let stepSize = averaging.update(acceptance: acceptance)
      #expect(abs(stepSize - figures.0) < 1e-13 * figures.0)
      #expect(abs(averaging.averaged - figures.1) < 1e-13 * figures.1)
    }
  }

  @Test(arguments: MetricKind.allCases) func covarianceIsShrunkAsInStan(_ kind: MetricKind) throws {
    let positions = [[1.0, 10], [2, 14], [4, 11], [7, 19]]
    var estimator = CovarianceEstimator(kind: kind, dimension: 2)
    estimator.add([1e6, -1e6].span)
    estimator.restart()
    for position in positions { estimator.add(position.span) }
    // Means 3.5 and 13.5; sums of squares 21 and 49, of products 26.
    let (weight, floor) = (4.0 / 9, 1e-3 * 5 / 9)
    let (a, b, c) = (weight * 21 / 3 + floor, weight * 26 / 3, weight * 49 / 3 + floor)
    let expected = kind == .dense ? [a, b, b, c] : [a, c]
    for (ours, theirs) in zip(try #require(estimator.metric()).inverse, expected) {
      #expect(abs(ours - theirs) < 1e-13)
    }
  }

  @Test func overflowingPositionsHaveNoMetric() {
    var estimator = CovarianceEstimator(kind: .diagonal, dimension: 1)
    for position in [1e300, -1e300, 1e300] { estimator.add([position].span) }
    #expect(estimator.metric() == nil)
  }
}
