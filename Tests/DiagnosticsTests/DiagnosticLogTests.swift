import Diagnostics
import Testing

@Suite struct DiagnosticLogTests {
  private func span(_ start: Int32) -> SourceSpan {
    SourceSpan(file: FileID(index: 0), start: start, end: start + 1)
  }

  @Test func diagnosticsComeInTheOrderOfTheirPlacesAndOnce() {
    var log = DiagnosticLog()
    log.insert(Diagnostic(.unknownName, "nowhere", at: nil))
    log.insert(Diagnostic(.unknownName, "late", at: span(9)))
    log.insert(Diagnostic(.unknownName, "early", at: span(1)))
    log.insert(Diagnostic(.unknownName, "late", at: span(9)))
    #expect(log.diagnostics.map(\.message) == ["early", "late", "nowhere"])
  }

  @Test func onlyErrorsCountAsErrors() {
    var log = DiagnosticLog()
    log.insert(Diagnostic(.longSum, "lint", at: span(0), severity: .warning))
    #expect(!log.containsError)
    log.insert(Diagnostic(.unknownName, "error", at: span(0)))
    #expect(log.containsError)
  }

  @Test func positionsCountCharactersAndLinesFromOne() {
    let file = SourceFile(name: "a", bytes: Array("\u{3B1}\u{3B2}c\r\nd".utf8))
    #expect(file.position(of: 4) == (1, 3))
    #expect(file.line(1) == "\u{3B1}\u{3B2}c")
    #expect(file.position(of: 7) == (2, 1))
    #expect(file.line(2) == "d")
    #expect(file.position(of: 8) == (2, 2))
  }

  @Test func codesAreDistinctAndReadable() {
    for code in Code.allCases {
      #expect(code.rawValue.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    }
  }
}
