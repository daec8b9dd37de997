import Backends
import ScalarMath
import TensorIR
import Testing

@testable import Objectives

/// The maps from free coordinates to constrained spaces, each on a batch of 2.
@Suite struct TransformTests {
  /// A space, made in a builder, with the number of its coordinates and of the free entries of a
  /// value, by place in the row-major value.
  struct Subject: Sendable, CustomStringConvertible {
    let description: String
    let coordinates: Int?
    let size: Int
    /// The places of a value that vary freely: the others follow from them.
    let free: [Int]
    let space: @Sendable (inout ProgramBuilder, AxisID, AxisID) -> ConstrainedSpace
  }

  static let subjects: [Subject] = [
    Subject(description: "real", coordinates: nil, size: 1, free: [0]) { _, _, _ in
      .interval(lower: nil, upper: nil)
    },
    Subject(description: "lower bound", coordinates: nil, size: 1, free: [0]) { b, _, _ in
      .interval(lower: b.constant(-1.5), upper: nil)
    },
    Subject(description: "upper bound", coordinates: nil, size: 1, free: [0]) { b, _, _ in
      .interval(lower: nil, upper: b.constant(2))
    },
    Subject(description: "interval", coordinates: nil, size: 1, free: [0]) { b, _, _ in
      .interval(lower: b.constant(-1), upper: b.constant(3))
    },
    Subject(description: "simplex", coordinates: 3, size: 4, free: [0, 1, 2]) { _, r, _ in
      .simplex(r)
    },
    Subject(description: "ordered", coordinates: 4, size: 4, free: [0, 1, 2, 3]) { _, r, _ in
      .ordered(r, positive: false)
    },
    Subject(description: "positive ordered", coordinates: 4, size: 4, free: [0, 1, 2, 3]) {
      _, r, _ in .ordered(r, positive: true)
    },
    Subject(
      description: "Cholesky factor", coordinates: 6, size: 3, free: [0, 3, 4, 6, 7, 8]
    ) { _, r, c in .choleskyFactor(row: r, column: c) },
    Subject(description: "covariance", coordinates: 6, size: 3, free: [0, 3, 4, 6, 7, 8]) {
      _, r, c in .covariance(row: r, column: c)
    },
    Subject(
      description: "Cholesky factor of a correlation", coordinates: 3, size: 3, free: [3, 6, 7]
    ) { _, r, c in .choleskyCorrelation(row: r, column: c) },
    Subject(description: "correlation", coordinates: 3, size: 3, free: [3, 6, 7]) { _, r, c in
      .correlation(row: r, column: c)
    },
  ]

  /// Programs for the value, the log Jacobian and the coordinates got back.
  private func interpreter(_ subject: Subject) throws -> Backends {
    var b = ProgramBuilder()
    let batch = b.axis("batch", size: 2)
    let row = b.axis("row", size: subject.size)
    let column = b.axis("column", size: subject.size)
    let axis = subject.coordinates.map { b.axis("free", size: $0) }
    let u = b.input("u", TensorType(.real, [batch] + (axis.map { [$0] } ?? [])), role: .parameter)
    let space = subject.space(&b, row, column)
    let constrained = b.constrain(u, along: axis, to: space)
    let stretch = b.add(constrained.logJacobian, b.multiply(b.constant(0), b.total(u, along: axis)))
    let back = b.unconstrain(constrained.value.value, along: axis, from: space)
    return try Backends(
      b.finish([
        Output(name: "value", value: constrained.value.value),
        Output(name: "log Jacobian", value: stretch), Output(name: "back", value: back),
      ]), data: [:])
  }

  private func coordinates(_ subject: Subject) -> [Double] {
    var random = RandomStream(seed: 11).stream(subject.description)
    return (0..<2 * (subject.coordinates ?? 1)).map { _ in 0.8 * random.normal() }
  }

  @Test(arguments: subjects) func coordinatesComeBack(_ subject: Subject) throws {
    var program = try interpreter(subject)
    let u = coordinates(subject)
    program.run(u)
    for (a, b) in zip(program.output(2), u) {
      #expect(abs(a - b) < 1e-10 * (1 + abs(b)), "\(subject)")
    }
  }

  @Test(arguments: subjects) func jacobianIsThatOfFiniteDifferences(_ subject: Subject) throws {
    var program = try interpreter(subject)
    let u = coordinates(subject)
    let count = subject.coordinates ?? 1
    program.run(u)
    let width = program.output(0).count / 2
    let stretch = program.output(1)
    for element in 0..<2 {
      let h = 1e-5
      var columns: [[Double]] = []
      for j in 0..<count {
        var plus = u
        var minus = u
        plus[element * count + j] += h
        minus[element * count + j] -= h
        program.run(plus)
        let above = program.output(0)
        program.run(minus)
        let below = program.output(0)
        columns.append(
          subject.free.map { (above[element * width + $0] - below[element * width + $0]) / (2 * h) }
        )
      }
      let expected = Double.log(abs(determinant(columns)))
      #expect(abs(stretch[element] - expected) < 1e-6 * (1 + abs(expected)), "\(subject)")
    }
  }

  /// By elimination with partial pivoting.
  private func determinant(_ matrix: [[Double]]) -> Double {
    var m = matrix
    var result = 1.0
    for k in m.indices {
      guard let pivot = (k..<m.count).max(by: { abs(m[$0][k]) < abs(m[$1][k]) }) else { return 0 }
      if pivot != k {
        m.swapAt(pivot, k)
        result = -result
      }
      result *= m[k][k]
      for i in (k + 1)..<max(m.count, k + 1) {
        let factor = m[i][k] / m[k][k]
        for j in k..<m.count { m[i][j] -= factor * m[k][j] }
      }
    }
    return result
  }

  @Test func constrainedValuesAreInTheirSpaces() throws {
    let simplex = Self.subjects[4]
    var program = try interpreter(simplex)
    program.run(coordinates(simplex))
    let value = program.output(0)
    #expect(value.allSatisfy { 0 < $0 })
    #expect(abs(value[0..<4].reduce(0, +) - 1) < 1e-14)
    let correlation = Self.subjects[10]
    program = try interpreter(correlation)
    program.run(coordinates(correlation))
    let matrix = program.output(0)
    for i in 0..<3 {
      #expect(abs(matrix[4 * i] - 1) < 1e-14)
      for j in 0..<3 { #expect(abs(matrix[3 * i + j] - matrix[3 * j + i]) < 1e-15) }
    }
  }
}
