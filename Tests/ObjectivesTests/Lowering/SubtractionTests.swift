import Binding
import Semantics
import Testing

@testable import Objectives

/// Which log densities an objective takes away for good.
@Suite struct SubtractionTests {
  /// What is taken away by an objective on naive Bayes.
  private func subtractions(_ stage: String) throws -> [String] {
    let source = """
      model NB {
        plate n in N
        plate c in C = 0..1
        hyper    lambda : real = -0.5
        latent   pi     : simplex(C) ~ Dirichlet(fill(2, C))
        latent   mu[c]  : real       ~ Normal(0, 1)
        group    w = pi, mu
        partial  y[n]   : C          ~ Categorical(pi)
        observed x[n]   : real       ~ Normal(mu[y[n]], 1)
        let L_G = log p(x, y | w)
        let L_D = log p(y | x, w)
        \(stage)
      }
      """
    let bound = try bound(source, #"{"x": [0.5, 1.5], "y": [0, 1]}"#)
    let objective = try #require(bound.model.objectives.first?.stages.first)
    return bound.subtractions(in: objective).map {
      "\($0.weight) \(bound.model.text(of: $0.query))"
    }
  }

  @Test(arguments: [
    // Blends, with lambda below 0, between 0 and 1, and above 1, where p(x, y) makes up for p(y | x).
    ("maximize lambda * L_G + (1 - lambda) * L_D + log p(w) over w", ["0.5 p(x, y | w)"]),
    ("maximize 0.5 * L_G + (1 - 0.5) * L_D + log p(w) over w", []),
    ("maximize 1.5 * L_G + (1 - 1.5) * L_D + log p(w) over w", []),
    ("maximize 1.5 * L_G - 2 * L_D + log p(w) over w", ["2.0 p(y | x, w)"]),
    // The same written otherwise.
    ("maximize -(lambda * L_D) - L_G / 2 over w", ["0.5 p(x, y | w)"]),
    ("minimize L_D over w", ["1.0 p(y | x, w)"]), ("minimize -L_D over w", []),
    ("maximize L_G - log p(y, x | pi, mu) over w", []),
    // p(x, y, w) makes up for p(y | x, w), not for p(x, y).
    ("maximize log p(x, y, w) - L_D over w", []),
    ("maximize L_D - log p(w) over w", ["1.0 p(w)"]),
  ])
  func areFound(_ stage: String, _ wanted: [String]) throws {
    #expect(try subtractions(stage) == wanted)
  }
}
