import Diagnostics

let mistakesInStatements: [Mistake] = [
  .inModel(
    .missingRole, "<<z[n]>> : K ~ Categorical(pi)",
    "what is `z[n]`? | a random variable needs a role",
    hint: "`latent z[n]` if it is never seen, `observed z[n]` if the data has it, "
      + "`partial z[n]` if some rows have it", repair: "latent z[n]"),
  .inModel(
    .missingRole, "<<z>> : real, y : real ~ exp(-z * y)", "what is `z`?",
    hint: "`latent z` if it is never seen, `observed z` if the data has it, "
      + "`partial z` if some rows have it", repair: "partial z"),
  .inModel(
    .missingRole, "<<w>> : real", "what is `w`?",
    hint: "`latent w` if it is never seen, `observed w` if the data has it, "
      + "`partial w` if some rows have it", repair: "observed w"),
  .inModel(
    .unknownStatement, "<<latnet>> z[n] ~ Normal(0, 1)", "no statement starts with `latnet`",
    hint: "`latent`"),
  .inModel(
    .unknownStatement, "<<maximise>> log p(x)", "no statement starts with", hint: "`maximize`"),
  .inModel(
    .unknownStatement, "<<Minimize>> -norm(x)", "no statement starts with", hint: "`minimize`",
    repair: "minimize"),
  .inModel(
    .unknownStatement, "<<for>> n in N", "no statement starts with `for`",
    hint: "a plate repeats: `plate n in N`, then `x[n]` stands for every n", repair: "plate"),
  .inModel(
    .unknownStatement, "<<hello>>", "no statement starts with `hello`",
    hint: "start with a role such as `latent` or `observed`, with `plate`, `axis`, `net`, `let`, "
      + "`guide`, `maximize`, \u{2026}"),
  Mistake(
    .unknownStatement, "<<hello>> world\n", "no statement starts with `hello`",
    hint: "a file has `model`, `family`, `import`, `plate`, `axis`, `net`, `type` and `let`"),
  Mistake(
    .unknownStatement, "<<modle>> M {\n  plate n in N\n}\n", "no statement", hint: "`model`"),
  Mistake(
    .unknownStatement, "family F of M {\n  <<membr>> a : maximize log p(x)\n}\n", "no statement",
    hint: "`member`"),
  Mistake(
    .unknownStatement, "family F of M {\n  <<hello>>\n}\n", "no statement",
    hint: "a family has `let`, `member` and `compare`"),
  Mistake(
    .unknownStatement, "model M {\n  guide q {\n    <<hello>>\n  }\n}\n", "no statement",
    hint: "a guide has `z[n] ~ \u{2026}`, `param`, `net` and `let`"),
  Mistake(
    .unknownStatement, "flow g(z : T) -> T {\n  <<retrun>> z\n}\n", "no statement",
    hint: "`return`"),
  Mistake(
    .unknownStatement, "family F of M {\n  member a : <<maximise>> log p(x)\n}\n",
    "no statement", hint: "`maximize`"),
  Mistake(
    .misplacedStatement, "<<latent>> a ~ Normal(0, 1)\n", "`latent` cannot stand outside all",
    hint: "it stands in a model"),
  Mistake(
    .misplacedStatement, "model M {\n  <<model>> N {\n    plate n in N\n  }\n}\n",
    "`model` cannot stand in a model", hint: "it stands outside all blocks"),
  Mistake(
    .misplacedStatement, "model M {\n  guide q {\n    <<latent>> z ~ Normal(0, 1)\n  }\n}\n",
    "`latent` cannot stand in a guide", hint: "it stands in a model"),
  Mistake(
    .misplacedStatement, "<<x>> = 3\n", "`x` cannot be declared outside all blocks",
    hint: "`let x` for an abbreviation", repair: "let x"),
  Mistake(
    .misplacedStatement, "family F of M {\n  <<x>> ~ Normal(0, 1)\n}\n",
    "`x` cannot be declared in a family", hint: "move it into a model"),
  .inModel(
    .unexpectedToken, "<<observed>> : real ~ Normal(0, 1)", "expected a name after `observed`",
    hint: "`observed x`"),
  .inModel(.unexpectedToken, "<<3>> = x", "no statement starts with `3`"),
  Mistake(.unexpectedToken, "net f(x : T) -> T {\n  <<3>>\n}\n", "no statement starts with `3`"),
  .inModel(
    .reservedWord, "latent <<in>>[n] ~ Normal(0, 1)", "`in` is a reserved word",
    hint: "put it in backticks to use it as a name: `` `in` ``", repair: "`in`"),
  .inModel(
    .reservedWord, "x = a.<<first>>", "`first` is a reserved word",
    hint: "put it in backticks to use it as a name: `` `first` ``", repair: "`first`"),
]
