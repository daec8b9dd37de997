import Backends
import LinearAlgebra
import TensorIR
import Testing

/// Products of matrices that are large enough for BLAS, on all back ends.
@Suite struct ProductTests {
  /// The sizes of rows, inner and columns: without tiles, with tiles along each, with a short tile.
  static let sizes = [
    [40, 50, 60], [500, 30, 20], [40, 700, 20], [30, 40, 300], [1000, 16, 16], [259, 131, 137],
  ]

  @Test(arguments: sizes, [Precision.f64, .f32])
  func productsOfParameters(_ sizes: [Int], _ precision: Precision) throws {
    var b = ProgramBuilder()
    let (n, k, m) = (
      b.axis("n", size: sizes[0]), b.axis("k", size: sizes[1]), b.axis("m", size: sizes[2])
    )
    let x = b.input("x", TensorType(.real, [n, k]), role: .data)
    let y = b.input("y", TensorType(.real, [k, m]), role: .parameter)
    let product = b.contract(x, y, over: [k])
    let bent = b.unary(.tanh, product)
    // The transposed product of a gradient, with another order of axes and a sum over rows.
    let back = b.contract(bent, x, over: [n])
    let program = b.finish([
      Output(name: "product", value: product), Output(name: "bent", value: bent),
      Output(name: "back", value: back),
    ])
    let data = Tensor(wave(sizes[0] * sizes[1], 0.3), sizes: [sizes[0], sizes[1]])
    var engine = try Backends(
      program, data: [InputID(index: 0): data], precision: precision)
    engine.run(wave(sizes[1] * sizes[2], 0.7).map { $0 / Double(sizes[1]) })
    for output in 0..<3 { _ = engine.output(output) }
  }

  @Test func aProductWithOtherNamesAndFormulasForFactors() throws {
    var b = ProgramBuilder()
    let (n, k, m) = (b.axis("n", size: 300), b.axis("k", size: 40), b.axis("m", size: 40))
    let x = b.input("x", TensorType(.real, [n, k]), role: .parameter)
    let other = b.rename(x, from: k, to: m)
    let gram = b.contract(x, other, over: [n])
    let left = b.unary(.exp, b.multiply(x, b.constant(0.1)))
    let right = b.add(gram, b.constant(1))
    let product = b.contract(left, right, over: [k])
    let program = b.finish([
      Output(name: "gram", value: gram), Output(name: "product", value: product),
    ])
    var engine = try Backends(program)
    engine.run(wave(300 * 40, 0.2))
    for output in 0..<2 { _ = engine.output(output) }
  }

  /// Rows of 31 numbers, two of them after each other, are no rows of 32.
  @Test(arguments: [40, 300]) func columnsOfTwoAxes(_ terms: Int) throws {
    var b = ProgramBuilder()
    let (n, k) = (b.axis("n", size: 31), b.axis("k", size: terms))
    let (m, l) = (b.axis("m", size: 3), b.axis("l", size: 31))
    let x = b.input("x", TensorType(.real, [n, k]), role: .parameter)
    let y = b.input("y", TensorType(.real, [k, m, l]), role: .parameter)
    let product = b.contract(x, b.unary(.sin, y), over: [k])
    let bent = b.unary(.tanh, product)
    let program = b.finish([
      Output(name: "product", value: product), Output(name: "bent", value: bent),
    ])
    var engine = try Backends(program)
    engine.run(wave(terms * (31 + 93), 0.2))
    for output in 0..<2 { _ = engine.output(output) }
  }

  /// Two layers and their gradient: rows of a batch in stretches, alone and for each of some labels,
  /// and gradients of weights that are cut themselves.
  @Test(arguments: [[100, 1], [131, 1], [1001, 1], [200, 10]], [Precision.f64, .f32])
  func layersOfABatch(_ sizes: [Int], _ precision: Precision) throws {
    let (rows, labels) = (sizes[0], sizes[1])
    var b = ProgramBuilder()
    let (n, c) = (b.axis("n", size: rows), b.axis("c", size: labels))
    let (i, j, k) = (b.axis("i", size: 220), b.axis("j", size: 250), b.axis("k", size: 130))
    let x = b.input("x", TensorType(.real, [n, i]), role: .parameter)
    let first = b.input("w", TensorType(.real, [i, j]), role: .parameter)
    let shift = b.input("b", TensorType(.real, [c, j]), role: .parameter)
    let second = b.input("v", TensorType(.real, [j, k]), role: .parameter)
    let hidden = b.unary(.tanh, b.add(b.contract(x, first, over: [i]), shift))
    let slope = b.unary(.logistic, b.contract(hidden, second, over: [j]))
    let back = b.multiply(
      b.contract(slope, second, over: [k]), b.subtract(b.constant(1), b.unary(.square, hidden)))
    let value = b.sum(b.unary(.log, slope), over: [n, c, k])
    let ofFirst = b.contract(x, b.sum(back, over: [c]), over: [n])
    let ofShift = b.sum(back, over: [n])
    let ofSecond = b.contract(hidden, slope, over: [n, c])
    let program = b.finish([
      Output(name: "value", value: value), Output(name: "w", value: ofFirst),
      Output(name: "b", value: ofShift), Output(name: "v", value: ofSecond),
    ])
    var engine = try Backends(program, precision: precision)
    engine.run(wave(rows * 220 + 220 * 250 + labels * 250 + 250 * 130, 0.5).map { $0 / 8 })
    for output in 0..<4 { _ = engine.output(output) }
  }

  @Test func openBLASIsThere() { #expect(OpenBLAS.isLoaded, "install libopenblas0-pthread") }

  private func wave(_ count: Int, _ phase: Double) -> [Double] {
    (0..<count).map { Double(($0 * 7919) % 1009) / 1009 - phase }
  }
}
