import Autodiff
import TensorIR
import Testing

/// The value of a program of parameters, and its gradient, at a point.
private func gradient(
  at point: [Double], of write: (inout ProgramBuilder) -> ValueID
) throws -> [Double] {
  var b = ProgramBuilder()
  let value = write(&b)
  let y = b.sum(value, over: b.type(value).axes)
  let gradients = b.gradient(of: y, withRespectTo: b.parameters())
  let program = b.finish(gradients.map { Output(name: "g", value: $0) })
  var evaluate = try Evaluator(program)
  return Array(evaluate(point).joined())
}

/// What derivatives are where a formula taken literally would not give a number.
@Suite struct LimitTests {
  @Test func logSumExpOfImpossibleTerms() throws {
    func write(_ b: inout ProgramBuilder) -> ValueID {
      let n = b.axis("n", size: 3)
      return b.reduce(.logSumExp, b.parameter("x", [n]), over: [n])
    }
    let low = -Double.infinity
    #expect(try gradient(at: [low, low, low], of: write) == [0, 0, 0])
    #expect(try gradient(at: [low, 0, low], of: write) == [0, 1, 0])
  }

  @Test func logAddExpOfImpossibleTerms() throws {
    func write(_ b: inout ProgramBuilder) -> ValueID {
      b.binary(.logAddExp, b.parameter("x"), b.parameter("y"))
    }
    let low = -Double.infinity
    #expect(try gradient(at: [low, low], of: write) == [0, 0])
    #expect(try gradient(at: [low, 2], of: write) == [0, 1])
  }

  @Test func powersOfZero() throws {
    for (exponent, slope) in [(0.0, 0.0), (1, 1), (2, 0), (3, 0)] {
      let found = try gradient(at: [0]) { b in
        b.binary(.power, b.parameter("x"), b.constant(exponent))
      }
      #expect(found == [slope], "exponent \(exponent)")
      let free = try gradient(at: [0, exponent]) { b in
        b.binary(.power, b.parameter("x"), b.parameter("y"))
      }
      #expect(free == [slope, 0], "free exponent \(exponent)")
    }
  }

  @Test func noCountsOfImpossibleEvents() throws {
    let found = try gradient(at: [0]) { b in
      b.binary(.xLogY, b.constant(0), b.parameter("p"))
    }
    #expect(found == [0])
    let both = try gradient(at: [0, 0.5]) { b in
      b.binary(.xLogY, b.parameter("x"), b.parameter("p"))
    }
    #expect(both == [-0.6931471805599453, 0])
  }

  @Test func equalElementsShareEvenly() throws {
    for f in [Binary.minimum, .maximum] {
      let found = try gradient(at: [1.5, 1.5]) { b in
        b.binary(f, b.parameter("x"), b.parameter("y"))
      }
      #expect(found == [0.5, 0.5])
    }
    for reduction in [Reduction.minimum, .maximum] {
      let found = try gradient(at: [2, 2, 2, 2]) { b in
        let n = b.axis("n", size: 4)
        return b.reduce(reduction, b.parameter("x", [n]), over: [n])
      }
      #expect(found == [0.25, 0.25, 0.25, 0.25])
    }
  }

  @Test func theBranchNotTakenIsSilent() throws {
    func write(_ b: inout ProgramBuilder) -> ValueID {
      let x = b.parameter("x")
      let zero = b.constant(0)
      return b.select(b.compare(.less, zero, x), b.unary(.log, x), b.unary(.square, x))
    }
    #expect(try gradient(at: [-3], of: write) == [-6])
    #expect(try gradient(at: [4], of: write) == [0.25])
  }

  @Test func tailsStayFinite() throws {
    let cases: [(Unary, Double, Double)] = [
      (.tanh, 400, 0), (.tanh, -1e300, 0), (.logistic, -800, 0), (.softplus, 1e10, 1),
      (.softplus, -1e10, 0), (.log1mExpNegative, 1e4, 0), (.erf, 1e4, 0), (.normalCDF, -1e4, 0),
      (.expm1, -50, 1.9287498479639178e-22), (.logNormalCDF, 50, 0),
      (.logNormalCDF, -50, 50.01998402553),
    ]
    for (f, x, slope) in cases {
      let found = try gradient(at: [x]) { b in b.unary(f, b.parameter("x")) }
      #expect(abs(found[0] - slope) <= 1e-9 * abs(slope), "\(f.name) at \(x)")
    }
  }

  @Test func theOrderOfABesselFunctionHasNoDerivative() throws {
    let found = try gradient(at: [1.5, 2]) { b in
      b.binary(.logBesselI, b.parameter("order"), b.parameter("x"))
    }
    #expect(found[0].isNaN)
    #expect(found[1].isFinite)
  }

  @Test func whatIsIndependentHasAZeroGradientOfItsType() throws {
    let found = try gradient(at: [1, 2, 3, 4]) { b in
      _ = b.parameter("x", [b.axis("n", size: 3)])
      return b.unary(.floor, b.parameter("y"))
    }
    #expect(found == [0, 0, 0, 0])
  }
}
