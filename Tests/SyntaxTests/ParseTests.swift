import Diagnostics
import Syntax
import Testing

private let operators: [(String, String)] = [
  ("a + b * c ^ d", "(+ a (* b (^ c d)))"),
  ("a - b - c", "(- (- a b) c)"),
  ("2 ^ 3 ^ 4", "(^ 2 (^ 3 4))"),
  ("-x ^ 2", "(- (^ x 2))"),
  ("2 ^ -x ^ 2", "(^ 2 (- (^ x 2)))"),
  ("-a * b", "(* (- a) b)"),
  ("not a == b and c or d", "(or (and (not (== a b)) c) d)"),
  ("a @ b / c", "(/ (@ a b) c)"),
  ("(a + b) * c", "(* (group (+ a b)) c)"),
  ("f(x).s[1]", "(index (member (call f (values x)) s) 1)"),
]

private let words: [(String, String)] = [
  ("sum k: a + b", "(sum k (of (+ a b)))"),
  ("c + sum k: a + b", "(+ c (sum k (of (+ a b))))"),
  ("(sum k: a) + b", "(+ (group (sum k (of a))) b)"),
  ("prod s in 1..t: 1 - beta[s]", "(prod (in s (.. 1 t)) (of (- 1 (index beta s))))"),
  (
    "mean n where known(y[n]): q", "(mean n (where (known (index y n))) (of q))"
  ),
  ("sum(k)", "(call sum (values k))"),
  ("max + min", "(+ max min)"),
  ("log p(y | x; w)", "(log (call p (values y) (given x) (weights w)))"),
  ("log(p)", "(call log (values p))"),
  ("log * 2", "(* log 2)"),
  ("log p(x) + a", "(+ (log (call p (values x))) a)"),
  (
    "expect z ~ p(z)^D: if a then b else c + d",
    "(expect (~ z (distribution p (values z) (copies D))) (if a b (+ c d)))"
  ),
  ("Uniform(1..t-1, in = 2)", "(call Uniform (values (.. 1 (- t 1)) (= in 2)))"),
]

private let statements: [(String, String)] = [
  ("given group[n] : real", "(node (given (declare group (indices n) (: (type real)))))"),
  ("observed type[n]", "(node (observed (declare type (indices n))))"),
  ("maximize = 3", "(deterministic (declare maximize) 3)"),
  ("latent[n] = 3", "(deterministic (declare latent (indices n)) 3)"),
  ("given `in` : real", "(node (given (declare in (: (type real)))))"),
  ("`latent` = 3", "(deterministic (declare latent) 3)"),
  ("maximize\n  x", "(objective (maximize x))"),
  (
    "observed x, latent ~ D()",
    "(node (observed (declare x)) (same (declare latent)) (~ (distribution D values)))"
  ),
  (
    "observed x, latent h ~ D()",
    "(node (observed (declare x)) (latent (declare h)) (~ (distribution D values)))"
  ),
  (
    "observed x, latent from \"f\"",
    "(node (observed (declare x)) (same (declare latent)) (from \"f\"))"
  ),
  ("compare members by heldout e", "(compare members (heldout e))"),
  ("compare members by heldout", "(compare members (by heldout))"),
  ("compare members in {1} by e", "(compare (grid members 1) (by e))"),
  (
    "compare a in 1..9 step 2 by e using ais(n = 3)",
    "(compare (range a 1 9 (step 2)) (by e) (using (estimator ais (values (= n 3)))))"
  ),
  ("guide q = lowrank(10)", "(guide q lowrank (values 10))"),
  ("guide q = meanfield", "(guide q meanfield)"),
  (
    "given y[t in first..5]",
    "(node (given (declare y (indices (in t 'first 5)))))"
  ),
  (
    "latent m ~ D()^K ordered truncated (0, inf)",
    "(node (latent (declare m)) (~ (distribution D values (copies K) ordered "
      + "(truncated 0 'inf))))"
  ),
  (
    "latent m ~ D() truncated (a, b) ordered",
    "(node (latent (declare m)) (~ (distribution D values ordered (truncated a b))))"
  ),
  ("type A = cov(K)^(H, 3)?", "(alias A (type cov (arguments K) (shape H 3) optional))"),
  (
    "maximize a over x.y, z using s then minimize b",
    "(objective (maximize a (over x.y z) (using (estimator s))) (minimize b))"
  ),
]

/// What texts mean.
@Suite struct ParseTests {
  /// The outline of the only statement of a model.
  private func outline(_ statement: String) -> String {
    let parsed = Parsed("model M {\n\(statement)\n}\n")
    #expect(parsed.rendered == "")
    guard case .model(let model) = parsed.tree.statements[0].kind, model.body.count == 1 else {
      return "not one statement"
    }
    let text = model.body[0].outline.text
    return text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
  }

  private func expression(_ text: String) -> String {
    var sources = SourceMap()
    let file = sources.add(SourceFile(name: "query", bytes: Array(text.utf8)))
    var log = DiagnosticLog()
    let expression = parseExpression(file, in: sources, log: &log)
    #expect(log.diagnostics == [])
    return expression.outline.text.replacing("\n", with: "")
  }

  @Test(arguments: operators)
  func operatorsBindAsInMathematics(text: String, expected: String) {
    #expect(expression(text) == expected)
  }

  @Test(arguments: words)
  func wordsInExpressionsAreReadByWhatFollows(text: String, expected: String) {
    #expect(expression(text) == expected)
  }

  @Test(arguments: statements)
  func statementsAreReadByTheirHeads(text: String, expected: String) {
    #expect(outline(text) == expected)
  }

  @Test func aLineThatStartsWithAnOperatorContinuesTheOneAbove() {
    #expect(outline("x = a\n + b") == "(deterministic (declare x) (+ a b))")
    #expect(outline("x =\n a # c\n\n - b") == "(deterministic (declare x) (- a b))")
    #expect(outline("maximize a\n over b") == "(objective (maximize a (over b)))")
    #expect(outline("x = f(\na\n,\nb)") == "(deterministic (declare x) (call f (values a b)))")
  }

  @Test func aLineThatStartsWithANameOrABracketDoesNot() {
    let parsed = Parsed("flow g(z : T) -> T {\n  x = f\n  (a, b) = z; c = a\n  return c\n}\n")
    #expect(parsed.diagnostics == [])
    #expect(
      parsed.tree.outline.text == """
        (file
          (flow
            g
            (list (: z (type T)))
            (type T)
            (block (= (names x) f) (= (names a b) z) (= (names c) a) (return c))))

        """)
  }

  @Test func documentationBelongsToTheNextStatement() {
    let parsed = Parsed("## One\n# not this\n## Two\nplate n in N ## nor this\n\nplate k in K\n")
    #expect(parsed.tree.statements.map(\.documentation) == ["One\nTwo", nil])
  }

  @Test func spansCoverTheStatementsAndNothingElse() {
    let text = "# c\nplate n in N # c\n\nlet a = b + (c) ;"
    let parsed = Parsed(text)
    let texts = parsed.tree.statements.map { parsed.sources[parsed.file].text(of: $0.span) }
    #expect(texts == ["plate n in N", "let a = b + (c)"])
  }

  @Test func namesKeepTheirLettersAndLoseTheirBackticks() {
    let parsed = Parsed("let \u{3B8}_1'' = `in` + e\u{301}\n")
    #expect(parsed.diagnostics == [])
    #expect(
      parsed.tree.outline.text == "(file (let \u{3B8}_1'' (+ in e\u{301})))\n")
  }

  @Test func aQueryIsReadAsAWhole() {
    var sources = SourceMap()
    let file = sources.add(SourceFile(name: "query", bytes: Array("p(y | x) q".utf8)))
    var log = DiagnosticLog()
    #expect(parseExpression(file, in: sources, log: &log).kind == .missing)
    #expect(log.diagnostics.map(\.code) == [.unexpectedToken])
  }

  @Test func tokensAreShownOneToALine() {
    let parsed = Parsed("let a = \"b\"\n")
    var log = DiagnosticLog()
    #expect(
      tokens(of: parsed.file, in: parsed.sources, log: &log)?.text(in: parsed.sources) == """
        1:1 name let
        1:5 name a
        1:7 mark =
        1:9 string "b"
        2:1 end

        """)
  }
}
