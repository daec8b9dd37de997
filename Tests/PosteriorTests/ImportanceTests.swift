import Foundation
import Testing

@testable import Posterior

/// The figures that `reference/importance.py` wrote.
private struct ImportanceReference: Decodable {
  struct Weights: Decodable {
    let name: String
    let efficiency: Double
    let ratios: [Double]
    let log_weights: [Double]
    let khat: Double
  }
  struct LOO: Decodable {
    let efficiency: Double
    let log_likelihood: [[Double]]
    let elpd: Double
    let se: Double
    let p: Double
    let pointwise: [Double]
    let khat: [Double]
  }
  let weights: [Weights]
  let loo: LOO

  static let shared: ImportanceReference? = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "reference/importance.json")
    return (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode(ImportanceReference.self, from: $0)
    }
  }()
}

@Suite struct ImportanceTests {
  @Test func weightsMatchArviZ() throws {
    let reference = try #require(ImportanceReference.shared)
    #expect(reference.weights.count == 10)
    for item in reference.weights {
      let ours = SmoothedWeights(
        smoothing: item.ratios, relativeEfficiency: item.efficiency)
      #expect(agree(ours.khat, item.khat, relative: 1e-9), "\(item.name): \(ours.khat)")
      for (mine, theirs) in zip(ours.logWeights, item.log_weights) {
        #expect(agree(mine, theirs, relative: 1e-9, absolute: 1e-9), "\(item.name)")
      }
    }
  }

  @Test func leaveOneOutMatchesArviZ() throws {
    let reference = try #require(ImportanceReference.shared).loo
    let ours = LeaveOneOut(
      logLikelihoods: reference.log_likelihood, relativeEfficiency: reference.efficiency)
    #expect(agree(ours.elpd, reference.elpd, relative: 1e-10))
    #expect(agree(ours.elpdError, reference.se, relative: 1e-10))
    #expect(agree(ours.effectiveParameters, reference.p, relative: 1e-9))
    for (mine, theirs) in zip(ours.pointwise, reference.pointwise) {
      #expect(agree(mine, theirs, relative: 1e-10))
    }
    for (mine, theirs) in zip(ours.khats, reference.khat) {
      #expect(agree(mine, theirs, relative: 1e-9))
    }
  }

  @Test func equalWeightsAreTrusted() {
    let equal = SmoothedWeights(smoothing: Array(repeating: -3, count: 100))
    #expect(equal.isTrusted && abs(equal.logMean + 3) < 1e-12)
    #expect(abs(equal.effectiveCount - 100) < 1e-9 && equal.logMeanError < 1e-7)
    #expect(!SmoothedWeights(smoothing: [0, -1, -2]).isTrusted)
    #expect(!SmoothedWeights(smoothing: [-.infinity, -.infinity]).isTrusted)
  }
}
