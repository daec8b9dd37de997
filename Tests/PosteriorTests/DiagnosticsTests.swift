import Testing

@testable import Posterior

@Suite struct DiagnosticsTests {
  @Test func referenceIsThere() throws {
    let reference = try #require(Reference.shared)
    #expect(reference.cases.count == 19)
  }

  @Test(arguments: Reference.shared?.cases ?? []) func figuresMatchArviZ(_ item: Reference.Case) {
    let draws = item.sample
    let figures: [String: Double] = [
      "mean": draws.mean, "sd": draws.standardDeviation, "rhat": draws.rHat(),
      "ess_bulk": draws.bulkESS(), "ess_tail": draws.tailESS(), "ess_mean": draws.meanESS(),
      "ess_q30": draws.quantileESS(0.3), "mcse_mean": draws.meanMCSE(),
      "mcse_sd": draws.standardDeviationMCSE(), "mcse_q5": draws.quantileMCSE(0.05),
      "mcse_q50": draws.quantileMCSE(0.5), "mcse_q95": draws.quantileMCSE(0.95),
      "q5": draws.quantile(0.05), "q50": draws.quantile(0.5), "q95": draws.quantile(0.95),
    ]
    for (name, expected) in item.expected {
      switch expected {
      case .scalar(let theirs):
        let ours = figures[name] ?? .infinity
        let scale = draws.standardDeviation.isFinite ? draws.standardDeviation : 0
        let isClose = agree(ours, theirs, relative: 1e-8, absolute: 1e-14 * scale)
        #expect(isClose, "\(name): \(ours) is not \(theirs)")
      case .perChain(let theirs):
        for (chain, figure) in theirs.enumerated() {
          let ours = energyInformation(Array(draws.chain(chain)))
          #expect(agree(ours, figure, relative: 1e-8), "\(name) of chain \(chain): \(ours)")
        }
      }
    }
  }

  /// A summary shares work between its figures, which must not change them.
  @Test(arguments: Reference.shared?.cases ?? []) func summaryAgrees(_ item: Reference.Case) {
    let draws = item.sample
    let summary = ParameterSummary(name: "x", draws: draws, probabilities: [0.05])
    let pairs = [
      (summary.rHat, draws.rHat()), (summary.bulkESS, draws.bulkESS()),
      (summary.tailESS, draws.tailESS()), (summary.meanMCSE, draws.meanMCSE()),
      (summary.quantiles[0].value, draws.quantile(0.05)),
      (summary.quantiles[0].mcse, draws.quantileMCSE(0.05)),
    ]
    #expect(pairs.allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
  }

  @Test func summaryHoldsTheFiguresOfItsDraws() {
    let rows: [[Double]] = [[1, 10, 2, 20, 4, 15, 3, 11], [2, 9, 5, 21, 1, 14, 2, 12]]
    let draws = Draws(names: ["a", "b"], chains: rows)
    let summaries = draws.summaries(probabilities: [0.25])
    #expect(summaries.map(\.name) == ["a", "b"])
    #expect(summaries[1].mean == 14)
    #expect(summaries[0].quantiles == [.init(probability: 0.25, value: 1.75, mcse: 0.5)])
    #expect(summaries[1].bulkESS == draws.scalar(1).bulkESS())
  }
}
