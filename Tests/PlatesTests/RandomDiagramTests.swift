import Testing

@testable import Plates

/// Every plate holds its members and nothing else, whatever the model.
@Suite struct RandomDiagramTests {
  @Test func everyPlateHoldsItsMembersAndNothingElse() {
    var (crossing, split) = (0, 0)
    for seed in 0..<500 {
      let diagram = randomDiagram(seed: UInt64(seed))
      let placed = stand(diagram) { layeredPlacement($0) }
      #expect(placed.violations == [], "seed \(seed)")
      if PlateRelations(diagram).isLaminar {
        #expect(placed.notes == [], "seed \(seed)")
      } else {
        crossing += 1
        if !placed.notes.isEmpty { split += 1 }
      }
    }
    #expect(crossing > 200)
    #expect(split * 10 < crossing, "\(split) of \(crossing)")
  }

  @Test func everyPlateHoldsItsMembersAfterDot() throws {
    var (crossing, split) = (0, 0)
    for seed in 1000..<1120 {
      let diagram = randomDiagram(seed: UInt64(seed))
      let placed = try placed(diagram)
      #expect(placed.violations == [], "seed \(seed)")
      #expect(placed.collisions == 0, "seed \(seed)")
      if PlateRelations(diagram).isLaminar {
        #expect(placed.notes == [], "seed \(seed)")
      } else {
        crossing += 1
        if !placed.notes.isEmpty { split += 1 }
      }
    }
    #expect(crossing > 50)
    #expect(split * 10 < crossing, "\(split) of \(crossing)")
  }
}
