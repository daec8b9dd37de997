public import Semantics
public import TensorIR

/// The posterior of what cannot be eliminated exactly, and how the rest is drawn given it.
public struct Remainder: Sendable {
  /// log p(data, what is left), with the Jacobian of its coordinates.
  public let density: LoweredDensity
  /// How the eliminated real latents are drawn back.
  public let draws: RealDraws
}

/// A program that draws real latents that were integrated out, given the coordinates of what is
/// left of the posterior.
public struct RealDraws: Sendable {
  /// Its parameters are the coordinates of what is left, then the noise in its order; output i has
  /// the coordinates of `variables[i]` that `lowerPosterior` has for it.
  public let program: TensorProgram
  public let data: [InputID: Tensor]
  public let noise: [DrawNoise]
  public let variables: [VariableID]
  /// For each variable where each coordinate, row-major as in its `ParameterBlock`, stands in the
  /// output.
  public let places: [[Int]]
}

/// Noise that a draw is made of.
public struct DrawNoise: Sendable {
  public enum Law: Sendable {
    /// Uniform on (0, 1).
    case uniform
    /// Mean 0 and variance 1.
    case normal
    /// The logarithm of a gamma variable with rate 1. The program has the parameters of the draw
    /// that come before this noise; its output has the shape of each element.
    case logGamma(shape: TensorProgram)
  }

  public let law: Law
  public let count: Int
}
