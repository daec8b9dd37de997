import Backends
import TensorIR
import Testing

/// Outputs in memory of the caller, where the interpreter copies them and a kernel writes them.
@Suite struct OutputPlaceTests {
  /// The gradient of sum x^2 + z sum y: blocks whose ends are no whole vectors, with gaps between
  /// them that nobody writes, in another order than that of the outputs.
  @Test(arguments: [1, 3, 8, 17, 100]) func outputsLieWhereTheyAreAsked(_ count: Int) throws {
    var b = ProgramBuilder()
    let (n, m) = (b.axis("n", size: count), b.axis("m", size: 2))
    let x = b.parameter("x", [n])
    let (y, z) = (b.parameter("y", [m]), b.parameter("z"))
    let sum = b.sum(y, over: [m])
    let value = b.add(b.sum(b.unary(.square, x), over: [n]), b.multiply(z, sum))
    let (twice, repeated) = (b.add(x, x), b.append(.broadcast(z, along: [m])))
    let outputs = [value, twice, repeated, sum].map { Output(name: "y", value: $0) }
    var backends = try Backends(b.finish(outputs))
    for shift in 0..<3 {
      let point = (0..<count).map { Double($0 + shift) / 4 }
      var target = [Double](repeating: -7, count: count + 9)
      var span = target.mutableSpan
      backends.run((point + [1.5, 2, 5]).span, rest: &span, at: [4, 1, count + 6])
      let squares = point.reduce(0) { $0 + $1 * $1 }
      #expect(agrees(backends.scalar(0), squares + 5 * 3.5))
      let expected = [-7, 5, 5, -7] + point.map { 2 * $0 } + [-7, -7, 3.5, -7, -7]
      #expect(target == expected)
    }
  }

  /// A run elsewhere leaves the places of the others as they were.
  @Test func nextRunIsInPlaceAgain() throws {
    var b = ProgramBuilder()
    let x = b.parameter("x")
    let outputs = [x, b.add(x, x)].map { Output(name: "y", value: $0) }
    var backends = try Backends(b.finish(outputs))
    var target = [0.0]
    var span = target.mutableSpan
    backends.run([3].span, rest: &span, at: [0])
    #expect(target == [6])
    backends.run([4])
    #expect(backends.output(1) == [8])
    #expect(target == [6])
  }
}
