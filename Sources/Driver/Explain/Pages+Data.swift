/// Mistakes between a model and its data, and what cannot be computed.
extension ExplanationPage {
  private static let twoColumns = """
    model M {
      plate n in N
      param    m    : real
      observed x[n] : positive ~ Exponential(exp(m))
      maximize log p(x)
    }
    """

  static let missingData = ExplanationPage(
    title: "data that the model needs and nobody gave",
    meaning: """
      Every `observed` and `given` variable needs a value. Columns are matched by name; when the
      data calls it differently, `--bind x=COLUMN` says so. A `hyper` without a default is set by
      `--set`, a size that no array shows by `--size`.
      """,
    mistake: twoColumns + "\n# gmc fit m.gm --data d.csv, where d.csv has only a column `length`",
    remedy: twoColumns + "\n# gmc fit m.gm --data d.csv --bind x=length")

  static let unreadableData = ExplanationPage(
    title: "a data file that cannot be read",
    meaning: """
      The file is not there, is not of the kind that its ending says, or is cut off. CSV, TSV,
      Stan JSON, NPY, NPZ and IDX are read, each also gzipped.
      """,
    mistake: twoColumns + "\n# gmc fit m.gm --data truncated.npy",
    remedy: twoColumns + "\n# gmc fit m.gm --data whole.npy")

  static let badValue = ExplanationPage(
    title: "a value outside its type",
    meaning: """
      The data hold something that the declared type excludes: a text where numbers go, a
      negative length, an unknown member. Nothing is dropped, clipped or rescaled silently. Mend
      the data, widen the type, or say `--binarise`, `--scale`, `--standardise`.
      """,
    mistake: twoColumns + "\n# data: a column x with the rows 0.5, -3",
    remedy: twoColumns + "\n# data: a column x with the rows 0.5, 3")

  static let sizeMismatch = ExplanationPage(
    title: "sizes that do not agree",
    meaning: """
      Arrays that share a plate must have as many rows; a size in the model, in the data and on
      the command line must be the same.
      """,
    mistake: twoColumns + "\n# gmc fit m.gm --data three_rows.csv --size N=4",
    remedy: twoColumns + "\n# gmc fit m.gm --data three_rows.csv")

  static let missingSize = ExplanationPage(
    title: "a size that nobody says",
    meaning: """
      The size of an index set comes from the model (`K = 1..3`), from an array that has it as a
      dimension, or from `--size`. This set has none of them.
      """,
    mistake: """
      model M {
        axis V
        latent phi : simplex(V) ~ Dirichlet(fill(1, V))
      }
      # gmc generate m.gm --prior
      """,
    remedy: """
      model M {
        axis V
        latent phi : simplex(V) ~ Dirichlet(fill(1, V))
      }
      # gmc generate m.gm --prior --size V=10
      """)

  static let badOption = ExplanationPage(
    title: "an option that does not fit the model",
    meaning: """
      An option such as `--bind`, `--size`, `--set` or `--binarise` names a variable or an index set
      that the model does not have, or asks for something that its type excludes.
      """,
    mistake: """
      model M {
        plate n in N
        hyper    s    : positive = 1
        observed x[n] : real ~ Normal(0, s)
      }
      # gmc compile m.gm --print model --set t=2
      """,
    remedy: """
      model M {
        plate n in N
        hyper    s    : positive = 1
        observed x[n] : real ~ Normal(0, s)
      }
      # gmc compile m.gm --print model --set s=2
      """)

  static let unusedData = ExplanationPage(
    title: "data that the model does not use",
    meaning: """
      A note, never an error: these columns match no variable. If one of them was meant, its name
      differs from the variable's.
      """,
    mistake: twoColumns + "\n# data: columns x and note",
    remedy: twoColumns + "\n# data: a column x")

  static let notYetLowered = ExplanationPage(
    title: "correct, but not built yet",
    meaning: """
      The model is sound and its picture can be drawn, but this version cannot compute what is
      asked. The message names the construct and its place. `docs/Architecture.md` says what can
      be computed.
      """,
    mistake: """
      model M {
        plate n in N
        axis  D = 2
        net f(x : real^D) -> real = mlp(x, hidden = [8])
        given    x[n] : real^D
        observed y[n] : real ~ Normal(f(x[n]), 1)
        maximize log p(y | x)
      }
      """,
    remedy: """
      model M {
        plate n in N
        axis  D = 2
        param    w    : real^D
        given    x[n] : real^D
        observed y[n] : real ~ Normal(w @ x[n], 1)
        maximize log p(y | x)
      }
      """)

  static let improperPrior = ExplanationPage(
    title: "a prior that is no distribution",
    meaning: """
      `Flat()` has the same density everywhere, so it has no total and no draws. Sampling and MAP
      estimates can do with it; an evidence and draws from the prior cannot.
      """,
    mistake: """
      model M {
        plate n in N
        latent   m    : real ~ Flat()
        observed x[n] : real ~ Normal(m, 1)
      }
      # gmc generate m.gm --prior --size N=3
      """,
    remedy: """
      model M {
        plate n in N
        latent   m    : real ~ Normal(0, 10)
        observed x[n] : real ~ Normal(m, 1)
      }
      """)

  static let missingPoint = ExplanationPage(
    title: "a variable without a value",
    meaning: """
      A query conditions on a variable, or states its density, but nothing gives it a value: it is
      not in the data, no `over` moves it, and no `expect` draws it.
      """,
    mistake: """
      model M {
        plate n in N
        latent   w    : real ~ Normal(0, 1)
        observed x[n] : real ~ Normal(w, 1)
        maximize log p(x | w)
      }
      """,
    remedy: """
      model M {
        plate n in N
        latent   w    : real ~ Normal(0, 1)
        observed x[n] : real ~ Normal(w, 1)
        maximize log p(x | w) over w
      }
      """)

  static let parameterWithoutPrior = ExplanationPage(
    title: "a param in a model to be sampled",
    meaning: """
      A posterior is a distribution of the latents. A `param` has none; give it a prior, which makes
      it a `latent`, or fit it first.
      """,
    mistake: """
      model M {
        plate n in N
        param    m    : real
        observed x[n] : real ~ Normal(m, 1)
        maximize log p(x)
      }
      # gmc sample m.gm --data d.csv
      """,
    remedy: """
      model M {
        plate n in N
        latent   m    : real ~ Normal(0, 10)
        observed x[n] : real ~ Normal(m, 1)
      }
      """)

  static let noObjective = ExplanationPage(
    title: "a model without a question",
    meaning: """
      `gmc fit` runs the objective of a model. Without one there is nothing to fit: say what is to
      be maximised, choose a `--member` of the family, or draw from the posterior.
      """,
    mistake: """
      model M {
        plate n in N
        latent   m    : real ~ Normal(0, 10)
        observed x[n] : real ~ Normal(m, 1)
      }
      # gmc fit m.gm --data d.csv
      """,
    remedy: """
      model M {
        plate n in N
        latent   m    : real ~ Normal(0, 10)
        observed x[n] : real ~ Normal(m, 1)
        maximize log p(x, m) over m
      }
      """)

  static let badParameter = ExplanationPage(
    title: "an argument outside its domain while drawing",
    meaning: """
      A draw needs arguments in their domain: a standard deviation above zero, a probability
      between 0 and 1. The value comes from the data, from `--set`, or from what was drawn before.
      """,
    mistake: """
      model M {
        hyper m : real = -1
        latent x ~ Exponential(m)
      }
      # gmc generate m.gm --prior
      """,
    remedy: """
      model M {
        hyper m : real = 1
        latent x ~ Exponential(m)
      }
      """)
}
