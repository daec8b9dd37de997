import Diagnostics
import Foundation
import Testing

@testable import Objectives

/// log p(data) after exact elimination.
func evidence(_ source: String, _ json: String = "{}") throws -> LoweredDensity {
  var log = DiagnosticLog()
  let lowered = lowerEvidence(try bound(source, json), log: &log)
  #expect(log.diagnostics.map(\.message) == [])
  return try #require(lowered)
}

/// log p(data), with nothing left to integrate over.
func exactEvidence(_ source: String, _ json: String = "{}") throws -> Double {
  let lowered = try evidence(source, json)
  #expect(lowered.blocks.map(\.name) == [])
  return try lowered.value(atCoordinates: [])
}

@Suite struct ClosedFormTests {
  @Test func oneNormalMean() throws {
    let value = try exactEvidence(
      """
      model M {
        plate n in N
        latent   mu   : real ~ Normal(1, 2)
        observed y[n] : real ~ Normal(mu, 0.5)
      }
      """, #"{"y": [0.3, 1.1, 2.0]}"#)
    #expect(agrees(value, -5.518794411071126))
  }

  @Test func normalGamma() throws {
    let value = try exactEvidence(
      """
      model M {
        plate n in N
        latent tau ~ Gamma(3, 2)
        latent mu  ~ Normal(1, var = 1 / (0.5 * tau))
        observed y[n] : real ~ Normal(mu, prec = tau)
      }
      """, #"{"y": [0.3, 1.1, 2.0]}"#)
    #expect(agrees(value, -4.404384941249885))
  }

  @Test func betaBernoulli() throws {
    let value = try exactEvidence(
      """
      model M {
        plate n in N
        latent p ~ Beta(2, 3)
        observed y[n] : bool ~ Bernoulli(p)
      }
      """, #"{"y": [0, 1, 1]}"#)
    #expect(agrees(value, -2.4567357728213035))
  }

  @Test func regression() throws {
    let value = try exactEvidence(
      """
      model M {
        plate n in N
        axis D
        given x[n] : real^D
        latent tau ~ Gamma(3, 2)
        latent a ~ Normal(1, var = 1 / (0.5 * tau))
        latent b ~ Normal(0, var = 1 / tau)^D
        observed y[n] : real ~ Normal(a + sum d in D: b[d] * x[n][d], prec = tau)
      }
      """, #"{"y": [0.3, 1.1, 2.0], "x": [[1,2],[3,1],[0.5, 1]]}"#)
    #expect(agrees(value, -5.478585569747388))
  }
}
