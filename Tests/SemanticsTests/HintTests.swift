import Diagnostics
import Testing

/// A mistake, the words that a hint puts in place of others, and what is left to say then.
struct HintCase: CustomStringConvertible, Sendable {
  let code: Code
  let text: String
  let old: String
  let new: String

  init(_ code: Code, _ old: String, _ new: String, _ text: String) {
    self.code = code
    self.old = old
    self.new = new
    self.text = text
  }

  var description: String { "\(code.rawValue): \(new)" }

  static let all = [
    HintCase(
      .indexWithoutPlace, "mu[k], s)", "mu[z[n]]",
      """
      model M { plate n in N; plate k in K = 1..3; param pi : simplex(K); param s : positive
        param mu[k] : real; latent z[n] : K ~ Categorical(pi)
        observed x[n] : real ~ Normal(mu[k], s) }
      """),
    HintCase(
      .indexWithoutPlace, "mu[k], s)", "sum k: pi[k] * mu[k]",
      """
      model M { plate n in N; plate k in K = 1..3; param pi : simplex(K); param s : positive
        param mu[k] : real; latent z[n] : K ~ Categorical(pi)
        observed x[n] : real ~ Normal(mu[k], s) }
      """),
    HintCase(
      .circularStory,
      "latent x : real ~ Normal(0.8 * y, 1)\n  latent y : real ~ Normal(0.8 * x, 1)",
      "latent x : real, latent y : real ~ exp(-(x^2 + y^2 - 1.6*x*y) / 2)",
      """
      model M {
        latent x : real ~ Normal(0.8 * y, 1)
        latent y : real ~ Normal(0.8 * x, 1)
      }
      """),
    HintCase(
      .numberOrVector, "Normal(0, 1)", "Normal(0, 1)^Z",
      "model M { plate n in N; axis Z = 3; latent z[n] : real^Z ~ Normal(0, 1) }"),
    HintCase(
      .numberOrVector, "y : real", "y : real^Z",
      "model M { axis Z = 3; param m : real^Z; latent y : real ~ Normal(m, 1) }"),
    HintCase(
      .supportMismatch, "Normal(0, 1)", "Normal(0, 1) truncated (0, inf)",
      "model M { latent s : positive ~ Normal(0, 1) }"),
    HintCase(
      .supportMismatch, "Bernoulli(logit = w)", "Normal(w, 0.1)",
      "model M { param w : real; latent s : real ~ Bernoulli(logit = w) }"),
    HintCase(
      .notOneNumber, "maximize log p(x[n])", "maximize sum n: log p(x[n])",
      "model M { plate n in N; observed x[n] : real ~ Normal(0, 1); maximize log p(x[n]) }"),
    HintCase(
      .unknownNormaliser, "maximize log p(x)",
      "maximize log p(x) using sgld(steps = 60, step = 1, noise = 0.01)",
      """
      model M { plate n in N; net E(x : real) -> real = mlp(x)
        observed x[n] : real ~ exp(-E(x[n])); maximize log p(x) }
      """),
    HintCase(
      .chainWithoutBeginning, "latent z[t]",
      "latent z[first] : K ~ Categorical(pi)",
      """
      model M { chain t in T; axis k in K = 1..2; param pi : simplex(K); param A[k] : simplex(K)
        latent z[t] : K ~ Categorical(A[z[t-1]]) }
      """),
    HintCase(
      .priorOnParameter, "param w : real ~ Normal(0, 1)", "latent w : real ~ Normal(0, 1)",
      "model M { param w : real ~ Normal(0, 1) }"),
    HintCase(
      .softmaxTwice, "Categorical(logits = f(x[n]))", "Categorical(f(x[n]))",
      """
      model M { plate n in N; axis C = 3; given x[n] : real
        net f(x : real) -> simplex(C) = mlp(x)
        observed y[n] : C ~ Categorical(logits = f(x[n])) }
      """),
    HintCase(
      .notInvertible, "b * s(a) + t(a)", "b * exp(s(a)) + t(a)",
      """
      model M { axis D = 2; axis H = 1; net s(a : real^H) -> real^H = mlp(a)
        net t(a : real^H) -> real^H = mlp(a)
        flow g(z : real^D) -> real^D { (a, b) = halves(z); c = b * s(a) + t(a); return join(a, c) }
      }
      """),
    HintCase(
      .longSum, "sum k: a[k] + c", "(sum k: a[k]) + c",
      "model M { axis k in K = 1..3; param a : real^K; param c : real; d = sum k: a[k] + c }"),
    HintCase(
      .ignoredData, "log p(x)", "log p(x, y)",
      """
      model M { plate n in N; axis c in C = 1..2; param mu[c] : real
        observed y[n] : C ~ Uniform(C); observed x[n] : real ~ Normal(mu[y[n]], 1)
        maximize log p(x) }
      """),
    HintCase(
      .varianceAsDeviation, "Normal(m, sigma2)", "Normal(m, var = sigma2)",
      "model M { param m : real; param sigma2 : positive; latent x ~ Normal(m, sigma2) }"),
    HintCase(
      .missingType, "given x[n]", "given x[n] : real", "model M { plate n in N; given x[n] }"),
    HintCase(
      .densityWithoutLog, "maximize p", "log p(…)",
      "model M { observed x : real ~ Normal(0, 1); maximize p(x) }"),
    HintCase(
      .badIndex, "u[i]", "u[d,i]",
      "model M { plate d in D; plate i in I of d; latent u[i] ~ Normal(0, 1) }"),
  ]
}

@Suite struct HintTests {
  @Test(arguments: HintCase.all) func hintsWorkWhenApplied(_ example: HintCase) throws {
    let before = Checked(example.text)
    let found = try #require(before.diagnostics.first, "nothing is reported")
    #expect(before.diagnostics.map(\.code) == [example.code])
    let hint = try #require(found.hint)
    #expect(hint.contains("`\(example.new)`"), "\(hint)")
    let after = Checked(example.applied)
    #expect(after.diagnostics.isEmpty, "\(after.rendered)\n\(example.applied)")
  }
}

extension HintCase {
  /// The text with the hint's words in place: instead of others, or in front of them.
  var applied: String {
    switch code {
    case .chainWithoutBeginning: text.replacing(old, with: "\(new); \(old)")
    case .indexWithoutPlace: text.replacing(old, with: "\(new), s)")
    case .densityWithoutLog: text.replacing(old, with: "maximize log p")
    default: text.replacing(old, with: new)
    }
  }
}
