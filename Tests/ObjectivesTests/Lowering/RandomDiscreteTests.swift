import Objectives
import ScalarMath
import Testing

/// Sums over hidden states of models that are written at random: nested and crossing plates,
/// chains with looks back, and what reads all of them.
@Suite struct RandomDiscreteTests {
  /// A hidden variable of a random model.
  private struct Hidden {
    let name: String
    let letters: [String]
    let lags: Int
  }

  @Test(arguments: 0..<60) func sumIsThatOverAllConfigurations(_ seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed))
    let model = model(&stream)
    let enumeration = Enumeration(
      source: model.source, data: model.data, asked: "x", hidden: model.hidden)
    let expected = logSumExp(try enumeration.joints().map(\.log))
    let value = try objective(model.source.replacing("ASKED", with: "x"), model.data)
      .value(atCoordinates: [])
    #expect(agrees(value, expected, 1e-10), "\(value) \(expected)\n\(model.source)")
  }

  /// At most eleven hidden truth values, so 2048 configurations.
  private func model(
    _ stream: inout RandomStream
  ) -> (source: String, data: String, hidden: [String]) {
    func pick(_ count: Int) -> Int { Int(stream.uniform() * Double(count)) }
    let size = ["t": 2 + pick(3), "i": 2, "j": 2]
    var lines = [
      "chain t in T = 1..\(size["t"] ?? 0)", "plate i in I = 1..2", "plate j in J = 1..2",
    ]
    var hidden: [Hidden] = []
    var count = 0
    let shapes = [["t"], ["i"], [], ["i", "t"], ["j"], ["t"], ["i", "j"]]
    for name in ["a", "b", "c", "d"] {
      let letters = shapes[pick(shapes.count)]
      let elements = letters.reduce(1) { $0 * (size[$1] ?? 1) }
      if 11 < count + elements { continue }
      count += elements
      // Earlier variables on some of the letters are parents.
      let parents = hidden.filter { Set($0.letters).isSubset(of: letters) && pick(2) == 0 }
      let lags = letters.contains("t") ? pick(3) : 0
      lines += statements(name, letters, parents, lags, &stream)
      hidden.append(Hidden(name: name, letters: letters, lags: lags))
    }
    // Data that read one or two of the variables at all their letters.
    let read = hidden.filter { _ in pick(3) != 0 }
    let letters = ["i", "j", "t"].filter { letter in
      read.contains { $0.letters.contains(letter) }
    }
    let terms = read.map { "(if \(element($0.name, $0.letters)) then \(1 + pick(3)) else 0)" }
    let mean = (["0.5"] + terms).joined(separator: " + ")
    lines.append("observed \(element("x", letters)) : real ~ Normal(\(mean), 1.2)")
    lines.append("maximize log p(ASKED)")
    let data = values(letters.map { size[$0] ?? 1 }, &stream)
    return (
      "model M {\n\(lines.joined(separator: "\n"))\n}", "{\"x\": \(data)}", hidden.map(\.name)
    )
  }

  private func statements(
    _ name: String, _ letters: [String], _ parents: [Hidden], _ lags: Int,
    _ stream: inout RandomStream
  ) -> [String] {
    func number() -> Double { 0.05 + Double(Int(stream.uniform() * 20)) / 100 }
    func terms(_ elements: [String]) -> String {
      (["\(number())"] + elements.map { "(if \($0) then \(number()) else 0)" })
        .joined(separator: " + ")
    }
    let read = parents.map { element($0.name, $0.letters) }
    var lines: [String] = []
    for position in 0..<lags {
      let place = letters.map { $0 == "t" ? "\(position + 1)" : $0 }
      let fixed = parents.map { parent in
        element(parent.name, parent.letters.map { $0 == "t" ? "\(position + 1)" : $0 })
      }
      lines.append("latent \(element(name, place)) : bool ~ Bernoulli(\(terms(fixed)))")
    }
    let back = (0..<lags).map { lag in
      element(name, letters.map { $0 == "t" ? "t-\(lag + 1)" : $0 })
    }
    lines.append(
      "latent \(element(name, letters)) : bool ~ Bernoulli(\(terms(read + back)))")
    return lines
  }

  private func element(_ name: String, _ letters: [String]) -> String {
    letters.isEmpty ? name : "\(name)[\(letters.joined(separator: ","))]"
  }

  private func values(_ sizes: [Int], _ stream: inout RandomStream) -> String {
    guard let size = sizes.first else { return "\(Double(Int(stream.uniform() * 40)) / 10)" }
    let rows = (0..<size).map { _ in values(Array(sizes.dropFirst()), &stream) }
    return "[\(rows.joined(separator: ", "))]"
  }
}
