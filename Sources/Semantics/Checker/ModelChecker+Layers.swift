import Diagnostics
import Syntax

extension ModelChecker {
  /// `mlp(x, hidden = [500], act = relu)`: an architecture of the registry with its options.
  mutating func layers(
    _ name: Name, _ arguments: CallArguments, _ scope: Scope, at span: SourceSpan
  ) -> NetBody {
    guard let architecture = NetBody.Architecture(rawValue: name.text) else {
      let known = NetBody.Architecture.allCases.map(\.rawValue)
      report(.unknownArchitecture(name, nearest: closest(to: name.text, among: known), known))
      return NetBody(
        architecture: .dense, inputs: [], hidden: [], activation: .relu, normalisation: nil,
        options: [:])
    }
    var inputs: [TypedExpression] = []
    var hidden: [TypedExpression] = []
    var activation = NetBody.Activation.relu
    var normalisation: NetBody.Normalisation?
    var options: [String: [TypedExpression]] = [:]
    var seen: Set<String> = []
    for argument in arguments.values {
      guard let label = argument.name else {
        inputs.append(check(argument.value, scope))
        continue
      }
      guard let option = architecture.options[label.text] else {
        let known = architecture.options.keys.sorted()
        report(
          .unknownOption(
            label, of: name.text, nearest: closest(to: label.text, among: known), known))
        continue
      }
      if !seen.insert(label.text).inserted { report(.argumentTwice(label)) }
      switch option {
      case .activation: activation = self.activation(argument.value) ?? .relu
      case .normalisation: normalisation = self.normalisation(argument.value)
      case .widths where label.text == "hidden":
        hidden = self.option(argument.value, option, label, scope)
      case .widths, .width, .proportion:
        options[label.text] = self.option(argument.value, option, label, scope)
      }
    }
    if inputs.isEmpty { report(.noInputs(name, at: span)) }
    return NetBody(
      architecture: architecture, inputs: inputs, hidden: hidden, activation: activation,
      normalisation: normalisation, options: options)
  }

  private mutating func normalisation(_ e: Expression) -> NetBody.Normalisation? {
    guard case .name(let name) = e.kind else {
      report(.unknownNormalisation(e.span, isOverRows: false))
      return nil
    }
    if let known = NetBody.Normalisation(rawValue: name.text) { return known }
    report(.unknownNormalisation(e.span, isOverRows: name.text == "batch"))
    return nil
  }

  private mutating func activation(_ e: Expression) -> NetBody.Activation? {
    let known = NetBody.Activation.allCases.map(\.rawValue)
    guard case .name(let name) = e.kind else {
      report(.unknownActivation(e.span, nearest: nil, known))
      return nil
    }
    if let activation = NetBody.Activation(rawValue: name.text) { return activation }
    report(.unknownActivation(e.span, nearest: closest(to: name.text, among: known), known))
    return nil
  }

  private mutating func option(
    _ e: Expression, _ option: NetOption, _ label: Name, _ scope: Scope
  ) -> [TypedExpression] {
    var list = [e]
    if case .vector(let elements) = e.kind, case .widths = option { list = elements }
    return list.map { element in
      let value = check(element, scope)
      let wanted: ValueType
      switch option {
      case .proportion: wanted = .unit
      case .activation, .normalisation, .widths, .width: wanted = .nat
      }
      let fit = model.fit(value, wanted)
      if !value.type.isPoison, !fit.isPossible || model.constant(value).map({ $0 <= 0 }) == true {
        report(
          .optionMismatch(label, wanted: option.phrase, at: element.span))
      }
      return value
    }
  }
}
