import Binding
import Diagnostics
import Foundation
import Objectives
import Semantics
import Testing

/// Residual nets and convolutions: values against PyTorch (`reference/nets.py`), gradients against
/// central differences, in both back ends.
@Suite struct ImageNetTests {
  /// Two images of 4 rows of 5 pixels, as in `reference/nets.py`.
  private let images: String = {
    let rows = (0..<2).map { n in
      (0..<20).map { "\((Double((7 * n + 3 * $0) % 11) / 10) - 0.5)" }.joined(separator: ", ")
    }
    return "[[\(rows[0])], [\(rows[1])]]"
  }()

  @Test func blocksAddToWhatEntersThem() throws {
    let density = try objective(
      """
      model Residual {
        plate n in N
        axis D = 2
        net f(x : real^D) -> real = resnet(x, hidden = [3], blocks = 2, act = tanh, norm = layer)
        given    x[n] : real^D
        observed y[n] : real ~ Normal(f(x[n]), 0.5)
        maximize log p(y | x)
      }
      """, #"{"x": [[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8]], "y": [0.2, -0.4, 1.1]}"#)
    #expect(density.dimension == 79)
    try density.expect(-9.257002847787247, [], at: density.waves([1]))
  }

  /// Two convolutions, then a layer that also takes a label.
  @Test func convolutionsReadEverySecondPixel() throws {
    let density = try objective(
      """
      model Convolution {
        plate n in N
        axis Pixels = 20
        axis C = 0..2
        axis Side = 0..1
        net f(x : real^Pixels, s : Side) -> simplex(C)
          = conv(x, s, channels = [2, 3], hidden = [4], act = swish, norm = layer, width = 5)
        given    x[n] : real^Pixels
        given    s[n] : Side
        observed y[n] : C ~ Categorical(f(x[n], s[n]))
        maximize log p(y | x, s)
      }
      """, #"{"x": \#(images), "s": [1, 0], "y": [2, 0]}"#)
    #expect(density.dimension == 146)
    try density.expect(-2.976380726195211, [], at: density.waves([1]))
  }

  @Test func transposedConvolutionsGiveAnImage() throws {
    let density = try objective(
      """
      model Transposed {
        plate n in N
        axis Pixels = 20
        axis Z = 2
        net f(z : real^Z) -> real^Pixels
          = upconv(z, hidden = [3], channels = [3, 2], act = tanh, width = 5, height = 4)
        given    z[n] : real^Z
        observed x[n] : real^Pixels ~ Normal(f(z[n]), 0.5)
        maximize log p(x | z)
      }
      """, #"{"x": \#(images), "z": [[0.3, -0.8], [1.2, 0.4]]}"#)
    try density.expect(-35.262704063615224, [], at: density.waves([1]))
  }

  /// A convolution whose weights are a value of the story.
  @Test func weightsOfAConvolutionMayBeAVariable() throws {
    let density = try objective(
      """
      model Bayesian {
        plate n in N
        axis Pixels = 9
        net f(x : real^Pixels) -> real = conv(x, channels = 2, kernel = 2, stride = 1)
        given    x[n] : real^Pixels
        latent   w ~ Normal(0, 1)^weights(f)
        observed y[n] : real ~ Normal(f(x[n]; w), 0.5)
        maximize log p(y, w | x) over w
      }
      """, #"{"x": [[1, 0, 2, -1, 0.5, 0, 1, 1, -2]], "y": [0.4]}"#)
    #expect(density.dimension == 4 * 2 + 2 + 9 * 2 + 1)
    try density.expectGradient(at: density.waves([2]))
  }

  @Test(arguments: [
    ("channels = 2", "an image of 20 pixels is not a square"),
    ("width = 3", "an image of 20 pixels is not rows of 3 pixels"),
    ("width = 3, height = 2", "an image of 20 pixels is not 3 x 2 pixels"),
    ("width = 5, norm = batch", "this is no normalisation"),
  ])
  func whatIsNoImageIsSaid(_ options: String, _ wanted: String) throws {
    var log = DiagnosticLog()
    let model = try boundWithErrors(
      """
      model M {
        plate n in N
        axis Pixels = 20
        net f(x : real^Pixels) -> real = conv(x, \(options))
        given    x[n] : real^Pixels
        observed y[n] : real ~ Normal(f(x[n]), 1)
        maximize log p(y | x)
      }
      """, #"{"x": \#(images), "y": [1, 2]}"#, log: &log)
    if let model, let stage = model.model.objectives.first?.stages.first {
      #expect(lowerObjective(model, stage: stage, log: &log) == nil)
    }
    #expect(log.diagnostics.map(\.message) == [wanted])
  }
}
