import Diagnostics
import Testing

/// A source text in which a diagnostic's places are given as pieces of text on a line.
struct Sample {
  let sources: SourceMap
  let file: FileID

  init(_ name: String, _ text: String) {
    var sources = SourceMap()
    file = sources.add(SourceFile(name: name, bytes: Array(text.utf8)))
    self.sources = sources
  }

  /// The span of the first occurrence of a piece of text at or after the start of a line.
  func span(_ piece: String, line: Int = 1) throws -> SourceSpan {
    let bytes = sources[file].bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    let wanted = Array(piece.utf8)
    let first = starts[line - 1]
    let start = try #require(
      (first...(bytes.count - wanted.count)).first { bytes[$0...].starts(with: wanted) })
    return SourceSpan(file: file, start: Int32(start), end: Int32(start + wanted.count))
  }

  func rendered(_ diagnostic: Diagnostic) -> String {
    diagnostic.rendered(in: sources, colour: false)
  }
}

@Suite struct RenderingTests {
  let empty = String(repeating: "\n", count: 6)

  @Test func layoutIsThatOfTheLanguageReference() throws {
    let sample = Sample("gmm.gm", empty + "  observed x[n] : real ~ Normal(mu[k], s)\n")
    let diagnostic = Diagnostic(
      .indexWithoutPlace, "`mu[k]` has index k, but `x[n]` only lives on plate n",
      at: try sample.span("mu[k]", line: 7),
      caption: "k runs over K = 1..3 and nothing here picks one",
      hint: "pick one with a latent index, `mu[z[n]]`, or add them up, `sum k: pi[k] * mu[k]`")
    #expect(
      sample.rendered(diagnostic) == """
        error: `mu[k]` has index k, but `x[n]` only lives on plate n [E1]
          gmm.gm:7:33
          7 |   observed x[n] : real ~ Normal(mu[k], s)
            |                                 ^^^^^ k runs over K = 1..3 and nothing here picks one
          hint: pick one with a latent index, `mu[z[n]]`, or add them up, `sum k: pi[k] * mu[k]`

        """)
  }

  @Test func secondPlacesOfOtherLinesAreShownAboveAndBelow() throws {
    let sample = Sample(
      "gan.gm", empty + "\n\n\n\n  maximize V over D\n  minimize V over G, D\n")
    let diagnostic = Diagnostic(
      .playersShareWeights, "two players move the same weights",
      at: try sample.span("D", line: 12), caption: "D already maximizes V on line 11",
      labels: [Diagnostic.Label("", at: try sample.span("D", line: 11))])
    #expect(
      sample.rendered(diagnostic) == """
        error: two players move the same weights [E18]
          gan.gm:12:22
         11 |   maximize V over D
         12 |   minimize V over G, D
            |                      ^ D already maximizes V on line 11

        """)
  }

  @Test func aSecondPlaceWithWordsHasItsOwnCarets() throws {
    let sample = Sample("a.gm", "axis D = 2\nmaximize x over D\n")
    let diagnostic = Diagnostic(
      .typeMismatch, "`D` is a set", at: try sample.span("D", line: 2), caption: "not a variable",
      labels: [Diagnostic.Label("declared here", at: try sample.span("D", line: 1))])
    #expect(
      sample.rendered(diagnostic) == """
        error: `D` is a set [type-mismatch]
          a.gm:2:17
          1 | axis D = 2
            |      ^ declared here
          2 | maximize x over D
            |                 ^ not a variable

        """)
  }

  @Test func twoPlacesOfOneLineShareTheRowOfCarets() throws {
    let sample = Sample("lr.gm", "  param w : real^D ~ Normal(0, 1)^D\n")
    let diagnostic = Diagnostic(
      .priorOnParameter, "a param has no prior", at: try sample.span("param"), caption: "here",
      labels: [Diagnostic.Label("but this gives it one", at: try sample.span("~"))])
    #expect(
      sample.rendered(diagnostic) == """
        error: a param has no prior [E15]
          lr.gm:1:3
          1 |   param w : real^D ~ Normal(0, 1)^D
            |   ^^^^^            ^ but this gives it one
            |   here

        """)
  }

  @Test func aWarningWithoutPlaceIsMessageAndHint() {
    let sample = Sample("a.gm", "")
    let diagnostic = Diagnostic(
      .ignoredData, "log p(x) sums over y", at: nil, hint: "`log p(x, y)`", severity: .warning)
    #expect(
      sample.rendered(diagnostic) == """
        warning: log p(x) sums over y [W2]
          hint: `log p(x, y)`

        """)
  }

  @Test func tabsAndWideCharactersKeepTheCaretsInPlace() throws {
    let sample = Sample("a.gm", "\tgiven x as \"\u{6F22}\u{5B57}\" y\n")
    let diagnostic = Diagnostic(.unexpectedToken, "no", at: try sample.span("y"))
    #expect(
      sample.rendered(diagnostic) == """
        error: no [unexpected-token]
          a.gm:1:18
          1 |     given x as "\u{6F22}\u{5B57}" y
            |                       ^

        """)
  }

  @Test func controlCharactersAreReplaced() throws {
    let sample = Sample("a.gm", "x\u{1B}[31m y\n")
    let diagnostic = Diagnostic(.unexpectedToken, "no", at: try sample.span("y"))
    #expect(!sample.rendered(diagnostic).contains("\u{1B}"))
  }

  @Test func longLinesAreClippedAroundThePlace() throws {
    let sample = Sample(
      "a.gm",
      String(repeating: "a + ", count: 200) + "here" + String(repeating: " + b", count: 200))
    let text = sample.rendered(Diagnostic(.unexpectedToken, "no", at: try sample.span("here")))
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 115 })
    let place = try #require(lines[2].firstIndex(of: "h"))
    let caret = try #require(lines[3].firstIndex(of: "^"))
    #expect(
      lines[2].distance(from: lines[2].startIndex, to: place)
        == lines[3].distance(from: lines[3].startIndex, to: caret))
    #expect(lines[3].filter { $0 == "^" }.count == 4)
  }

  @Test func aSpanOverLinesIsMarkedToTheEndOfItsFirst() throws {
    let sample = Sample("a.gm", "abc (\n def)\n")
    let diagnostic = Diagnostic(.unexpectedToken, "no", at: try sample.span("(\n def)"))
    #expect(
      sample.rendered(diagnostic) == """
        error: no [unexpected-token]
          a.gm:1:5
          1 | abc (
            |     ^

        """)
  }

  @Test func theEndOfAnEmptyFileHasAPlace() {
    let sample = Sample("a.gm", "")
    let diagnostic = Diagnostic(
      .unexpectedToken, "no", at: SourceSpan(file: sample.file, start: 0, end: 0))
    #expect(
      sample.rendered(diagnostic) == """
        error: no [unexpected-token]
          a.gm:1:1
          1 |
            | ^

        """)
  }

  @Test func colourChangesNothingButTheEscapeSequences() throws {
    let sample = Sample("a.gm", "x = y\n")
    let diagnostic = Diagnostic(
      .unknownName, "no", at: try sample.span("y"), caption: "what", hint: "z")
    let painted = diagnostic.rendered(in: sample.sources, colour: true)
    #expect(painted.contains("\u{1B}["))
    var plain = ""
    var isEscape = false
    for character in painted {
      if character == "\u{1B}" { isEscape = true }
      if !isEscape { plain.append(character) }
      if character == "m" { isEscape = false }
    }
    #expect(plain == sample.rendered(diagnostic))
  }
}
