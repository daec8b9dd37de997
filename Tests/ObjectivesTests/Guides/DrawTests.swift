import ScalarMath
import Semantics
import TensorIR
import Testing

@testable import Objectives

/// Draws and divergences of families.
@Suite struct DrawTests {
  /// E g for a draw of a family, by `expect`, with the gradient by its parameters.
  private func expectation(
    _ draw: String, _ body: String, _ a: Double, _ b: Double, _ wanted: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let lowered = try objective(
      """
      model Draw {
        param a : positive
        param b : positive
        maximize expect v ~ \(draw): \(body) using reparam(50)
      }
      """)
    // The coordinates are logs, so the gradient is in proportion to the parameter.
    let u = [Double.log(a), Double.log(b)]
    try Estimates(lowered, at: u, count: 40)
      .expect([wanted[0], a * wanted[1], b * wanted[2]], sourceLocation: sourceLocation)
  }

  @Test(arguments: [(0.3, 2.0), (1.0, 0.5), (4.5, 3.0)])
  func gammaVariables(_ a: Double, _ b: Double) throws {
    let psi = Double.digamma(a)
    let slope = Double.trigamma(a)
    try expectation("Gamma(a, b)", "log(v)", a, b, [psi - Double.log(b), slope, -1 / b])
    try expectation("Gamma(a, b)", "v", a, b, [a / b, 1 / b, -a / (b * b)])
    try expectation(
      "InvGamma(a, b)", "log(v)", a, b, [Double.log(b) - psi, -slope, 1 / b])
    let all = Double.digamma(a + b)
    let slopeOfAll = Double.trigamma(a + b)
    try expectation(
      "Beta(a, b)", "log(v)", a, b, [psi - all, slope - slopeOfAll, -slopeOfAll])
  }

  @Test func otherFamilies() throws {
    let (a, b) = (0.8, 1.7)
    try expectation("Normal(a, b)", "v^2", a, b, [a * a + b * b, 2 * a, 2 * b])
    try expectation("LogNormal(a, b)", "log(v)^2", a, b, [a * a + b * b, 2 * a, 2 * b])
    try expectation(
      "Laplace(a, b)", "v^2", a, b, [a * a + 2 * b * b, 2 * a, 4 * b])
    try expectation("Exponential(a)", "v * b", a, b, [b / a, -b / (a * a), 1 / a])
    try expectation(
      "Uniform(a, a + b)", "v", a, b, [a + b / 2, 1, 0.5])
    let euler = -0.577215664901532861
    try expectation(
      "Weibull(a, b)", "log(v)", a, b,
      [Double.log(b) + euler / a, -euler / (a * a), 1 / b])
    try expectation(
      "HalfNormal(a)", "v^2 * b", a, b, [a * a * b, 2 * a * b, a * a])
  }

  /// Variables of the model are bound anew: a given one by a family, a latent one by its prior.
  @Test func variablesOfTheModel() throws {
    let (a, b) = (0.8, 1.7)
    let lowered = try objective(
      """
      model Draw {
        axis L = 2
        param a : positive
        param b : positive
        given  x : real^L
        latent u : real ~ Normal(a, b)
        v = x[2] * u
        maximize expect x ~ Uniform(0, a)^L, u ~ p(u): v^2 + x[1] over a, b using reparam(50)
      }
      """)
    let wanted = withGradient([Double.log(a), Double.log(b)]) { u in
      let (a, b) = (Double.exp(u[0]), Double.exp(u[1]))
      return a * a / 3 * (a * a + b * b) + a / 2
    }
    try Estimates(lowered, at: [Double.log(a), Double.log(b)], count: 40).expect(wanted)
  }

  /// The integral of q (log q - log p) by the trapezoid rule on a line that is mapped to the
  /// support: dense, and the integrand decays at both ends.
  private func divergence(
    _ family: Family, _ q: [ParameterName: Double], _ p: [ParameterName: Double],
    map: (Double) -> (x: Double, stretch: Double)
  ) throws -> (formula: Double, integral: Double) {
    var builder = ProgramBuilder()
    let grid = (-3000...3000).map { 0.01 * Double($0) }
    let axis = builder.axis("node", size: grid.count)
    let x = builder.append(.table(grid.map { map($0).x }, along: axis))
    let stretch = builder.append(.table(grid.map { 0.01 * map($0).stretch }, along: axis))
    func operands(_ values: [ParameterName: Double]) -> DistributionRow.Parameters {
      var result: DistributionRow.Parameters = [:]
      for (name, value) in values { result[name] = Operand(builder.constant(value)) }
      return result
    }
    let (own, other) = (operands(q), operands(p))
    let logQ = family.row.logDensity(&builder, Operand(x), own)
    let logP = family.row.logDensity(&builder, Operand(x), other)
    let term = builder.multiply(
      builder.multiply(stretch, builder.unary(.exp, logQ)), builder.subtract(logQ, logP))
    let kept = builder.select(
      builder.compare(.less, builder.constant(-600), logQ), term, builder.constant(0))
    let formula = try #require(family.divergence)
    let value = writtenOfTwo(
      &builder, Operand(builder.constant(0)), own, other, formula.formula)
    let integral = builder.sum(kept, over: [axis])
    let program = builder.finish([
      Output(name: "formula", value: value), Output(name: "integral", value: integral),
    ])
    var interpreter = try Interpreter(program, data: [:])
    interpreter.run([])
    return (interpreter.scalar(0), interpreter.scalar(1))
  }

  @Test func divergencesAreTheirIntegrals() throws {
    let line = { (u: Double) in (x: u, stretch: 1.0) }
    let half = { (u: Double) in (x: Double.exp(u), stretch: Double.exp(u)) }
    let unit = { (u: Double) -> (x: Double, stretch: Double) in
      let p = 1 / (1 + Double.exp(-u))
      return (p, p * (1 - p))
    }
    let cases = [
      try divergence(.normal, [.mean: 0.3, .sd: 0.8], [.mean: -0.5, .variance: 3], map: line),
      try divergence(
        .normal, [.mean: 1, .precision: 2], [.mean: -0.5, .precision: 0.4], map: line),
      try divergence(.logNormal, [.mean: 0.3, .sd: 0.8], [.mean: 0, .sd: 1.5], map: half),
      try divergence(.laplace, [.mean: 0.3, .scale: 0.8], [.mean: -1, .scale: 1.5], map: line),
      try divergence(.exponential, [.rate: 0.7], [.rate: 2], map: half),
      try divergence(.gamma, [.shape: 2.5, .rate: 0.7], [.shape: 1.2, .rate: 2], map: half),
      try divergence(
        .inverseGamma, [.shape: 2.5, .scale: 0.7], [.shape: 3.2, .scale: 2], map: half),
      try divergence(.beta, [.a: 2.5, .b: 1.3], [.a: 0.8, .b: 3], map: unit),
    ]
    for (index, own) in cases.enumerated() {
      // The kink of a Laplace density costs the rule its exponential convergence.
      #expect(agrees(own.formula, own.integral, index == 3 ? 1e-4 : 1e-9), "\(index): \(own)")
    }
  }

  /// Of two components it is that of a beta distribution; with three, the closed form of E log x.
  @Test func divergenceOfDirichletDistributions() throws {
    func value(_ q: [Double], _ p: [Double]) throws -> Double {
      var builder = ProgramBuilder()
      let axis = builder.axis("k", size: q.count)
      let a = builder.append(.table(q, along: axis))
      let b = builder.append(.table(p, along: axis))
      let formula = try #require(Family.dirichlet.divergence)
      let value = writtenOfTwo(
        &builder, Operand(builder.constant(0), components: [axis]),
        [.concentration: Operand(a, components: [axis])],
        [.concentration: Operand(b, components: [axis])], formula.formula)
      var interpreter = try Interpreter(
        builder.finish([Output(name: "value", value: value)]), data: [:])
      interpreter.run([])
      return interpreter.scalar(0)
    }
    let unit = { (u: Double) -> (x: Double, stretch: Double) in
      let p = 1 / (1 + Double.exp(-u))
      return (p, p * (1 - p))
    }
    let beta = try divergence(.beta, [.a: 2.5, .b: 1.3], [.a: 0.8, .b: 3], map: unit)
    #expect(agrees(try value([2.5, 1.3], [0.8, 3]), beta.integral, 1e-9))
    #expect(try value([2.5, 1.3, 4], [2.5, 1.3, 4]) == 0)
  }

  /// Of two normal vectors, in each way in which their spreads may be given: by the inverse and
  /// the determinants of 2 x 2 matrices.
  @Test func divergenceOfNormalVectors() throws {
    let (q, p) = ([1.3, 0.4, 0.4, 0.9], [2.0, -0.7, -0.7, 0.8])
    let distance = [0.5, -1.2]
    func determinant(_ a: [Double]) -> Double { a[0] * a[3] - a[1] * a[2] }
    func inverse(_ a: [Double]) -> [Double] {
      [a[3], -a[1], -a[2], a[0]].map { $0 / determinant(a) }
    }
    let precision = inverse(p)
    let trace = (0..<4).reduce(0) { $0 + precision[$1] * q[$1] }
    let square = (0..<4).reduce(0) {
      $0 + distance[$1 / 2] * precision[$1] * distance[$1 % 2]
    }
    let wanted = 0.5 * (trace + square - 2 + Double.log(determinant(p) / determinant(q)))
    for own in [ParameterName.covariance, .precision, .cholesky] {
      for other in [ParameterName.covariance, .precision, .cholesky] {
        var builder = ProgramBuilder()
        let (row, column) = (builder.axis("i", size: 2), builder.axis("j", size: 2))
        func matrix(_ a: [Double], as name: ParameterName) -> Operand {
          var entries = name == .precision ? inverse(a) : a
          if name == .cholesky {
            let first = a[0].squareRoot()
            entries = [first, 0, a[2] / first, (a[3] - a[2] * a[2] / a[0]).squareRoot()]
          }
          let rows = (0..<2).map {
            builder.append(.table([entries[2 * $0], entries[2 * $0 + 1]], along: column))
          }
          let isFirst = builder.compare(
            .equal, builder.cast(builder.position(row), to: .real), builder.constant(0))
          return Operand(builder.select(isFirst, rows[0], rows[1]), components: [row, column])
        }
        let mean = builder.append(.table(distance, along: row))
        let value = writtenOfTwo(
          &builder, Operand(builder.constant(0), components: [row]),
          [.mean: Operand(mean, components: [row]), own: matrix(q, as: own)],
          [.mean: Operand(builder.constant(0)), other: matrix(p, as: other)],
          try #require(Family.multivariateNormal.divergence).formula)
        var interpreter = try Interpreter(
          builder.finish([Output(name: "value", value: value)]), data: [:])
        interpreter.run([])
        #expect(agrees(interpreter.scalar(0), wanted, 1e-12), "\(own), \(other)")
      }
    }
  }
}
