/// E1 to E8: mistakes in the story.
extension ExplanationPage {
  static let indexWithoutPlace = ExplanationPage(
    title: "an index has nowhere to go",
    meaning: """
      The letters on the left of a statement are its plates: `x[n]` is one thing for each n. A
      letter on the right must be one of them, or be chosen by a variable (`mu[z[n]]`), or be bound
      by a reduction (`sum k: ...`). Here it is none of these, so nothing says which element is
      meant.
      """,
    mistake: """
      model M {
        plate n in N
        plate k in K = 1..3
        param    mu[k] : real
        observed x[n]  : real ~ Normal(mu[k], 1)
      }
      """,
    remedy: """
      model M {
        plate n in N
        plate k in K = 1..3
        param    mu[k] : real
        latent   z[n]  : K    ~ Uniform(K)
        observed x[n]  : real ~ Normal(mu[z[n]], 1)
      }
      """)

  static let wrongIndexSet = ExplanationPage(
    title: "right size, wrong set",
    meaning: """
      Index sets have names, and two sets are different even when they have the same number of
      members: a class is not a component. An array is indexed by members of its own set only.
      Declare the array over the set you mean, or the variable as a member of the array's set.
      """,
    mistake: """
      model M {
        plate n in N
        plate k in K = 1..10
        axis  C = 1..10
        param    mu[k] : real
        observed y[n]  : C    ~ Uniform(C)
        observed x[n]  : real ~ Normal(mu[y[n]], 1)
      }
      """,
    remedy: """
      model M {
        plate n in N
        plate c in C = 1..10
        param    mu[c] : real
        observed y[n]  : C    ~ Uniform(C)
        observed x[n]  : real ~ Normal(mu[y[n]], 1)
      }
      """)

  static let missingRole = ExplanationPage(
    title: "a random variable without a role",
    meaning: """
      What is known is part of the story, never guessed from the data. Say `observed` if the data
      has it on every row, `partial` if on some rows, `latent` if on none. (In a guide no role is
      written: it speaks of variables that have one.)
      """,
    mistake: """
      model M {
        plate n in N
        z[n] ~ Normal(0, 1)
      }
      """,
    remedy: """
      model M {
        plate n in N
        latent z[n] ~ Normal(0, 1)
      }
      """)

  static let holeInData = ExplanationPage(
    title: "a hole in observed data",
    meaning: """
      An `observed` variable has a value on every row. If some rows are empty, nothing is dropped
      or filled in silently: declare the variable `partial`, and the empty rows are summed or
      integrated out; or take the rows out of the data yourself.
      """,
    mistake: """
      model M {
        plate n in N
        axis  C = {cat, dog}
        param    pi   : simplex(C)
        observed y[n] : C ~ Categorical(pi)
        maximize log p(y)
      }
      # data: a column y with the rows cat, dog, NA
      """,
    remedy: """
      model M {
        plate n in N
        axis  C = {cat, dog}
        param   pi   : simplex(C)
        partial y[n] : C ~ Categorical(pi)
        maximize log p(y)
      }
      """)

  static let cannotIntegrate = ExplanationPage(
    title: "an integral without a closed form",
    meaning: """
      A variable that a query does not mention is integrated out, exactly or not at all. Sums over
      finite sets work, and so do the linear-Gaussian and conjugate cases; an integral through a
      net or another non-linear map does not. Three ways out: mention the variable and move it
      (`over z`, a point estimate), name an approximation of its posterior (a `guide` and
      `elbo(q)`), or draw from the posterior (`gmc sample`).
      """,
    mistake: """
      model M {
        plate n in N
        axis  Z = 2
        net dec(z : real^Z) -> real = mlp(z, hidden = [8])
        latent   z[n] : real^Z ~ Normal(0, 1)^Z
        observed x[n] : real   ~ Normal(dec(z[n]), 1)
        maximize log p(x)
      }
      """,
    remedy: """
      model M {
        plate n in N
        axis  Z = 2
        net dec(z : real^Z) -> real = mlp(z, hidden = [8])
        latent   z[n] : real^Z ~ Normal(0, 1)^Z
        observed x[n] : real   ~ Normal(dec(z[n]), 1)
        guide q = meanfield
        maximize elbo(q)
      }
      """)

  static let circularStory = ExplanationPage(
    title: "two variables wait for each other",
    meaning: """
      A story tells one thing after the other: a variable may use only what can be drawn before
      it. Where the dependence really is mutual, write one joint factor for the variables
      together, without an order.
      """,
    mistake: """
      model M {
        latent x : real ~ Normal(0.8 * y, 1)
        latent y : real ~ Normal(0.8 * x, 1)
      }
      """,
    remedy: """
      model M {
        latent x : real, latent y : real ~ exp(-(x^2 + y^2 - 1.6 * x * y) / 2)
      }
      """)

  static let numberOrVector = ExplanationPage(
    title: "a number where a vector is declared, or the other way round",
    meaning: """
      `Normal(0, 1)` draws one number. `Normal(0, 1)^Z` draws one for each member of Z,
      independently, and so does `Normal(m, 1)` when m is a `real^Z`. Nothing else is repeated by
      itself, so the shape of a draw can be read off the line.
      """,
    mistake: """
      model M {
        plate n in N
        axis  Z = 3
        latent z[n] : real^Z ~ Normal(0, 1)
      }
      """,
    remedy: """
      model M {
        plate n in N
        axis  Z = 3
        latent z[n] : real^Z ~ Normal(0, 1)^Z
      }
      """)

  static let supportMismatch = ExplanationPage(
    title: "a distribution that does not live on the declared type",
    meaning: """
      The declared type says which values there are, the distribution gives them probability;
      they must agree. If the distribution reaches beyond the type, cut it off with
      `truncated (a, b)`, which also renormalises it, or choose a family that lives there.
      """,
    mistake: """
      model M {
        plate n in N
        observed x[n] : real ~ Bernoulli(0.3)
      }
      """,
    remedy: """
      model M {
        plate n in N
        observed x[n] : bool ~ Bernoulli(0.3)
      }
      """)
}
