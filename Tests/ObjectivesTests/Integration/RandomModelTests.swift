import ScalarMath
import Testing

@testable import Objectives

/// Small models made at random: plates that nest, cross and are gathered from, means that depend on
/// each other, spreads in any parametrisation. Integrals agree with quadrature of the joint.
@Suite struct RandomModelTests {
  @Test(arguments: 0..<16) func agreesWithQuadrature(_ seed: Int) throws {
    var maker = RandomModel(seed: UInt64(seed))
    let (source, json) = maker.make()
    let exact = try evidence(source, json)
    let whole = try posterior(source, json)
    #expect(exact.blocks.count <= (source.contains("tau") ? 1 : 0), "\(source)")
    let reference = try whole.integrated(nodes: whole.dimension > 2 ? 33 : 61)
    let value = try exact.integrated(nodes: 201)
    #expect(
      agrees(value, reference, 1e-6), "\(value) instead of \(reference) for\n\(source)\n\(json)")
  }
}

/// Writes a model with at most three real latents in all.
private struct RandomModel {
  private var stream: RandomStream
  private var lines: [String] = []
  private var entries: [String] = []

  init(seed: UInt64) { stream = RandomStream(seed: seed) }

  private mutating func chance(_ p: Double) -> Bool { stream.uniform() < p }
  private mutating func number(_ low: Double, _ high: Double) -> String {
    String(((low + (high - low) * stream.uniform()) * 100).rounded() / 100)
  }
  private mutating func numbers(_ count: Int, _ low: Double, _ high: Double) -> String {
    "[" + (0..<count).map { _ in number(low, high) }.joined(separator: ", ") + "]"
  }

  mutating func make() -> (source: String, json: String) {
    let count = chance(0.5) ? 2 : 3
    lines = ["plate n in N", "plate j in J", "given g[n] : J", "given x[n] : real"]
    entries = [
      "\"J\": 2",
      "\"g\": [\((0..<count).map { _ in chance(0.5) ? "1" : "2" }.joined(separator: ", "))]",
      "\"x\": \(numbers(count, -1.5, 1.5))",
    ]
    let hasScale = chance(0.4)
    if hasScale { lines.append("latent tau ~ Gamma(\(number(3, 5)), \(number(1, 3)))") }
    var terms: [String] = []
    let hasGroups = chance(0.5)
    let hasMean = !hasGroups || (chance(0.5) && !hasScale)
    if hasMean {
      lines.append("latent mu ~ Normal(\(number(-1, 1)), \(spread(hasScale)))")
      if !hasGroups || chance(0.5) { terms.append(chance(0.5) ? "mu" : "\(number(0.5, 2)) * mu") }
    }
    if hasGroups {
      let mean = hasMean ? "\(number(0.5, 1.5)) * mu" : number(-1, 1)
      lines.append("latent theta[j] ~ Normal(\(mean), \(spread(hasScale)))")
      terms.append("theta[g[n]]" + (chance(0.3) ? " * x[n]" : ""))
    }
    if !hasGroups, chance(0.5) {
      let mean = chance(0.3) ? "mu" : number(-1, 1)
      lines.append("latent b ~ Normal(\(mean), \(spread(hasScale)))")
      terms.append(chance(0.5) ? "b * x[n]" : "x[n]^2 * (b - \(number(-1, 1)))")
    }
    if chance(0.3) { terms.append(number(-1, 1)) }
    lines.append(
      "observed y[n] : real ~ Normal(\(terms.joined(separator: " + ")), \(spread(hasScale)))")
    entries.append("\"y\": \(numbers(count, -2, 2))")
    if chance(0.3) {
      lines.append("observed w[j] : real ~ Normal(\(hasGroups ? "theta[j]" : "mu"), 0.8)")
      entries.append("\"w\": \(numbers(2, -2, 2))")
    }
    let body = lines.map { "  " + $0 }.joined(separator: "\n")
    return ("model M {\n\(body)\n}", "{\(entries.joined(separator: ", "))}")
  }

  private mutating func spread(_ hasScale: Bool) -> String {
    let scale = number(0.5, 1.5)
    if hasScale, chance(0.7) {
      return chance(0.5) ? "prec = \(scale) * tau" : "var = \(scale) / tau"
    }
    return chance(0.5) ? scale : chance(0.5) ? "var = \(scale)" : "prec = \(scale)"
  }
}
