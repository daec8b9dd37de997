import Posterior
import Testing

@testable import Reporting

@Suite struct TableTests {
  @Test func columnsAreAligned() {
    var table = TextTable(columns: [.init("", .left), .init("mean"), .init("note", .left)])
    table.append(["mu", "1.5", "x"])
    table.append(["theta[1]", "-12.25", ""])
    #expect(
      table.text() == """
                    mean  note
        mu           1.5  x
        theta[1]  -12.25

        """)
  }

  @Test func summaryShowsTrustworthyDigits() {
    let chains = [[1.25, 2.5, 4, 3, 5, 2, 1, 3], [2, 3, 1, 5.125, 4, 2, 3, 4]]
    let summary = ParameterSummary(name: "mu", draws: ScalarDraws(chains: chains))
    let rows = TextTable([summary]).rows
    #expect(TextTable([summary]).columns.map(\.heading).contains("95%"))
    // The mean is 2.867 and its standard error about 0.3.
    #expect((0.1..<1).contains(summary.meanMCSE))
    #expect(rows[0].prefix(2) == ["mu", "2.9"])
  }

  @Test func progressShowsShareAndTimeLeft() {
    var line = ProgressLine(title: "chain 1", done: 500, total: 2000, elapsed: 30)
    #expect(line.text(width: 80) == "chain 1  #####...............   25%  1:30 left")
    line.note = "warm-up"
    #expect(line.text(width: 20) == "chain 1  #####......")
    line.done = 2000
    #expect(line.text(width: 80) == "chain 1  ####################  100%  0:30  warm-up")
    line.total = 0
    #expect(line.text(width: 80).contains("100%"))
  }

  @Test func clocksShowHoursWhenThereAreSome() {
    #expect(clock(6.6) == "0:07")
    #expect(clock(3723) == "1:02:03")
    #expect(clock(.nan) == "-:--" && clock(.infinity) == "-:--")
  }
}
