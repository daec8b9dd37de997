public import Diagnostics

/// A net, a flow or a `let` function.
public struct Function: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case net, flow, abbreviation }

  public enum Body: Hashable, Sendable {
    case expression(TypedExpression)
    /// `mlp(x, hidden = [500])`.
    case layers(NetBody)
    case block([Step], returned: TypedExpression)
  }

  /// `(a, b) = e` in a block.
  public struct Step: Hashable, Sendable {
    public let targets: [LocalID]
    public let value: TypedExpression
    public let span: SourceSpan

    public init(targets: [LocalID], value: TypedExpression, span: SourceSpan) {
      self.targets = targets
      self.value = value
      self.span = span
    }
  }

  public let name: String
  public let kind: Kind
  public let parameters: [LocalID]
  public let result: ValueType
  public let body: Body
  public let label: String?
  public let documentation: String?
  /// Whether it is declared at file level, and so shared between models.
  public let isShared: Bool
  public let guide: GuideID?
  public let span: SourceSpan

  public init(
    name: String, kind: Kind, parameters: [LocalID], result: ValueType, body: Body,
    label: String?, documentation: String?, isShared: Bool, guide: GuideID?, span: SourceSpan
  ) {
    self.name = name
    self.kind = kind
    self.parameters = parameters
    self.result = result
    self.body = body
    self.label = label
    self.documentation = documentation
    self.isShared = isShared
    self.guide = guide
    self.span = span
  }
}

/// A built-in architecture with its checked options.
public struct NetBody: Hashable, Sendable {
  public enum Architecture: String, CaseIterable, Hashable, Sendable {
    case mlp, dense, conv, upconv, unet, resnet
  }
  public enum Activation: String, CaseIterable, Hashable, Sendable {
    case relu, tanh, sigmoid, softplus, swish, gelu, elu, linear
  }
  /// How what a layer gives is brought to one scale before its activation.
  ///
  /// Over the rows of a batch it cannot be: rows of a plate do not depend on each other.
  public enum Normalisation: String, CaseIterable, Hashable, Sendable {
    /// Mean 0 and variance 1 over all that the layer gives for one row.
    case layer
  }
  public let architecture: Architecture
  public let inputs: [TypedExpression]
  /// The widths of the hidden layers.
  public let hidden: [TypedExpression]
  public let activation: Activation
  public let normalisation: Normalisation?
  /// The other options by name, each in its registry of section 19, item 9.
  public let options: [String: [TypedExpression]]

  public init(
    architecture: Architecture, inputs: [TypedExpression], hidden: [TypedExpression],
    activation: Activation, normalisation: Normalisation?, options: [String: [TypedExpression]]
  ) {
    self.architecture = architecture
    self.inputs = inputs
    self.hidden = hidden
    self.activation = activation
    self.normalisation = normalisation
    self.options = options
  }
}

/// A name bound by a function, a block or an `expect`.
public struct Local: Hashable, Sendable {
  public let name: String
  public let type: ValueType
  public let span: SourceSpan

  public init(name: String, type: ValueType, span: SourceSpan) {
    self.name = name
    self.type = type
    self.span = span
  }
}
