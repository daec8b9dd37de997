import Diagnostics
import Syntax

// Messages about a distribution and the declared type of what it draws: E7, E8, E2.
extension Diagnostic {
  static func numberOrVector(
    _ distribution: Distribution, _ declared: ValueType, _ draws: Draws, in model: TypedModel
  ) -> Diagnostic {
    let text = model.text(of: distribution)
    let type = distribution.type
    let drawn = type.rank == 0 ? "one number" : model.phrase(of: type)
    let missing = Array(declared.shape.dropLast(type.rank))
    var hint: String?
    if type.rank < declared.rank, distribution.copies.isEmpty, !distribution.isOrdered,
      distribution.truncation == nil
    {
      let shape = model.shapeText(missing)
      let members =
        missing.count == 1
        ? "each member of \(model.text(of: missing[0]))"
        : "each element of \(shape.dropFirst())"
      hint = "`\(text)\(shape)` draws one for \(members), independently"
    } else if declared.rank < type.rank {
      hint = "declare `\(draws.side.text) : \(model.text(of: type))`"
    }
    return Diagnostic(
      .numberOrVector,
      "`\(text)` draws \(drawn), but \(draws.side.text) is \(model.phrase(of: declared))",
      at: distribution.span, hint: hint)
  }

  static func supportMismatch(
    _ distribution: Distribution, _ family: Family, _ declared: ValueType, _ draws: Draws,
    _ d: DistributionExpression, in model: TypedModel
  ) -> Diagnostic {
    let name = d.callee.text
    let type = distribution.type
    let scalar = type.scalar
    let wanted = model.text(of: declared.replacingScalar(scalar))
    let drawn =
      switch scalar {
      case .bool: "true or false"
      case .nat, .int: "whole numbers"
      case .member(let set): "members of \(model.text(of: set))"
      default: model.phrase(of: type)
      }
    var hint = "declare `\(draws.side.text) : \(wanted)`"
    if case .bool = scalar {
      let variable = draws.side.text.prefix { $0 != "[" }
      hint += " (and say how with `--binarise \(variable)`)"
    }
    if let alternative = continuousAlternative(distribution, in: model) {
      hint += ", or use `\(alternative)`"
    }
    return Diagnostic(
      .supportMismatch,
      "\(name) draws \(drawn), but \(draws.side.text) is \(model.phrase(of: declared))",
      at: d.callee.span, hint: hint)
  }

  /// A distribution of real numbers with the same argument as its mean.
  private static func continuousAlternative(
    _ distribution: Distribution, in model: TypedModel
  ) -> String? {
    guard case .family(.bernoulli, let arguments) = distribution.kind,
      let mean = arguments[.logit] ?? arguments[.probability]
    else { return nil }
    return "Normal(\(model.text(of: mean)), 0.1)"
  }

  static func supportTooLarge(
    _ distribution: Distribution, _ declared: ValueType, _ draws: Draws, in model: TypedModel
  ) -> Diagnostic {
    let text = model.text(of: distribution)
    var hint: String?
    if draws.isGuide, let family = familyOn(declared, like: distribution, in: model) {
      hint = family
    } else if distribution.truncation == nil, declared.rank == 0,
      let bounds = truncation(to: declared, in: model)
    {
      hint = "`\(text) truncated (\(bounds))`"
    } else {
      hint = "declare `\(draws.side.text) : \(model.text(of: distribution.type))`"
    }
    return Diagnostic(
      .supportMismatch,
      "`\(text)` also draws numbers outside of \(model.text(of: declared.scalar)), the type of "
        + draws.side.text, at: distribution.span, hint: hint)
  }

  /// What a guide may draw on a type.
  private static func familyOn(
    _ type: ValueType, like distribution: Distribution, in model: TypedModel
  ) -> String? {
    switch type.scalar {
    case .positive:
      guard case .family(.normal, let arguments) = distribution.kind,
        distribution.truncation == nil
      else { return "`LogNormal(m, s)` or `Gamma(a, b)`" }
      let positive = Distribution(
        kind: .family(.logNormal, arguments), copies: distribution.copies,
        lifted: distribution.lifted, isOrdered: distribution.isOrdered, truncation: nil,
        type: distribution.type, span: distribution.span)
      return "`\(model.text(of: positive))`, or another distribution of positive numbers"
    case .unit: return "`Beta(a, b)`"
    default: return nil
    }
  }

  private static func truncation(to type: ValueType, in model: TypedModel) -> String? {
    switch type {
    case .positive: "0, inf"
    case .unit: "0, 1"
    case .interval(let lower, let upper):
      "\(model.text(of: lower)), \(model.text(of: upper))"
    default: nil
    }
  }

  static func drawSetsDiffer(
    _ distribution: Distribution, _ declared: ValueType, _ draws: Draws, in model: TypedModel
  ) -> Diagnostic {
    let pair = zip(distribution.type.shape, declared.shape).first { !model.agree($0, $1) }
    return Diagnostic(
      .wrongIndexSet,
      "`\(model.text(of: distribution))` draws \(model.phrase(of: distribution.type)), but "
        + "\(draws.side.text) is \(model.phrase(of: declared))", at: distribution.span,
      caption: pair.map { model.contrast($0, $1) })
  }

  static func drawMembersDiffer(
    _ distribution: Distribution, _ declared: ValueType, _ draws: Draws, in model: TypedModel
  ) -> Diagnostic {
    guard case .member(let own) = distribution.type.scalar,
      case .member(let other) = declared.scalar
    else { return drawSetsDiffer(distribution, declared, draws, in: model) }
    return Diagnostic(
      .wrongIndexSet,
      "`\(model.text(of: distribution))` draws a member of \(model.text(of: own)), but "
        + "\(draws.side.text) is \(model.phrase(of: other))", at: distribution.span,
      caption: model.contrast(own, other),
      hint: "declare `\(draws.side.text) : \(model.text(of: own))`")
  }
}

extension TypedModel {
  /// Returns why one set is not the other: `K = 1..10 (components) is not C = 0..9 (classes), …`.
  func contrast(_ a: IndexSetID, _ b: IndexSetID) -> String {
    let text = "\(described(a)) is not \(described(b))"
    guard let size = staticSize(of: a), size == staticSize(of: b) else { return text }
    return text + ", although both have \(size) members"
  }

  private func described(_ set: IndexSetID) -> String {
    description(of: set) + (indexSets[set].label.map { " (\($0))" } ?? "")
  }
}
