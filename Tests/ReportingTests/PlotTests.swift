import Testing

@testable import Reporting

@Suite struct PlotTests {
  @Test func ticksAreRound() {
    let logs = LinearScale(low: -22.6, high: 3.2, from: 100, to: 0)
    #expect(logs.ticks.map(\.label) == ["-20", "-15", "-10", "-5", "0"])
    #expect(logs.place(-22.6) == 100 && abs(logs.place(3.2)) < 1e-12)
    let shares = LinearScale(low: 0, high: 0.16, from: 100, to: 0)
    #expect(shares.ticks.map(\.label) == ["0.00", "0.05", "0.10", "0.15"])
  }

  @Test func aScaleHasRoomAroundOneValue() {
    let scale = LinearScale(covering: [-300, .infinity], from: 100, to: 0)
    #expect(scale.low < -300 && scale.high > -300 && !scale.ticks.isEmpty)
  }

  @Test func thePictureHasPointsErrorsAndNames() {
    func point(_ label: String, _ series: String, _ value: Double) -> EvidencePlot.Point {
      EvidencePlot.Point(
        label: label, series: series, logEvidence: value, error: 0.5, probability: 0.25,
        bestFit: value + 1)
    }
    let plot = EvidencePlot(
      title: "a < b", axis: "deg",
      points: [point("0", "one", -3), point("1", "one", -2), point("0", "two", -1)])
    let svg = plot.svg
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("a &lt; b") && svg.contains(">deg</text>") && svg.contains(">two</text>"))
    #expect(svg.components(of: "<circle") == 3)
    // The background and one bar for each hypothesis.
    #expect(svg.components(of: "<rect") == 4)
  }
}

extension String {
  /// How often a text stands in it.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
