import Diagnostics
import Foundation
import Objectives
import Semantics
import Syntax
import Testing

@testable import Driver

/// The formulas of every model of the library and of the experiments are such that LaTeX reads them.
@Suite struct LatexTests {
  static let files =
    ModelsTests.files
    + ((try? FileManager.default.contentsOfDirectory(
      atPath: packageFolder.appending(path: "Experiments").path)) ?? [])
    .filter { $0.hasSuffix(".gm") }.sorted().map { "Experiments/" + $0 }

  /// All derivations of a file: of each objective of each model and of each member of a family.
  static func derivations(of path: String) throws -> [Derivation] {
    guard case .run(let invocation) = try parseCommandLine(["explain", path]) else { return [] }
    let console = Console(isTerminal: false, write: { _, _ in }, input: { [] })
    var session = Session(invocation, console: console)
    let loaded = session.load(path)
    let file = try #require(loaded).typed
    let ofModels = file.models.flatMap { model -> [Derivation] in
      let stages: [Objective.Stage?] = [nil] + model.objectives.flatMap(\.stages)
      return stages.map { derivation(of: model, stage: $0, notation: .latex) }
    }
    return ofModels
      + file.families.flatMap { family in
        family.members.flatMap(\.objective.stages).map {
          derivation(of: family.model, stage: $0, notation: .latex)
        }
      }
  }

  /// What stands between dollars in sentences, and displayed formulas.
  private func complaints(of derivation: Derivation) -> [String] {
    derivation.steps.flatMap { step in
      let parts = step.sentence.split(separator: "$", omittingEmptySubsequences: false)
      let inline = parts.enumerated().filter { !$0.offset.isMultiple(of: 2) }
        .map { String($0.element) }
      return (inline + [step.formula].compactMap { $0 })
        .flatMap { LatexReader.complaints(of: $0) }
    }
  }

  @Test(arguments: files) func formulasAreRead(_ file: String) throws {
    let all = try Self.derivations(of: ModelsTests.path(file))
    #expect(!all.isEmpty)
    for derivation in all { #expect(complaints(of: derivation) == []) }
  }

  /// Names, powers and subscripts of all kinds that the library has no example of.
  @Test func unusualNamesAreRead() throws {
    let all = try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      let text = """
        ## The first 50% of f_1 ~ {a^2, σ} & #3 for 5$
        model M {
          plate n in N
          plate k in K = {left_hand, right_hand}
          param    x'     : real
          param    σ_a_b  : positive
          param    naïve  : real
          param    w_1[k] : real
          given    u[n]   : real^K
          v[n] = [w_1[left_hand], 2 * w_1[right_hand]]
          observed y[n]   : real ~ Normal(
            (u[n][left_hand] * naïve)^2 + norm2(v[n])^2 + x'^2 + (σ_a_b^2)^3
              + v[n][right_hand] / (x' * naïve), σ_a_b)
          maximize log p(y)
        }
        """
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return try Self.derivations(of: path)
    }
    let derivation = try #require(all.last)
    #expect(complaints(of: derivation) == [])
    let latex = derivation.latex
    #expect(latex.contains("M: The first 50\\% of f\\_1"), "\(latex)")
    #expect(latex.contains("\\textasciitilde{} \\{a\\textasciicircum{}2, $\\sigma$\\}"), "\(latex)")
    #expect(latex.contains("{\\left(\\sigma_{\\mathrm{a\\_b}}^{2}\\right)}^{3}"), "\(latex)")
  }

  @Test(arguments: [
    "x_{a}_{b}", "x^2^{3}", "\\left(x", "x}", "{x_}", "σ", "\\begin{cases} x \\end{aligned}", "5%",
  ])
  func mistakesAreFound(_ formula: String) {
    #expect(LatexReader.complaints(of: formula) != [])
  }

  @Test(arguments: ["x_a^b", "{x_a}_b", "\\text{a_b \\} σ}_c", "x^{y^z}", "\\left(x_a\\right)_b"])
  func soundFormulasPass(_ formula: String) {
    #expect(LatexReader.complaints(of: formula) == [])
  }
}
