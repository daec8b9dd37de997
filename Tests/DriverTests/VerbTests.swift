import Foundation
import Testing

@testable import Driver

/// The verbs that need no run: check, compile, fmt, generate, new.
@Suite struct VerbTests {
  static let model = ModelsTests.path("Models/mixtures/old_faithful.gm")

  @Test func checkPrintsJSON() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      try Data("model M {\n  latent x ~ Normal(0, sgma)\n  param sigma : real\n}\n".utf8)
        .write(to: URL(filePath: path))
      let answer = gmc("check", path, "--json")
      #expect(answer.status == .wrongInput)
      #expect(answer.messages == "")
      let list = try #require(answer.json as? [[String: Any]])
      #expect(list.count == 1)
      #expect(
        Set(list[0].keys) == [
          "code", "severity", "message", "file", "line", "column", "endLine", "endColumn", "help",
        ])
      #expect(list[0]["line"] as? Int == 2)
      #expect(list[0]["column"] as? Int == 24)
      #expect(list[0]["file"] as? String == path)
      #expect(gmc("check", Self.model, "--json").output == "[]\n")
    }
  }

  @Test(arguments: ["svg", "png", "pdf", "dot"]) func diagramsAreWholeFiles(_ ending: String) throws
  {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "out.\(ending)").path
      let answer = gmc("compile", Self.model, "--plate", path)
      #expect(answer.status == .done)
      #expect(answer.output == "")
      let first = try Data(contentsOf: URL(filePath: path))
      let starts = ["svg": "<?xml", "png": "\u{89}PNG", "pdf": "%PDF", "dot": "digraph"]
      let start = starts[ending].map { Data($0.unicodeScalars.map { UInt8($0.value) }) }
      #expect(first.starts(with: start ?? Data([0])))
      #expect(gmc("compile", Self.model, "--plate", path, "--quiet").messages == "")
      let second = try Data(contentsOf: URL(filePath: path))
      #expect(second == first)
    }
  }

  @Test func diagramsTakeTheirOptions() throws {
    try withTemporaryFolder { folder in
      func dot(_ file: String, _ options: String...) throws -> String {
        let path = folder.appending(path: "out.dot").path
        let answer = gmc(["compile", ModelsTests.path(file), "--plate", path] + options)
        #expect(answer.status == .done, "\(answer.messages)")
        return try String(contentsOfFile: path, encoding: .utf8)
      }
      let vae = "Models/deep/variational_autoencoder.gm"
      let (guided, bare) = (try dot(vae), try dot(vae, "--no-guide"))
      #expect(guided.contains("dashed"))
      #expect(!bare.contains("dashed"))
      let line = "Models/regression/linear_regression.gm"
      let (dots, circles) = (try dot(line), try dot(line, "--given", "circle"))
      #expect(dots != circles)
      let chain = "Models/sequences/gaussian_hidden_markov.gm"
      let (unrolled, loop) = (try dot(chain), try dot(chain, "--chains", "loop"))
      #expect(unrolled != loop)
      let wrong = gmc("compile", Self.model, "--plate", "x.gif")
      #expect(wrong.status == .wrongUsage)
      #expect(wrong.messages.contains("end it with .svg, .png, .pdf or .dot"))
    }
  }

  @Test func everyStageIsPrinted() {
    let sized = ["--size", "N=7"]
    for stage in Stage.allCases {
      let answer = gmc(["compile", Self.model, "--print", stage.rawValue] + sized)
      #expect(answer.status == .done, "\(stage): \(answer.messages)")
      #expect(answer.output.split(separator: "\n").count > 5)
    }
    let unsized = gmc("compile", Self.model, "--print", "program")
    #expect(unsized.status == .wrongInput)
    #expect(unsized.messages.contains("--size N=10"))
    #expect(gmc("compile", Self.model, "--print", "modell").messages.contains("--print model`"))
  }

  @Test func sizesStandForData() throws {
    let data = ModelsTests.path("Models/data/old_faithful.csv")
    let bound = gmc(
      "compile", Self.model, "--print", "program", "--data", data, "--bind",
      "x=eruptions,waiting")
    let sized = gmc("compile", Self.model, "--print", "program", "--size", "N=272")
    #expect(bound.output == sized.output)
  }

  @Test func objectivesAreWritten() throws {
    try withTemporaryFolder { folder in
      for ending in ["md", "tex"] {
        let path = folder.appending(path: "o.\(ending)").path
        #expect(gmc("compile", Self.model, "--objective", path).status == .done)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("\\mu"))
      }
      #expect(gmc("compile", Self.model, "--objective", "-").output.contains("μ"))
      #expect(gmc("compile", Self.model, "--objective", "o.txt").status == .wrongUsage)
    }
  }

  /// What is estimated is not called exact.
  @Test func estimatesAreNotCalledExact() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      let source = """
        model M {
          plate n in N
          param s : positive
          latent w ~ Normal(0, 2)
          observed y[n] : real ~ Normal(exp(w), s)
          maximize log p(y) using laplace
        }
        """
      try Data(source.utf8).write(to: URL(filePath: path))
      let answer = gmc("compile", path, "--size", "N=3", "--objective", "-")
      #expect(answer.output.contains("w is integrated out by an estimate, using laplace"))
      #expect(!answer.output.contains("exactly"))
    }
  }

  @Test func formatReadsTheInput() {
    let answer = gmc(["fmt", "-"], input: "model M {\nlatent x~Normal(0,1)\n}")
    #expect(answer.output == "model M {\n  latent x ~ Normal(0, 1)\n}\n")
    let broken = gmc(["fmt", "-"], input: "model M {\nlatent x ~ \n}")
    #expect(broken.status == .wrongInput)
    #expect(broken.output == "")
  }

  @Test func formatLeavesBrokenFilesAlone() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      try writeFile(path, Array("model M {\n latent x ~ (\n}".utf8))
      #expect(gmc("fmt", path).status == .wrongInput)
      let bytes = try readFile(path)
      #expect(bytes == Array("model M {\n latent x ~ (\n}".utf8))
      try writeFile(path, Array("model M { latent x~Normal(0,1) }".utf8))
      #expect(gmc("fmt", "--check", path).status == .wrongInput)
      #expect(gmc("fmt", path).status == .done)
      #expect(gmc("fmt", "--check", path).status == .done)
    }
  }

  @Test func generateIsReproducible() throws {
    let words = ["generate", Self.model, "--size", "N=6"]
    let one = gmc(words)
    #expect(one.status == .done)
    #expect(one.output == gmc(words).output)
    #expect(one.output != gmc(words + ["--seed", "2"]).output)
    let json = try #require(one.json as? [String: Any])
    #expect(Set(json.keys) == ["pi", "mu", "Sigma", "z", "x"])
    let many = try #require(gmc(words + ["--count", "3"]).json as? [[String: Any]])
    #expect(many.count == 3)
    let fixed = try #require(gmc(words + ["--given", "z=2"]).json as? [String: Any])
    #expect(fixed["z"] == nil || fixed["z"] as? [Int] == Array(repeating: 2, count: 6))
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "x.csv").path
      #expect(gmc(words + ["-o", path]).status == .done)
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 7)
      #expect(lines[0] == "z,x.1,x.2")
    }
  }

  @Test func generateSaysWhatItNeeds() {
    let fitted = ModelsTests.path("Models/mixtures/gaussian_mixture_ml.gm")
    let answer = gmc("generate", fitted, "--size", "N=3")
    #expect(answer.status == .wrongInput)
    #expect(answer.messages.contains("--fit FIT.json"))
    #expect(gmc("generate", Self.model, "--size", "N=3", "--given", "w=3").status == .wrongUsage)
  }

  @Test func newModelsWork() throws {
    try withTemporaryFolder { folder in
      let name = folder.appending(path: "line").path
      #expect(gmc("new", name).status == .done)
      #expect(gmc("check", "\(name).gm").status == .done)
      #expect(gmc("fmt", "--check", "\(name).gm").status == .done)
      let fit = gmc("fit", "\(name).gm", "--data", "\(name).csv", "--restarts", "2", "--quiet")
      #expect(fit.status == .done, "\(fit.messages)")
      #expect(gmc("new", name).messages.contains("is there already"))
    }
  }
}
