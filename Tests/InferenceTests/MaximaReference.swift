import Foundation
import ScalarMath

@testable import Inference

/// The data and maxima that `reference/maxima.py` wrote.
struct MaximaReference: Decodable {
  let logistic: Logistic
  let mixture: Mixture

  struct Logistic: Decodable {
    let x: [[Double]]
    let y: [Double]
    let weights: [Double]
    let value: Double

    /// The log likelihood of an intercept and three weights.
    var density: FunctionDensity {
      FunctionDensity(dimension: 4) { [x, y] (w, slope) throws(EvaluationFailure) in
        var value = 0.0
        for (row, label) in zip(x, y) {
          let eta = w[0] + zip(row, w.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
          value += label * eta - .log1pExp(eta)
          let rest = label - .logistic(eta)
          slope[0] += rest
          for i in 0..<3 { slope[i + 1] += rest * row[i] }
        }
        return value
      }
    }
  }

  struct Mixture: Decodable {
    let x: [Double]
    let value: Double

    /// The log likelihood of two means, two log deviations and the log odds of the first.
    var density: FunctionDensity {
      FunctionDensity(dimension: 5) { [x] (q, slope) throws(EvaluationFailure) in
        let logWeights = [Double.logLogistic(q[4]), Double.logLogistic(-q[4])]
        let share = Double.logistic(q[4])
        var value = 0.0
        for point in x {
          let z = (0..<2).map { (point - q[$0]) * exp(-q[2 + $0]) }
          let terms = (0..<2).map {
            logWeights[$0] - q[2 + $0] - z[$0] * z[$0] / 2 - 0.5 * log(2 * Double.pi)
          }
          let total = Double.logSumExp(terms[0], terms[1])
          value += total
          for k in 0..<2 {
            let responsibility = exp(terms[k] - total)
            slope[k] += responsibility * z[k] * exp(-q[2 + k])
            slope[2 + k] += responsibility * (z[k] * z[k] - 1)
          }
          slope[4] += exp(terms[0] - total) - share
        }
        return value
      }
    }
  }

  static let shared: MaximaReference? = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "reference/maxima.json")
    return (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode(MaximaReference.self, from: $0)
    }
  }()
}
