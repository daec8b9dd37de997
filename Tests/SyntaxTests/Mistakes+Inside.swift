import Diagnostics

let mistakesInside: [Mistake] = [
  .inModel(.unexpectedToken, "observed x <<~>> 3", "this is a value", hint: "`=`"),
  .inModel(.unexpectedToken, "observed x <<~>> f(z) + 1", "this is a value", hint: "`=`"),
  .inModel(.unexpectedToken, "observed x <<~>> a + 1", "this is a value", hint: "`=`"),
  .inModel(.unexpectedToken, "y = expect z <<~>> 3: z", "this is a value"),
  .inModel(
    .unexpectedToken, "latent x ~ <<Flat>>", "`Flat` has no arguments", hint: "`Flat(\u{2026})`",
    repair: "Flat()"),
  .inModel(.unexpectedToken, "latent x <<~>>", "expected a distribution after `~`"),
  .inModel(.unexpectedToken, "hyper a <<==>> 3", "`==` compares, `=` defines", hint: "`=`"),
  .inModel(
    .unexpectedToken, "latent d <<<->> Normal(0, 1)", "`<-` is not a sign",
    hint: "`=` for what is computed, `~` for what is random", repair: "~"),
  .inModel(
    .unexpectedToken, "x = if a <<=>> b then 1 else 2", "`=` defines, `==` compares",
    hint: "`==`"),
  .inModel(
    .unexpectedToken, "x = sum n where i <<=>> j: a[n]", "`=` defines, `==` compares",
    hint: "`==`"),
  .inModel(.unexpectedToken, "x = expect z <<=>> p(z): z", "with `~`", hint: "`~`"),
  .inModel(.unexpectedToken, "plate k in K <<~>> 3", "not random", hint: "`=`"),
  .inModel(
    .unexpectedToken, "let a <<~>> Normal(0, 1)", "`a` is random",
    hint: "`latent a ~ \u{2026}`"),
  Mistake(
    .unexpectedToken, "net f(x : T) -> T {\n  y <<~>> x\n  return y\n}\n",
    "nothing is random", hint: "`=`"),
  .inModel(.unexpectedToken, "given x[n] <<real>>", "expected `:`", hint: "`: real`"),
  .inModel(.unexpectedToken, "given x[n] <<in>> real", "expected `:`", hint: "`:`"),
  .inModel(
    .unexpectedToken, "latent x ~ Normal(mean<<:>> 0, sd = 1)", "named with `=`", hint: "`=`"),
  .inModel(.unexpectedToken, "observed <<x(n)>> ~ Normal(0, 1)", "square", hint: "`x[n]`"),
  .inModel(.unexpectedToken, "<<x(n, k)>> = 3", "square brackets", hint: "`x[n,k]`"),
  .inModel(
    .unexpectedToken, "latent <<x(>>n + 1) ~ Normal(0, 1)", "square",
    hint: "`x[\u{2026}]`"),
  .inModel(.unexpectedToken, "plate <<K>> = 1..3", "an index letter and a set", hint: "`k in K`"),
  .inModel(.unexpectedToken, "plate <<n>>", "an index letter and a set", hint: "`n in N`"),
  .inModel(.unexpectedToken, "plate k in <<1>>..3", "needs a name", hint: "`K = 1`"),
  .inModel(.unexpectedToken, "axis c in <<{>>cat, dog}", "needs a name", hint: "`C = {`"),
  .inModel(.unexpectedToken, "plate k <<on>> K", "expected `in`", hint: "`in`"),
  .inModel(.unexpectedToken, "plate k <<in>>", "expected the name of an index set after `in`"),
  .inModel(.unexpectedToken, "x = sum k <<a>>[k]", "expected `:`", hint: "`: a`"),
  .inModel(
    .unexpectedToken, "x = <<if>> a then 3", "has no `else`",
    hint: "`if \u{2026} then \u{2026} else \u{2026}`: every value needs both ways"),
  .inModel(
    .unexpectedToken, "x = a < b <<<>> c", "do not chain", hint: "join two of them with `and`",
    repair: "and b <"),
  .inModel(
    .unexpectedToken, "x = <<log sum>> k: a[k]", "takes a query",
    hint: "`log(\u{2026})` for the logarithm of a number"),
  .inModel(
    .unexpectedToken, "x = 1 + <<not>> a", "expected an expression",
    hint: "put parentheses around `not \u{2026}`"),
  .inModel(
    .unexpectedToken, "x = <<=>> a", "expected an expression", hint: "one `=` is enough",
    repair: ""),
  .inModel(.unexpectedToken, "x = f(a<<,>>)", "after this `,`", hint: "delete it"),
  .inModel(.unexpectedToken, "x = f(a<<,>>, b)", "after this `,`", hint: "delete it"),
  .inModel(.unexpectedToken, "x = a <<+>>\n  y = 3", "expected an expression after `+`"),
  .inModel(.unexpectedToken, "x <<=>>\n  y[n] = 3", "expected an expression after `=`"),
  .inModel(
    .unexpectedToken, "x = a <<b>>", "expected the end of the statement",
    hint: "`* b`"),
  .inModel(
    .unexpectedToken, "x = f(a <<b>>)", "expected `,` or `)`", hint: "`, b` or `* b`",
    repair: ", b"),
  .inModel(
    .unexpectedToken, "x = f(a[n] <<b>>)", "expected `,` or `)`", hint: "`, b` or `* b`",
    repair: ", b"),
  .inModel(
    .unexpectedToken, "x = a <<?>> b : c", "expected the end of the statement",
    hint: "`if \u{2026} then \u{2026} else \u{2026}` chooses"),
  .inModel(
    .unexpectedToken, "x = <<{>>1, 2}", "expected an expression", hint: "a vector stands in `[ ]`"),
  .inModel(
    .unexpectedToken, "x = <<|>>a|", "expected an expression",
    hint: "`abs(\u{2026})` is the absolute value"),
  .inModel(.unexpectedToken, "chain t in T = 0<<:>>10", "two points", hint: "`..`"),
  .inModel(
    .unexpectedToken, "factor [a, b] <<@>> c", "expected `:`, `~` or `=`",
    hint: "put parentheses around what follows `factor`"),
  .inModel(
    .unexpectedToken, "given x : real as <<name>>", "a label in quotes", hint: "`\"name\"`"),
  .inModel(.unexpectedToken, "tie a, b <<3>>", "expected `within`"),
  .inModel(.unexpectedToken, "latent x ~ Normal(0, 1) truncated <<3>>", "two bounds"),
  .inModel(
    .unexpectedToken, "compare a in {0 <<1>>} by f(a)", "expected `,` or `}`",
    hint: "`, 1` or `* 1`", repair: ", 1"),
  .inModel(
    .unexpectedToken, "axis a = {b <<c>>, d}", "expected `,` or `}`",
    hint: "`, c` or `* c`", repair: ", c"),
  .inModel(.unexpectedToken, "compare a in {1} <<log>> p(x)", "expected `by`"),
  .inModel(.unexpectedToken, "net f(x : T) <<=>> mlp(x)", "expected `->`"),
  Mistake(.unexpectedToken, "family F <<M>> {\n}\n", "expected `of`"),
  Mistake(.unexpectedToken, "import <<a>>\n", "the name of a file", hint: "`\"a\"`"),
]
