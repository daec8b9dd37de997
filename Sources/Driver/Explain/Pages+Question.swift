/// E9 to E19 and the lints: mistakes in the question.
extension ExplanationPage {
  static let noDensity = ExplanationPage(
    title: "samples but no density",
    meaning: """
      `observed x = g(z)` says how x is made from z. Only if g can be undone does x have a
      density, by the change of variables: declare it as a `flow` with as many outputs as inputs.
      A net that is no flow gives samples only, which a game of two nets can train.
      """,
    mistake: """
      model M {
        plate n in N
        axis  D = 2
        net G(z : real^D) -> real^D = mlp(z, hidden = [8])
        latent   z[n] : real^D ~ Normal(0, 1)^D
        observed x[n] : real^D = G(z[n])
        maximize log p(x)
      }
      """,
    remedy: """
      model M {
        plate n in N
        axis  D = 2
        axis  Half = 1
        net s(a : real^Half) -> real^Half = mlp(a, hidden = [8])
        flow g(z : real^D) -> real^D {
          (a, b) = halves(z)
          b1 = b * exp(s(a))
          return join(a, b1)
        }
        latent   z[n] : real^D ~ Normal(0, 1)^D
        observed x[n] : real^D = g(z[n])
        maximize log p(x)
      }
      """)

  static let unknownNormaliser = ExplanationPage(
    title: "a density with an unknown normaliser",
    meaning: """
      `~ exp(e)` fixes a density up to a factor, the sum of exp(e) over all values. Its log is
      part of log p(x) and its gradient needs an estimator: name one with `using`. Ratios do not
      need it: log p(y | x) only sums over y.
      """,
    mistake: """
      axis Pixels = 16
      model M {
        plate n in N
        net E(x : real^Pixels) -> real = mlp(x, hidden = [8])
        observed x[n] : real^Pixels ~ exp(-E(x[n]))
        maximize log p(x)
      }
      """,
    remedy: """
      axis Pixels = 16
      model M {
        plate n in N
        net E(x : real^Pixels) -> real = mlp(x, hidden = [8])
        observed x[n] : real^Pixels ~ exp(-E(x[n]))
        maximize log p(x) using sgld(steps = 60, step = 1, noise = 0.01)
      }
      """)

  static let randomSize = ExplanationPage(
    title: "a plate whose size is random",
    meaning: """
      The size of a plate is a number, a `hyper`, or the length of the data. A random number of
      components would make the shape of the model random. Make it a `hyper` and compare its
      values by their evidence.
      """,
    mistake: """
      model M {
        plate n in N
        latent count : nat ~ Poisson(3)
        plate k in K = 1..count
        param    mu[k] : real
        latent   z[n]  : K ~ Uniform(K)
        observed x[n]  : real ~ Normal(mu[z[n]], 1)
      }
      """,
    remedy: """
      model M {
        plate n in N
        hyper count : nat = 3
        plate k in K = 1..count
        latent   mu[k] ~ Normal(0, 1)
        latent   z[n]  : K ~ Uniform(K)
        observed x[n]  : real ~ Normal(mu[z[n]], 1)
        compare count in 1..10 by log p(x) using laplace
      }
      """)

  static let notOneNumber = ExplanationPage(
    title: "an objective that is not one number",
    meaning: """
      Only one number can be made as large or as small as possible. A letter that is still free
      stands for one number per element: add them up (`sum n:`) or average them (`mean n:`).
      Whole variables in a query, `log p(x)`, already mean all rows.
      """,
    mistake: """
      model M {
        plate n in N
        param m : real
        given x[n] : real
        minimize (x[n] - m)^2
      }
      """,
    remedy: """
      model M {
        plate n in N
        param m : real
        given x[n] : real
        minimize mean n: (x[n] - m)^2
      }
      """)

  static let chainWithoutBeginning = ExplanationPage(
    title: "a chain without a beginning",
    meaning: """
      A chain's variable may look back, `z[t-1]`, or forward, `z[t+1]`, but at one end there is
      nothing to look at. State that end by itself with `first` or `last`, or a range of members.
      """,
    mistake: """
      model M {
        chain t in T
        latent   z[t] : real ~ Normal(z[t-1], 1)
        observed x[t] : real ~ Normal(z[t], 1)
      }
      """,
    remedy: """
      model M {
        chain t in T
        latent   z[first] : real ~ Normal(0, 1)
        latent   z[t]     : real ~ Normal(z[t-1], 1)
        observed x[t]     : real ~ Normal(z[t], 1)
      }
      """)

  static let movedButIntegrated = ExplanationPage(
    title: "moved, but already integrated out",
    meaning: """
      A random variable that a query does not mention is integrated out, so there is nothing left
      to move. To learn a point, condition on the variable and list it in `over`; add its prior
      for a MAP estimate.
      """,
    mistake: """
      model M {
        plate n in N
        given    x[n] : real
        latent   w    : real ~ Normal(0, 1)
        observed y[n] : bool ~ Bernoulli(logit = w * x[n])
        maximize log p(y | x) over w
      }
      """,
    remedy: """
      model M {
        plate n in N
        given    x[n] : real
        latent   w    : real ~ Normal(0, 1)
        observed y[n] : bool ~ Bernoulli(logit = w * x[n])
        maximize log p(y | x, w) + log p(w) over w
      }
      """)

  static let priorOnParameter = ExplanationPage(
    title: "a prior on a param",
    meaning: """
      A `param` is an unknown number without a distribution. With a prior it is a random variable,
      a `latent`; the objective then says whether it gets a point (`over w`) or is integrated out.
      """,
    mistake: """
      model M {
        axis  D = 3
        param w : real^D ~ Normal(0, 1)^D
      }
      """,
    remedy: """
      model M {
        axis   D = 3
        latent w : real^D ~ Normal(0, 1)^D
      }
      """)

  static let softmaxTwice = ExplanationPage(
    title: "a softmax on top of a softmax",
    meaning: """
      The declared result of a net is its output layer: `simplex(C)` already ends in a softmax.
      `Categorical(logits = ...)` applies one too and wants any `real^C`. Pass probabilities as
      probabilities, or let the net return `real^C`.
      """,
    mistake: """
      model M {
        plate n in N
        axis  C = 3
        axis  D = 2
        net cls(x : real^D) -> simplex(C) = mlp(x, hidden = [8])
        given    x[n] : real^D
        observed y[n] : C ~ Categorical(logits = cls(x[n]))
      }
      """,
    remedy: """
      model M {
        plate n in N
        axis  C = 3
        axis  D = 2
        net cls(x : real^D) -> simplex(C) = mlp(x, hidden = [8])
        given    x[n] : real^D
        observed y[n] : C ~ Categorical(cls(x[n]))
      }
      """)

  static let crossingSwitches = ExplanationPage(
    title: "hidden switches on crossing plates",
    meaning: """
      If every a[i] meets every b[j] in some r[i,j], no order of summation keeps the tables small:
      the exact sum has exponentially many terms. Approximate the posterior of one side with a
      guide, or give one side a point.
      """,
    mistake: """
      model M {
        plate i in I
        plate j in J
        plate s in S = 1..2
        plate t in T = 1..2
        param    theta[s,t] : unit
        latent   a[i]   : S ~ Uniform(S)
        latent   b[j]   : T ~ Uniform(T)
        observed r[i,j] : bool ~ Bernoulli(theta[a[i], b[j]])
        maximize log p(r)
      }
      """,
    remedy: """
      model M {
        plate i in I
        plate j in J
        plate s in S = 1..2
        plate t in T = 1..2
        param    theta[s,t] : unit
        latent   a[i]   : S ~ Uniform(S)
        latent   b[j]   : T ~ Uniform(T)
        observed r[i,j] : bool ~ Bernoulli(theta[a[i], b[j]])
        guide q {
          param m[i] : simplex(S)
          a[i] ~ Categorical(m[i])
        }
        maximize elbo(q)
      }
      """)

  static let playersShareWeights = ExplanationPage(
    title: "two players move the same weights",
    meaning: """
      Several `maximize` and `minimize` statements are a game: the players move in turn, each its
      own weights. If two terms are meant to be improved together, add them in one statement.
      """,
    mistake: """
      model M {
        param a : real
        param b : real
        let V = a * b - a^2
        maximize V over a
        minimize V over a, b
      }
      """,
    remedy: """
      model M {
        param a : real
        param b : real
        let V = a * b - a^2
        maximize V over a
        minimize V over b
      }
      """)

  static let notInvertible = ExplanationPage(
    title: "a flow with a step that cannot be undone",
    meaning: """
      A `flow` is checked by running it backwards: each line must have one unknown, used once,
      under a step with an inverse (`+ e`, `- e`, `* exp(e)`, `/ exp(e)`, `exp`, `tanh`, a square
      matrix, `halves`, `join`, `permute`). Multiplying by something that may be zero is not one.
      """,
    mistake: """
      model M {
        axis D = 2
        axis Half = 1
        net s(a : real^Half) -> real^Half = mlp(a, hidden = [8])
        flow g(z : real^D) -> real^D {
          (a, b) = halves(z)
          b1 = b * s(a)
          return join(a, b1)
        }
        latent   z : real^D ~ Normal(0, 1)^D
        observed x : real^D = g(z)
      }
      """,
    remedy: """
      model M {
        axis D = 2
        axis Half = 1
        net s(a : real^Half) -> real^Half = mlp(a, hidden = [8])
        flow g(z : real^D) -> real^D {
          (a, b) = halves(z)
          b1 = b * exp(s(a))
          return join(a, b1)
        }
        latent   z : real^D ~ Normal(0, 1)^D
        observed x : real^D = g(z)
      }
      """)

  static let longSum = ExplanationPage(
    title: "a sum that reaches too far",
    meaning: """
      `sum k: a[k] + c` means the sum of a[k] + c, as a big sigma on paper reaches to the end of
      the line: c is added once per k. Parentheses around the sum stop it. A warning only.
      """,
    mistake: """
      model M {
        plate n in N
        axis  k in K = 1..3
        param    a[k] : real
        param    c    : real
        observed x[n] : real ~ Normal(sum k: a[k] + c, 1)
      }
      """,
    remedy: """
      model M {
        plate n in N
        axis  k in K = 1..3
        param    a[k] : real
        param    c    : real
        observed x[n] : real ~ Normal((sum k: a[k]) + c, 1)
      }
      """)

  static let ignoredData = ExplanationPage(
    title: "data that the query ignores",
    meaning: """
      What a query does not mention is summed out, even if the data has it: log p(x) forgets the
      labels y. That is sometimes meant (unsupervised training); then this warning may stand.
      """,
    mistake: """
      model M {
        plate n in N
        plate c in C = 1..2
        param    pi    : simplex(C)
        param    mu[c] : real
        observed y[n]  : C    ~ Categorical(pi)
        observed x[n]  : real ~ Normal(mu[y[n]], 1)
        maximize log p(x)
      }
      """,
    remedy: """
      model M {
        plate n in N
        plate c in C = 1..2
        param    pi    : simplex(C)
        param    mu[c] : real
        observed y[n]  : C    ~ Categorical(pi)
        observed x[n]  : real ~ Normal(mu[y[n]], 1)
        maximize log p(x, y)
      }
      """)

  static let varianceAsDeviation = ExplanationPage(
    title: "a variance used as a standard deviation",
    meaning: """
      The second argument of `Normal` is a standard deviation. A name such as `sigma2` or `var`
      says that it holds a variance: pass it as `var = sigma2`. A warning only.
      """,
    mistake: """
      model M {
        plate n in N
        hyper sigma2 : positive = 0.1
        observed x[n] : real ~ Normal(0, sigma2)
      }
      """,
    remedy: """
      model M {
        plate n in N
        hyper sigma2 : positive = 0.1
        observed x[n] : real ~ Normal(0, var = sigma2)
      }
      """)
}
