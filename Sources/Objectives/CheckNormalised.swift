public import Binding
public import Diagnostics
import Semantics

/// Reports what keeps a joint density from adding up to one: improper priors and factors.
///
/// Returns whether the evidence of the model has a meaning.
public func checkNormalised(_ bound: BoundModel, log: inout DiagnosticLog) -> Bool {
  let model = bound.model
  var isNormalised = true
  func refuse(_ diagnostic: Diagnostic) {
    isNormalised = false
    log.insert(diagnostic)
  }
  for id in model.variables.ids where model.variables[id].guide == nil {
    let variable = model.variables[id]
    for part in variable.parts {
      guard case .distribution(let distribution) = part.definition else { continue }
      switch distribution.kind {
      case .family(.flat, _):
        refuse(.improperEvidence(variable.name, at: distribution.span))
      case .energy: refuse(.unnormalisedEvidence("exp(…)", at: distribution.span))
      case .family, .query: break
      }
    }
  }
  for factor in model.factors {
    // The density of a group of a used model is a query, and adds up to one.
    if case .logQuery = factor.logValue.kind, !factor.defines.isEmpty { continue }
    let name = factor.defines.isEmpty ? "factor" : "exp(…)"
    refuse(.unnormalisedEvidence(name, at: factor.span))
  }
  for tie in model.ties {
    // In its limits there is no factor.
    if let spread = bound.number(tie.within), spread == 0 || spread == .infinity { continue }
    refuse(.unnormalisedEvidence("tie", at: tie.span))
  }
  return isNormalised
}

extension Diagnostic {
  static func improperEvidence(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .improperPrior, "the evidence has no value: the prior of `\(name)` is improper", at: span,
      caption: "Flat() does not add up to one",
      hint: "give `\(name)` a proper prior, such as Normal(0, 10) or HalfCauchy(5)")
  }

  static func unnormalisedEvidence(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unknownNormaliser, "the evidence needs the normaliser of `\(name)`, which is unknown",
      at: span, caption: "this does not add up to one",
      hint: "write a distribution of the catalogue in its place; models that share the factor and "
        + "its parameters can be compared by heldout log p(…)")
  }
}
