public import ScalarMath
public import TensorIR

/// A standard distribution whose draws are inputs of a program.
public enum Noise: Hashable, Sendable {
  /// Mean 0 and variance 1.
  case normal
  /// Uniform on (0, 1).
  case uniform
}

/// An input that holds standard noise, drawn anew for each estimate.
public struct NoiseInput: Hashable, Sendable {
  public let input: InputID
  public let noise: Noise
  /// What is drawn with it: the name of its random stream.
  public let name: String
  public let count: Int
}

extension NoiseInput {
  /// Writes the noise of one step from an offset on, without allocating.
  ///
  /// What is written depends on the stream, the name and the step, on nothing else.
  public func fill(
    _ target: inout MutableSpan<Double>, at offset: Int, step: Int, stream: RandomStream
  ) {
    var own = stream.stream(name).stream(step)
    switch noise {
    case .normal:
      target.withUnsafeMutableBufferPointer { buffer in
        own.normals(into: UnsafeMutableBufferPointer(rebasing: buffer[offset..<offset + count]))
      }
    case .uniform:
      for index in offset..<offset + count { target[index] = own.uniform() }
    }
  }
}

extension NoiseInput {
  /// The same in single precision.
  public func fill(
    _ target: inout MutableSpan<Float>, at offset: Int, step: Int, stream: RandomStream
  ) {
    var own = stream.stream(name).stream(step)
    // A few at a time, which lie on the stack.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 128) { some in
      for start in stride(from: 0, to: count, by: some.count) {
        let part = UnsafeMutableBufferPointer(rebasing: some[..<min(some.count, count - start)])
        switch noise {
        case .normal: own.normals(into: part)
        case .uniform:
          for index in part.indices { part.initializeElement(at: index, to: own.uniform()) }
        }
        for index in part.indices { target[offset + start + index] = Float(part[index]) }
      }
    }
  }
}

extension NoiseInput {
  /// The noise of one step.
  func tensor(sizes: [Int], stream: RandomStream, step: Int) -> Tensor {
    var values = [Double](repeating: 0, count: count)
    var target = values.mutableSpan
    fill(&target, at: 0, step: step, stream: stream)
    return Tensor(values, sizes: sizes)
  }
}

extension LoweredDensity {
  /// The same with other noise: its first step from a stream.
  public func with(noise stream: RandomStream) -> LoweredDensity {
    var result = self
    for input in noise {
      result.data[input.input] = input.tensor(
        sizes: program[input.input].type.axes.map { program[$0].size }, stream: stream, step: 0)
    }
    return result
  }

  /// The same, with noise that each step draws anew.
  public func drawingAnew() -> LoweredDensity {
    var result = self
    result.drawsAnew = true
    return result
  }
}
