import Semantics
import Testing

@testable import Plates

@Suite struct LibraryTests {
  /// Every model of the library, with nothing split and every node in its plates.
  @Test func everyModelHasAPicture() throws {
    let sources = try Library.sources()
    #expect(sources.count > 20)
    for (name, text) in sources.sorted(by: { $0.key < $1.key }) {
      for model in typed(text, others: sources).file.models {
        for chains in [DiagramOptions.Chains.unrolled, .loop] {
          var options = DiagramOptions()
          options.chains = chains
          let placed = try placed(diagram(of: model, options: options))
          #expect(placed.notes == [], "\(name): \(model.name)")
          #expect(placed.violations == [], "\(name): \(model.name)")
          #expect(placed.collisions == 0, "\(name): \(model.name)")
        }
      }
    }
  }
}
