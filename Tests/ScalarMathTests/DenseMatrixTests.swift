import ScalarMath
import Testing

@Suite struct DenseMatrixTests {
  /// L L' of this factor, behind two numbers that belong to something else.
  static let lower = [2.0, 0, 0, -1, 3, 0, 0.5, 4, 0.25]
  static let matrix = [7.0, 7, 4, -2, 1, -2, 10, 11.5, 1, 11.5, 16.3125]

  @Test func choleskyFindsTheFactorAndLeavesTheRestOfTheBuffer() {
    var buffer = Self.matrix
    #expect(DenseMatrix.factorize(&buffer, at: 2, order: 3))
    #expect(buffer == [7, 7] + Self.lower)
    #expect(DenseMatrix.square(lower: buffer, at: 2, order: 3) == Array(Self.matrix[2...]))
    #expect(abs(DenseMatrix.logDiagonal(buffer, at: 2, order: 3) - Double.log(1.5)) < 1e-15)
  }

  @Test(arguments: [[1.0, 2, 2, 1], [0, 0, 0, 0], [1, .nan, .nan, 1], [.infinity, 0, 0, 1]])
  func choleskyRefusesWhatIsNotPositiveDefinite(_ matrix: [Double]) {
    var buffer = matrix
    #expect(!DenseMatrix.factorize(&buffer, order: 2))
  }

  @Test(arguments: [false, true]) func triangularSolveInvertsTheProduct(transposed: Bool) {
    let x = [1.0, -2, 0.5, 3, 4, -1]
    var b = [9.0] + [Double](repeating: 0, count: 6)
    for i in 0..<3 {
      for k in 0..<3 {
        let entry = transposed ? Self.lower[k * 3 + i] : Self.lower[i * 3 + k]
        for column in 0..<2 { b[1 + i * 2 + column] += entry * x[k * 2 + column] }
      }
    }
    DenseMatrix.solveLower(
      Self.lower, order: 3, transposed: transposed, replacing: &b, from: 1, columns: 2)
    #expect(b[0] == 9)
    #expect(zip(b.dropFirst(), x).allSatisfy { abs($0 - $1) < 1e-13 })
  }

  @Test func inverseTimesFactorIsTheIdentity() {
    let inverse = DenseMatrix.inverse(lower: Self.lower, order: 3)
    for i in 0..<3 {
      for j in 0..<3 {
        let entry = (0..<3).reduce(0) { $0 + inverse[i * 3 + $1] * Self.lower[$1 * 3 + j] }
        #expect(abs(entry - (i == j ? 1 : 0)) < 1e-14)
      }
    }
  }
}
