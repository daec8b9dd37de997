import Testing

@testable import Objectives

/// Exact elimination against quadrature of the joint over all latents.
@Suite struct IntegralTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    let json: String
    /// What is left as coordinates.
    let left: [String]
    var nodes = 61
    var testDescription: String { name }
  }

  @Test(arguments: cases) func agreesWithQuadrature(_ given: Case) throws {
    let exact = try evidence(given.source, given.json)
    #expect(exact.blocks.map(\.name) == given.left)
    let whole = try posterior(given.source, given.json)
    let reference = try whole.integrated(nodes: given.nodes)
    let value = try exact.integrated(nodes: 201)
    #expect(agrees(value, reference, 1e-7), "\(value) instead of \(reference)")
  }

  static let cases: [Case] = [
    Case(
      name: "means of groups",
      source: """
        model M {
          plate n in N
          plate j in J
          given g[n] : J
          latent mu ~ Normal(1, 2)
          latent theta[j] ~ Normal(mu, 0.7)
          observed y[n] : real ~ Normal(theta[g[n]], 0.5)
        }
        """, json: #"{"J": 2, "g": [1, 2, 2], "y": [0.3, 1.1, 2.0]}"#, left: [], nodes: 41),
    Case(
      name: "means of groups and their spread",
      source: """
        model M {
          plate j in J
          latent tau ~ LogNormal(0, 0.3)
          latent mu ~ Normal(1, 2)
          latent theta[j] ~ Normal(mu, tau)
          observed y[j] : real ~ Normal(theta[j], 0.5)
        }
        """, json: #"{"y": [0.3]}"#, left: ["tau"], nodes: 61),
    Case(
      name: "two means and a precision",
      source: """
        model M {
          plate n in N
          given x[n] : real
          latent tau ~ Gamma(3, 2)
          latent a ~ Normal(0.5, prec = 2 * tau)
          latent b ~ Normal(0, prec = tau)
          observed y[n] : real ~ Normal(a + b * x[n], prec = tau)
        }
        """, json: #"{"x": [-1, 0.5, 2], "y": [0.3, 1.1, 2.0]}"#, left: [], nodes: 61),
    Case(
      name: "a mean and a variance",
      source: """
        model M {
          plate n in N
          latent v ~ InvGamma(3, 2)
          latent a ~ Normal(0.5, var = 2 * v)
          observed y[n] : real ~ Normal(a, var = v)
        }
        """, json: #"{"y": [0.3, 1.1, 2.0]}"#, left: []),
    Case(
      name: "a rate of counts and of waiting times",
      source: """
        model M {
          plate n in N
          latent r ~ Gamma(2, 3)
          observed k[n] : nat ~ Poisson(2 * r)
          observed w[n] : positive ~ Exponential(r)
        }
        """, json: #"{"k": [0, 3, 2], "w": [0.4, 1.2, 3.0]}"#, left: []),
    Case(
      name: "rates of groups",
      source: """
        model M {
          plate j in J
          latent b ~ Exponential(1)
          latent r[j] ~ Gamma(2, b)
          observed k[j] : nat ~ Poisson(r[j])
        }
        """, json: #"{"k": [0, 3]}"#, left: ["b"], nodes: 41),
    Case(
      name: "a probability",
      source: """
        model M {
          plate n in N
          latent p ~ Beta(2, 3)
          observed a[n] : bool ~ Bernoulli(p)
          observed k[n] : nat ~ Binomial(5, p)
          observed f[n] : nat ~ Geometric(p)
        }
        """, json: #"{"a": [0, 1], "k": [2, 5], "f": [0, 3]}"#, left: []),
    Case(
      name: "a uniform probability",
      source: """
        model M {
          plate n in N
          latent p ~ Uniform(0, 1)
          observed a[n] : bool ~ Bernoulli(p)
        }
        """, json: #"{"a": [0, 1, 1]}"#, left: []),
    Case(
      name: "probabilities",
      source: """
        model M {
          plate n in N
          axis K = 1..3
          latent p : simplex(K) ~ Dirichlet([2, 1.5, 1])
          observed z[n] : K ~ Categorical(p)
          observed m : nat^K ~ Multinomial(4, p)
        }
        """, json: #"{"z": [1, 3, 3], "m": [1, 1, 2]}"#, left: []),
    Case(
      name: "a chain of real states",
      source: """
        model M {
          chain t in T
          latent x[first] ~ Normal(0, 1)
          latent x[t] ~ Normal(0.8 * x[t-1], 0.5)
          observed y[t] : real ~ Normal(x[t], 0.4)
        }
        """, json: #"{"y": [0.3, 1.1, 0.2]}"#, left: [], nodes: 41),
    Case(
      name: "an interaction of two plates",
      source: """
        model M {
          plate i in I
          plate j in J
          latent a[i] ~ Normal(0, 1)
          latent b[j] ~ Normal(0, 2)
          observed y[i,j] : real ~ Normal(a[i] + b[j], 0.7)
        }
        """, json: #"{"y": [[0.3], [1.1]]}"#, left: [], nodes: 41),
    Case(
      name: "a choice with a mean",
      source: """
        model M {
          plate n in N
          latent z[n] : bool ~ Bernoulli(0.3)
          latent x[n] ~ Normal(if z[n] then 1 else -1, 0.5)
          observed y[n] : real ~ Normal(x[n], 0.4)
        }
        """, json: #"{"y": [0.3, 1.1]}"#, left: [], nodes: 41),
    Case(
      name: "a correlated vector",
      source: """
        model M {
          plate n in N
          axis D = 1..2
          given S : cov(D)
          given x[n] : real^D
          latent b : real^D ~ MvNormal(fill(0.5, D), S)
          observed y[n] : real ~ Normal(sum d in D: b[d] * x[n][d], 0.7)
        }
        """,
      json: #"{"S": [[1, 0.6], [0.6, 2]], "x": [[1, 0.5], [-1, 2]], "y": [0.3, 1.1]}"#, left: []),
  ]
}
