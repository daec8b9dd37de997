import Diagnostics
import Foundation
import Testing

@testable import Driver

/// What the documents show is what the command does.
@Suite struct DocumentsTests {
  static func text(_ file: String) -> String {
    (try? String(contentsOf: packageFolder.appending(path: file), encoding: .utf8)) ?? ""
  }

  static let commands = text("README.md").split(separator: "\n")
    .filter { $0.hasPrefix("$ gmc ") }.map { String($0.dropFirst("$ gmc ".count)) }

  @Test func theReadmeShowsCommands() {
    #expect(Self.commands.count >= 5)
    #expect(
      Self.text("README.md").split(separator: "\n", omittingEmptySubsequences: false).count <= 120)
  }

  @Test(arguments: commands) func itsCommandsWork(_ command: String) throws {
    try withTemporaryFolder { folder in
      let words = command.split(separator: " ").map {
        $0.replacingOccurrences(of: "Models/", with: packageFolder.path + "/Models/")
          .replacingOccurrences(of: "out/", with: folder.path + "/")
      }
      // Shorter runs of the same commands.
      let short = ["sample": ["--warmup", "50", "--draws", "50"], "fit": ["--restarts", "1"]]
      let answer = gmc(words + (short[words[0]] ?? []))
      #expect(answer.status == .done, "\(answer.messages)")
      #expect(!answer.output.isEmpty || words.contains("--plate"))
    }
  }

  @Test func theReadmeShowsTheModel() {
    let model = Self.text("Models/mixtures/old_faithful.gm").split(separator: "\n")
      .drop { !$0.hasPrefix("model") }.map { $0.prefix { $0 != "#" } }
    let shown = Self.text("README.md").split(separator: "\n").map { $0.prefix { $0 != "#" } }
    for line in model {
      let words = line.trimmingCharacters(in: .whitespaces)
      #expect(shown.contains { $0.trimmingCharacters(in: .whitespaces) == words }, "\(line)")
    }
  }

  @Test func theReadmeShowsTheEstimates() throws {
    let command = try #require(Self.commands.first { $0.hasPrefix("fit ") })
    let words = command.split(separator: " ").map {
      $0.replacingOccurrences(of: "Models/", with: packageFolder.path + "/Models/")
    }
    let answer = try #require(
      gmc(words + ["--json", "--quiet", "--restarts", "2"]).json as? [String: Any])
    let rows = try #require(answer["parameters"] as? [[String: Any]])
    let values = rows.compactMap { $0["value"] as? Double }
    let readme = Self.text("README.md")
    for k in [0, 1] {
      let (share, eruption, wait) = (values[k], values[2 + 2 * k], values[3 + 2 * k])
      let cells = String(format: "| %.3f | %.2f | %.1f |", share, eruption, wait)
      #expect(readme.contains(cells), "\(cells)")
    }
  }

  @Test(arguments: Code.allCases) func thePagesOnDiskAreCurrent(_ code: Code) {
    #expect(
      Self.text("docs/diagnostics/\(code.rawValue).md") == code.page.markdown(code: code.rawValue),
      "run `make docs`")
  }

  @Test(arguments: [
    "README.md", "docs/Architecture.md", "docs/Language.md", "Models/data/README.md",
  ])
  func linksLeadSomewhere(_ file: String) {
    let folder = packageFolder.appending(path: file).deletingLastPathComponent()
    for match in Self.text(file).matches(of: /\]\(([^)#:]+)\)/) {
      let target = folder.appending(path: String(match.1)).path
      #expect(FileManager.default.fileExists(atPath: target), "\(file): \(match.1)")
    }
  }

  @Test func theTutorialsModelsAreSound() throws {
    let blocks = Self.text("docs/Language.md").components(separatedBy: "```")
    for block in blocks.enumerated().filter({ $0.offset % 2 == 1 }).map(\.element)
    where block.hasPrefix("\nmodel") {
      #expect(try ExplainTests.codes(in: block) == [], "\(block)")
    }
  }
}
