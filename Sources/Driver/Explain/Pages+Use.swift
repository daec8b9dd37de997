/// Names, indices, roles and queries used in a way that they do not allow.
extension ExplanationPage {
  static let notAValue = ExplanationPage(
    title: "a name that is no value",
    meaning: """
      The name is known, but it stands for an index set, a function, a distribution or a model, and
      here a number, a vector or a truth value is needed. The hint says what of it is a value.
      """,
    mistake: """
      model M {
        plate n in N
        observed x[n] : real ~ Normal(N, 1)
      }
      """,
    remedy: """
      model M {
        plate n in N
        observed x[n] : real ~ Normal(size(N), 1)
      }
      """)

  static let notAnIndexSet = ExplanationPage(
    title: "a name that is no index set",
    meaning: """
      In a type and in an extent stand index sets, `real^D`, or a number, `real^3`. An index letter
      is one member of its set, not the set.
      """,
    mistake: """
      model M {
        axis d in D = 3
        latent x : real^d ~ Normal(0, 1)^D
      }
      """,
    remedy: """
      model M {
        axis d in D = 3
        latent x : real^D ~ Normal(0, 1)^D
      }
      """)

  static let badIndex = ExplanationPage(
    title: "an index in a place where it cannot stand",
    meaning: """
      Each letter stands once on a left-hand side, all statements about one variable use the same
      letters, and a subscript is a letter, a member, or a step along a chain.
      """,
    mistake: """
      model M {
        plate i in V
        observed r[i,i] : real ~ Normal(0, 1)
      }
      """,
    remedy: """
      model M {
        plate i in V
        plate j in V
        observed r[i,j] : real ~ Normal(0, 1)
      }
      """)

  static let badExtent = ExplanationPage(
    title: "an index set without proper members",
    meaning: """
      The members of a set are `1..size`, `lower..upper` or names, given once. A size is a positive
      integer.
      """,
    mistake: """
      model M {
        plate k in K = 3..1
        latent x[k] ~ Normal(0, 1)
      }
      """,
    remedy: """
      model M {
        plate k in K = 1..3
        latent x[k] ~ Normal(0, 1)
      }
      """)

  static let outOfDomain = ExplanationPage(
    title: "a value that an argument can never have",
    meaning: """
      The argument of a distribution has a domain: a standard deviation is positive, a probability
      lies between 0 and 1. This expression is outside it whatever the data say.
      """,
    mistake: """
      model M {
        latent x ~ Normal(0, -1)
      }
      """,
    remedy: """
      model M {
        latent x ~ Normal(0, 1)
      }
      """)

  static let misusedRole = ExplanationPage(
    title: "a role that does not fit the statement",
    meaning: """
      `latent`, `observed` and `partial` are random and need `~`; `given` and `param` have neither
      `~` nor `=`; a `hyper` may have a value; what is computed has no role at all.
      """,
    mistake: """
      model M {
        param x : real = 3
      }
      """,
    remedy: """
      model M {
        hyper x : real = 3
      }
      """)

  static let badQuery = ExplanationPage(
    title: "a query that cannot be read",
    meaning: """
      `log p(A | B)` lists variables, whole (`x`) or one element (`x[n]`); `x = e` puts a value in.
      Left of the bar stand random variables.
      """,
    mistake: """
      model M {
        plate n in N
        param    m    : real
        observed x[n] : real ~ Normal(m, 1)
        maximize log p(x, x)
      }
      """,
    remedy: """
      model M {
        plate n in N
        param    m    : real
        observed x[n] : real ~ Normal(m, 1)
        maximize log p(x)
      }
      """)

  static let densityWithoutLog = ExplanationPage(
    title: "a density without its log",
    meaning: """
      Densities of data are tiny numbers, so the language computes with their logs. A query is a
      number under `log` and a distribution right of `~`.
      """,
    mistake: """
      model M {
        plate n in N
        param    m    : real
        observed x[n] : real ~ Normal(m, 1)
        maximize p(x)
      }
      """,
    remedy: """
      model M {
        plate n in N
        param    m    : real
        observed x[n] : real ~ Normal(m, 1)
        maximize log p(x)
      }
      """)

  static let badGuide = ExplanationPage(
    title: "a guide that does not fit the story",
    meaning: """
      A guide gives a distribution to latent variables of the story, with the indices that they have
      there. `elbo(q)` names the guide.
      """,
    mistake: """
      model M {
        plate n in N
        latent   z[n] : real ~ Normal(0, 1)
        observed x[n] : real ~ Normal(z[n], 1)
        guide q { z ~ Normal(0, 1) }
        maximize elbo(q)
      }
      """,
    remedy: """
      model M {
        plate n in N
        latent   z[n] : real ~ Normal(0, 1)
        observed x[n] : real ~ Normal(z[n], 1)
        guide q { z[n] ~ Normal(x[n] / 2, 1) }
        maximize elbo(q)
      }
      """)

  static let badMove = ExplanationPage(
    title: "something that cannot be moved",
    meaning: """
      `over` names what an objective may change: `param`s, `latent`s that get a point, `hyper`s and
      nets. Data and abbreviations stay. The grid of a `compare` or a `member` is over `hyper`s.
      """,
    mistake: """
      model M {
        plate n in N
        given    x[n] : real
        param    a    : real
        observed y[n] : real ~ Normal(a * x[n], 1)
        maximize log p(y | x) over x
      }
      """,
    remedy: """
      model M {
        plate n in N
        given    x[n] : real
        param    a    : real
        observed y[n] : real ~ Normal(a * x[n], 1)
        maximize log p(y | x) over a
      }
      """)
}
