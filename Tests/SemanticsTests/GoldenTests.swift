import Diagnostics
import Foundation
import Semantics
import Testing

/// A model with the diagnostics that it expects: `#! expect-error: [code] "text"`.
struct Golden: CustomStringConvertible, Sendable {
  struct Expectation: Sendable {
    let severity: String
    let code: String
    let text: String
    let line: Int
  }

  let name: String
  let text: String
  let expectations: [Expectation]

  var description: String { name }

  /// All cases beside this file.
  static let all: [Golden] = {
    let folder = testsFolder.appendingPathComponent("Golden")
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
      ?? []
    return files.filter { $0.pathExtension == "gm" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .compactMap { try? Golden($0) }
  }()

  init(_ url: URL) throws {
    name = url.lastPathComponent
    text = try String(contentsOf: url, encoding: .utf8)
    let pattern = /#! expect-(error|warning|note): \[([^\]]+)\](?: "([^"]*)")?/
    var found: [Expectation] = []
    var waiting: [(String, String, String)] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let own = line.matches(of: pattern).map {
        (String($0.output.1), String($0.output.2), String($0.output.3 ?? ""))
      }
      if line.trimmingCharacters(in: .whitespaces).hasPrefix("#!") {
        waiting += own
      } else {
        // An expectation speaks of its own line, or of the next one that is not an expectation.
        found += (waiting + own).map {
          Expectation(severity: $0.0, code: $0.1, text: $0.2, line: index + 1)
        }
        waiting = []
      }
    }
    expectations = found
  }
}

@Suite struct GoldenTests {
  @Test(arguments: Golden.all) func diagnosticsMatch(_ golden: Golden) {
    let checked = Checked(golden.text, name: golden.name)
    var found = checked.diagnostics
    for wanted in golden.expectations {
      let match = found.firstIndex { diagnostic in
        diagnostic.severity.rawValue == wanted.severity
          && diagnostic.code.rawValue == wanted.code
          && checked.line(of: diagnostic) == wanted.line
          && (wanted.text.isEmpty || words(of: diagnostic).contains(wanted.text))
      }
      if let match {
        found.remove(at: match)
      } else {
        let place = "\(golden.name):\(wanted.line)"
        Issue.record(
          "\(place): missing [\(wanted.code)] \(wanted.text)\n\(checked.rendered)")
      }
    }
    for diagnostic in found {
      let text = diagnostic.rendered(in: checked.sources, colour: false)
      Issue.record("\(golden.name): unexpected \(text)")
    }
    #expect(!golden.expectations.isEmpty)
  }

  private func words(of diagnostic: Diagnostic) -> String {
    [diagnostic.message, diagnostic.caption ?? "", diagnostic.hint ?? ""].joined(separator: "\n")
  }

  @Test func everySemanticCodeHasAGolden() {
    var covered = Set(Golden.all.flatMap(\.expectations).map(\.code))
    covered.formUnion(RenderCase.all.map(\.name))
    // Imports need a second file; see `ImportTests`.
    covered.insert(Code.unreadableImport.rawValue)
    let own = Code.allCases.filter { code in
      switch code {
      case .indexWithoutPlace, .wrongIndexSet, .cannotIntegrate, .circularStory,
        .numberOrVector, .supportMismatch, .noDensity, .unknownNormaliser, .randomSize,
        .notOneNumber, .chainWithoutBeginning, .movedButIntegrated, .priorOnParameter,
        .softmaxTwice, .crossingSwitches, .playersShareWeights, .notInvertible, .longSum,
        .ignoredData, .varianceAsDeviation, .unknownName, .duplicateName, .unreadableImport,
        .wrongArguments, .typeMismatch, .missingType, .notAValue, .notAnIndexSet, .badIndex,
        .badExtent, .outOfDomain, .misusedRole, .badQuery, .densityWithoutLog, .badGuide,
        .badMove:
        true
      default: false
      }
    }
    #expect(own.map(\.rawValue).filter { !covered.contains($0) } == [])
  }
}

/// A model with the whole text that its diagnostics are shown as.
struct RenderCase: CustomStringConvertible, Sendable {
  let name: String
  let source: URL
  let expected: URL

  var description: String { name }

  static let all: [RenderCase] = {
    let folder = testsFolder.appendingPathComponent("Golden/render")
    let folders =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
      ?? []
    return folders.sorted { $0.lastPathComponent < $1.lastPathComponent }.compactMap { folder in
      let files =
        (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
        ?? []
      return files.first { $0.pathExtension == "gm" }.map {
        RenderCase(
          name: folder.lastPathComponent, source: $0,
          expected: folder.appendingPathComponent("expected.txt"))
      }
    }
  }()
}

@Suite struct RenderTests {
  @Test(arguments: RenderCase.all) func messagesReadAsInTheLanguageReference(
    _ example: RenderCase
  ) throws {
    let text = try String(contentsOf: example.source, encoding: .utf8)
    let checked = Checked(text, name: example.source.lastPathComponent)
    #expect(checked.rendered == (try String(contentsOf: example.expected, encoding: .utf8)))
  }
}
