import Diagnostics

let mistakesInCharacters: [Mistake] = [
  .inModel(.unknownCharacter, "x = a <<\u{2212}>> 1", "is not a sign", hint: "`-`"),
  .inModel(.unknownCharacter, "x = a <<&&>> b", "is not a sign", hint: "`and`"),
  .inModel(.unknownCharacter, "x = a <<||>> b", "is not a sign", hint: "`or`"),
  .inModel(.unknownCharacter, "x = a <<**>> 2", "is not a sign", hint: "`^`"),
  .inModel(.unknownCharacter, "x <<:=>> 2", "is not a sign", hint: "`=`"),
  .inModel(.unknownCharacter, "x = if <<!>> a then 1 else 2", "is not a sign", hint: "`not`"),
  .inModel(.unknownCharacter, "x = 3 <<//>> three", "is not a sign", hint: "`#`"),
  .inModel(
    .unknownCharacter, "latent x <<\u{223C}>> Normal(0, 1)", "is not a sign", hint: "`~`"),
  .inModel(.unknownCharacter, "hyper a : real(0, <<\u{221E}>>) = 1", "sign", hint: "`inf`"),
  .inModel(.unknownCharacter, "x = a <<$$$>> + b", "`$` has no meaning here", hint: "delete it"),
  .inModel(
    .unknownCharacter, "x = a<<\u{200B}>> + b", "invisible character, U+200B", hint: "delete it"),
  .inModel(
    .unknownCharacter, "given x : real as <<\u{201C}x\u{201D}>>", "straight quotes",
    hint: "`\"\u{2026}\"`", repair: "\"x\""),
  .inModel(
    .unknownCharacter, "given <<`a b`>> : real", "no name stands between",
    hint: "a letter, then letters, digits or `_`", repair: "`a_b`"),
  .inModel(.invalidNumber, "x = <<.5>> + a", "before its point", hint: "`0.5`"),
  .inModel(.invalidNumber, "x = <<3.>> + a", "after its point", hint: "`3`"),
  .inModel(.invalidNumber, "x = <<1_000>> + a", "no `_`", hint: "`1000`"),
  .inModel(.invalidNumber, "x = <<1e999>> + a", "larger than any number", hint: "`inf`"),
  .inModel(
    .unterminatedString, "given x : real as <<\">>x", "this string is never closed",
    hint: "close it with `\"` on the same line"),
  .inModel(
    .unterminatedString, "given <<`>>x : real", "backticks is never closed",
    hint: "close it with a backtick"),
]

let mistakesOfBrackets: [Mistake] = [
  Mistake(
    .unclosedBracket,
    "model V {\n  plate n in N\n  latent z[n] ~ Normal(0, 1)\n  maximize log p<<(>>x | z\n}\n",
    "this `(` is never closed | the model ends on line 5 before a `)`"),
  .inModel(
    .unclosedBracket, "latent x ~ Normal<<(>>0, 1\n  latent y ~ Normal(0, 1)",
    "the next statement begins on line 4 before a `)`"),
  .inModel(
    .unclosedBracket, "latent x ~ Normal<<(>>0,\n  latent y ~ Normal(0, 1)",
    "the next statement begins on line 4 before a `)`"),
  .inModel(
    .unclosedBracket, "latent x ~ Normal<<(>>0, 1\n  w[n] = 3", "begins on line 4 before a `)`"),
  .inModel(
    .unclosedBracket, "guide q {\n    z[n] ~ Normal<<(>>0,\n    y[n] ~ Normal(0, 1)\n  }",
    "the next statement begins on line 5 before a `)`"),
  .inModel(
    .unclosedBracket, "observed x[n] ~ Normal(mu<<[>>z[n], s[z[n]])",
    "a `)` comes before its `]`"),
  .inModel(
    .unclosedBracket, "observed x<<[>>n : real ~ Normal(0, 1)", "a `:` comes before its `]`",
    repair: "[n] #"),
  .inModel(
    .unopenedBracket, "observed x[n]<<]>> : real", "closes nothing", hint: "delete it"),
  .inModel(.unopenedBracket, "x = (a + b)<<)>>", "closes nothing", hint: "delete it"),
  Mistake(.unopenedBracket, "plate n in N\n<<}>>\n", "closes nothing", hint: "delete it"),
  Mistake(
    .unclosedBracket, "model A <<{>>\n  plate n in N\n\nmodel B {\n  plate n in N\n}\n",
    "`model` comes on line 4 before a `}`"),
  Mistake(
    .unclosedBracket,
    "model A {\n  guide q <<{>>\n    z ~ Normal(0, 1)\n  maximize elbo(q)\n}\n",
    "`maximize` comes on line 4 before a `}`"),
  Mistake(
    .unclosedBracket, "model A {\n  guide q <<{>>\n    z ~ Normal(0, 1)\n}\n",
    "`}` comes on line 4 before a `}`"),
  Mistake(
    .unclosedBracket, "model A <<{>>\n  plate n in N\n", "the file ends before a `}`"),
  Mistake(
    .unexpectedToken, "model <<A>>\n  plate n in N\n}\n", "the model has no `{`",
    hint: "add `{` at the end of this line", repair: "A {"),
  Mistake(
    .unclosedBracket, "model A {\n  latent x ~ Normal<<(>>0,", "the file ends before a `)`"),
  .inModel(
    .unexpectedToken, "compare a in {0, 1 <<by>> log p(x)", "expected `,` or `}`",
    repair: "} by"),
]
