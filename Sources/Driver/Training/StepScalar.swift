import Inference
import Objectives
import ScalarMath

/// The numbers of a training, with what reads and evaluates them.
protocol StepScalar: TrainingScalar {
  /// Copies rows of data.
  static func read(
    _ reader: RowReader, _ rows: [Int], into x: inout MutableSpan<Self>, at offset: Int)
  /// Draws the noise of a step.
  static func draw(
    _ noise: NoiseInput, into x: inout MutableSpan<Self>, at offset: Int, step: Int,
    stream: RandomStream)
  /// The log density and its gradient.
  static func evaluate(
    _ density: inout ProgramDensity, _ x: Span<Self>, gradient: inout MutableSpan<Self>
  ) -> Double
}

extension Double: StepScalar {
  static func read(
    _ reader: RowReader, _ rows: [Int], into x: inout MutableSpan<Double>, at offset: Int
  ) {
    reader.read(rows, into: &x, at: offset)
  }

  static func draw(
    _ noise: NoiseInput, into x: inout MutableSpan<Double>, at offset: Int, step: Int,
    stream: RandomStream
  ) {
    noise.fill(&x, at: offset, step: step, stream: stream)
  }

  static func evaluate(
    _ density: inout ProgramDensity, _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) -> Double {
    density.value(x, gradient: &gradient)
  }
}

extension Float: StepScalar {
  static func read(
    _ reader: RowReader, _ rows: [Int], into x: inout MutableSpan<Float>, at offset: Int
  ) {
    reader.read(rows, into: &x, at: offset)
  }

  static func draw(
    _ noise: NoiseInput, into x: inout MutableSpan<Float>, at offset: Int, step: Int,
    stream: RandomStream
  ) {
    noise.fill(&x, at: offset, step: step, stream: stream)
  }

  static func evaluate(
    _ density: inout ProgramDensity, _ x: Span<Float>, gradient: inout MutableSpan<Float>
  ) -> Double {
    density.value(x, gradient: &gradient)
  }
}
