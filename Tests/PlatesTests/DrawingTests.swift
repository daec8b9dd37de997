import Foundation
import FoundationXML
import GraphvizBridge
import Plates
import Testing

@Suite struct DrawingTests {
  @Test func theSameDiagramGivesTheSameSVG() throws {
    let placed = try placed(Sketches.m2)
    let first = try svg(placed)
    #expect(first == (try svg(placed)))
  }

  @Test(arguments: [Format.png, .pdf]) func theSameDiagramGivesTheSameBytes(
    _ format: Format
  ) throws {
    let source = dot(of: try placed(Sketches.m2))
    let first = try render(dot: source, engine: .placed, format: format)
    #expect(first == (try render(dot: source, engine: .placed, format: format)))
    #expect(first.count > 1000)
  }

  @Test func aPDFHasNoDateOfToday() throws {
    let pdf = try render(dot: dot(of: try placed(Sketches.m2)), engine: .placed, format: .pdf)
    let text = String(decoding: pdf, as: UTF8.self)
    #expect(text.contains("/CreationDate (D:20000101000000"))
    #expect(pdf.starts(with: Array("%PDF".utf8)))
  }

  @Test func identitiesOfTwoModelsDoNotCollide() throws {
    func identities(_ diagram: PlateDiagram) throws -> Set<Substring> {
      let text = try svg(try placed(diagram))
      return Set(text.matches(of: /\bid="([^"]*)"/).map(\.output.1))
    }
    var other = Sketches.m2
    other.name = "other"
    let (a, b) = (try identities(Sketches.m2), try identities(other))
    #expect(a.isDisjoint(with: b))
    #expect(a.contains { $0.contains("gradient") })
    #expect(a.allSatisfy { $0.hasPrefix("m2") && !$0.contains(" ") })
  }

  @Test func everyReferenceHasItsIdentity() throws {
    let text = try svg(try placed(Sketches.m2))
    let used = text.matches(of: /url\(#([^)]*)\)/).map(\.output.1)
    #expect(!used.isEmpty)
    for name in used { #expect(text.contains("id=\"\(name)\"")) }
  }

  @Test func scriptsAreShiftedSpans() throws {
    let text = try svg(try placed(Sketches.m2))
    #expect(!text.contains("baseline-shift"))
    #expect(
      text.contains("<tspan font-style=\"italic\">x</tspan><tspan dy=\"3.75\" font-size=\"10.5\""))
    let parser = XMLParser(data: Data(text.utf8))
    #expect(parser.parse())
  }

  @Test func theSizeOfThePictureComesFromTheLayout() throws {
    let placed = try placed(Sketches.rats)
    let text = try svg(placed)
    let size = try #require(text.firstMatch(of: /<svg width="(\d+)pt" height="(\d+)pt"/))
    #expect(abs((Double(size.output.1) ?? 0) - placed.bounds.width - 8) <= 1)
    #expect(abs((Double(size.output.2) ?? 0) - placed.bounds.height - 8) <= 1)
    let labelled = try render(dot: dot(of: placed), engine: .placed, format: .svg)
    let own = String(decoding: labelled, as: UTF8.self)
    #expect(own.contains("width=\"\(size.output.1)pt\" height=\"\(size.output.2)pt\""))
  }

  @Test func identitiesAreUniqueInAPicture() throws {
    let names = [("x 1", "x"), ("x_1", "x"), ("x−1", "x")]
    let diagram = sketch("m", names.map { ($0.0, .whiteCircle, $0.1, []) }, "", plates: [])
    let text = try svg(try placed(diagram))
    let identities = text.matches(of: /\bid="([^"]*)"/).map(\.output.1)
    #expect(Set(identities).count == identities.count)
  }

  @Test func theDocumentationIsTheTitle() throws {
    var diagram = Sketches.lda
    diagram.title = "Topics & words"
    #expect(try svg(try placed(diagram)).contains("<title>Topics &amp; words</title>"))
  }

  @Test func strangeNamesAreQuoted() throws {
    var diagram = sketch(
      "say \"hi\" <&>", [("a\\\"b", .whiteCircle, "a<b>&\"", ["p"]), ("β", .dot, "}{", ["p"])], "",
      plates: [("p", "p<1")])
    diagram.title = "A & B"
    let placed = try placed(diagram)
    #expect(XMLParser(data: Data(try svg(placed).utf8)).parse())
    #expect(try !render(dot: dot(of: placed), engine: .placed, format: .png).isEmpty)
  }
}

@Suite struct GraphvizTests {
  private func failure(_ source: String, _ engine: Engine = .dot) -> GraphvizFailure? {
    do throws(GraphvizFailure) {
      _ = try render(dot: source, engine: engine, format: .svg)
      return nil
    } catch {
      return error
    }
  }

  @Test func aSyntaxErrorIsAFailure() {
    guard case .syntax(let text)? = failure("digraph { a -> ; }") else {
      Issue.record("no failure")
      return
    }
    #expect(text.contains("syntax error in line 1"))
    #expect(failure("digraph { a -> b }") == nil)
  }

  @Test func aMalformedLabelIsAFailure() {
    guard case .layout? = failure("digraph { a [label=<<b>unclosed>] }") else {
      Issue.record("no failure")
      return
    }
  }

  @Test func anEmptySourceIsAFailure() { #expect(failure("") != nil) }

  @Test func threadsTakeTurns() async {
    let sizes = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (try? render(dot: "digraph { a -> b -> c }", engine: .dot, format: .svg))?.count ?? 0
        }
      }
      var sizes: Set<Int> = []
      for await size in group { sizes.insert(size) }
      return sizes
    }
    #expect(sizes.count == 1)
    #expect(!sizes.contains(0))
  }
}
