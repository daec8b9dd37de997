import Objectives
import ScalarMath
import Testing

/// Sums over hidden discrete variables against the sum over all configurations.
@Suite struct DiscreteTests {
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let story: String
    var data = "{}"
    var asked = "x"
    let hidden: [String]
    /// How many configurations differ only in elements that a ragged set does not have.
    var copies = 1.0

    var enumeration: Enumeration {
      Enumeration(
        source: "model M {\n\(story)\nmaximize log p(ASKED)\n}", data: data, asked: asked,
        hidden: hidden)
    }
  }

  static let plates: [Case] = [
    Case(
      description: "a change point",
      story: """
        chain t in T
        latent s ~ Uniform(1..5)
        observed x[t] : nat ~ Poisson(if t < s then 2 else 5)
        """, data: #"{"x": [1, 3, 2, 6, 4]}"#, hidden: ["s"]),
    Case(
      description: "counts with bounded trials",
      story: """
        plate n in N
        given m[n] : nat
        latent k[n] : nat ~ Binomial(m[n], 0.3)
        observed x[n] : real ~ Normal(k[n], 1)
        """, data: #"{"x": [1, 3, 0.2], "m": [2, 3, 1]}"#, hidden: ["k"]),
    Case(
      description: "a truncated count",
      story: """
        latent k : nat ~ Poisson(2) truncated (0, 5)
        observed x : real ~ Normal(k, 1)
        """, data: #"{"x": 2.2}"#, hidden: ["k"]),
    Case(
      description: "the switch of a group that the data name",
      story: """
        plate n in N
        plate g in G = 1..3
        axis K = 2
        given group[n] : G
        latent z[g] : K ~ Categorical([0.3, 0.7])
        observed x[n] : real ~ Normal(if z[group[n]] == 1 then -1 else 2, 1.5)
        """, data: #"{"x": [0.1, -2, 3, 1, 0], "group": [1, 3, 1, 3, 3]}"#, hidden: ["z"]),
    Case(
      description: "two switches of one group, and one of the row",
      story: """
        plate n in N
        plate g in G = 1..2
        axis K = 2
        given group[n] : G
        latent z[g] : K ~ Categorical([0.3, 0.7])
        latent w[g] : bool ~ Bernoulli(0.4)
        latent c[n] : bool ~ Bernoulli(if w[group[n]] then 0.2 else 0.9)
        observed x[n] : real ~ Normal((if z[group[n]] == 1 then -1 else 2) + (if c[n] then 1 else 0), 1)
        """, data: #"{"x": [0.1, -2, 3], "group": [1, 2, 1]}"#, hidden: ["z", "w", "c"]),
    Case(
      description: "an element that all rows read",
      story: """
        plate n in N
        axis K = 2
        latent z[n] : K ~ Categorical([0.3, 0.7])
        observed x[n] : real ~ Normal((if z[n] == 1 then -1 else 2) + (if z[1] == 1 then 0 else 0.5), 1)
        """, data: #"{"x": [0.1, -2, 3, 1]}"#, hidden: ["z"]),
    Case(
      description: "small crossing plates",
      story: """
        plate i in I = 1..2
        plate j in J = 1..3
        latent a[i] : bool ~ Bernoulli(0.3)
        latent b[j] : bool ~ Bernoulli(0.6)
        observed x[i,j] : real ~ Normal((if a[i] then 1 else 0) * (if b[j] then 2 else -1), 0.7)
        """, data: #"{"x": [[0.1, 2.4, 3.2], [0, 1, -1]]}"#, hidden: ["a", "b"]),
    Case(
      description: "pairs of one plate",
      story: """
        plate i in V = 1..4
        plate j in V
        latent z[i] : bool ~ Bernoulli(0.3)
        observed x[i,j] : bool ~ Bernoulli(if z[i] == z[j] then 0.8 else 0.1)
        """,
      data:
        #"{"x": [[true,false,true,true],[false,true,true,false],[true,true,true,true],[false,false,true,true]]}"#,
      hidden: ["z"]),
    Case(
      description: "a tree that the data say",
      story: """
        plate e in E
        plate i in V = 1..5
        given left[e] : V
        given right[e] : V
        latent z[i] : bool ~ Bernoulli(0.3)
        factor if z[left[e]] == z[right[e]] then 1.5 else 0
        observed x[i] : real ~ Normal(if z[i] then 1 else 0, 1)
        """, data: #"{"left": [1, 1, 2], "right": [2, 3, 4], "x": [1, 0, 0.5, 2, -1]}"#,
      hidden: ["z"]),
    Case(
      description: "a value read elsewhere",
      story: """
        plate n in N
        plate g in G = 1..2
        given group[n] : G
        latent z[g] : bool ~ Bernoulli(0.3)
        level[g] = if z[g] then 2 else 0.5
        observed x[n] : real ~ Normal(level[group[n]], 1)
        """, data: #"{"x": [0.1, -2, 3], "group": [1, 2, 1]}"#, hidden: ["z"]),
  ]

  static let chains: [Case] = [
    Case(
      description: "a hidden Markov model",
      story: """
        chain t in T
        axis K = 2
        hyper A : simplex(K)^K = [[0.9, 0.1], [0.2, 0.8]]
        latent z[first] : K ~ Categorical([0.3, 0.7])
        latent z[t] : K ~ Categorical(A[z[t-1]])
        observed x[t] : real ~ Normal(if z[t] == 1 then -1 else 2, 1.5)
        """, data: #"{"x": [0.1, -2, 3, 1, 0.5]}"#, hidden: ["z"]),
    Case(
      description: "one element",
      story: """
        chain t in T
        axis K = 2
        hyper A : simplex(K)^K = [[0.9, 0.1], [0.2, 0.8]]
        latent z[first] : K ~ Categorical([0.3, 0.7])
        latent z[t] : K ~ Categorical(A[z[t-1]])
        observed x[t] : real ~ Normal(if z[t] == 1 then -1 else 2, 1.5)
        """, data: #"{"x": [0.1]}"#, hidden: ["z"]),
    Case(
      description: "backwards",
      story: """
        chain t in T
        axis K = 2
        hyper A : simplex(K)^K = [[0.9, 0.1], [0.2, 0.8]]
        latent z[last] : K ~ Categorical([0.3, 0.7])
        latent z[t] : K ~ Categorical(A[z[t+1]])
        observed x[t] : real ~ Normal(if z[t] == 1 then -1 else 2, 1.5)
        """, data: #"{"x": [0.1, -2, 3, 1]}"#, hidden: ["z"]),
    Case(
      description: "second order",
      story: """
        chain t in T
        latent z[t in first..2] : bool ~ Bernoulli(0.3)
        latent z[t] : bool ~ Bernoulli(0.1 + (if z[t-1] then 0.3 else 0) + (if z[t-2] then 0.5 else 0))
        observed x[t] : real ~ Normal(if z[t] then -1 else 2, 1.5)
        """, data: #"{"x": [0.1, -2, 3, 1, 0.5, -1]}"#, hidden: ["z"]),
    Case(
      description: "coupled chains",
      story: """
        chain t in T
        latent a[first] : bool ~ Bernoulli(0.3)
        latent a[t] : bool ~ Bernoulli(if a[t-1] then 0.8 else 0.3)
        latent b[first] : bool ~ Bernoulli(0.6)
        latent b[t] : bool ~ Bernoulli((if a[t-1] then 0.2 else 0.4) + (if b[t-1] then 0.5 else 0))
        observed x[t] : real ~ Normal((if a[t] then -1 else 2) + (if b[t] then 0.5 else 0), 1.5)
        """, data: #"{"x": [0.1, -2, 3, 1]}"#, hidden: ["a", "b"]),
    Case(
      description: "a mixture of emissions that look back",
      story: """
        chain t in T
        latent z[first] : bool ~ Bernoulli(0.3)
        latent z[t] : bool ~ Bernoulli(if z[t-1] then 0.8 else 0.3)
        latent c[t] : bool ~ Bernoulli(0.25)
        observed x[first] : real ~ Normal(if z[first] then 0 else 1, 1)
        observed x[t] : real ~ Normal((if z[t] then -1 else 2) + (if z[t-1] then 0 else 1) + (if c[t] then 3 else 0), 1.5)
        """, data: #"{"x": [0.1, -2, 3, 1]}"#, hidden: ["z", "c"]),
    Case(
      description: "chains of different length under a switch",
      story: """
        plate s in S
        chain t in T of s
        latent m[s] : bool ~ Bernoulli(0.4)
        latent z[s,first] : bool ~ Bernoulli(0.3)
        latent z[s,t] : bool ~ Bernoulli(if z[s,t-1] then (if m[s] then 0.9 else 0.5) else 0.3)
        observed x[s,t] : real ~ Normal(if z[s,t] then -1 else 2, 1.5)
        """, data: #"{"x": [[0.1, -2, 3], [1]]}"#, hidden: ["m", "z"], copies: 4),
    Case(
      description: "the last state says the class",
      story: """
        chain t in T
        latent z[first] : bool ~ Bernoulli(0.3)
        latent z[t] : bool ~ Bernoulli(if z[t-1] then 0.8 else 0.3)
        observed x[t] : real ~ Normal(if z[t] then -1 else 2, 1.5)
        observed y : real ~ Normal((if z[last] then 1 else 0) + (if z[2] then 2 else 0), 1)
        """, data: #"{"x": [0.1, -2, 3, 1], "y": 1.3}"#, asked: "x, y", hidden: ["z"]),
    Case(
      description: "observations at times that the data say",
      story: """
        plate n in N
        chain t in T = 1..5
        given when[n] : T
        latent z[first] : bool ~ Bernoulli(0.3)
        latent z[t] : bool ~ Bernoulli(if z[t-1] then 0.8 else 0.3)
        observed x[n] : real ~ Normal(if z[when[n]] then -1 else 2, 1.5)
        """, data: #"{"x": [0.1, -2, 3, 1], "when": [1, 3, 3, 5]}"#, hidden: ["z"]),
    Case(
      description: "a change of regime in the middle",
      story: """
        chain t in T
        latent z[first] : bool ~ Bernoulli(0.3)
        latent z[t in 2..3] : bool ~ Bernoulli(if z[t-1] then 0.8 else 0.3)
        latent z[t in 4..last] : bool ~ Bernoulli(if z[t-1] then 0.1 else 0.6)
        observed x[t] : real ~ Normal(if z[t] then -1 else 2, 1.5)
        """, data: #"{"x": [0.1, -2, 3, 1, 0, 0.3]}"#, hidden: ["z"]),
  ]

  @Test(arguments: plates + chains) func sumIsThatOverAllConfigurations(_ test: Case) throws {
    let enumeration = test.enumeration
    let marginal = try objective(
      enumeration.source.replacing("ASKED", with: test.asked), test.data)
    let expected =
      logSumExp(try enumeration.joints().map(\.log)) - Double.log(test.copies)
    let value = try marginal.value(atCoordinates: [])
    #expect(agrees(value, expected), "\(test): \(value) \(expected)")
  }
}
