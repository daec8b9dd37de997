/// What an option of an architecture takes.
enum NetOption {
  /// `[500, 500]`: one positive integer per layer.
  case widths
  /// One positive integer.
  case width
  /// A number between 0 and 1.
  case proportion
  case activation
  case normalisation

  var phrase: String {
    switch self {
    case .widths: "positive integers, as in `[500, 500]`"
    case .width: "a positive integer"
    case .proportion: "a number between 0 and 1"
    case .activation: "an activation"
    case .normalisation: "`layer`"
    }
  }
}

extension NetBody.Architecture {
  /// The options by name: section 19, item 9 of the language reference.
  var options: [String: NetOption] {
    switch self {
    case .mlp:
      [
        "hidden": .widths, "act": .activation, "dropout": .proportion, "norm": .normalisation,
      ]
    case .dense: ["act": .activation]
    case .conv, .upconv:
      [
        "hidden": .widths, "act": .activation, "norm": .normalisation, "channels": .widths,
        "kernel": .width, "stride": .width, "width": .width, "height": .width,
      ]
    case .unet:
      [
        "act": .activation, "channels": .width, "depth": .width, "width": .width,
        "height": .width,
      ]
    case .resnet:
      ["hidden": .widths, "act": .activation, "norm": .normalisation, "blocks": .width]
    }
  }
}

extension Estimator.Method {
  /// What its arguments take, by name, in the order they may be given without one.
  var arguments: [(name: String, type: ValueType)] {
    switch self {
    case .reparam, .score: [("samples", .nat)]
    case .enumerate: []
    case .iwae: [("samples", .nat)]
    case .sgld: [("steps", .nat), ("step", .positive), ("noise", .positive), ("buffer", .nat)]
    case .cd: [("steps", .nat)]
    case .laplace: []
    case .ais: [("steps", .nat), ("chains", .nat)]
    case .bridge: [("draws", .nat)]
    case .smc: [("particles", .nat), ("steps", .nat)]
    case .elbo: [("samples", .nat)]
    case .quadrature: [("points", .nat)]
    }
  }
}
