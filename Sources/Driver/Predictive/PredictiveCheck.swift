import Reporting

/// What replicated data say of a quantity of the data.
struct PredictiveCheck: Sendable {
  let name: String
  /// Of the data; the mean over draws, if it depends on latents as well.
  let value: Double
  /// Of the replicated data, in increasing order.
  let replicated: [Double]
  /// The share of replications in which the quantity is at least that of the data.
  ///
  /// Gelman, Meng and Stern, Posterior predictive assessment of model fitness (1996): each
  /// replication is compared at the draw that it is of.
  let probability: Double

  init(name: String, realised: [Double], replicated: [Double]) {
    self.name = name
    let count = Double(replicated.count)
    value = realised.reduce(0, +) / count
    probability = Double(zip(realised, replicated).count { $0 <= $1 }) / count
    self.replicated = replicated.sorted()
  }

  var mean: Double { replicated.reduce(0, +) / Double(replicated.count) }

  /// A quantile of the replications: the nearest of them.
  func quantile(_ probability: Double) -> Double {
    guard !replicated.isEmpty else { return .nan }
    return replicated[Int((probability * Double(replicated.count - 1)).rounded())]
  }

  var json: JSONValue {
    [
      "name": .string(name), "value": .number(value), "mean": .number(mean),
      "q5": .number(quantile(0.05)), "q50": .number(quantile(0.5)),
      "q95": .number(quantile(0.95)), "p": .number(probability),
    ]
  }

  static func table(_ checks: [PredictiveCheck]) -> String {
    var table = TextTable(columns: [
      .init("", .left), .init("data"), .init("replicated"), .init("5%"), .init("50%"),
      .init("95%"), .init("p"),
    ])
    for check in checks {
      let numbers = [check.value, check.mean] + [0.05, 0.5, 0.95].map { check.quantile($0) }
      table.append(
        [check.name] + numbers.map { significant($0, digits: 4) }
          + [fixed(check.probability, fractionDigits: 3)])
    }
    return table.text()
  }
}
