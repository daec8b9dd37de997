import Plates

/// Builds a diagram from a few lines: nodes with a shape, a TeX label and plates; edges as `a>b`,
/// `a~b` for the guide, `a-b` for a factor.
func sketch(
  _ name: String, _ nodes: [(String, Node.Shape, String, [String])], _ edges: String,
  plates: [(String, String)], chain: [[String]] = []
) -> PlateDiagram {
  var diagram = PlateDiagram(name: name)
  var ids: [String: NodeID] = [:]
  for (name, shape, label, _) in nodes {
    ids[name] = diagram.add(
      Node(name: name, kind: kind(of: shape), shape: shape, label: MathText(tex: label)))
  }
  for (letter, label) in plates {
    let members = nodes.filter { $0.3.contains(letter) }.compactMap { ids[$0.0] }
    let spaced = label.split(separator: " ").joined(separator: "\\ ")
    diagram.add(Plate(name: letter, label: MathText(tex: spaced), members: members))
  }
  for edge in edges.split(separator: " ") {
    guard let mark = edge.first(where: { ">~-".contains($0) }) else { continue }
    let ends = edge.split(separator: mark).compactMap { ids[String($0)] }
    diagram.edges.append(
      Edge(
        from: ends[0], to: ends[1],
        style: mark == ">" ? .story : mark == "~" ? .guide : .undirected,
        isRanked: mark != "~"))
  }
  if !chain.isEmpty { diagram.chains = [Chain(rows: chain.map { $0.map { ids[$0] } })] }
  return diagram
}

private func kind(of shape: Node.Shape) -> Node.Kind {
  switch shape {
  case .whiteCircle: .latent
  case .greyCircle: .observed
  case .halfGreyCircle: .partial
  case .dot: .given
  case .accentDot: .parameter
  case .square: .factor
  case .bare: .hyper
  }
}

/// The figures of textbooks, and what is hard about crossing plates.
enum Sketches {
  static let matrixFactorisation = sketch(
    "mf",
    [
      ("su", .bare, "\\sigma_u", []), ("sv", .bare, "\\sigma_v", []), ("s", .bare, "\\sigma", []),
      ("u", .whiteCircle, "u_i", ["i"]), ("v", .whiteCircle, "v_j", ["j"]),
      ("r", .halfGreyCircle, "r_{ij}", ["i", "j"]),
    ], "su>u sv>v u>r v>r s>r", plates: [("i", "i = 1..I"), ("j", "j = 1..J")])

  static let itemResponse = sketch(
    "irt",
    [
      ("mu", .whiteCircle, "\\mu", []), ("tau", .whiteCircle, "\\tau", []),
      ("theta", .whiteCircle, "\\theta_s", ["s"]), ("a", .whiteCircle, "a_q", ["q"]),
      ("b", .whiteCircle, "b_q", ["q"]), ("y", .greyCircle, "y_{sq}", ["s", "q"]),
      ("eta", .dot, "\\eta_{sq}", ["s", "q"]), ("g", .whiteCircle, "\\gamma_c", ["c", "s"]),
      ("k", .bare, "\\kappa", []),
    ], "mu>theta tau>theta theta>eta a>eta b>eta eta>y k>g g>theta",
    plates: [("s", "s = 1..S"), ("q", "q = 1..Q"), ("c", "c = 1..C")])

  static let naiveBayes = sketch(
    "nb",
    [
      ("pi", .whiteCircle, "\\pi", []), ("theta", .whiteCircle, "\\theta_{cd}", ["c", "d"]),
      ("y", .halfGreyCircle, "y_n", ["n"]), ("x", .greyCircle, "x_{nd}", ["n", "d"]),
    ], "pi>y y>x theta>x", plates: [("n", "n = 1..N"), ("d", "d = 1..D"), ("c", "c = 1..C")])

  static let rats = sketch(
    "rats",
    [
      ("ac", .whiteCircle, "\\alpha_c", []), ("bc", .whiteCircle, "\\beta_c", []),
      ("a", .whiteCircle, "\\alpha_i", ["i"]), ("b", .whiteCircle, "\\beta_i", ["i"]),
      ("x", .dot, "x_j", ["j"]), ("mu", .dot, "\\mu_{ij}", ["i", "j"]),
      ("tau", .whiteCircle, "\\tau", []), ("Y", .greyCircle, "Y_{ij}", ["i", "j"]),
    ], "ac>a bc>b a>mu b>mu x>mu mu>Y tau>Y", plates: [("i", "i = 1..30"), ("j", "j = 1..5")])

  static let threeWay = sketch(
    "three",
    [
      ("a", .whiteCircle, "a_i", ["i"]), ("b", .whiteCircle, "b_j", ["j"]),
      ("c", .whiteCircle, "c_k", ["k"]), ("u", .whiteCircle, "u_{ij}", ["i", "j"]),
      ("v", .whiteCircle, "v_{jk}", ["j", "k"]), ("y", .greyCircle, "y_{ijk}", ["i", "j", "k"]),
    ], "a>u b>u b>v c>v u>y v>y",
    plates: [("i", "i = 1..I"), ("j", "j = 1..J"), ("k", "k = 1..K")])

  static let lda = sketch(
    "lda",
    [
      ("alpha", .bare, "\\alpha", []), ("eta", .bare, "\\eta", []),
      ("theta", .whiteCircle, "\\theta_d", ["d"]), ("phi", .whiteCircle, "\\phi_k", ["k"]),
      ("z", .whiteCircle, "z_{di}", ["d", "i"]), ("w", .greyCircle, "w_{di}", ["d", "i"]),
    ], "alpha>theta eta>phi theta>z z>w phi>w w~theta",
    plates: [("d", "d = 1..D"), ("i", "i = 1..W_d"), ("k", "k = 1..K")])

  static let m2 = sketch(
    "m2",
    [
      ("pi", .bare, "\\pi", []), ("theta", .accentDot, "\\theta", []),
      ("phi", .accentDot, "\\phi", []), ("y", .halfGreyCircle, "y_n", ["n"]),
      ("z", .whiteCircle, "z_n", ["n"]), ("x", .greyCircle, "x_n", ["n"]),
    ], "pi>y y>x z>x theta>x x~y x~z y~z phi~z phi~y", plates: [("n", "n = 1..N")])

  static let hybrid = sketch(
    "hybrid",
    [
      ("wG", .whiteCircle, "w_G", []), ("wD", .whiteCircle, "w_D", []),
      ("tie", .square, "\\sigma", []), ("x", .greyCircle, "x_n", ["n"]),
      ("y", .halfGreyCircle, "y_n", ["n"]),
    ], "wG-tie wD-tie wG>x wD>y x>y", plates: [("n", "n = 1..N")])

  static let hmm = sketch(
    "hmm",
    [
      ("pi", .whiteCircle, "\\pi", []), ("A", .whiteCircle, "A_k", ["k"]),
      ("B", .whiteCircle, "B_k", ["k"]), ("z1", .whiteCircle, "z_1", ["s"]),
      ("z2", .whiteCircle, "z_2", ["s"]), ("zz", .bare, "\\cdots", ["s"]),
      ("zT", .whiteCircle, "z_T", ["s"]), ("x1", .greyCircle, "x_1", ["s"]),
      ("x2", .greyCircle, "x_2", ["s"]), ("xT", .greyCircle, "x_T", ["s"]),
    ], "pi>z1 A>z2 B>x2 z1>z2 z2>zz zz>zT z1>x1 z2>x2 zT>xT",
    plates: [("k", "k = 1..K"), ("s", "s = 1..S")],
    chain: [["z1", "z2", "zz", "zT"], ["x1", "x2", "", "xT"]])

  static let ddpm = sketch(
    "ddpm",
    [
      ("theta", .accentDot, "\\theta", []), ("xT", .whiteCircle, "x_T", ["n"]),
      ("d1", .bare, "\\cdots", ["n"]), ("xt", .whiteCircle, "x_t", ["n"]),
      ("xt1", .whiteCircle, "x_{t-1}", ["n"]), ("d2", .bare, "\\cdots", ["n"]),
      ("x0", .greyCircle, "x_0", ["n"]),
    ], "theta>xt1 xT>d1 d1>xt xt>xt1 xt1>d2 d2>x0 x0~d2 d2~xt1 xt1~xt xt~d1 d1~xT",
    plates: [("n", "n = 1..N")], chain: [["xT", "d1", "xt", "xt1", "d2", "x0"]])

  static let all = [
    matrixFactorisation, itemResponse, naiveBayes, rats, threeWay, lda, m2, hybrid, hmm, ddpm,
  ]
}
