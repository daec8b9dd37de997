import Testing

@testable import Plates

@Suite struct MathTextTests {
  private func html(_ text: MathText) -> String { Plates.html(text) }

  @Test(arguments: [
    ("theta", "<I>θ</I>"), ("w_G", "<I>w</I><SUB><I>G</I></SUB>"), ("x0", "<I>x</I><SUB>0</SUB>"),
    ("w_MOE", "<I>w</I><SUB>MOE</SUB>"), ("Sigma", "Σ"), ("sigma2", "<I>σ</I><SUB>2</SUB>"),
    ("x'", "<I>x</I>′"), ("K_", "<I>K</I>"), ("earn", "earn"),
    ("mu_alpha", "<I>μ</I><SUB><I>α</I></SUB>"),
    ("β", "<I>β</I>"), ("beta_1_2", "<I>β</I><SUB>1,2</SUB>"), ("_", "<I>_</I>"),
  ]) func namesAreSetAsMathematics(_ name: String, _ expected: String) {
    #expect(html(MathText(name: name).merged) == expected)
  }

  @Test(arguments: [
    ("\\mathbf{w}", "<B>w</B>"), ("\\tilde{x}", "<I>x\u{303}</I>"),
    ("\\hat\\beta", "<I>β\u{302}</I>"),
    ("\\sigma^2", "<I>σ</I><SUP>2</SUP>"), ("\\phi_y", "<I>φ</I><SUB><I>y</I></SUB>"),
    ("x_{t-1}", "<I>x</I><SUB><I>t</I></SUB><SUB>−1</SUB>"),
    ("\\Sigma_{k}", "Σ<SUB><I>k</I></SUB>"),
    ("\\text{a b}", "a b"), ("x'_i", "<I>x</I>′<SUB><I>i</I></SUB>"),
    ("\\unknown x", "unknown<I>x</I>"),
    ("a & b < c", "<I>a</I>&amp;<I>b</I>&lt;<I>c</I>"), ("{\\bf", "bf"), ("x^", "<I>x</I>"),
    ("}", ""),
  ]) func labelsAreReadAsTeX(_ tex: String, _ expected: String) {
    #expect(html(MathText(tex: tex)) == expected)
  }

  @Test func indicesFollowAnOwnSubscript() {
    let label = MathText(tex: "w_G").subscripted(by: MathText.indices([MathText(name: "n")]))
    #expect(html(label.merged) == "<I>w</I><SUB><I>G</I></SUB><SUB>,</SUB><SUB><I>n</I></SUB>")
    let squared = MathText(tex: "\\sigma^2").subscripted(by: [.init("n")])
    #expect(html(squared) == "<I>σ</I><SUB><I>n</I></SUB><SUP>2</SUP>")
    #expect(MathText.indices(["i", "j"].map { MathText(name: $0) }).map(\.text) == ["i", "j"])
    #expect(
      MathText.indices(["i", "row"].map { MathText(name: $0) }).map(\.text) == ["i", ",", "row"])
  }

  @Test func deepNestingIsNoCrash() {
    let open = String(repeating: "{", count: 200_000)
    #expect(MathText(tex: open + "x").width(at: 10) >= 0)
    #expect(MathText(tex: String(repeating: "\\tilde", count: 50_000)).width(at: 10) >= 0)
  }

  @Test func widthsGrowWithTheText() {
    #expect(MathText(name: "x").width(at: 10) < MathText(name: "x_n").width(at: 10))
    #expect(MathText(tex: "\\tilde{x}").width(at: 10) == MathText(tex: "x").width(at: 10))
    #expect(MathText(name: "x").width(at: 20) == 2 * MathText(name: "x").width(at: 10))
  }
}
