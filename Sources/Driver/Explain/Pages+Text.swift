/// Mistakes in the text, found by the lexer and the parser.
extension ExplanationPage {
  static let unclosedBracket = ExplanationPage(
    title: "a bracket that is never closed",
    meaning: """
      The message points at the opening bracket: what was meant to be inside it ends somewhere
      before the place where the compiler noticed.
      """,
    mistake: """
      model M {
        latent x ~ Normal(0, (1 + 2)
      }
      """,
    remedy: """
      model M {
        latent x ~ Normal(0, (1 + 2))
      }
      """)

  static let unopenedBracket = ExplanationPage(
    title: "a bracket that closes nothing",
    meaning: "There is no opening bracket that this one could belong to.",
    mistake: """
      model M {
        latent x ~ Normal(0, 1))
      }
      """,
    remedy: """
      model M {
        latent x ~ Normal(0, 1)
      }
      """)

  static let unreadableFile = ExplanationPage(
    title: "a file that cannot be read",
    meaning: """
      The file is not there, is a folder, or may not be read. Paths are relative to the folder
      from which `gmc` is called.
      """,
    mistake: "gmc check no_such_file.gm",
    remedy: "gmc check Models/mixtures/old_faithful.gm")

  static let emptyFile = ExplanationPage(
    title: "a file that declares nothing",
    meaning: """
      The file has no bytes, or only blank lines and comments. A file of models declares at least
      one model, or a plate, an axis or a net for others to import.
      """,
    mistake: "# nothing yet",
    remedy: """
      model M {
        latent x ~ Normal(0, 1)
      }
      """)

  static let invalidText = ExplanationPage(
    title: "a file that is not text",
    meaning: """
      Models are UTF-8 text. A NUL byte, a byte that no character has, or a picture under the
      name of a model is not. Save the file as UTF-8; what an editor calls Latin-1, Windows-1252
      or UTF-16 is something else.
      """,
    mistake: "(the bytes 6D 00 6F: a NUL between two letters)",
    remedy: """
      model M {
        latent x ~ Normal(0, 1)
      }
      """)

  static let unknownCharacter = ExplanationPage(
    title: "a character without a meaning",
    meaning: """
      The language has letters, digits, a few signs and strings. Curly quotes, long dashes and
      invisible characters come from word processors, slides and PDF files: type the plain sign.
      """,
    mistake: """
      model M {
        latent x ~ Normal(0, 1) $
      }
      """,
    remedy: """
      model M {
        latent x ~ Normal(0, 1)
      }
      """)

  static let invalidNumber = ExplanationPage(
    title: "a number that is written wrongly",
    meaning: "A number has a digit on both sides of its point, and no separators inside.",
    mistake: """
      model M {
        latent x ~ Normal(0, .5)
      }
      """,
    remedy: """
      model M {
        latent x ~ Normal(0, 0.5)
      }
      """)

  static let unterminatedString = ExplanationPage(
    title: "a string that is never closed",
    meaning: """
      A string ends on its own line, with the same quote it starts with. Nothing is escaped in
      it, so that LaTeX needs no doubling.
      """,
    mistake: """
      model M {
        latent x ~ Normal(0, 1) as "\\mathbf{x}
      }
      """,
    remedy: """
      model M {
        latent x ~ Normal(0, 1) as "\\mathbf{x}"
      }
      """)

  static let unexpectedToken = ExplanationPage(
    title: "something else was expected here",
    meaning: """
      The statement began well but cannot go on like this. The message says what could stand
      here; the hint says what was probably meant.
      """,
    mistake: """
      model M {
        latent x : ~ Normal(0, 1)
      }
      """,
    remedy: """
      model M {
        latent x : real ~ Normal(0, 1)
      }
      """)

  static let unknownStatement = ExplanationPage(
    title: "a line that starts no statement",
    meaning: """
      A statement starts with a word that says what it is (`plate`, `latent`, `maximize`, ...) or
      with the name that it defines. There are no loops: a letter on the left repeats a line.
      """,
    mistake: """
      model M {
        laten x ~ Normal(0, 1)
      }
      """,
    remedy: """
      model M {
        latent x ~ Normal(0, 1)
      }
      """)

  static let misplacedStatement = ExplanationPage(
    title: "a statement in the wrong place",
    meaning: """
      Some statements belong into a model, some into a family or a guide, some outside all of
      them. Nodes live in models; index sets, nets, types and abbreviations may also be shared by
      a whole file.
      """,
    mistake: """
      latent x ~ Normal(0, 1)
      """,
    remedy: """
      model M {
        latent x ~ Normal(0, 1)
      }
      """)

  static let reservedWord = ExplanationPage(
    title: "a reserved word used as a name",
    meaning: """
      The few words that may stand inside an expression are no names. If a column of the data is
      called so, write it in backticks.
      """,
    mistake: """
      model M {
        latent first : real ~ Normal(0, 1)
      }
      """,
    remedy: """
      model M {
        latent `first` : real ~ Normal(0, 1)
      }
      """)

  static let tooDeep = ExplanationPage(
    title: "an expression that nests too deep",
    meaning: """
      Expressions may nest a few hundred levels; no formula for people comes near. Name a part of
      it with `let` and use the name.
      """,
    mistake: "(an expression inside a hundred thousand parentheses)",
    remedy: """
      model M {
        param m : real
        let part = (m + 1) * (m + 2)
        latent x ~ Normal(part, 1)
      }
      """)

  static let tooManyErrors = ExplanationPage(
    title: "too many errors to go on",
    meaning: """
      A file with very many mistakes is rarely a model. The first ones are shown; mend them and
      try again.
      """,
    mistake: "(a file of another language)",
    remedy: """
      model M {
        latent x ~ Normal(0, 1)
      }
      """)
}
