import Objectives
import ScalarMath
import Testing

/// Sums over hidden states against the sum of the joint over every configuration.
@Suite struct EliminationTests {
  /// A model in which `ROLE` is the role of what is hidden, and the numbers of states to list.
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let source: String
    let data: String
    /// The hidden variables, the shape of each, and whether it is a truth value.
    let hidden: [(name: String, shape: [Int], isTruth: Bool)]
  }

  static let cases: [Case] = [
    Case(
      description: "one state in each row",
      source: """
        model M {
          plate n in N
          axis  K = 2
          ROLE z[n] : K ~ Categorical([0.3, 0.7])
          observed x[n] : real ~ Normal(if z[n] == 1 then -1 else 2, 1.5)
          maximize log p(ASKED)
        }
        """, data: #""x": [0.1, -2, 3]"#, hidden: [("z", [3], false)]),
    Case(
      description: "words under documents",
      source: """
        model M {
          plate d in Docs = 1..2
          plate i in I = 1..2
          axis  K = 2
          hyper A : simplex(K)^K = [[0.9, 0.1], [0.2, 0.8]]
          ROLE c[d] : K ~ Categorical([0.4, 0.6])
          ROLE z[d,i] : K ~ Categorical(A[c[d]])
          observed x[d,i] : real ~ Normal(if z[d,i] == 1 then -1 else 2, 1)
          maximize log p(ASKED)
        }
        """, data: #""x": [[0.1, -2], [3, 0.5]]"#,
      hidden: [("c", [2], false), ("z", [2, 2], false)]),
    Case(
      description: "a switch above a plate",
      source: """
        model M {
          plate n in N
          axis  K = 2
          ROLE s : bool ~ Bernoulli(0.3)
          ROLE z[n] : K ~ Categorical(if s then [0.9, 0.1] else [0.4, 0.6])
          observed x[n] : real ~ Normal(if z[n] == 1 then -1 else 2, 1)
          maximize log p(ASKED)
        }
        """, data: #""x": [0.1, -2, 3]"#, hidden: [("s", [], true), ("z", [3], false)]),
    Case(
      description: "two causes of one effect",
      source: """
        model M {
          plate n in N
          ROLE a[n] : bool ~ Bernoulli(0.3)
          ROLE b[n] : bool ~ Bernoulli(0.6)
          observed x[n] : real ~ Normal((if a[n] then 1 else 0) + (if b[n] then 2 else 0), 0.7)
          maximize log p(ASKED)
        }
        """, data: #""x": [0.1, 2.4, 3.2]"#, hidden: [("a", [3], true), ("b", [3], true)]),
    Case(
      description: "rows under an observed crossing",
      source: """
        model M {
          plate i in I = 1..2
          plate j in J = 1..3
          axis  K = 2
          ROLE z[i] : K ~ Categorical([0.3, 0.7])
          observed x[i,j] : real ~ Normal(if z[i] == 1 then -1 else j, 1)
          maximize log p(ASKED)
        }
        """, data: #""x": [[0.1, 1.5, 2.2], [-1, -0.3, 0.2]]"#, hidden: [("z", [2], false)]),
  ]

  @Test(arguments: cases) func sumIsThatOverAllConfigurations(_ test: Case) throws {
    let names = test.hidden.map(\.name).joined(separator: ", ")
    let marginal = try objective(
      test.source.replacing("ROLE", with: "latent").replacing("ASKED", with: "x"),
      "{\(test.data)}"
    ).value(atCoordinates: [])
    let counts = test.hidden.map { $0.shape.reduce(1, *) }
    var joints: [Double] = []
    for configuration in 0..<(1 << counts.reduce(0, +)) {
      var bits = configuration
      let columns = zip(test.hidden, counts).map { variable, count in
        let values = (0..<count).map { _ in
          defer { bits >>= 1 }
          return (bits & 1) + (variable.isTruth ? 0 : 1)
        }
        return "\"\(variable.name)\": \(nested(values, variable.shape))"
      }
      let joint = try objective(
        test.source.replacing("ROLE", with: "observed").replacing("ASKED", with: "x, \(names)"),
        "{\(test.data), \(columns.joined(separator: ", "))}")
      joints.append(try joint.value(atCoordinates: []))
    }
    let largest = joints.max() ?? 0
    let expected = largest + Double.log(joints.reduce(0) { $0 + Double.exp($1 - largest) })
    #expect(agrees(marginal, expected), "\(test)")
  }

  private func nested(_ values: [Int], _ shape: [Int]) -> String {
    guard let rows = shape.first else { return "\(values[0])" }
    if shape.count == 1 { return "\(values)" }
    let width = values.count / rows
    let parts = (0..<rows).map {
      nested(Array(values[$0 * width..<($0 + 1) * width]), Array(shape.dropFirst()))
    }
    return "[\(parts.joined(separator: ", "))]"
  }
}
