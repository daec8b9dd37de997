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
  /// Numbers that come from one random stream, so that threads may share the work.
  private static var blockLength: Int { 1024 }

  /// The number of blocks in which noise is drawn.
  public var blockCount: Int { (count + Self.blockLength - 1) / Self.blockLength }

  /// Writes the noise of one step from an offset on, without allocating.
  ///
  /// What is written depends on the stream, the name and the step, on nothing else.
  public func fill(
    _ target: inout MutableSpan<Double>, at offset: Int, step: Int, stream: RandomStream
  ) {
    target.withUnsafeMutableBufferPointer { buffer in
      let own = UnsafeMutableBufferPointer(rebasing: buffer[offset..<offset + count])
      for block in 0..<blockCount { fill(own, block: block, step: step, stream: stream) }
    }
  }

  /// Writes one block of the noise of one step, without allocating.
  ///
  /// - Parameter target: the memory of all `count` numbers.
  public func fill(
    _ target: UnsafeMutableBufferPointer<Double>, block: Int, step: Int, stream: RandomStream
  ) {
    var own = stream.stream(name).stream(step).stream(block)
    draw(UnsafeMutableBufferPointer(rebasing: target[range(of: block)]), from: &own)
  }

  /// The same in single precision.
  public func fill(
    _ target: UnsafeMutableBufferPointer<Float>, block: Int, step: Int, stream: RandomStream
  ) {
    var own = stream.stream(name).stream(step).stream(block)
    let range = range(of: block)
    // A few at a time, which lie on the stack.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 128) { some in
      for start in stride(from: range.lowerBound, to: range.upperBound, by: some.count) {
        let part = UnsafeMutableBufferPointer(
          rebasing: some[..<min(some.count, range.upperBound - start)])
        draw(part, from: &own)
        for index in part.indices { target[start + index] = Float(part[index]) }
      }
    }
  }

  private func range(of block: Int) -> Range<Int> {
    let start = block * Self.blockLength
    return start..<min(count, start + Self.blockLength)
  }

  private func draw(
    _ target: UnsafeMutableBufferPointer<Double>, from stream: inout RandomStream
  ) {
    switch noise {
    case .normal: stream.normals(into: target)
    case .uniform:
      for index in target.indices { target.initializeElement(at: index, to: stream.uniform()) }
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
