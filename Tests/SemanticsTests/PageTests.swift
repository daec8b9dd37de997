import Diagnostics
import Foundation
import Testing

@Suite struct PageTests {
  static let folder = testsFolder.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/diagnostics")

  /// The codes of the stages that read a model; the others are reported with data at hand.
  static let codes: [Code] = {
    let all = Code.allCases
    let end = all.firstIndex(of: .missingData) ?? all.endIndex
    return all[..<end].filter { $0 != .holeInData }
  }()

  @Test(arguments: codes) func everyCodeHasAPage(_ code: Code) throws {
    let url = Self.folder.appendingPathComponent("\(code.rawValue).md")
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text.hasPrefix("# \(code.rawValue): "))
  }

  @Test func everyPageIsOfACode() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let pages = files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
    #expect(pages.filter { Code(rawValue: $0) == nil } == [])
  }
}
