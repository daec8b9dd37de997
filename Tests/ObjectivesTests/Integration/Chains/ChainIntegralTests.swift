import Diagnostics
import Foundation
import ScalarMath
import TensorIR
import Testing

@testable import Objectives

/// Gaussian chains that are gone along in steps, against one matrix for all elements and against a
/// Kalman filter.
@Suite struct ChainIntegralTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    let json: String
    let point: [String: [Double]]
    var testDescription: String { name }
  }

  @Test(arguments: cases) func agreesWithOneMatrix(_ given: Case) throws {
    let model = try bound(given.source, given.json)
    let dense = try remainder(of: model, within: IntegrationLimits(shortestChain: .max)).density
    let chain = try remainder(of: model, within: IntegrationLimits(shortestChain: 3)).density
    #expect(dense.blocks.map(\.name) == chain.blocks.map(\.name))
    #expect(Set(chain.blocks.map(\.name)) == Set(given.point.keys))
    #expect(!dense.program.hasScan && chain.program.hasScan)
    let point = try chain.coordinates(given.point)
    let (value, expected) = (
      try chain.value(atCoordinates: point), try dense.value(atCoordinates: point)
    )
    #expect(agrees(value, expected, 1e-9), "\(value) instead of \(expected)")
    guard !given.point.isEmpty else { return }
    let gradients = zip(
      try chain.gradient(atCoordinates: point), try dense.gradient(atCoordinates: point))
    for (value, expected) in gradients {
      #expect(agrees(value, expected, 1e-9), "\(value) instead of \(expected)")
    }
  }

  static let series = "[0.1, 0.6, -0.3, 0.9, 1.4, 0.2, 0.8, 1.9, 2.2, 1.1]"

  static let level = Case(
    name: "a level with holes in the data",
    source: """
      model M {
        chain t in T
        latent q ~ HalfNormal(1)
        latent r ~ HalfNormal(1)
        latent x[first] ~ Normal(0, 2)
        latent x[t] ~ Normal(x[t-1], q)
        partial y[t] : real ~ Normal(x[t], r)
      }
      """,
    json: #"{"y": [0.1, null, -0.3, 0.9, null, null, 0.8, 1.9, 2.2, 1.1]}"#,
    point: ["q": [0.4], "r": [0.7]])

  static let cases: [Case] = [
    level,
    Case(
      name: "a level with a slope, and weights",
      source: """
        model M {
          chain t in T
          given z[t] : real
          latent q ~ HalfNormal(1)
          latent r ~ HalfNormal(1)
          latent w ~ Normal(0, 1)
          latent x[first] ~ Normal(0, 2)
          latent x[t] ~ Normal(0.9 * x[t-1] + b[t-1], 0.4)
          latent b[first] ~ Normal(0, 1)
          latent b[t] ~ Normal(b[t-1], q)
          observed y[t] : real ~ Normal(x[t] + w * z[t], r)
        }
        """,
      json: "{\"y\": \(series), \"z\": \(series)}", point: ["q": [0.4], "r": [0.7]]),
    Case(
      name: "chains that feed each other on ragged plates",
      source: """
        model M {
          plate s in S
          chain t in T of s
          axis D = 1..2
          latent q ~ HalfNormal(1)
          latent u[s,first] : real^D ~ Normal(0, 1)^D
          latent u[s,t] : real^D ~ Normal(0.5 * u[s,t-1] - 0.3 * v[s,t-1], q)
          latent v[s,first] ~ Normal(0, 1)
          latent v[s,t] ~ Normal(0.8 * v[s,t-1] + 0.2 * u[s,t-1][1], 0.6)
          observed y[s,t] : real ~ Normal(u[s,t][2] + v[s,t], 0.5)
        }
        """,
      json: #"{"y": [[0.3, 0.8, -0.2, 0.4], [1.2, 0.1, 0.5, 0.9, 1.4], [0.2, 0.7, 0.3]]}"#,
      point: ["q": [0.4]]),
    Case(
      name: "a season, whose lags are summed over",
      source: """
        model M {
          chain t in T
          plate k in K = 1..3
          latent q ~ HalfNormal(0.5)
          latent w ~ HalfNormal(0.5)
          latent r ~ HalfNormal(1)
          latent l[first] ~ Normal(0, 5)
          latent l[t] ~ Normal(l[t-1], q)
          latent s[t in first..3] ~ Normal(0, 2)
          latent s[t in 4..last] ~ Normal(-(sum k: s[t-k]), w)
          observed y[t] : real ~ Normal(l[t] + s[t], r)
        }
        """,
      json: "{\"y\": \(series)}", point: ["q": [0.4], "w": [0.2], "r": [0.7]]),
    Case(
      name: "two steps back, an odd number of them",
      source: """
        model M {
          chain t in T
          latent a ~ Normal(0, 1)
          latent b ~ Normal(0, 1)
          latent x[1] ~ Normal(0, 1)
          latent x[2] ~ Normal(0.5 * x[1], 1)
          latent x[t] ~ Normal(a * x[t-1] + b * x[t-2], 0.4)
          observed y[t] : real ~ Normal(x[t], 0.3)
        }
        """, json: #"{"y": [0.1, 0.6, -0.3, 0.9, 1.4, 0.2, 0.8, 1.9, 2.2]}"#,
      point: ["a": [0.5], "b": [-0.2]]),
    Case(
      name: "a state of two numbers",
      source: """
        model M {
          chain t in T
          axis D = 1..2
          hyper A : real^(D, D) = [[0.9, 0.3], [-0.2, 0.8]]
          latent q ~ HalfNormal(1)
          latent x[first] : real^D ~ Normal([0.5, -0.5], 1)
          latent x[t] : real^D ~ MvNormal(A @ x[t-1], [[q, 0.1], [0.1, 0.7]])
          observed y[t] : real ~ Normal(x[t][1] + 0.5 * x[t][2], 0.3)
        }
        """, json: #"{"y": \#(series)}"#, point: ["q": [0.6]]),
    Case(
      name: "regression on what is seen, with unknown weights and start",
      source: """
        model M {
          chain t in T
          axis D = 1..2
          given u[t] : real^D
          latent phi : unit ~ Beta(2, 2)
          latent m ~ Normal(0, 1)
          latent w : real^D ~ Normal(0, 1)^D
          latent x[first] ~ Normal(m, 1)
          latent x[t] ~ Normal(m + phi * (x[t-1] - m), 0.4)
          observed y[t] : real ~ Normal(x[t] + dot(w, u[t]), 0.3)
        }
        """,
      json: """
        {"y": \(series), "u": [[1, 0.2], [1, -0.3], [0.4, 1], [0, 1.2], [-1, 1], [0.3, 0.2],
         [0.8, -1], [1.2, 0], [-0.2, 0.4], [0.1, 0.1]]}
        """, point: ["phi": [0.8]]),
    Case(
      name: "several series with a level of their own",
      source: """
        model M {
          plate s in S
          chain t in T
          latent r ~ HalfNormal(1)
          latent q[s] ~ HalfNormal(1)
          latent x[s, first] ~ Normal(0, 2)
          latent x[s, t] ~ Normal(x[s, t-1], q[s])
          observed y[s, t] : real ~ Normal(x[s, t], r)
        }
        """, json: #"{"y": [\#(series), \#(series)], "S": 2}"#,
      point: ["r": [0.5], "q": [0.3, 0.8]]),
    Case(
      name: "a level and its trend",
      source: """
        model M {
          chain t in T
          latent r ~ HalfNormal(1)
          latent b[first] ~ Normal(0, 1)
          latent b[t] ~ Normal(b[t-1], 0.2)
          latent l[first] ~ Normal(0, 2)
          latent l[t] ~ Normal(l[t-1] + b[t-1], 0.3)
          observed y[t] : real ~ Normal(l[t], r)
        }
        """, json: #"{"y": \#(series)}"#, point: ["r": [0.5]]),
  ]

  /// Draws along the chain obey the same identities as any others: see `DrawBackTests`.
  @Test(arguments: cases) func drawsHaveTheLawOfOneMatrix(_ given: Case) throws {
    let model = try bound(given.source, given.json)
    var log = DiagnosticLog()
    let whole = try #require(lowerPosterior(model, log: &log))
    func moments(_ shortest: Int, _ seed: UInt64) throws -> (mean: [Double], square: [Double]) {
      let rest = try remainder(of: model, within: IntegrationLimits(shortestChain: shortest))
      let point = try rest.density.coordinates(given.point)
      let draws = try drawer(rest, of: whole).positions(
        at: Array(repeating: point, count: 4000), RandomStream(seed: seed))
      let size = whole.dimension
      var (mean, products) = (
        [Double](repeating: 0, count: size), [Double](repeating: 0, count: size * size)
      )
      for draw in draws {
        for i in 0..<size {
          mean[i] += draw[i] / 4000
          for j in 0..<size { products[i * size + j] += draw[i] * draw[j] / 4000 }
        }
      }
      for i in 0..<size {
        for j in 0..<size { products[i * size + j] -= mean[i] * mean[j] }
      }
      return (mean, products)
    }
    let (chain, dense) = (try moments(3, 1), try moments(.max, 2))
    let size = whole.dimension
    for i in 0..<size {
      let variance = dense.square[i * size + i]
      #expect(
        abs(chain.mean[i] - dense.mean[i]) <= 4.5 * (2 * max(variance, 0) / 4000).squareRoot()
          + 1e-9)
      for j in 0..<size {
        let spread =
          variance * dense.square[j * size + j] + dense.square[i * size + j]
          * dense.square[i * size + j]
        let difference = chain.square[i * size + j] - dense.square[i * size + j]
        #expect(abs(difference) <= 4.5 * (2 * max(spread, 0) / 4000).squareRoot() + 1e-9)
      }
    }
  }
}

extension TensorProgram {
  /// Whether the first output needs a loop.
  var hasScan: Bool {
    let needed = ancestry(of: [outputs[0].value], stoppingAt: [ValueID: ValueID]())
    return nodes.indices.contains { index in
      guard index < needed.count, needed[index], case .scan = nodes[index].op else { return false }
      return true
    }
  }
}
