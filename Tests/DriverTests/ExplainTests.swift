import Diagnostics
import Foundation
import Testing

@testable import Driver

@Suite struct ExplainTests {
  /// Codes that `gmc check` cannot give: they need data, a lowering, or a file that is no text.
  static let beyondCheck: Set<Code> = [
    .holeInData, .missingData, .unreadableData, .badValue, .sizeMismatch, .missingSize, .badOption,
    .unusedData, .notYetLowered, .improperPrior, .badParameter, .missingPoint,
    .parameterWithoutPrior,
    .noObjective, .unreadableFile, .invalidText, .tooDeep, .tooManyErrors,
  ]

  static let checked = Code.allCases.filter { !beyondCheck.contains($0) }

  /// The codes that `gmc check` gives for a text.
  static func codes(in text: String) throws -> [String] {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      try Data(text.utf8).write(to: URL(filePath: path))
      try Data("model N { latent x ~ Normal(0, 1) }".utf8)
        .write(to: folder.appending(path: "naive_bayes.gm"))
      let list = gmc("check", path, "--json").json as? [[String: Any]]
      return list?.compactMap { $0["code"] as? String } ?? ["no JSON"]
    }
  }

  @Test(arguments: Code.allCases) func everyCodeHasAPage(_ code: Code) {
    let answer = gmc("explain", code.rawValue)
    #expect(answer.status == .done)
    #expect(answer.output.hasPrefix("# \(code.rawValue): "))
    for line in answer.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test(arguments: checked) func itsMistakeGivesItAndNothingElse(_ code: Code) throws {
    #expect(try Self.codes(in: code.page.mistake) == [code.rawValue])
  }

  @Test(arguments: checked) func itsRemedyHelps(_ code: Code) throws {
    #expect(try Self.codes(in: code.page.remedy) == [])
  }

  @Test func unknownCodesNameTheNearest() {
    let answer = gmc("explain", "unknwon-name")
    #expect(answer.status == .wrongUsage)
    #expect(answer.messages.contains("`gmc explain unknown-name`"))
    #expect(gmc("explain", "e7").output == gmc("explain", "E7").output)
  }

  /// A family: the story once for its model, then the objective of each member.
  @Test func modelsAreDerived() {
    let path = ModelsTests.path("Models/classification/naive_bayes_pair.gm")
    let whole = gmc("explain", path)
    #expect(whole.status == .done)
    for part in ["generative", "discriminative", "blend"] {
      #expect(whole.output.contains("# NaiveBayesPair, \(part)\n"))
    }
    #expect(whole.output.contains("λ L_G + (1 - λ) L_D + log p(w)"), "\(whole.output)")
    #expect(
      whole.output.contains("log p(y | x, w) = log p(y, x | w) - log p(x | w)"), "\(whole.output)")
    #expect(whole.output.contains("β[c,d] = log(θ[c,d]) - log(1 - θ[c,d])"), "\(whole.output)")
    let one = gmc("explain", path, "--member", "generative")
    #expect(one.output.contains("generative"))
    #expect(!one.output.contains("blend"))
    #expect(gmc("explain", "no_such_file.gm").status == .wrongInput)
  }
}
