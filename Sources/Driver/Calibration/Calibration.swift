import Posterior
import Reporting

/// Where the truth lies in the posteriors of simulated data: uniform, if they are right.
struct Calibration: Sendable {
  /// What is looked at, in the order of the model.
  let names: [String]
  /// For each simulation, the place of the truth on (0, 1) for each name.
  let places: [[Double]]
  /// The probability of a false alarm for all names together.
  let level: Double
  let uniformities: [Uniformity]
  /// The smallest effective sample size of any quantity; `nil` where posteriors are exact.
  var smallestESS: Double?
  /// How many draws each truth was compared with; `nil` where posteriors are exact.
  var drawCount: Int?
  /// The smallest number of draws that a truth was compared with, for want of more.
  var fewestDraws: Int?
  var divergenceCount = 0

  init(names: [String], places: [[Double]], level: Double) {
    self.names = names
    self.places = places
    self.level = level
    uniformities = names.indices.map { name in Uniformity(places.map { $0[name] }) }
  }

  /// What a probability must not fall below, with Bonferroni's correction for the number of names.
  var bound: Double { level / Double(max(names.count, 1)) }

  /// The quantities whose places are not uniform.
  var failures: [Int] { uniformities.indices.filter { uniformities[$0].probability < bound } }

  var isCalibrated: Bool { failures.isEmpty }

  func json() -> JSONValue {
    let rows = zip(names, uniformities).map { name, test -> JSONValue in
      [
        "name": .string(name), "chi_square": .number(test.chiSquare),
        "bins": .integer(test.binCount), "chi_square_p": .number(test.chiSquareProbability),
        "distance": .number(test.distance), "distance_p": .number(test.distanceProbability),
        "uniform": .boolean(test.probability >= bound),
      ]
    }
    return [
      "simulations": .integer(places.count), "level": .number(level),
      "draws": drawCount.map { .integer($0) } ?? .null,
      "fewest_draws": fewestDraws.map { .integer($0) } ?? .null,
      "smallest_ess": smallestESS.map { .number($0) } ?? .null,
      "divergences": .integer(divergenceCount), "quantities": .array(rows),
      "calibrated": .boolean(isCalibrated),
    ]
  }

  /// A row for each quantity; of many, those that look least uniform.
  func table(atMost limit: Int) -> String {
    var table = TextTable(columns: [
      .init("", .left), .init("mean place"), .init("chi-square p"), .init("Kolmogorov p"),
      .init("", .left),
    ])
    let worst = uniformities.indices.sorted {
      uniformities[$0].probability < uniformities[$1].probability
    }
    for index in worst.prefix(limit).sorted() {
      let test = uniformities[index]
      let mean = places.reduce(0) { $0 + $1[index] } / Double(max(places.count, 1))
      table.append([
        names[index], fixed(mean, fractionDigits: 3),
        fixed(test.chiSquareProbability, fractionDigits: 4),
        fixed(test.distanceProbability, fractionDigits: 4),
        test.probability < bound ? "not uniform" : "",
      ])
    }
    return table.text()
  }

  /// The places, a row for each simulation.
  func csv() -> String {
    let header = names.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ",")
    let rows = places.map { $0.map { "\($0)" }.joined(separator: ",") }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }
}
