import Diagnostics
import Syntax
import Testing

@Suite struct FormatTests {
  private func formatted(_ text: String) -> String {
    let parsed = Parsed(text)
    #expect(parsed.rendered == "")
    expectRoundTrip(text, isSentence: true)
    return format(parsed.file, in: parsed.sources) ?? "refused"
  }

  @Test func aCanonicalModelStaysAsItIs() {
    let text = #"""
      import "a.gm" as A

      axis Pixels = 784

      ## A mixture
      model M {
        plate n in N
        axis  k in K = 1..3
        hyper m0 : real^D = [0, 0]
        latent   pi        : simplex(K) ~ Dirichlet(fill(1/2, K))
        latent   mu[k]     : real^D     ~ Normal(m0, z[n-1])  # prior
        group    w = pi, mu
        latent   z[n,last] : K          ~ Categorical(pi)
        observed x[n]      : unit^D     = g(z[n])  # no density
        given    y[n]      : C?

        # Untyped nodes are aligned among themselves.
        latent u ~ Normal(0, 1)^K ordered
        latent s ~ HalfNormal(2)
        let area[n] = -a * (b - 2^-c) / 3
        let shape   = if not a == b then 1 else f(x; w)
        net enc(x : bool^Pixels) -> (mu : real^Z, s : positive^(Z, 2)) = mlp(x, act = relu)
        flow g(z : real^D) -> real^D {
          (a, b) = halves(z)
          return join(a, b)
        }
        guide q { z[n] ~ Normal(enc(x[n]).mu, enc(x[n]).s) }
        guide r = lowrank(10)
        maximize elbo(q) + mean n where known(y[n]): log q(y[n] | x[n])
          over enc, mu
      }

      family F of M {
        member generative     : maximize L_G over w
        member discriminative : maximize L_D over w
        compare lambda in {0, 0.5, 1}, d in 0..9 by heldout log p(y | x) using laplace
      }

      """#
    #expect(formatted(text) == text)
  }

  @Test func spacingIsCanonical() {
    #expect(
      formatted("model   M{latent x:real~Normal( 0,1 )^ D truncated( 0 ,inf );plate n in N}")
        == """
        model M { latent x : real ~ Normal(0, 1)^D truncated (0, inf); plate n in N }

        """)
    #expect(
      formatted("model M\n{\nmaximize sum n,k in 1 .. 3:- a[n , k - 1]*f( b|c ;w )\n\n\n}\n")
        == """
        model M {
          maximize sum n, k in 1..3: -a[n,k-1] * f(b | c; w)
        }

        """)
  }

  @Test func blankLinesAreKeptButNotDoubled() {
    #expect(
      formatted("\n\nplate n in N\n\n\n\nplate k in K\nmodel M {\n\n plate i in I\n\n}\n\n\n")
        == """
        plate n in N

        plate k in K
        model M {
          plate i in I
        }

        """)
  }

  @Test func lineBreaksInsideStatementsAreKept() {
    #expect(
      formatted("model M {\nx = f(a,\n        b\n  )\n      + c\n}")
        == """
        model M {
          x = f(a,
            b
          )
            + c
        }

        """)
  }

  @Test func commentsStayWhereTheyAre() {
    #expect(
      formatted(
        """
        # first
        model M { # of the model
        # own line
          x = f(a, # of a
        # between
            b) # of b
          # before the brace
        } # after
        # last
        """) == """
          # first
          model M {  # of the model
            # own line
            x = f(a,  # of a
              # between
              b)  # of b
            # before the brace
          }  # after
          # last

          """)
  }

  @Test func commentsAtOddPlacesSurvive() {
    for text in [
      "model M # 1\n { # 2\n } # 3", "model M {# 1\n# 2\n}", "model M { x = 1; # 1\n }",
      "model M { x = 1 # 1\n; y = 2 }", "# 1\n;\n# 2\n;", "model M { ; # 1\n }",
      "type A = real^( # 1\n D # 2\n ) # 3", "axis A = { # 1\n a, # 2\n b # 3\n }",
      "model M {\n guide q { # 1\n }\n}", "model M { latent x ~ D( # 1\n ) # 2\n}",
    ] {
      expectRoundTrip(text, isSentence: true)
    }
  }

  @Test func aFileWithAnErrorIsNotFormatted() {
    let parsed = Parsed("model M {\n  latent x ~\n}\n")
    #expect(format(parsed.file, in: parsed.sources) == nil)
  }

  @Test func aTreeWithoutSourcePrintsWithItsDocumentation() {
    let tree = Parsed(tour).tree
    let again = Parsed(tree.text)
    #expect(again.rendered == "")
    #expect(again.tree.outline == tree.outline)
  }

  @Test func partsOfTreesQuoteThemselves() {
    let parsed = Parsed("model M { latent x[n,t in 1..2] : T^(A,B)? ~ D(1+a|b)^K }")
    guard case .model(let model) = parsed.tree.statements[0].kind,
      case .node(let node) = model.body[0].kind,
      case .distribution(let distribution) = node.definition
    else {
      Issue.record("no node")
      return
    }
    #expect(node.parts[0].declarator.text == "x[n, t in 1..2] : T^(A, B)?")
    #expect(node.parts[0].declarator.type?.text == "T^(A, B)?")
    #expect(distribution.text == "D(1 + a | b)^K")
    #expect(distribution.arguments.values[0].value.text == "1 + a")
  }
}
