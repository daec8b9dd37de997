import Inference
import Objectives
import ScalarMath

/// The numbers of a training, with what reads and evaluates them.
protocol StepScalar: TrainingScalar {
  /// Writes some rows of a batch, with truth values drawn anew where they are.
  static func read(
    _ reader: RowReader, _ rows: [Int], _ places: Range<Int>,
    into target: UnsafeMutableBufferPointer<Self>, drawingFrom stream: RandomStream)
  /// Draws a block of the noise of a step.
  static func draw(
    _ noise: NoiseInput, into target: UnsafeMutableBufferPointer<Self>, block: Int, step: Int,
    stream: RandomStream)
  /// The log density and its gradient.
  static func evaluate(
    _ density: inout ProgramDensity, _ x: Span<Self>, gradient: inout MutableSpan<Self>
  ) -> Double
}

extension Double: StepScalar {
  static func read(
    _ reader: RowReader, _ rows: [Int], _ places: Range<Int>,
    into target: UnsafeMutableBufferPointer<Double>, drawingFrom stream: RandomStream
  ) {
    reader.read(rows, places, into: target, drawingFrom: stream)
  }

  static func draw(
    _ noise: NoiseInput, into target: UnsafeMutableBufferPointer<Double>, block: Int, step: Int,
    stream: RandomStream
  ) {
    noise.fill(target, block: block, step: step, stream: stream)
  }

  static func evaluate(
    _ density: inout ProgramDensity, _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) -> Double {
    density.value(x, gradient: &gradient)
  }
}

extension Float: StepScalar {
  static func read(
    _ reader: RowReader, _ rows: [Int], _ places: Range<Int>,
    into target: UnsafeMutableBufferPointer<Float>, drawingFrom stream: RandomStream
  ) {
    reader.read(rows, places, into: target, drawingFrom: stream)
  }

  static func draw(
    _ noise: NoiseInput, into target: UnsafeMutableBufferPointer<Float>, block: Int, step: Int,
    stream: RandomStream
  ) {
    noise.fill(target, block: block, step: step, stream: stream)
  }

  static func evaluate(
    _ density: inout ProgramDensity, _ x: Span<Float>, gradient: inout MutableSpan<Float>
  ) -> Double {
    density.value(x, gradient: &gradient)
  }
}
