import Semantics
import TensorIR

/// How expectations under a guide are estimated.
public struct GuideSettings: Hashable, Sendable {
  public enum Method: Hashable, Sendable {
    /// Derivatives pass through the draws; finite variables are summed over.
    case reparametrised
    /// Derivatives of log q, times the bound less its mean over the other draws.
    case score
    /// The log of the mean of so many weights in place of the mean of their logs.
    case importanceWeighted
  }
  public var method = Method.reparametrised
  /// How many draws stand for an expectation.
  public var drawCount: Int

  public init(drawCount: Int = 1) { self.drawCount = drawCount }
}

/// A statement of a guide in one question: what it draws, and with which density.
struct GuidePart {
  let variable: VariableID
  let distribution: Distribution
  /// log q, zero where the data are known.
  let logDensity: LogFactor
  /// The probability of each state, of a variable that is summed over.
  let weight: LogFactor?
  /// The parameters, their components lined up with those of the draw.
  let parameters: DistributionRow.Parameters
  /// The noise of the draw.
  let noise: [InputID]
  /// Whether it is drawn from finitely many values, so that derivatives do not pass through it.
  var isFiniteDraw = false
}
