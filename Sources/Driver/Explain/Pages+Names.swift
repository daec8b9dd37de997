/// Mistakes in names, types and arguments.
extension ExplanationPage {
  static let unknownName = ExplanationPage(
    title: "a name that nobody declared",
    meaning: """
      Every name is declared somewhere in the model, in its file, or in an imported one. The hint
      offers the nearest name in sight.
      """,
    mistake: """
      model M {
        param sigma : positive
        latent x ~ Normal(0, sigmma)
      }
      """,
    remedy: """
      model M {
        param sigma : positive
        latent x ~ Normal(0, sigma)
      }
      """)

  static let duplicateName = ExplanationPage(
    title: "a name declared twice",
    meaning: "One name means one thing in a model. Only a chain's variable has several statements.",
    mistake: """
      model M {
        param x : real
        latent x ~ Normal(0, 1)
      }
      """,
    remedy: """
      model M {
        param m : real
        latent x ~ Normal(m, 1)
      }
      """)

  static let unreadableImport = ExplanationPage(
    title: "an import that cannot be read",
    meaning: """
      The path of an `import` is relative to the file that says it. Files may not import each
      other in a circle.
      """,
    mistake: """
      import "no_such_file.gm"
      """,
    remedy: """
      import "naive_bayes.gm"
      """)

  static let wrongArguments = ExplanationPage(
    title: "wrong arguments",
    meaning: """
      A distribution, a function or a net got too few, too many, or misnamed arguments. The hint
      shows how it is called.
      """,
    mistake: """
      model M {
        latent x ~ Normal(0, 1, 2)
      }
      """,
    remedy: """
      model M {
        latent x ~ Normal(0, 1)
      }
      """)

  static let typeMismatch = ExplanationPage(
    title: "types that do not agree",
    meaning: """
      An expression has another type than its place asks for: a vector where a number goes, a
      number where something true or false goes.
      """,
    mistake: """
      model M {
        param a : real
        latent x ~ Normal(if a then 1 else 2, 1)
      }
      """,
    remedy: """
      model M {
        param a : real
        latent x ~ Normal(if a > 0 then 1 else 2, 1)
      }
      """)

  static let missingType = ExplanationPage(
    title: "a declaration without a type",
    meaning: """
      The type may be left out only where `~` or `=` fixes it. A `given` and a `param` say theirs.
      """,
    mistake: """
      model M {
        param m
        latent x ~ Normal(m, 1)
      }
      """,
    remedy: """
      model M {
        param m : real
        latent x ~ Normal(m, 1)
      }
      """)
}
