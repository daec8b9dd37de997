import Foundation
import TensorIR
import Testing

@testable import Driver

/// Programs that compile in two forms, of which the faster one is tried first.
@Suite struct ScaledEngineTests {
  /// x^2 with its derivative; the faster form does not know negative numbers.
  private func program(knowsNegative: Bool) -> TensorProgram {
    var builder = ProgramBuilder()
    let x = builder.input("x", TensorType(.real, []), role: .parameter)
    let square = builder.unary(.square, x)
    let isRight = builder.compare(.lessOrEqual, builder.constant(0), x)
    let value =
      knowsNegative ? square : builder.select(isRight, square, builder.constant(.nan))
    let slope = knowsNegative ? builder.multiply(builder.constant(2), x) : builder.add(x, x)
    return builder.finish([
      Output(name: "value", value: value), Output(name: "x", value: slope),
    ])
  }

  @Test func theExactFormAnswersWhereTheFasterDoesNot() throws {
    let exact = program(knowsNegative: true)
    var engine = try Engine(
      exact, faster: program(knowsNegative: false), data: [:], precision: .f64,
      backend: .native, copies: 1, threads: 1, isCached: false)
    var copy = engine
    for x in [2.0, -3, 0.5, -0.25] {
      var slope = [0.0]
      var target = slope.mutableSpan
      engine.run([x].span, rest: &target, at: [0])
      #expect(engine.scalar(0) == x * x && slope == [2 * x])
      copy.run([-x].span)
      #expect(copy.scalar(0) == x * x && copy.output(1) == [-2 * x])
    }
  }

  /// Where transitions are impossible the exact form has to answer.
  @Test func impossibleTransitionsAreNoObstacle() throws {
    let model = """
      model M {
        chain t in T
        axis K = 2
        latent m : real ~ Normal(0, 1)
        latent z[first] : K ~ Categorical([0.5, 0.5])
        latent z[t] : K ~ Categorical(if z[t-1] == 1 then [0.9, 0.1] else [0, 1])
        observed x[t] : real ~ Normal((if z[t] == 1 then 0 else 2) + m, 1)
        maximize log p(x, m) over m
      }
      """
    try withTemporaryFolder { folder in
      let (file, data) = (folder.appending(path: "m.gm"), folder.appending(path: "x.json"))
      try model.write(to: file, atomically: true, encoding: .utf8)
      try #"{"x": [0.1, -0.3, 0.5, 2.2, 1.7, 2.5]}"#
        .write(to: data, atomically: true, encoding: .utf8)
      let objectives = try ["native", "reference"].map { backend in
        let answer = gmc(
          "fit", file.path, "--data", data.path, "--backend", backend, "--json", "--quiet")
        #expect(answer.status == .done, "\(answer.messages)")
        let json = try #require(answer.json as? [String: Any])
        return try #require(json["objective"] as? Double)
      }
      #expect(abs(objectives[0] - objectives[1]) < 1e-10)
    }
  }
}
