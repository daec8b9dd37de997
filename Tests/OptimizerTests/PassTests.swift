import Autodiff
import TensorIR
import Testing

@testable import Optimizer

/// Facts about the passes, by the text of what they leave.
@Suite struct PassTests {
  @Test func softplusAndLogisticShareOneExponential() {
    let program = Sample.program { b in
      let x = b.parameter("x")
      return b.add(b.unary(.softplus, x), b.unary(.logistic, b.negate(x)))
    }
    let text = optimize(program).description
    #expect(text.split(separator: "\n").filter { $0.contains("= exp ") }.count == 1)
    #expect(text.contains("softplus") == false)
    #expect(text.contains("logistic") == false)
  }

  @Test func logSumExpAndItsWeightsShareTheirExponentials() {
    var b = ProgramBuilder()
    let k = b.axis("k", size: 3)
    let total = b.reduce(.logSumExp, b.parameter("x", [k]), over: [k])
    let program = differentiate(b.finish([Output(name: "y", value: total)]), output: 0)
    #expect(program.description.contains("exp %"))
    let lines = optimize(program).description.split(separator: "\n")
    #expect(lines.filter { $0.contains("= exp ") }.count == 1)
    #expect(lines.filter { $0.contains("logSumExp") } == [])
  }

  @Test func constantFactorsAreOne() {
    let program = Sample.program { b in
      let product = b.multiply(b.constant(3), b.parameter("x"))
      return b.multiply(b.constant(-0.5), b.negate(product))
    }
    #expect(
      optimize(program).description == """
        input x : real parameter
        %0 : real = input x
        %1 : real = constant 1.5
        %2 : real = multiply %1 %0
        output y = %2

        """)
  }

  @Test(arguments: [(1e200, 1e200), (1e-200, 1e-200), (.infinity, 0)])
  func factorsWhoseProductIsNoNormalNumberStay(_ a: Double, _ c: Double) {
    let program = Sample.program { b in
      b.multiply(b.constant(a), b.multiply(b.constant(c), b.parameter("x")))
    }
    #expect(optimize(program) == program)
  }

  @Test func whatNoOutputNeedsGoes() {
    let program = Sample.program { b in
      let x = b.parameter("x")
      _ = b.unary(.exp, x)
      return b.unary(.sin, x)
    }
    #expect(optimize(program).nodes.count == 2)
  }

  @Test func axesAndInputsStayAsTheyAre() {
    for program in [Sample.logistic(size: 5), Sample.mixture(size: 5)] {
      let optimized = optimize(program)
      #expect(optimized.axes == program.axes)
      #expect(optimized.inputs == program.inputs)
      #expect(optimized.outputs.map(\.name) == program.outputs.map(\.name))
    }
  }
}
