import Autodiff
import TensorIR
import Testing

/// Compares all that can be differentiated of a value with finite differences: gradient, Hessian,
/// forward mode, Hessian-vector product and the gradient of that.
func expectDerivatives(
  at point: [Double], tolerance: Double = 1e-7, data: [InputID: Tensor] = [:],
  _ location: SourceLocation = #_sourceLocation, of write: (inout ProgramBuilder) -> ValueID
) throws {
  var b = ProgramBuilder()
  let v = write(&b)
  let y = b.weighted(v, 0.4)
  let xs = b.parameters()
  let gradients = b.gradient(of: y, withRespectTo: xs)
  let directions = xs.enumerated().map { b.wave(b.type($1).axes, 2.5 + Double($0)) }
  let change = b.pushForward(
    of: [v], tangents: Dictionary(uniqueKeysWithValues: zip(xs, directions)))
  let products = b.hessianVectorProduct(of: y, withRespectTo: xs, along: directions)
  let second = b.weighted(products, 1.1)
  let third = b.gradient(of: second, withRespectTo: xs)
  let hessian = b.hessian(of: y, withRespectTo: xs)
  let changed = b.weighted(change[0], 0.4)

  let groups =
    [[y], gradients, directions, products, [changed, second], third]
    + hessian.blocks
  let program = b.finish(groups.joined().map { Output(name: "o", value: $0) }).pruned()
  #expect(program.firstViolation() == nil, sourceLocation: location)
  for (x, gradient) in zip(xs, gradients) {
    #expect(b.type(x) == b.type(gradient), sourceLocation: location)
  }
  var evaluate = try Evaluator(program, data: data)
  let counts = groups.map(\.count)
  func split(_ values: [[Double]]) -> [[[Double]]] {
    var start = 0
    return counts.map { count in
      start += count
      return Array(values[(start - count)..<start])
    }
  }
  let values = split(evaluate(point))
  let gradient = Array(values[1].joined())
  let direction = Array(values[2].joined())
  let product = Array(values[3].joined())
  let rows = DerivativeRows(values[6...].map { $0 }, sizes: values[1].map(\.count))
  #expect(gradient.count == point.count, sourceLocation: location)
  #expect(
    agrees(values[4][0][0], dot(gradient, direction), within: 1e-9), sourceLocation: location)
  for i in point.indices {
    let unit = point.indices.map { $0 == i ? 1.0 : 0 }
    let differences = split(evaluate.differences(point, along: unit))
    #expect(
      agrees(gradient[i], differences[0][0][0], within: tolerance), "gradient \(i)",
      sourceLocation: location)
    let column = point.indices.map { rows[$0, i] }
    #expect(
      agree(column, Array(differences[1].joined()), within: tolerance), "Hessian column \(i)",
      sourceLocation: location)
    #expect(
      agree(column, point.indices.map { rows[i, $0] }, within: 1e-9), "Hessian symmetry \(i)",
      sourceLocation: location)
    #expect(
      agrees(product[i], dot(column, direction), within: 1e-9), "Hessian product \(i)",
      sourceLocation: location)
    #expect(
      agrees(Array(values[5].joined())[i], differences[4][1][0], within: tolerance),
      "third derivative \(i)", sourceLocation: location)
  }
}

/// A Hessian in blocks, read by the positions of the parameters.
private struct DerivativeRows {
  private let blocks: [[[Double]]]
  private let places: [(block: Int, index: Int)]
  private let sizes: [Int]

  init(_ blocks: [[[Double]]], sizes: [Int]) {
    self.blocks = blocks
    self.sizes = sizes
    places = sizes.enumerated().flatMap { block, size in (0..<size).map { (block, $0) } }
  }

  subscript(_ i: Int, _ j: Int) -> Double {
    let (row, column) = (places[i], places[j])
    return blocks[row.block][column.block][row.index * sizes[column.block] + column.index]
  }
}
