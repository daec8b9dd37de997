import Binding
import Diagnostics
import Foundation
import Objectives
import ScalarMath
import Semantics
import Testing

/// What enters nets and what leaves them, by hand.
@Suite struct NetInputTests {
  /// A probability of a net loses nothing next to 0 and 1: log p comes from what is before the last
  /// layer's function.
  @Test func saturatedProbabilitiesKeepTheirDigits() throws {
    let truth = try objective(
      """
      model Truth {
        plate n in N
        net f(x : real) -> unit = dense(x)
        given    x[n] : real
        observed y[n] : bool ~ Bernoulli(f(x[n]))
        maximize log p(y | x)
      }
      """, #"{"x": [800, -800, 800, 3], "y": [0, 1, 1, 1]}"#)
    // Σ log σ(± x w), at w = 1 and b = 0
    try truth.expect(
      -1600 - log1p(exp(-3)), [[-1600 + 3 / (1 + exp(3)), 1 / (1 + exp(3))]], at: [1, 0])

    let choice = try objective(
      """
      model Choice {
        plate n in N
        axis C = 0..1
        net f(x : real) -> simplex(C) = dense(x)
        given    x[n] : real
        observed y[n] : C ~ Categorical(f(x[n]))
        maximize log p(y | x)
      }
      """, #"{"x": [900, 2], "y": [0, 1]}"#)
    let q = 1 / (1 + exp(2.0))
    try choice.expect(
      -900 - log1p(exp(-2)), [[900 - 2 * q, 2 * q - 900, 1 - q, q - 1]],
      at: choice.spread([[0, 1, 0, 0]]))

    let critic = try objective(
      """
      model Critic {
        plate n in N
        net D(x : real) -> unit = dense(x)
        given x[n] : real
        maximize (sum n: log(D(x[n]))) + sum n: log(1 - D(x[n]))
      }
      """, #"{"x": [800, -700]}"#)
    try critic.expect(-1500, [[-1500, 0]], at: [1, 0])
  }

  /// The label is summed out: -log Σ_c π_c N(y; f(x, c)).
  @Test func missingLabelsOfANetAreSummedOut() throws {
    let density = try objective(
      """
      model Labels {
        plate n in N
        axis C = 0..2
        net f(x : real, c : C) -> real = mlp(x, c, hidden = [2], act = tanh)
        given    x[n] : real
        partial  c[n] : C    ~ Categorical([0.2, 0.3, 0.5])
        observed y[n] : real ~ Normal(f(x[n], c[n]), 1)
        maximize log p(y, c | x)
      }
      """, #"{"x": [0.5, -1], "y": [0.3, 0.9], "c": [1, null]}"#)
    let point = density.waves([1])
    let w = wave(13, 1)
    func mean(_ x: Double, _ c: Int) -> Double {
      let hidden = (0..<2).map { tanh(x * w[$0] + w[2 + 2 * c + $0] + w[8 + $0]) }
      return hidden[0] * w[10] + hidden[1] * w[11] + w[12]
    }
    func joint(_ x: Double, _ c: Int, _ y: Double) -> Double {
      log([0.2, 0.3, 0.5][c]) - 0.5 * log(2 * .pi) - 0.5 * pow(y - mean(x, c), 2)
    }
    let missing = log((0..<3).reduce(0) { $0 + exp(joint(-1, $1, 0.9)) })
    #expect(agrees(try density.value(atCoordinates: point), joint(0.5, 1, 0.3) + missing))
    try density.expectGradient(at: point)
  }

  /// `none` has weights of its own, behind those of the members.
  @Test func noneIsASymbol() throws {
    let density = try objective(
      """
      model Dropped {
        plate n in N
        axis C = 0..1
        net f(c : C?) -> real = dense(c)
        given c[n] : C
        given keep[n] : bool
        maximize sum n: f(if keep[n] then c[n] else none)
      }
      """, #"{"c": [0, 1, 1], "keep": [1, 0, 1]}"#)
    let point = density.spread([[3, 5, 7, 11]])
    #expect(try density.value(atCoordinates: point) == 3 + 7 + 5 + 3 * 11)
  }

  /// A block with names of its own, calling nets; results within bounds.
  @Test func blocksCallNets() throws {
    let density = try objective(
      """
      model Block {
        plate n in N
        axis D = 2
        net s(x : real^D) -> real^D = dense(x)
        net g(x : real) -> real(-1, 3) = dense(x)
        net f(x : real^D) -> real {
          h = s(x)
          u = h * x
          return g(sum(u))
        }
        given x[n] : real^D
        maximize sum n: f(x[n])
      }
      """, #"{"x": [[1, 2], [0.5, -1]]}"#)
    let point = density.waves([1, 2])
    let (s, g) = (wave(6, 1), wave(2, 2))
    let wanted = [[1, 2], [0.5, -1]].reduce(0.0) { total, x in
      let h = (0..<2).map { x[0] * s[$0] + x[1] * s[2 + $0] + s[4 + $0] }
      return total - 1 + 4 * Double.logistic(g[0] * (h[0] * x[0] + h[1] * x[1]) + g[1])
    }
    #expect(agrees(try density.value(atCoordinates: point), wanted))
    try density.expectGradient(at: point)
  }

  /// A Bayesian net: a prior on all weights, which are a point.
  @Test func weightsWithAPrior() throws {
    let density = try objective(
      """
      model Bayesian {
        plate n in N
        net f(x : real) -> real = mlp(x, hidden = [2], act = tanh)
        given    x[n] : real
        latent   w    : weights(f) ~ Normal(0, 1)^weights(f)
        observed y[n] : real ~ Normal(f(x[n]; w), 1)
        maximize log p(y, w | x) over w
      }
      """, #"{"x": [0.5, -1], "y": [0.3, 0.9]}"#)
    let w = wave(7, 1)
    let point = density.spread([w])
    var wanted = -4.5 * log(2 * Double.pi) - 0.5 * w.reduce(0) { $0 + $1 * $1 }
    for (x, y) in [(0.5, 0.3), (-1, 0.9)] {
      let mean = (0..<2).reduce(w[6]) { $0 + tanh(x * w[$1] + w[2 + $1]) * w[4 + $1] }
      wanted -= 0.5 * (y - mean) * (y - mean)
    }
    #expect(agrees(try density.value(atCoordinates: point), wanted))
    try density.expectGradient(at: point)
  }

  @Test func architecturesThatAreNotThereAreNamed() throws {
    let model = try bound(
      """
      model Images {
        plate n in N
        axis D = 4
        net f(x : real^D) -> real = unet(x, width = 2, height = 2)
        given x[n] : real^D
        maximize sum n: f(x[n])
      }
      """, #"{"x": [[1, 2, 3, 4]]}"#)
    var log = DiagnosticLog()
    let stage = try #require(model.model.objectives.first?.stages.first)
    #expect(lowerObjective(model, stage: stage, log: &log) == nil)
    #expect(log.diagnostics.map(\.message) == ["gmc cannot compute the architecture `unet` yet"])
  }
}
