import TensorIR
import Testing

@testable import Optimizer

/// Facts about schedules, most of them by their text.
@Suite struct ScheduleTests {
  @Test func logisticRegressionAndItsGradientAreOnePassOverTheData() {
    let text = Sample.schedule(Sample.logistic(size: 1000)).description
    #expect(
      text == """
        prepared x : f64[k, n] = x
        in place y
        pass over 1000 by 1000
          %3 : local f64[n], vectors along n, over [k] = contract(x, w)
          %7 : local f64[n], vectors along n = exp(negate(absolute(%3)))
          %13 : frame f64[], vectors along n, over [n] = sum(subtract(multiply(y, %3), \
        add(maximum(%3, 0.0), log1p(%7))))
          %19 : local f64[n], vectors along n = subtract(y, divide(select(less(0.0, %3), 1.0, \
        %7), add(%7, 1.0)))
          %20 : output w f64[k], vectors along n, over [n] = contract(%19, x)
        pass
          value = %13

        """)
  }

  @Test func mixtureHasOneTiledPass() {
    let schedule = Sample.schedule(Sample.mixture(size: 2000))
    #expect(schedule.groups.map(\.size) == [0, 2000, 0])
  }

  @Test func shortPassesAreInPartsOfFewStatements() {
    let groups = Sample.schedule(Sample.mixture(size: 1000)).groups
    #expect(groups.map(\.size) == [0, 1000, 1000, 0])
    #expect(groups[1...2].allSatisfy { $0.statements.count <= 8 })
  }

  @Test func nothingOfTheSizeOfTheDataIsKept() {
    // 24 MB for one value of each member and component.
    let schedule = Sample.schedule(Sample.mixture(size: 1_000_000))
    #expect(schedule.frameBytes < 2048)
    #expect(schedule.localBytes.reduce(0, +) < 64 << 10)
  }

  @Test func longPassesAreCutIntoStretches() {
    #expect(Sample.schedule(Sample.mixture(size: 1000)).groups.allSatisfy { $0.chunks == 1 })
    let long = Sample.schedule(Sample.mixture(size: 100_000))
    #expect(long.groups.filter { $0.isTiled }.map(\.chunks) == [16])
  }

  @Test func whatNeedsASumOfAllMembersComesInALaterPass() {
    let program = Sample.program { b in
      let n = b.axis("n", size: 1000)
      let x = b.data("x", [n])
      let scaled = b.multiply(x, b.parameter("a"))
      let centered = b.subtract(scaled, b.sum(b.unary(.exp, scaled), over: [n]))
      return b.sum(b.unary(.exp, centered), over: [n])
    }
    #expect(
      Sample.schedule(program).description == """
        in place x
        pass over 1000 by 1000
          %4 : frame f64[], vectors along n, over [n] = sum(exp(multiply(x, a)))
        pass over 1000 by 1000
          %7 : frame f64[], vectors along n, over [n] = sum(exp(subtract(multiply(x, a), %4)))
        pass
          y = %7

        """)
  }

  @Test func whatDependsOnDataAloneIsPreparedOnce() {
    let program = Sample.program { b in
      let n = b.axis("n", size: 1000)
      let logs = b.unary(.log, b.data("x", [n]))
      return b.sum(b.multiply(b.parameter("a"), logs), over: [n])
    }
    let schedule = Sample.schedule(program)
    #expect(
      schedule.description == """
        prepared %1 : f64[n] = log(x)
        pass over 1000 by 1000
          %4 : frame f64[], vectors along n, over [n] = sum(multiply(a, %1))
        pass
          y = %4

        """)
    #expect(schedule.sources.count == 1)
  }

  @Test func shortAxesAreNotCut() {
    let limit = Grouping.smallestTiledSize
    for (size, isTiled) in [(limit - 1, false), (limit, true)] {
      let groups = Sample.schedule(Sample.mixture(size: size)).groups
      #expect(groups.contains { $0.isTiled } == isTiled)
    }
  }

  @Test func dataLieAsTheyWereGivenIfTheyAreReadInOrder() {
    let program = Sample.program { b in
      let (n, k) = (b.axis("n", size: 3), b.axis("k", size: 1000))
      return b.sum(b.unary(.exp, b.multiply(b.data("x", [n, k]), b.parameter("a"))), over: [n, k])
    }
    let bytes = Sample.schedule(program, elements: [InputID(index: 0): .u8])
    #expect(bytes.sources == [.input(InputID(index: 0))])
    // In 32 bits there is no reading doubles in place.
    let single = Sample.schedule(
      program, precision: .f32, elements: [InputID(index: 0): .f64])
    #expect(single.sources != [.input(InputID(index: 0))])
  }

  @Test func statementsSinkToThePassThatReadsThem() {
    let program = Sample.program { b in
      let n = b.axis("n", size: 1000)
      let x = b.data("x", [n])
      let power = b.unary(.exp, b.multiply(x, b.parameter("a")))
      let inner = b.unary(.sin, power)
      let total = b.sum(b.unary(.cos, b.multiply(x, b.parameter("b"))), over: [n])
      let first = b.sum(b.unary(.tan, b.multiply(total, inner)), over: [n])
      let second = b.sum(b.unary(.atan, b.multiply(total, b.add(inner, power))), over: [n])
      return b.add(first, second)
    }
    #expect(
      Sample.schedule(program).description == """
        in place x
        pass over 1000 by 1000
          %8 : frame f64[], vectors along n, over [n] = sum(cos(multiply(x, b)))
        pass over 1000 by 1000
          %3 : local f64[n], vectors along n = exp(multiply(x, a))
          %4 : local f64[n], vectors along n = sin(%3)
          %11 : frame f64[], vectors along n, over [n] = sum(tan(multiply(%8, %4)))
          %15 : frame f64[], vectors along n, over [n] = sum(atan(multiply(%8, add(%4, %3))))
        pass
          y = add(%11, %15)

        """)
  }

  /// Computing the exponentials again would cost more than to keep them.
  @Test func whatTwoPassesReadIsKept() {
    let program = Sample.program { b in
      let n = b.axis("n", size: 1000)
      let power = b.unary(.exp, b.multiply(b.data("x", [n]), b.parameter("a")))
      let total = b.sum(power, over: [n])
      return b.sum(b.unary(.sin, b.multiply(power, total)), over: [n])
    }
    #expect(
      Sample.schedule(program).description == """
        in place x
        pass over 1000 by 1000
          %3 : frame f64[n], vectors along n = exp(multiply(x, a))
          %4 : frame f64[], vectors along n, over [n] = sum(%3)
        pass over 1000 by 1000
          %7 : frame f64[], vectors along n, over [n] = sum(sin(multiply(%3, %4)))
        pass
          y = %7

        """)
  }

  @Test func largeProductsAreLeftToBLAS() {
    let program = Sample.program { b in
      let (n, i, k) = (b.axis("n", size: 300), b.axis("i", size: 40), b.axis("k", size: 40))
      let product = b.contract(b.data("x", [n, i]), b.parameter("w", [i, k]), over: [i])
      return b.sum(b.unary(.exp, product), over: [n, k])
    }
    let target = ScheduleTarget(lanes: 8, precision: .f64, hasBLAS: true)
    let text = schedule(optimize(program), elements: [:], target: target).description
    #expect(text.contains("by BLAS, over [i] = contract(x, w)"))
  }

  /// Parameters that are handed over in double precision cannot be factors of a product in single.
  @Test func productsOfParametersInSinglePrecisionAreLeftToBLAS() {
    let program = Sample.program { b in
      let (n, i, k) = (b.axis("n", size: 300), b.axis("i", size: 40), b.axis("k", size: 40))
      let product = b.contract(b.parameter("x", [n, i]), b.parameter("w", [i, k]), over: [i])
      return b.sum(b.unary(.exp, product), over: [n, k])
    }
    for (parameters, isLeft) in [(StoredElement.f32, true), (.f64, false)] {
      let target = ScheduleTarget(
        lanes: 8, precision: .f32, hasBLAS: true, parameters: parameters)
      let text = schedule(optimize(program), elements: [:], target: target).description
      #expect(text.contains("by BLAS, over [i] = contract(x, w)") == isLeft)
    }
  }
}
