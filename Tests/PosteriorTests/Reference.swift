import Foundation
import Posterior

/// The figures that `reference/diagnostics.py` wrote.
struct Reference: Decodable {
  let cases: [Case]
  let beta: [[Double]]

  /// Draws and what ArviZ says of them.
  struct Case: Decodable, CustomStringConvertible {
    let name: String
    let draws: [[Number]]
    let expected: [String: Figure]
    var description: String { name }
    var sample: ScalarDraws { ScalarDraws(chains: draws.map { $0.map(\.value) }) }
  }

  /// One number per case, or one per chain.
  enum Figure: Decodable {
    case scalar(Double)
    case perChain([Double])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let list = try? container.decode([Number].self) {
        self = .perChain(list.map(\.value))
      } else {
        self = .scalar(try container.decode(Number.self).value)
      }
    }
  }

  /// A number, or the name of one that JSON cannot write.
  struct Number: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let name = try? container.decode(String.self) {
        value = Double(name) ?? .nan
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  static let shared: Reference? = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "reference/diagnostics.json")
    return (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode(Reference.self, from: $0)
    }
  }()
}

/// True iff two figures agree to a relative tolerance; NaN agrees with NaN only.
func agree(_ ours: Double, _ theirs: Double, relative: Double, absolute: Double = 0) -> Bool {
  if theirs.isNaN { return ours.isNaN }
  if theirs.isInfinite { return ours == theirs }
  return abs(ours - theirs) <= max(relative * abs(theirs), absolute)
}
