import Semantics
import Syntax
import Testing

@testable import Binding

/// Constants are computed from the text of a model: the value of `hyper h = …`.
@Suite struct ConstantTests {
  static func value(_ text: String, type: String = "real", before: String = "") throws -> [Double] {
    let source = """
      model M {
        plate n in N
        axis k in K = 1..3
        axis d in D = 0..2
        hyper a : real = 2
        let f(x : real) = x * a
      \(before)
        hyper h : \(type) = \(text)
        observed y[n] : real ~ Normal(0, 1)
      }
      """
    let model = try model(source)
    let id = try #require(model.variables.ids.first { model.variables[$0].name == "h" })
    let result = outcome(model, [("y.csv", "y\n1\n2\n")])
    #expect(result.errors == [])
    guard case .reals(let values)? = result.bound?.values[id]?.storage else { return [] }
    return values
  }

  @Test(arguments: [
    ("1 + 2 * 3 ^ 2", 19.0), ("-(4 - 1) / 2", -1.5), ("if a > 1 then 5 else 6", 5),
    ("exp(0) + sqrt(16) + square(3)", 14), ("f(5)", 10), ("size(N) + size(K)", 5),
    ("sum k: k", 6), ("sum k where k > 1: k^2", 13), ("prod s in 1..4: s", 24),
    ("mean d: d", 1), ("max k: -k", -1), ("sum k, d: k * d", 18),
    ("norm2([3, 4])", 25), ("norm([3, 4])", 5), ("dot([1, 2], [3, 4])", 11),
    ("sum(fill(2, K))", 6), ("trace(eye(K))", 3), ("lgamma(5)", 3.1780538303479458),
    ("Phi(0)", 0.5), ("pow(2, 10)", 1024), ("abs(-3) + floor(2.7) + sign(-2)", 4),
    ("logsumexp k: 0", 1.0986122886681098), ("inv_logit(0)", 0.5), ("round(2.5) + ceil(0.1)", 4),
    ("lchoose(5, 2)", 2.302585092994046), ("max([1, 7, 3])", 7),
    ("atan2(1, 1)", 0.7853981633974483),
  ])
  func expressionsHaveTheirValue(text: String, expected: Double) throws {
    let value = try #require(try Self.value(text).first)
    #expect(abs(value - expected) <= 1e-14 * max(1, abs(expected)), "\(text) = \(value)")
  }

  @Test func vectorsAndMatricesHaveTheirShape() throws {
    #expect(try Self.value("[1, 2, a]", type: "real^K") == [1, 2, 2])
    #expect(try Self.value("2 * [1, 2, 3] + 1", type: "real^K") == [3, 5, 7])
    #expect(
      try Self.value("softmax([0, 0, 0])", type: "simplex(K)").allSatisfy {
        abs($0 - 1.0 / 3) < 1e-15
      })
    #expect(try Self.value("eye(K)", type: "cov(K)") == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(
      try Self.value("eye(K) @ [4, 5, 6]", type: "real^K") == [4, 5, 6])
  }

  @Test func abbreviationsAreReadAtTheirIndices() throws {
    let before = "  let g[k] = k^2\n  let c[d] = d + 10"
    #expect(try Self.value("g[3] + c[0]", before: before) == [19])
    #expect(try Self.value("sum k: g[k]", before: before) == [14])
  }
}
