import Autodiff
import Backends
import Foundation
import Objectives
import Semantics
import TensorIR
import Testing

/// Number j of all weights of a net is 0.5 sin(start + 0.7 j), as in `reference/nets.py`.
func wave(_ count: Int, _ start: Double) -> [Double] {
  (0..<count).map { 0.5 * sin(start + 0.7 * Double($0)) }
}

extension LoweredDensity {
  /// A point of waves, one for each net and each variable, in the order of the blocks.
  func waves(_ starts: [Double]) -> [Double] {
    spread(groups().enumerated().map { wave($1.reduce(0) { $0 + blocks[$1].count }, starts[$0]) })
  }

  /// The coordinates of the points whose numbers, row-major as declared, are given.
  func spread(_ values: [[Double]]) -> [Double] {
    var result = [Double](repeating: 0, count: dimension)
    for (group, numbers) in zip(groups(), values) {
      var rest = numbers[...]
      for index in group {
        let block = blocks[index]
        for (place, value) in zip(block.places, rest) { result[block.offset + place] = value }
        rest = rest.dropFirst(block.count)
      }
    }
    return result
  }

  /// The numbers of each net and each variable, row-major as declared.
  func collect(_ point: [Double]) -> [[Double]] {
    groups().map { group in
      group.flatMap { index in blocks[index].places.map { point[blocks[index].offset + $0] } }
    }
  }

  /// The blocks of each net and of each variable.
  private func groups() -> [[Int]] {
    var owners: [Movable] = []
    for block in blocks where !owners.contains(block.owner) { owners.append(block.owner) }
    return owners.map { owner in blocks.indices.filter { blocks[$0].owner == owner } }
  }

  /// Compares value and gradient with literals, and the gradient with central differences.
  func expect(
    _ value: Double, _ gradients: [[Double]], at point: [Double],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let found = try self.value(atCoordinates: point)
    #expect(agrees(found, value, 1e-12), "\(found)", sourceLocation: location)
    let gradient = try self.gradient(atCoordinates: point)
    for (ours, wanted) in zip(collect(gradient), gradients) {
      #expect(ours.count == wanted.count, sourceLocation: location)
      for (a, b) in zip(ours, wanted) {
        #expect(agrees(a, b, 1e-11), "\(a) and \(b)", sourceLocation: location)
      }
    }
    try expectGradient(at: point, location)
  }

  /// Compares the gradient with central differences, whose error is of order h².
  func expectGradient(
    at point: [Double], _ location: SourceLocation = #_sourceLocation
  ) throws {
    let gradient = try self.gradient(atCoordinates: point)
    var interpreter = try Interpreter(program, data: data)
    for index in point.indices {
      let h = 1e-5
      let ends = [h, -h].map { step in
        var moved = point
        moved[index] += step
        interpreter.run(moved)
        return interpreter.scalar(0)
      }
      let slope = (ends[0] - ends[1]) / (2 * h)
      #expect(
        agrees(slope, gradient[index], 1e-7), "\(index): \(slope), \(gradient[index])",
        sourceLocation: location)
    }
  }
}
