import Diagnostics
import Foundation
import Testing

@Suite struct JSONTests {
  @Test func noDiagnosticsAreAnEmptyArray() {
    #expect([Diagnostic]().json(in: SourceMap()) == "[]\n")
  }

  @Test func everyFieldSurvivesAJSONReader() throws {
    let sample = Sample("dir\\\"name\".gm", "\u{3B1} = b\n")
    let message = "quote \" slash \\ tab \t bell \u{7} line\n\u{1F600} \u{2028}"
    let diagnostics = [
      Diagnostic(.unknownName, message, at: try sample.span("b"), hint: "h"),
      Diagnostic(.unusedData, "m", at: nil, severity: .note),
    ]
    let value = try JSONSerialization.jsonObject(
      with: Data(diagnostics.json(in: sample.sources).utf8))
    let objects = try #require(value as? [[String: Any]])
    #expect(objects.count == 2)
    #expect(objects[0]["code"] as? String == "unknown-name")
    #expect(objects[0]["severity"] as? String == "error")
    #expect(objects[0]["message"] as? String == message)
    #expect(objects[0]["file"] as? String == "dir\\\"name\".gm")
    #expect(objects[0]["line"] as? Int == 1)
    #expect(objects[0]["column"] as? Int == 5)
    #expect(objects[0]["endLine"] as? Int == 1)
    #expect(objects[0]["endColumn"] as? Int == 6)
    #expect(objects[0]["help"] as? String == "h")
    #expect(objects[1]["severity"] as? String == "note")
    for key in ["file", "line", "column", "endLine", "endColumn", "help"] {
      #expect(objects[1][key] is NSNull)
    }
  }
}
