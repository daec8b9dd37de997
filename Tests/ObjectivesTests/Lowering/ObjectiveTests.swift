import Objectives
import ScalarMath
import Testing

/// Objectives as points see them: without Jacobians.
@Suite struct ObjectiveTests {
  @Test func mixtureInOneDimension() throws {
    let density = try objective(
      """
      model GMM1 {
        plate n in N
        plate k in K = 1..2
        param    pi    : simplex(K)
        param    mu[k] : real
        param    s[k]  : positive
        latent   z[n]  : K    ~ Categorical(pi)
        observed x[n]  : real ~ Normal(mu[z[n]], s[z[n]])
        maximize log p(x)
      }
      """, #"{"x": [-2.0, -1.5, 0.3, 1.0, 2.2]}"#)
    let value = try density.value(at: ["pi": [0.3, 0.7], "mu": [-1.5, 1.2], "s": [0.7, 0.9]])
    #expect(agrees(value, -8.382425297454784))
  }

  @Test func mixtureInThePlaneWithPriors() throws {
    let density = try objective(
      """
      model GMM2 {
        plate n in N
        plate k in K = 1..2
        axis  D = 2
        hyper    m0 : real^D = [0, 0]
        latent   pi       : simplex(K) ~ Dirichlet(fill(1, K))
        latent   mu[k]    : real^D     ~ Normal(m0, 10)
        latent   Sigma[k] : cov(D)     ~ InvWishart(4, eye(D))
        latent   z[n]     : K          ~ Categorical(pi)
        observed x[n]     : real^D     ~ MvNormal(mu[z[n]], Sigma[z[n]])
        maximize log p(x, pi, mu, Sigma) over pi, mu, Sigma
      }
      """, #"{"x": [[1, 2], [0, -1], [2.5, 0.5]]}"#)
    let value = try density.value(at: [
      "pi": [0.4, 0.6], "mu": [0, 0, 1, 1], "Sigma": [1, 0.3, 0.3, 2, 0.5, -0.1, -0.1, 0.8],
    ])
    #expect(agrees(value, -30.43861989417648))
  }

  /// Naive Bayes by hand: the joint of a row and a class.
  private let pi = [0.2, 0.5, 0.3]
  private let theta = [[0.1, 0.8], [0.6, 0.4], [0.9, 0.3]]
  private let x = [[1, 0], [0, 1], [1, 1], [0, 0]]

  private func joint(_ row: Int, _ c: Int) -> Double {
    (0..<2).reduce(pi[c]) { $0 * (x[row][$1] == 1 ? theta[c][$1] : 1 - theta[c][$1]) }
  }

  private func naiveBayes(_ question: String) throws -> Double {
    let density = try objective(
      """
      model NB {
        plate n in N
        plate d in D
        plate c in C = 0..2
        param    pi         : simplex(C)
        param    theta[c,d] : unit
        partial  y[n]       : C    ~ Categorical(pi)
        observed x[n,d]     : bool ~ Bernoulli(theta[y[n], d])
        maximize \(question)
      }
      """, #"{"x": [[1, 0], [0, 1], [1, 1], [0, 0]], "y": [2, null, 0, null]}"#)
    return try density.value(at: ["pi": pi, "theta": theta.flatMap { $0 }])
  }

  @Test func missingLabelsAreSummedOut() throws {
    let marginal = { (row: Int) in (0..<3).reduce(0) { $0 + joint(row, $1) } }
    let expected = Double.log(joint(0, 2) * marginal(1) * joint(2, 0) * marginal(3))
    #expect(agrees(try naiveBayes("log p(x, y)"), expected))
  }

  @Test func conditioningDividesByTheMarginal() throws {
    let marginal = { (row: Int) in (0..<3).reduce(0) { $0 + joint(row, $1) } }
    let expected = Double.log(joint(0, 2) / marginal(0) * joint(2, 0) / marginal(2))
    #expect(agrees(try naiveBayes("log p(y | x)"), expected))
  }

  @Test func labelsThatAreNotMentionedAreIgnored() throws {
    let marginal = { (row: Int) in (0..<3).reduce(0) { $0 + joint(row, $1) } }
    let expected = (0..<4).reduce(0) { $0 + Double.log(marginal($1)) }
    #expect(agrees(try naiveBayes("log p(x)"), expected))
    #expect(agrees(try naiveBayes("sum n: log p(x[n])"), expected))
  }

  @Test func whatNothingDependsOnIntegratesToOne() throws {
    let expected = Double.log(pi[2] * pi[0])
    #expect(agrees(try naiveBayes("log p(y)"), expected))
  }

  @Test func logisticRegression() throws {
    let density = try objective(
      """
      model L {
        plate n in N
        axis  D
        given    x[n] : real^D
        param    w    : real^D
        param    b    : real
        observed y[n] : bool ~ Bernoulli(logit = w @ x[n] + b)
        maximize log p(y | x, w, b)
      }
      """, #"{"x": [[1, 2], [0.5, -1], [3, 0.1]], "y": [1, 0, 1]}"#)
    let eta = [0.3 - 1.4 + 0.1, 0.15 + 0.7 + 0.1, 0.9 - 0.07 + 0.1]
    let signs = [1.0, -1, 1]
    let expected = zip(eta, signs).reduce(0) { $0 - Double.log1pExp(-$1.0 * $1.1) }
    #expect(agrees(try density.value(at: ["w": [0.3, -0.7], "b": [0.1]]), expected))
  }

  /// Three of the members 0..5 are possible, each with probability 1/3.
  @Test func aRangeOfMembersIsOneOfTheirNumbers() throws {
    let density = try objective(
      """
      model U {
        plate n in N
        axis  K = 0..5
        param    m    : real
        latent   k[n] : K    ~ Uniform(2..4)
        observed x[n] : real ~ Normal(m + k[n], 1)
        maximize log p(x)
      }
      """, #"{"x": [1.5]}"#)
    let terms = [2.0, 3, 4].map { Double.exp(-0.5 * (1.5 - $0) * (1.5 - $0)) }
    let expected = Double.log(terms.reduce(0, +) / 3) - 0.5 * Double.log(2 * .pi)
    #expect(agrees(try density.value(at: ["m": [0]]), expected))
  }

  @Test func whatReadsHiddenStatesIsNotReported() throws {
    let density = try objective(
      """
      model M {
        plate n in N
        axis  K = 2
        param    m : real
        latent   z[n] : K ~ Categorical([0.3, 0.7])
        double = 2 * m
        shift[n] = m * z[n]
        observed x[n] : real ~ Normal(shift[n], 1)
        maximize log p(x)
      }
      """, #"{"x": [1.5, 2]}"#)
    #expect(density.quantities.map(\.name) == ["m", "double"])
    #expect(density.unreported == ["shift"])
  }

  /// An interval 30 standard deviations out: the value is that of mpmath, the gradient finite.
  @Test func truncationHoldsInTheFarTail() throws {
    let density = try objective(
      """
      model T {
        param    m : real
        observed x : real ~ Normal(m, 1) truncated (30, 31)
        maximize log p(x)
      }
      """, #"{"x": 30.5}"#)
    let u = try density.coordinates(["m": [0]])
    #expect(agrees(try density.value(atCoordinates: u), -11.722694576861421, 1e-11))
    #expect(agrees(try density.gradient(atCoordinates: u)[0], 0.46674033256637783, 1e-9))
  }
}
