import Diagnostics
import Semantics
import Syntax
import Testing

/// The text form of the only model of a file that has no diagnostics.
private func text(_ source: String) throws -> String {
  let checked = Checked(source)
  #expect(checked.diagnostics.isEmpty, "\(checked.rendered)")
  return try #require(checked.file.models.first).text
}

/// The line of a text form about a name, without what stands before the colon.
private func type(of name: String, in source: String) throws -> String {
  let lines = try text(source).split(separator: "\n").map { $0.drop { $0 == " " } }
  let line = lines.first { line in
    line.contains(" \(name) : ") || line.contains(" \(name)[") || line.hasPrefix("\(name) : ")
      || line.hasPrefix("\(name)[")
  }
  let rest = try #require(line?.split(separator: " : ", maxSplits: 1).last)
  return String(rest.prefix { $0 != "~" && $0 != "=" }).trimmingSpaces
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

@Suite struct ModelTests {
  @Test func mixturesAreTypedOnEveryLine() throws {
    let source = """
      model GMM {
        plate n in N
        plate k in K = 1..3
        param    pi    : simplex(K)
        param    mu[k] : real
        latent   z[n]  : K ~ Categorical(pi)
        observed x[n]  ~ Normal(mu[z[n]], 2)
        maximize log p(x)
      }
      """
    let expected = """
      model GMM
        plate n in N
        plate k in K = 1..3
        param pi : simplex(K)
        param mu[k] : real
        latent z[n] : K ~ Categorical(pi)
        observed x[n] : real ~ Normal(mu[z[n]], 2)
        maximize log p(x) over pi, mu

      """
    #expect(try text(source) == expected)
  }

  @Test(arguments: [
    ("latent a ~ Normal(0, 1)", "real"),
    ("latent a ~ HalfCauchy(1)", "positive"),
    ("latent a ~ Beta(1, 1)", "unit"),
    ("latent a ~ Poisson(3)", "nat"),
    ("latent a ~ Skellam(1, 2)", "int"),
    ("latent a ~ Bernoulli(0.5)", "bool"),
    ("latent a ~ Uniform(-1, 1)", "real(-1, 1)"),
    ("latent a ~ Uniform(0, 1)", "unit"),
    ("latent a ~ Uniform(0, 1 - u)", "real(0, 1 - u)"),
    ("latent a ~ Uniform(K)", "K"),
    ("latent a ~ Uniform(1..6)", "nat"),
    ("latent a ~ Normal(0, 1)^K", "real^K"),
    ("latent a ~ Normal(0, 1)^(K, D)", "real^(K, D)"),
    ("latent a ~ Normal(0, 1)^K ordered", "ordered(K)"),
    ("latent a ~ HalfNormal(1)^K ordered", "positive_ordered(K)"),
    ("latent a ~ Normal(0, 1) truncated (0, inf)", "positive"),
    ("latent a ~ Normal(0, 1) truncated (u, inf)", "real(u, inf)"),
    ("latent a ~ HalfNormal(1) truncated (-1, 3)", "real(0, 3)"),
    ("latent a ~ Dirichlet(fill(1, K))", "simplex(K)"),
    ("latent a ~ Dirichlet([1, 2, 3])", "simplex(3)"),
    ("latent a ~ Normal(v, 1)", "real^D"),
    ("latent a ~ Normal(v, 1)^K", "real^(K, D)"),
    ("latent a ~ MvNormal(v, eye(D))", "real^D"),
    ("latent a ~ MvNormal([0, 0], eye(D))", "real^D"),
    ("latent a ~ InvWishart(4, eye(D))", "cov(D)"),
    ("latent a : corr(D) ~ LKJ(2)", "corr(D)"),
    ("latent a : chol(D) ~ LKJ(2)", "chol(D)"),
    ("latent a : K ~ Categorical([0.2, 0.3, 0.5])", "K"),
    ("latent a ~ Multinomial(5, fill(1/3, K))", "nat^K"),
    ("latent a : K ~ OrderedLogistic(0, [-1, 1])", "K"),
    ("latent a ~ Delta(u)", "unit"),
    ("latent a ~ Kernel(v, 0.1)", "real"),
    ("latent a : real ~ HalfCauchy(1)", "positive"),
    ("latent a : simplex(K) ~ Flat()", "simplex(K)"),
    ("latent a : positive^K ~ Flat()^K", "positive^K"),
    ("hyper a = 0.5", "real"),
    ("hyper a = 3", "nat"),
    ("a = exp(v) + 1", "positive^D"),
    ("a = 1 - u", "unit"),
    ("a = u * u / 2", "unit"),
    ("a = s^2 + s / 3", "positive"),
    ("a = 1 / s", "positive"),
    ("a = s - 1", "real"),
    ("a = inv_logit(v @ v)", "unit"),
    ("a = softmax(v)", "simplex(D)"),
    ("a = sum d: v[d]", "real"),
    ("a = prod k: u", "unit"),
    ("a = mean k: k", "positive"),
    ("a = size(K)", "nat"),
    ("a = fill(u, K)", "unit^K"),
    ("a = cholesky(eye(D))", "chol(D)"),
    ("a = if u > 0.5 then s else u", "positive"),
    ("a = M[1]", "real^D"),
    ("a = transpose(M)", "real^(D, K)"),
    ("a = M @ v", "real^K"),
    ("a = v < 1", "bool^D"),
    ("let a[k] = k + 1", "nat"),
    ("a = norm2(v)", "real"),
  ]) func typesFollowFromDefinitions(_ statement: String, _ expected: String) throws {
    let source = """
      model M {
        axis k in K = 1..3
        axis d in D = 2
        param u : unit
        param s : positive
        param v : real^D
        param M : real^(K, D)
        \(statement)
      }
      """
    #expect(try type(of: "a", in: source) == expected)
  }

  @Test func usedModelsBringTheirPlates() throws {
    let base = """
      model Base {
        plate n in N
        axis d in D
        latent w ~ Normal(0, 1)^D
        latent s ~ HalfNormal(1)
        group all = w, s
        given u[n] : real^D
        observed x[n] ~ Normal(u[n] @ w, s)
      }
      """
    let source = """
      import "base.gm" as B
      model Second {
        use B.Base as F
        latent v ~ F(all)
        given u[n] : real^D
        observed x[n] ~ F(x[n] | u[n], all = v)
        maximize log p(x | v) over v
      }
      """
    let checked = Checked(source, others: ["base.gm": base])
    #expect(checked.diagnostics.isEmpty, "\(checked.rendered)")
    let model = try #require(checked.file.models.first)
    #expect(model.text.contains("latent v : F(all) ~ F(all)"))
    #expect(model.text.contains("observed x[n] : real ~ F(x[n] | u[n], all = v)"))
    #expect(checked.file.models.count == 1)
  }

  @Test func importsGoRoundOnlyOnce() {
    let checked = Checked(
      "import \"b.gm\"\nmodel A { use B }",
      others: ["b.gm": "import \"test.gm\"\nmodel B { param a : real }"])
    #expect(checked.diagnostics.map(\.code) == [.unreadableImport])
    let missing = Checked("import \"nowhere.gm\"\nmodel A { param a : real }")
    #expect(missing.diagnostics.map(\.code) == [.unreadableImport])
    #expect(missing.diagnostics.first?.message == "cannot read `nowhere.gm`")
  }

  @Test func familiesExtendTheirModel() throws {
    let source = """
      model M {
        plate n in N
        hyper h : positive = 1
        param a : real
        observed x[n] ~ Normal(a, h)
      }
      family F of M {
        let L = log p(x)
        member one for lambda in {0, 0.5}, h in {1, 2} : maximize lambda * L
        compare members by heldout L
      }
      """
    let checked = Checked(source)
    #expect(checked.diagnostics.isEmpty, "\(checked.rendered)")
    let family = try #require(checked.file.families.first)
    #expect(
      family.text.contains(
        "member one for lambda in {0, 0.5}, h in {1, 2} : maximize lambda * L over a"))
    #expect(family.model.variables.rows.map(\.name) == ["h", "a", "x", "lambda", "L"])
  }

  @Test func queriesAreAskedFromOutside() throws {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let source = "model M { plate n in N; param a : real; observed x[n] ~ Normal(a, 1) }"
    let file = sources.add(SourceFile(name: "m.gm", bytes: Array(source.utf8)))
    let tree = parse(file, in: sources, log: &log)
    func ask(_ text: String) -> (model: TypedModel, query: Query)? {
      let id = sources.add(SourceFile(name: "query", bytes: Array(text.utf8)))
      let query = parseExpression(id, in: sources, log: &log)
      return check(query: query, of: "M", in: tree, importing: { _ in nil }, log: &log)
    }
    let answer = try #require(ask("p(x | a = 2)"))
    #expect(answer.model.text(of: answer.query) == "p(x | a = 2)")
    #expect(log.diagnostics.isEmpty)
    #expect(ask("p(y)") == nil)
    #expect(ask("1 + 1") == nil)
    #expect(log.diagnostics.map(\.code) == [.unknownName, .badQuery])
  }

  @Test func parentsLookThroughAbbreviations() throws {
    let source = """
      model M {
        plate n in N
        latent a ~ Normal(0, 1)
        latent b ~ Normal(0, 1)
        let f(x : real) = x + b
        let c = f(a)
        d[n] = c
        observed x[n] ~ Normal(d[n] + c, 1)
      }
      """
    let model = try #require(Checked(source).file.models.first)
    let x = try #require(model.variables.ids.first { model.variables[$0].name == "x" })
    #expect(model.parents(of: x).map { model.variables[$0].name } == ["d", "b", "a"])
  }

  @Test(arguments: [
    ("1.0", "s[t-1] / 2", "positive"), ("0", "s[t-1] + 1", "nat"), ("0", "s[t-1] - 1", "int"),
    ("1", "s[t-1] - 0.5", "real"), ("0.5", "s[t-1]^2", "unit"), ("0", "sqrt(s[t-1])", "real"),
  ]) func recursionsHaveTheTypeOfAllTheirParts(
    _ base: String, _ step: String, _ expected: String
  ) throws {
    let source = """
      model M {
        chain t in T
        s[first] = \(base)
        s[t] = \(step)
      }
      """
    #expect(try type(of: "s", in: source) == expected)
  }

  @Test func orderOfDeclarationsHasNoMeaning() {
    let checked = Checked(
      """
      model M {
        observed x[n] ~ Normal(mu[z[n]], s)
        latent z[n] ~ Categorical(pi)
        latent pi ~ Dirichlet(fill(1, K))
        param mu[k] : real
        param s : positive
        plate k in K = 1..2
        plate n in N
      }
      """)
    #expect(checked.diagnostics.isEmpty, "\(checked.rendered)")
  }

  @Test func expressionsAreWrittenBackWithTheirParentheses() throws {
    let sources = [
      "a * (b + c)", "a - b - c", "a - (b - c)", "-(a + b)^2", "(-a)^2", "a / (b * c)",
      "(sum k: v[k]) + a", "if a < b then a else b", "[a, b] @ [b, c]",
      "sum k where a < b: v[k] * a",
    ]
    for source in sources {
      let model = try #require(
        Checked(
          """
          model M {
            axis k in K = 1..3
            param a : real; param b : real; param c : real; param v : real^K
            r = \(source)
          }
          """
        ).file.models.first)
      #expect(model.text.contains("r : ") && model.text.contains(" = \(source)\n"), "\(model.text)")
    }
  }
}
