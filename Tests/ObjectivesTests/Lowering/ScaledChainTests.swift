import Glibc
import Objectives
import Optimizer
import ScalarMath
import TensorIR
import Testing

/// Chains that are summed out without logarithms in their steps, where that is right.
///
/// All other tests of chains compare both forms too (`Support.swift`).
@Suite struct ScaledChainTests {
  /// A model with three states whose transitions and means are parameters.
  private static let gaussian = """
    model M {
      chain t in T
      plate k in K = 1..3
      latent P[k] : simplex(K) ~ Dirichlet(fill(2, K))
      latent mu[k] : real ~ Normal(0, 5)
      latent z[first] : K ~ Categorical(fill(1/3, K))
      latent z[t] : K ~ Categorical(P[z[t-1]])
      observed x[t] : real ~ Normal(mu[z[t]], 1)
    }
    """

  private static let transitions = [[0.7, 0.2, 0.1], [0.1, 0.85, 0.05], [0.25, 0.25, 0.5]]

  private func chain(_ count: Int, jumps: Double) -> [Double] {
    var stream = RandomStream(seed: 3)
    var state = 0
    return (0..<count).map { _ in
      state = stream.categorical(weights: Self.transitions[state]) ?? 0
      return jumps * Double(state - 1) + stream.normal()
    }
  }

  /// The log likelihood and its derivatives by the means, in Float80 by forward and backward
  /// recursions.
  private func reference(_ x: [Double], _ means: [Double]) -> (value: Float80, means: [Float80]) {
    let transitions = Self.transitions.map { $0.map { Float80($0) } }
    func emission(_ t: Int, _ k: Int) -> Float80 {
      let d = Float80(x[t]) - Float80(means[k])
      return expl(-d * d / 2) / sqrtl(2 * Float80.pi)
    }
    var forward: [[Float80]] = []
    var value: Float80 = 0
    var divisors: [Float80] = []
    for t in x.indices {
      let row = (0..<3).map { k -> Float80 in
        let before = forward.last.map { a in (0..<3).reduce(0) { $0 + a[$1] * transitions[$1][k] } }
        return (before ?? 1 / 3) * emission(t, k)
      }
      let total = row.reduce(0, +)
      forward.append(row.map { $0 / total })
      divisors.append(total)
      value += logl(total)
    }
    var backward: [Float80] = [1, 1, 1]
    var gradient: [Float80] = [0, 0, 0]
    for t in x.indices.reversed() {
      for k in 0..<3 {
        gradient[k] += forward[t][k] * backward[k] * (Float80(x[t]) - Float80(means[k]))
      }
      guard t > 0 else { break }
      backward = (0..<3).map { j in
        (0..<3).reduce(0) {
          $0 + transitions[j][$1] * emission(t, $1) * backward[$1] / divisors[t]
        }
      }
    }
    return (value, gradient)
  }

  /// Logarithms of a chain of thousands of steps have an absolute error that grows with them.
  @Test func longChainKeepsItsDigits() throws {
    let x = chain(3000, jumps: 2)
    let means = [-2.1, 0.2, 1.9]
    let lowered = try posterior(Self.gaussian, "{\"x\": \(x)}")
    let prior = try posterior(
      Self.gaussian.replacing("observed x[t] : real ~ Normal(mu[z[t]], 1)", with: ""),
      "{\"T\": 1}")
    let point = ["P": Self.transitions.flatMap { $0 }, "mu": means]
    let u = try lowered.coordinates(point)
    let scaled = try #require(try lowered.scaledGradient(atCoordinates: u))
    let exact = reference(x, means)
    let value = Double(exact.value) + (try prior.value(at: point))
    #expect(abs(scaled.value / value - 1) < 1e-13)
    let block = try #require(lowered.blocks.first { $0.name == "mu" })
    for k in 0..<3 {
      let expected = Double(exact.means[k]) - means[k] / 25
      #expect(abs(scaled.gradient[block.offset + k] / expected - 1) < 1e-13)
    }
  }

  /// Densities far below the smallest number do not matter as long as a state can be left.
  @Test func unlikelyObservationsAreNoObstacle() throws {
    var x = chain(60, jumps: 50)
    x[20] = 900
    let lowered = try posterior(Self.gaussian, "{\"x\": \(x)}")
    let u = try lowered.coordinates([
      "P": Self.transitions.flatMap { $0 }, "mu": [-50, 0, 50],
    ])
    #expect(try lowered.scaledGradient(atCoordinates: u) != nil)
    _ = try lowered.value(atCoordinates: u)
    _ = try lowered.gradient(atCoordinates: u)
  }

  /// Where a state cannot be reached from another one, what looks impossible may turn out to be the
  /// only way: here the first state is 10,000 nats behind and then the only one that is left.
  @Test func lostPathsAreNoticed() throws {
    let source = """
      model M {
        chain t in T
        latent m : real ~ Normal(0, 1)
        axis K = 2
        latent z[first] : K ~ Categorical([0.5, 0.5])
        latent z[t] : K ~ Categorical(if z[t-1] == 1 then [1, 0] else [0, 1])
        observed x[t] : real ~ Normal((if z[t] == 1 then 0 else 100) + m, 1)
      }
      """
    let lowered = try posterior(source, "{\"x\": [100, 100, 0, 0, 0]}")
    #expect(scaleRecursions(lowered.program) != nil)
    #expect(try lowered.scaledGradient(atCoordinates: [0]) == nil)
    let first = -2 * 5000.0, second = -3 * 5000.0
    let constant = -3 * Double.log(2 * .pi) + Double.log(0.5)
    #expect(agrees(try lowered.value(at: ["m": [0]]), logSumExp([first, second]) + constant))
  }

  /// What a chain leaves for each state is only right if no state has too small a share: at the
  /// end the second state is almost impossible, but one more observation asks for it.
  @Test(arguments: [(30.0, true), (0.0, false)])
  func aStateThatIsAskedForNeedsAShare(_ last: Double, _ isRight: Bool) throws {
    let source = """
      model M {
        chain t in T
        axis K = 2
        latent m : real ~ Normal(0, 1)
        latent z[first] : K ~ Categorical([0.5, 0.5])
        latent z[t] : K ~ Categorical(if z[t-1] == 1 then [0.9, 0.1] else [0.2, 0.8])
        observed x[t] : real ~ Normal((if z[t] == 1 then 0 else 60) + m, 1)
        observed y : real ~ Normal((if z[last] == 1 then 0 else 60) + m, 1)
      }
      """
    let lowered = try posterior(source, "{\"x\": [0, 0, 30, \(last), \(last)], \"y\": 60}")
    #expect((try lowered.scaledGradient(atCoordinates: [0.1]) != nil) == isRight)
    _ = try lowered.value(atCoordinates: [0.1])
    _ = try lowered.gradient(atCoordinates: [0.1])
  }

  @Test(arguments: DiscreteTests.chains)
  func chainsOfManyKindsHaveAScaledForm(_ test: DiscreteTests.Case) throws {
    let lowered = try objective(
      test.enumeration.source.replacing("ASKED", with: test.asked), test.data)
    let hasLoop = lowered.program.nodes.contains {
      if case .scan = $0.op { true } else { false }
    }
    #expect(hasLoop == (scaleRecursions(lowered.program) != nil))
  }
}
