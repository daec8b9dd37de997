import Foundation
import ScalarMath
import Testing

@testable import Driver

/// Logistic regression fitted to plenty of draws from a generative classifier.
@Suite struct LogisticTwinFitTests {
  /// For two classes with probability p and means m1, m0 that share deviations s, the derived
  /// weights are (m1 - m0) / s^2 and the intercept is log(p / (1 - p)) - (m1^2 - m0^2) / (2 s^2).
  @Test func convergesToTheDerivedWeights() throws {
    let (p, s) = (0.35, [0.8, 1.5])
    let means = [[-0.4, 0.3], [0.5, -0.6]]
    let count = 20_000
    var stream = RandomStream(seed: 11).stream("classifier")
    var rows: [(x: [Double], y: Int)] = []
    for _ in 0..<count {
      let y = stream.uniform() < p ? 1 : 0
      rows.append(((0..<2).map { means[y][$0] + s[$0] * stream.normal() }, y))
    }
    let weights = (0..<2).map { (means[1][$0] - means[0][$0]) / (s[$0] * s[$0]) }
    let intercept = (0..<2).reduce(Double.log(p / (1 - p))) {
      let difference = means[1][$1] * means[1][$1] - means[0][$1] * means[0][$1]
      return $0 - difference / (2 * s[$1] * s[$1])
    }
    let found = try withTemporaryFolder { folder in
      let (model, data, fit) = (
        folder.appending(path: "m.gm"), folder.appending(path: "d.csv"),
        folder.appending(path: "f.json")
      )
      try Data(
        """
        model Twin {
          plate n in N
          axis  D
          param b : real
          param w : real^D
          given x[n] : real^D
          observed y[n] : bool ~ Bernoulli(logit = b + w @ x[n])
          maximize log p(y | x)
        }
        """.utf8
      ).write(to: model)
      let lines = rows.map { "\($0.x[0]),\($0.x[1]),\($0.y)" }
      try Data((["x.1,x.2,y"] + lines).joined(separator: "\n").utf8).write(to: data)
      let answer = gmc(
        "fit", model.path, "--data", data.path, "--restarts", "1", "-o", fit.path)
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: fit))
      let parameters = try #require((json as? [String: Any])?["parameters"] as? [[String: Any]])
      return parameters.compactMap { $0["value"] as? Double }
    }
    let wanted = [intercept] + weights
    #expect(found.count == 3)
    // The inverse of Fisher's information at the derived weights.
    var information = [[Double]](repeating: [0, 0, 0], count: 3)
    for row in rows {
      let z = [1] + row.x
      let q = 1 / (1 + Double.exp(-zip(wanted, z).reduce(0) { $0 + $1.0 * $1.1 }))
      for i in 0..<3 { for j in 0..<3 { information[i][j] += q * (1 - q) * z[i] * z[j] } }
    }
    for index in 0..<found.count {
      let error = inverseDiagonal(information, index).squareRoot()
      #expect(abs(found[index] - wanted[index]) < 4 * error, "\(index): \(found), \(wanted)")
      #expect(error < 0.05)
    }
  }

  /// One element of the diagonal of the inverse of a 3 by 3 matrix, by cofactors.
  private func inverseDiagonal(_ m: [[Double]], _ k: Int) -> Double {
    let (i, j) = ((k + 1) % 3, (k + 2) % 3)
    let determinant = (0..<3).reduce(0.0) { sum, c in
      let (a, b) = ((c + 1) % 3, (c + 2) % 3)
      return sum + m[0][c] * (m[1][a] * m[2][b] - m[1][b] * m[2][a])
    }
    return (m[i][i] * m[j][j] - m[i][j] * m[j][i]) / determinant
  }
}
