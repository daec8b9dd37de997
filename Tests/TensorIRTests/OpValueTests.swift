import TensorIR
import Testing

/// The functions at 0.3 (`acosh` at 1.3), from mpmath.
private let unaryValues: [String: Double] = [
  "negate": -0.3, "reciprocal": 3.3333333333333335, "absolute": 0.3, "sign": 1, "floor": 0,
  "ceiling": 1, "round": 0, "binade": 0.25, "exp": 1.3498588075760032, "expm1": 0.3498588075760031,
  "log": -1.2039728043259361, "log1p": 0.26236426446749106, "sqrt": 0.5477225575051661,
  "square": 0.09, "sin": 0.29552020666133955, "cos": 0.955336489125606,
  "tan": 0.30933624960962325, "asin": 0.3046926540153975, "acos": 1.2661036727794992,
  "atan": 0.2914567944778671, "sinh": 0.3045202934471426, "cosh": 1.0453385141288605,
  "tanh": 0.2913126124515909, "asinh": 0.29567304756342244, "acosh": 0.7564329108569596,
  "atanh": 0.3095196042031117, "logistic": 0.574442516811659, "softplus": 0.8543552444685271,
  "log1mExpNegative": -1.3502256128148467, "logGamma": 1.0957979948180756,
  "polygamma(0)": -3.502524222200133, "polygamma(1)": 12.245364546107732,
  "polygamma(2)": -75.27253658872604, "erf": 0.3286267594591274, "erfc": 0.6713732405408726,
  "normalCDF": 0.6179114221889527, "logNormalCDF": -0.4814101615884812,
  "inverseNormalCDF": -0.5244005127080408,
]

/// The functions at (2.3, 0.7), from mpmath.
private let binaryValues: [Binary: Double] = [
  .add: 3, .subtract: 1.6, .multiply: 1.61, .minimum: 0.7, .maximum: 2.3,
  .divide: 3.2857142857142856, .power: 1.7914697745895607, .atan2: 1.2753554896511765,
  .xLogY: -0.8203523710590845, .logAddExp: 2.4839007408883385, .logBeta: -0.2780904790686481,
  .logBesselI: -3.364727003605215, .floorDivide: 3, .modulo: 0.2,
]

@Suite struct OpValueTests {
  @Test(arguments: Unary.samples)
  func unaryFunctions(_ f: Unary) throws {
    let expected = try #require(unaryValues[f.name])
    for count in [1, 7] {
      var b = ProgramBuilder()
      let n = b.axis("n", size: count)
      let program = b.finish(b.unary(f, b.parameter("x", [n])))
      let point = [Double](repeating: f == .acosh ? 1.3 : 0.3, count: count)
      let wide = try evaluate(program, at: point)
      #expect(agree(wide, point.map { _ in expected }, within: 1e-14))
      let narrow = try evaluate(program, at: point, precision: .f32)
      #expect(agree(narrow, wide, within: 1e-5))
    }
  }

  @Test(arguments: Binary.allCases)
  func binaryFunctions(_ f: Binary) throws {
    let expected = try #require(binaryValues[f])
    for (left, right) in [([0], [0]), ([0], []), ([], [0]), ([0], [1]), ([], [])]
      as [([Int], [Int])]
    {
      var b = ProgramBuilder()
      let axes = [3, 2].map { b.axis("a", size: $0) }
      let x = b.parameter("x", left.map { axes[$0] })
      let y = b.parameter("y", right.map { axes[$0] })
      let program = b.finish(b.binary(f, x, y))
      let counts = [program.count(b.type(x)), program.count(b.type(y))]
      let point =
        [Double](repeating: 2.3, count: counts[0]) + [Double](repeating: 0.7, count: counts[1])
      let wide = try evaluate(program, at: point)
      #expect(agree(wide, wide.map { _ in expected }, within: 1e-14))
      let narrow = try evaluate(program, at: point, precision: .f32)
      #expect(agree(narrow, wide, within: 1e-5))
    }
  }

  @Test func specialNumbersAreKept() throws {
    let cases: [(Binary, Double, Double, Double)] = [
      (.maximum, .nan, 1, .nan), (.maximum, 1, .nan, .nan), (.minimum, 1, .nan, .nan),
      (.power, 0, 0, 1), (.power, .nan, 0, 1), (.xLogY, 0, 0, 0), (.xLogY, 0, .infinity, 0),
      (.xLogY, 1, 0, -.infinity), (.xLogY, 0, .nan, .nan),
      (.logAddExp, -.infinity, -.infinity, -.infinity), (.logAddExp, .infinity, 1, .infinity),
      (.logAddExp, 1000, 1000, 1000.6931471805599), (.logAddExp, 1, .nan, .nan),
      (.modulo, -7, 3, 2), (.floorDivide, -7, 3, -3), (.divide, 1, 0, .infinity),
    ]
    for (f, x, y, expected) in cases {
      var b = ProgramBuilder()
      let program = b.finish(b.binary(f, b.parameter("x"), b.parameter("y")))
      let found = try evaluate(program, at: [x, y])
      #expect(agrees(found[0], expected), "\(f) of \(x) and \(y)")
    }
  }

  @Test(arguments: Reduction.allCases)
  func reductionsKeepNaN(_ reduction: Reduction) throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 40)
    let program = b.finish(b.reduce(reduction, b.parameter("x", [n]), over: [n]))
    for place in [0, 17, 39] {
      var point = [Double](repeating: 0.5, count: 40)
      point[place] = .nan
      #expect(try evaluate(program, at: point)[0].isNaN)
    }
  }

  @Test func logSumExpOfInfinities() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 2)
    let program = b.finish(b.reduce(.logSumExp, b.parameter("x", [n]), over: [n]))
    #expect(try evaluate(program, at: [-.infinity, -.infinity]) == [-.infinity])
    #expect(try evaluate(program, at: [.infinity, 0]) == [.infinity])
    #expect(try evaluate(program, at: [-.infinity, 3]) == [3])
    #expect(agrees(try evaluate(program, at: [-1000, -1000])[0], -999.3068528194401))
  }

  @Test func integersAreDividedLikeTheFloor() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 5)
    let x = b.data("x", [n], .integer)
    let y = b.data("y", [n], .integer)
    let results = [Binary.floorDivide, .modulo, .add, .subtract, .multiply, .minimum, .maximum]
      .map { b.binary($0, x, y) }
    let program = b.finish(results.map { Output(name: "y", value: $0) })
    let data: [InputID: Tensor] = [
      InputID(0): Tensor([7, -7, 7, -7, 5]), InputID(1): Tensor([3, 3, -3, -3, 0]),
    ]
    let expected: [[Double]] = [
      [2, -3, -3, 2, 0], [1, 2, -2, -1, 5], [10, -4, 4, -10, 5], [4, -10, 10, -4, 5],
      [21, -21, -21, 21, 0], [3, -7, -3, -7, 0], [7, 3, 7, -3, 5],
    ]
    for (index, values) in expected.enumerated() {
      #expect(try evaluate(program, data: data, output: index) == values)
    }
  }

  @Test func castsGoTowardsZero() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 6)
    let x = b.parameter("x", [n])
    let whole = b.cast(x, to: .integer)
    let truth = b.cast(x, to: .boolean)
    let program = b.finish([
      Output(name: "integer", value: whole), Output(name: "boolean", value: truth),
    ])
    let point = [1.9, -1.9, 0, 1e300, -.infinity, .nan]
    let limits = [Double(Int.max), Double(Int.min)]
    #expect(try evaluate(program, at: point) == [1, -1, 0, limits[0], limits[1], 0])
    #expect(try evaluate(program, at: point, output: 1) == [1, 1, 0, 1, 1, 1])
  }

  @Test func relationsOfUnorderedNumbers() throws {
    var b = ProgramBuilder()
    let (x, y) = (b.parameter("x"), b.parameter("y"))
    let results = Comparison.allCases.map { b.compare($0, x, y) }
    let program = b.finish(results.map { Output(name: "y", value: $0) })
    let expected: [([Double], [Double])] = [
      ([1, 2], [1, 1, 0, 1]), ([2, 2], [0, 1, 1, 0]), ([.nan, 2], [0, 0, 0, 1]),
    ]
    for (point, truth) in expected {
      #expect(try (0..<4).map { try evaluate(program, at: point, output: $0)[0] } == truth)
    }
  }

  @Test func longSumsOfShortNumbersAreAccurate() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 1_000_00)
    let x = b.data("x", [n])
    let program = b.finish(b.sum(x, over: [n]))
    let data = [InputID(0): Tensor([Double](repeating: 0.1, count: 1_000_00))]
    let sum = try evaluate(program, data: data, precision: .f32)[0]
    #expect(abs(sum - 10_000) < 0.02)
  }
}
