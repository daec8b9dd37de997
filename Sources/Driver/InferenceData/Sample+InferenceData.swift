import Inference
import NetCDFBridge
import Objectives
import Posterior

extension Sample {
  /// The draws of each quantity over chain, draw and its own dimensions.
  func posterior() -> NetCDFGroup {
    var group = DataGroup("posterior")
    var start = 0
    for quantity in quantities {
      let range = start..<start + quantity.places.count
      start = range.upperBound
      var values: [Double] = []
      values.reserveCapacity(rows.count * draws.drawCount * range.count)
      for chain in rows {
        for row in chain.prefix(draws.drawCount) { values += row[range] }
      }
      group.add(quantity.name, over: chainAndDraw + quantity.axes, .reals(values))
    }
    return group.netCDF
  }

  /// What is known of each transition, under ArviZ's names.
  func statistics() -> NetCDFGroup {
    var group = DataGroup("sample_stats")
    func all<Value>(_ value: (TransitionStatistics) -> Value) -> [Value] {
      chains.flatMap { $0.statistics.prefix(draws.drawCount).map(value) }
    }
    let tables: [(String, NetCDFVariable.Values)] = [
      ("lp", .reals(all(\.logDensity))), ("acceptance_rate", .reals(all(\.acceptance))),
      ("step_size", .reals(all(\.stepSize))), ("tree_depth", .integers(all(\.depth))),
      ("n_steps", .integers(all(\.stepCount))), ("diverging", .booleans(all(\.isDivergent))),
      ("energy", .reals(all(\.energy))),
    ]
    for (name, values) in tables { group.add(name, over: chainAndDraw, values) }
    return group.netCDF
  }

  /// The dimensions that all draws have.
  var chainAndDraw: [LabelledAxis] {
    [
      LabelledAxis("chain", count: rows.count), LabelledAxis("draw", count: draws.drawCount),
    ]
  }
}

extension Quantity {
  /// The dimensions of the quantity.
  var axes: [LabelledAxis] { zip(dimensions, members).map { LabelledAxis($0, $1) } }
}
