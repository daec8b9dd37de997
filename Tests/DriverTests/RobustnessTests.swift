import Foundation
import Testing

@testable import Driver

/// Files that are no models: one clear diagnostic each, no crash, and soon.
@Suite struct RobustnessTests {
  static let model =
    (try? String(
      contentsOf: packageFolder.appending(path: "Models/mixtures/old_faithful.gm"),
      encoding: .utf8))
    ?? ""

  /// Checks a file of some bytes.
  static func check(_ bytes: some Sequence<UInt8>) throws -> Captured {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      try Data(bytes).write(to: URL(filePath: path))
      return gmc("check", path)
    }
  }

  @Test(arguments: ["", "\n\n", "# only a comment\n"])
  func filesThatDeclareNothingSaySo(_ text: String) throws {
    let answer = try Self.check(text.utf8)
    #expect(answer.status == .wrongInput)
    #expect(answer.messages.contains("this file declares nothing [empty-file]"))
  }

  @Test func manyModelsTakeTimeInProportion() throws {
    let models = (0..<3000).map { "model M\($0) { plate n in N; observed x[n] ~ Normal(0, 1) }" }
    #expect(try Self.check(models.joined(separator: "\n").utf8).status == .done)
  }

  @Test func everyTruncationIsADiagnostic() throws {
    let bytes = Array(Self.model.utf8)
    #expect(bytes.count > 500)
    for end in stride(from: 200, to: bytes.count - 2, by: 37) {
      let answer = try Self.check(bytes[..<end])
      #expect([.done, .wrongInput].contains(answer.status))
      #expect(answer.status == .done || answer.messages.contains("error: "))
    }
  }

  @Test func bytesThatAreNoTextHaveOneDiagnostic() throws {
    let texts: [[UInt8]] = [
      Array("model M {\n  latent x ~ Normal(0, 1)\0\n}\n".utf8), [0xFF, 0xFE, 0x6D, 0x00],
      Array("model M".utf8) + [0xC3, 0x28] + Array(" { }".utf8),
      (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) },
    ]
    for text in texts {
      let answer = try Self.check(text)
      #expect(answer.status == .wrongInput)
      #expect(answer.messages.contains("error: "))
    }
  }

  @Test func deepNestingIsADiagnostic() throws {
    let depth = 100_000
    for (open, close) in [
      ("(", ")"), ("[", "]"), ("-", ""), ("not ", ""), ("if x then 1 else ", ""),
    ] {
      let expression =
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
      let answer = try Self.check("model M {\n  let a = \(expression)\n}\n".utf8)
      #expect(answer.status == .wrongInput)
      #expect(answer.messages.contains("[too-deep]"))
    }
    let blocks = try Self.check(String(repeating: "model M { ", count: depth).utf8)
    #expect(blocks.status == .wrongInput)
  }

  @Test(.timeLimit(.minutes(1))) func hugeFilesAreChecked() throws {
    let lines = (0..<Self.hugeLineCount).map { "  latent x\($0) ~ Normal(0, 1)" }
    let sound = try Self.check(("model M {\n" + lines.joined(separator: "\n") + "\n}\n").utf8)
    #expect(sound.status == .done)
    let rubbish = try Self.check(
      String(repeating: "x y z ~ ( ] 7 {\n", count: Self.hugeLineCount).utf8)
    #expect(rubbish.status == .wrongInput)
    #expect(rubbish.messages.contains("error: "))
  }

  // A debug build is slow; `make speed` times the release binary on ten times as many.
  static let hugeLineCount = 5_000

  @Test func missingFilesAreDiagnostics() throws {
    for verb in ["check", "fit", "sample", "compile", "generate", "fmt"] {
      let answer = gmc(verb, "/no/such/file.gm")
      #expect(answer.status == .wrongInput)
      #expect(answer.messages.contains("cannot read `/no/such/file.gm`"))
    }
    #expect(gmc("check", "/tmp").messages.contains("is a directory"))
  }

  @Test func filesThatImportEachOtherAreDiagnostics() throws {
    try withTemporaryFolder { folder in
      for (name, other) in [("a", "b"), ("b", "a")] {
        try Data("import \"\(other).gm\"\nmodel M\(name) { latent x ~ Normal(0, 1) }\n".utf8)
          .write(to: folder.appending(path: "\(name).gm"))
      }
      let answer = gmc("check", folder.appending(path: "a.gm").path)
      #expect(answer.status == .wrongInput)
      #expect(answer.messages.contains("imports itself"))
    }
  }
}
