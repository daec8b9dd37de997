import Binding
import ScalarMath
import TensorIR
import Testing

@testable import Objectives

/// What is given anew at each step: rows of a batch and noise, piece by piece.
@Suite struct StepInputTests {
  private let stream = RandomStream(seed: 3)

  /// Five rows of three truth values, drawn anew with these probabilities.
  private let chances: [Float] = [
    0, 1, 0.5, 0.3, 0.3, 0.3, 1, 0, 0.9, 0.1, 0.2, 0.4, 0.25, 0.75, 0,
  ]

  private func reader(strides: [Int]) throws -> RowReader {
    let value = BoundValue(
      shape: [5, 3], storage: .booleans(Array(repeating: false, count: 15)), chances: chances)
    return try #require(RowReader(value, slot: 0, strides: strides))
  }

  private func read(
    _ reader: RowReader, _ rows: [Int], in pieces: [Range<Int>], step: Int
  ) -> [Double] {
    var target = [Double](repeating: .nan, count: 3 * rows.count)
    target.withUnsafeMutableBufferPointer { target in
      for piece in pieces {
        reader.read(rows, piece, into: target, drawingFrom: stream.stream(step))
      }
    }
    return target
  }

  /// The share of steps in which a pixel is true, against its probability: four standard errors.
  @Test func truthValuesAreDrawnWithTheirProbabilities() throws {
    let reader = try reader(strides: [3, 1])
    let rows = [4, 0, 1]
    let steps = 4000
    var sums = [Double](repeating: 0, count: 9)
    for step in 0..<steps {
      for (index, x) in read(reader, rows, in: [0..<3], step: step).enumerated() {
        #expect(x == 0 || x == 1)
        sums[index] += x
      }
    }
    let wanted = rows.flatMap { chances[3 * $0..<3 * $0 + 3] }.map { Double($0) }
    for (sum, p) in zip(sums, wanted) {
      let share = sum / Double(steps)
      #expect(abs(share - p) <= 4 * (p * (1 - p) / Double(steps)).squareRoot())
    }
  }

  /// Draws do not depend on who reads which rows, on the layout, nor on the precision.
  @Test func drawsDependOnThePlaceAlone() throws {
    let rows = [2, 2, 3, 1]
    let whole = read(try reader(strides: [3, 1]), rows, in: [0..<4], step: 7)
    #expect(read(try reader(strides: [3, 1]), rows, in: [3..<4, 0..<1, 1..<3], step: 7) == whole)
    let columns = read(try reader(strides: [1, 4]), rows, in: [2..<4, 0..<2], step: 7)
    let turned: [Double] = (0..<12).map { index in
      let (row, component) = (index / 3, index % 3)
      return columns[4 * component + row]
    }
    #expect(turned == whole)
    var singles = [Float](repeating: .nan, count: 12)
    try singles.withUnsafeMutableBufferPointer { target in
      try reader(strides: [3, 1]).read(
        rows, 0..<4, into: target, drawingFrom: stream.stream(7))
    }
    #expect(singles.map { Double($0) } == whole)
    let again = try reader(strides: [3, 1])
    #expect((8..<30).contains { read(again, rows, in: [0..<4], step: $0) != whole })
  }

  @Test(arguments: [Noise.normal, .uniform])
  func blocksOfNoiseHaveStreamsOfTheirOwn(_ noise: Noise) {
    let input = NoiseInput(input: InputID(index: 0), noise: noise, name: "z", count: 2500)
    #expect(input.blockCount == 3)
    var whole = [Double](repeating: .nan, count: 2502)
    var span = whole.mutableSpan
    input.fill(&span, at: 1, step: 4, stream: stream)
    #expect(whole[0].isNaN && whole[2501].isNaN)
    var doubles = [Double](repeating: .nan, count: 2500)
    var singles = [Float](repeating: .nan, count: 2500)
    for block in [2, 0, 1] {
      doubles.withUnsafeMutableBufferPointer {
        input.fill($0, block: block, step: 4, stream: stream)
      }
      singles.withUnsafeMutableBufferPointer {
        input.fill($0, block: block, step: 4, stream: stream)
      }
    }
    #expect(doubles == Array(whole[1..<2501]))
    #expect(singles == doubles.map { Float($0) })
    #expect(Set(doubles).count == 2500)
  }
}
