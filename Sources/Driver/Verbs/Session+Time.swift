import Inference
import Objectives
import Reporting
import ScalarMath

extension Session {
  /// `gmc compile --time`: how long the kernel takes to make, and an evaluation to run.
  ///
  /// The point is 0.1 sin(i + 1) in coordinate i, so that figures of different programs compare.
  func time(_ lowered: LoweredDensity) throws(CommandFailure) {
    let watch = Stopwatch()
    var density = try problem(lowered, runs: 1).density
    let compileSeconds = watch.seconds
    let point = (0..<density.dimension).map { 0.1 * Double.sin(Double($0 + 1)) }
    var gradient = [Double](repeating: 0, count: density.dimension)
    var value = 0.0
    func evaluate(_ count: Int) throws(EvaluationFailure) -> Double {
      let watch = Stopwatch()
      for _ in 0..<count {
        var target = gradient.mutableSpan
        value = try density.evaluate(point.span, gradient: &target)
      }
      return watch.seconds
    }
    var rates: [Double] = []
    do throws(EvaluationFailure) {
      for _ in 0..<3 { _ = try evaluate(1) }
      let once = max(1e-7, try evaluate(8) / 8)
      let count = max(1, Int(Self.blockSeconds / once))
      for _ in 0..<Self.blockCount { rates.append(Double(count) / (try evaluate(count))) }
    } catch {
      throw .run("the objective has no value at the point of the measurement", hint: nil)
    }
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    rates.sort()
    let median = rates[rates.count / 2]
    let result: [JSONValue.Member] = [
      .init("evaluations_per_second", .number(median)),
      .init("least", .number(rates[0])), .init("greatest", .number(rates[rates.count - 1])),
      .init("value", .number(value)), .init("gradient_norm", .number(norm)),
      .init("dimension", .number(Double(density.dimension))),
      .init("compile_seconds", .number(compileSeconds)),
      .init("threads", .number(Double(threadCount))),
    ]
    console.output(JSONValue.object(result).text() + "\n")
  }

  private static var blockSeconds: Double { 0.2 }
  private static var blockCount: Int { 7 }
}
