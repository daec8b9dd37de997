import Testing

@testable import Posterior

@Suite struct DrawsTests {
  let draws = Draws(names: ["a", "b"], chains: [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10]])

  @Test func unequalChainsAreCutToTheShortest() {
    #expect(draws.chainCount == 2)
    #expect(draws.drawCount == 2)
  }

  @Test func valuesAreFoundByParameterChainAndDraw() {
    #expect(draws[0, 0, 1] == 3)
    #expect(draws[1, 1, 0] == 8)
    #expect(draws.scalar(1).values == [2, 4, 8, 10])
    #expect(draws.scalar(named: "a")?.values == [1, 3, 7, 9])
    #expect(draws.scalar(named: "c") == nil)
  }

  @Test func splittingDropsTheMiddleDraw() {
    let split = ScalarDraws(chains: [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]).split()
    #expect(split.values == [1, 2, 6, 7, 4, 5, 9, 10])
    #expect(split.chainCount == 4)
  }

  @Test func nothingIsSaidOfNoDraws() {
    let none = ScalarDraws(chains: [])
    #expect(none.rHat().isNaN && none.bulkESS().isNaN && none.quantile(0.5).isNaN)
    #expect(Draws(names: [], chains: [[], []]).drawCount == 0)
  }
}
