import Semantics
import Syntax
import Testing

@testable import Plates

extension PlateDiagram {
  func node(_ name: String) -> Node? { nodes.first { $0.name == name } }

  /// The lines as text: `a -> b`, `a ~> b` for the guide, `a - b` to a factor.
  var lines: Set<String> {
    Set(
      edges.map { edge in
        let mark =
          switch edge.style {
          case .story: "->"
          case .guide: "~>"
          case .undirected: "-"
          }
        return "\(self[edge.from].name) \(mark) \(self[edge.to].name)"
      })
  }

  func members(_ plate: String) -> [String] {
    plates.first { $0.name == plate }?.members.map { self[$0].name } ?? []
  }
}

@Suite struct DiagramTests {
  @Test func everyRoleHasItsShape() {
    let drawn = diagram(
      """
      model Roles {
        plate n in N
        hyper a : positive = 1
        given x[n] : real
        param w : real
        net f(x : real) -> real = mlp(x, hidden = [3])   as "\\theta"
        latent z[n] : real ~ Normal(0, a)
        eta[n] = w * x[n] + z[n]
        let twice = 2 * w
        observed y[n] : real ~ Normal(eta[n] + twice, 1)
        partial v[n] : real ~ Normal(f(y[n]), 1)
        factor exp(-z[1]^2)
      }
      """)
    let shapes = Dictionary(uniqueKeysWithValues: drawn.nodes.map { ($0.name, $0.shape) })
    #expect(
      shapes == [
        "a": .bare, "x": .dot, "w": .accentDot, "net f": .accentDot, "z": .whiteCircle,
        "eta": .dot, "y": .greyCircle, "v": .halfGreyCircle, "factor 1": .square,
      ])
    #expect(
      drawn.lines == [
        "a -> z", "w -> eta", "x -> eta", "z -> eta", "eta -> y", "w -> y", "y -> v",
        "net f -> v", "z - factor 1",
      ])
    #expect(drawn.members("n") == ["x", "z", "eta", "y", "v"])
    #expect(drawn.node("net f")?.label.plain == "θ")
    #expect(drawn.node("y")?.label == MathText(name: "y").subscripted(by: [.init("n")]))
  }

  @Test func aGivenMayBeACircle() {
    var options = DiagramOptions()
    options.given = .circle
    let text = "model G { plate n in N; given x[n] : real; observed y[n] : real ~ Normal(x[n], 1) }"
    #expect(diagram(text, options).node("x")?.shape == .greyCircle)
    #expect(diagram(text).node("x")?.shape == .dot)
  }

  @Test func anIndexIsAParentToo() {
    let text = """
      model GMM {
        plate n in N
        plate k in K = 1..3
        param pi : simplex(K)
        param mu[k] : real
        latent z[n] : K ~ Categorical(pi)
        observed x[n] : real ~ Normal(mu[z[n]] + mu[z[n]], 1)
      }
      """
    let drawn = diagram(text)
    #expect(drawn.lines == ["pi -> z", "mu -> x", "z -> x"])
    #expect(drawn.edges.count == 3)
    #expect(drawn.plates.map(\.label.plain) == ["n = 1..N", "k = 1..K"])
    var options = DiagramOptions()
    options.sizes = .numbers([:])
    #expect(diagram(text, options).plates.map(\.label.plain) == ["n = 1..N", "k = 1..3"])
    options.sizes = .numbers([IndexSetID(index: 0): 300])
    #expect(diagram(text, options).plates.map(\.label.plain).first == "n = 1..300")
  }

  @Test func platesNestAsDeclared() {
    let drawn = diagram(
      """
      model Nested {
        plate d in Docs
        plate i in Words of d
        axis V
        latent theta[d] ~ Normal(0, 1)
        observed w[d,i] : real ~ Normal(theta[d], 1)
      }
      """)
    #expect(drawn.members("d") == ["theta", "w"])
    #expect(drawn.members("i") == ["w"])
    #expect(drawn.plates.map(\.parents) == [[], [PlateID(0)]])
    #expect(drawn.plates[1].label.plain == "i = 1..Wordsd")
  }

  @Test func whatTouchesNothingIsNotDrawn() {
    let drawn = diagram(
      """
      model GAN {
        plate n in N
        axis Z = 4
        hyper unused : real = 1
        net G(z : real^Z) -> real^Z = mlp(z, hidden = [8])
        net D(x : real^Z) -> unit = mlp(x, hidden = [8])
        latent z[n] : real^Z ~ Normal(0, 1)^Z
        observed x[n] : real^Z = G(z[n])
        let V = (mean n: log(D(x[n]))) + (mean n: expect z ~ p(z[n]): log(1 - D(G(z))))
        maximize V over D
        minimize V over G
      }
      """)
    #expect(Set(drawn.nodes.map(\.name)) == ["z", "x", "net G"])
    #expect(drawn.lines == ["z -> x", "net G -> x"])
  }

  @Test func weightsThatAreGivenNeedNoNet() {
    let drawn = diagram(
      """
      model Bayesian {
        plate n in N
        net f(x : real) -> real = mlp(x, hidden = [3])
        given x[n] : real
        latent w ~ Normal(0, 1)^weights(f)
        observed y[n] : real ~ Normal(f(x[n]; w), 0.1)
      }
      """)
    #expect(drawn.lines == ["x -> y", "w -> y"])
  }

  @Test func energiesAreSquares() {
    let drawn = diagram(
      """
      model JEM {
        plate n in N
        axis P = 4
        axis c in C = 0..9
        net f(x : real^P) -> real^C = mlp(x, hidden = [5])
        observed x[n] : real^P, partial y[n] : C ~ exp(f(x[n])[y[n]])
      }
      """)
    #expect(drawn.lines == ["net f - factor 1", "factor 1 - x", "factor 1 - y"])
    #expect(drawn.members("n") == ["x", "y", "factor 1"])
    let single = diagram(
      """
      model EBM {
        plate n in N
        axis P = 4
        net E(x : real^P) -> real = mlp(x, hidden = [5])
        observed x[n] : real^P ~ exp(-E(x[n]))
      }
      """)
    #expect(single.lines == ["net E - factor 1", "factor 1 - x"])
  }

  @Test func aFlowIsItsNetsOrOneDot() {
    let text = """
      axis D = 2
      axis Half = 1
      model Flow {
        plate n in N
        net s(a : real^Half) -> real^Half = mlp(a, hidden = [4])
        net t(a : real^Half) -> real^Half = mlp(a, hidden = [4])
        flow g(z : real^D) -> real^D {
          (a, b) = halves(z)
          b1 = b * exp(s(a)) + t(a)
          return join(a, b1)
        }
        latent z[n] : real^D ~ Normal(0, 1)^D
        observed x[n] : real^D = g(z[n])
      }
      """
    #expect(diagram(text).lines == ["z -> x", "net s -> x", "net t -> x"])
    var options = DiagramOptions()
    options.foldsNets = true
    #expect(diagram(text, options).lines == ["z -> x", "net g -> x"])
  }
}

@Suite struct GuideDiagramTests {
  static let text = """
    model VAE {
      plate n in N
      axis P = 4
      axis Z = 2
      net dec(z : real^Z) -> real^P = mlp(z, hidden = [5]) as "\\theta"
      latent z[n] : real^Z ~ Normal(0, 1)^Z
      observed x[n] : bool^P ~ Bernoulli(logit = dec(z[n]))
      guide q {
        net enc(x : bool^P) -> (mu : real^Z, s : positive^Z) = mlp(x, hidden = [5]) as "\\phi"
        param c : positive
        z[n] ~ Normal(enc(x[n]).mu, c * enc(x[n]).s)
      }
      maximize elbo(q)
    }
    """

  @Test func aGuideIsDashed() {
    let drawn = diagram(Self.text)
    #expect(
      drawn.lines == ["z -> x", "net dec -> x", "x ~> z", "net enc ~> z", "c ~> z"])
    #expect(drawn.node("c")?.shape == .accentDot)
    #expect(drawn.edges.filter { drawn[$0.from].name == "x" }.allSatisfy { !$0.isRanked })
  }

  @Test func aGuideMayBeHidden() {
    var options = DiagramOptions()
    options.guides = .hidden
    #expect(diagram(Self.text, options).lines == ["z -> x", "net dec -> x"])
    #expect(diagram(Self.text, options).node("c") == nil)
  }

  @Test func aGuideMayStandAlone() {
    var options = DiagramOptions()
    options.guides = .only
    let drawn = diagram(Self.text, options)
    #expect(drawn.lines == ["x ~> z", "net enc ~> z", "c ~> z"])
    #expect(drawn.node("net dec") == nil)
  }
}

@Suite struct ChainDiagramTests {
  static let hmm = """
    model HMM {
      plate s in S
      chain t in T of s
      plate k in K = 1..3
      latent pi : simplex(K) ~ Dirichlet(fill(1, K))
      latent A[k] : simplex(K) ~ Dirichlet(fill(1, K))
      latent B[k] : positive ~ Gamma(1, 1)
      partial z[s,first] : K ~ Categorical(pi)
      partial z[s,t] : K ~ Categorical(A[z[s,t-1]])
      observed x[s,t] : nat ~ Poisson(B[z[s,t]])
    }
    """

  @Test func aChainIsUnrolled() {
    let drawn = diagram(Self.hmm)
    #expect(
      drawn.lines == [
        "pi -> z 1", "A -> z 2", "B -> x 2", "z 1 -> z 2", "z 2 -> z … 2", "z … 2 -> z T",
        "z 1 -> x 1", "z 2 -> x 2", "z T -> x T",
      ])
    #expect(drawn.chains.map(\.rows.count) == [2])
    #expect(drawn.members("s") == ["z 1", "z 2", "z … 2", "z T", "x 1", "x 2", "x T"])
    #expect(drawn.plates.map(\.name) == ["s", "k"])
  }

  @Test func aChainMayBeALoop() {
    var options = DiagramOptions()
    options.chains = .loop
    let drawn = diagram(Self.hmm, options)
    #expect(drawn.lines == ["pi -> z", "A -> z", "z -> z", "z -> x", "B -> x"])
    #expect(drawn.edges.first { $0.from == $0.to }?.label?.plain == "t−1")
    #expect(drawn.members("t") == ["z", "x"])
    #expect(drawn.chains.isEmpty)
  }

  @Test func aBackwardChainBeginsAtItsLastStep() {
    let drawn = diagram(
      """
      axis P = 4
      chain t in T = 0..1000
      let beta[t] = 0.0001 + 0.02 * t / 1000
      model DDPM {
        plate n in N
        net eps(x : real^P, t : T) -> real^P = mlp(x, t, hidden = [5]) as "\\theta"
        let mu(x : real^P, t : T) = x - beta[t] * eps(x, t)
        latent x[n,last] : real^P ~ Normal(0, 1)^P
        latent x[n,t] : real^P ~ Normal(mu(x[n,t+1], t+1), sqrt(beta[t+1]))
        observed x[n,0]
        guide q { x[n,t] ~ Normal(sqrt(1 - beta[t]) * x[n,t-1], sqrt(beta[t])) }
      }
      """)
    #expect(
      drawn.lines == [
        "net eps -> x t−1", "x T -> x … 1", "x … 1 -> x t", "x t -> x t−1", "x t−1 -> x … 4",
        "x … 4 -> x 0", "x 0 ~> x … 4", "x … 4 ~> x t−1", "x t−1 ~> x t", "x t ~> x … 1",
        "x … 1 ~> x T",
      ])
    #expect(drawn.node("x 0")?.shape == .greyCircle)
    #expect(drawn.node("x T")?.shape == .whiteCircle)
  }

  @Test func aLongMemoryShowsItsBeginning() {
    let drawn = diagram(
      """
      model ArK {
        chain t in T
        axis k in K
        latent beta ~ Normal(0, 10)^K
        given y[t in first..5] : real
        observed y[t in 6..last] : real ~ Normal(sum k: beta[k] * y[t-k], 1)
      }
      """)
    #expect(drawn.node("y 1")?.kind == .given)
    #expect(drawn.node("y 5")?.kind == .given)
    #expect(drawn.node("y 6")?.kind == .observed)
    #expect(
      drawn.lines.isSuperset(of: ["beta -> y 6", "y 1 -> y 6", "y 5 -> y 6", "y … 4 -> y T"]))
  }

  @Test func aChainWithoutStepsIsAPlate() {
    let drawn = diagram(
      "model Flat { chain t in T; latent m ~ Normal(0, 1); observed y[t] : real ~ Normal(m, 1) }")
    #expect(drawn.members("t") == ["y"])
    #expect(drawn.lines == ["m -> y"])
  }
}

@Suite struct ContractionTests {
  static let bayes = """
    model NB {
      plate n in N
      plate d in D
      plate c in C = 0..9
      latent pi : simplex(C) ~ Dirichlet(fill(2, C))
      latent theta[c,d] : unit ~ Beta(2, 2)
      group w = pi, theta
      partial y[n] : C ~ Categorical(pi)
      observed x[n,d] : bool ~ Bernoulli(theta[y[n], d])
    }
    """

  @Test func aHybridIsContracted() {
    let drawn = diagram(
      """
      import "nb.gm"
      model Hybrid {
        use NB as NB
        hyper sigma : spread = 1
        latent w_G ~ NB(w)
        latent w_D ~ NB(w)
        tie w_G, w_D within sigma
        observed x[n] ~ NB(x[n] | w = w_G)
        partial y[n] ~ NB(y[n] | x[n], w = w_D)
      }
      """, model: "Hybrid", others: ["nb.gm": Self.bayes])
    #expect(
      drawn.lines == ["w_G -> x", "w_D -> y", "x -> y", "w_G - tie 1", "w_D - tie 1"])
    #expect(drawn.node("tie 1")?.label.plain == "σ")
    #expect(drawn.node("sigma") == nil)
    #expect(drawn.members("n") == ["x", "y"])
  }

  @Test func aMemberIsDrawnAsItsQuestion() throws {
    let file = typed(
      Self.bayes + """

        family Pair of NB {
          let L_G = log p(x, y | w)
          let L_D = log p(y | x, w)
          member generative : maximize L_G + log p(w) over w
          member discriminative : maximize L_D + log p(w) over w
          member blend for lambda in {0, 1} :
            maximize lambda * L_G + (1 - lambda) * L_D + log p(w) over w
        }
        """
    ).file
    let family = try #require(file.families.first)
    let lines = family.members.map { member in
      var options = DiagramOptions()
      options.question = member.objective
      return diagram(of: family.model, options: options).lines
    }
    let story: Set = ["pi -> y", "y -> x", "theta -> x"]
    #expect(lines == [story, ["x -> y", "pi -> y", "theta -> y"], story])
  }
}
