import Foundation
import GraphvizBridge
import Plates
import Testing

/// Pictures that must not change unnoticed. `UPDATE_GOLDEN=1` writes them anew.
@Suite struct GoldenTests {
  static let diagrams = [
    Sketches.matrixFactorisation, Sketches.lda, Sketches.m2, Sketches.hybrid,
  ]

  @Test(arguments: diagrams) func dotMatches(_ diagram: PlateDiagram) throws {
    try compare(dot(of: try placed(diagram)), with: "\(diagram.name).dot")
  }

  @Test(arguments: diagrams) func svgMatches(_ diagram: PlateDiagram) throws {
    try compare(try svg(try placed(diagram)), with: "\(diagram.name).svg")
  }

  private func compare(_ text: String, with name: String) throws {
    let url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: url, encoding: .utf8)
    #expect(text == expected, "\(name)")
  }
}
