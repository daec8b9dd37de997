import Diagnostics

// E19: a flow that cannot be undone.
extension Diagnostic {
  static func notInvertible(
    _ problem: Inversion.Problem, _ flow: String, _ whole: TypedExpression,
    in model: TypedModel
  ) -> Diagnostic {
    let message = "\(flow) is declared a flow, but this step cannot be undone"
    switch problem {
    case .zeroFactor(let product, let factor):
      let text = model.text(of: factor)
      let repaired = model.text(of: whole).replacing(
        model.text(of: product),
        with: model.text(of: product).replacing(text, with: "exp(\(text))"))
      let isCoupling = repaired.contains("+") || repaired.contains("-")
      return Diagnostic(
        .notInvertible, message, at: product.span, caption: "\(text) may be zero",
        hint: "`\(repaired)` \(isCoupling ? "is the affine coupling layer" : "never is")")
    case .several(let ids, let e):
      let names = Set(ids).sorted().map { model.locals[$0].name }
      return Diagnostic(
        .notInvertible, message, at: e.span,
        caption: names.count == 1
          ? "\(names[0]) is used \(ids.count == 2 ? "twice" : "\(ids.count) times")"
          : "\(names.joined(separator: " and ")) are unknown at once",
        hint: "each statement may change one name, once, by others that stay as they are")
    case .noInverse(let e):
      return Diagnostic(
        .notInvertible, message, at: e.span, caption: "this has no inverse",
        hint: "a step is `+ e`, `- e`, `* exp(e)`, `/ exp(e)`, `exp`, `tanh`, `@ M`, `halves`, "
          + "`join` or `permute`")
    }
  }

  static func lostInFlow(_ local: Local, _ flow: String) -> Diagnostic {
    Diagnostic(
      .notInvertible, "\(flow) is declared a flow, but `\(local.name)` cannot be recovered",
      at: local.span, caption: "the result does not determine it",
      hint: "return it with the rest, `join(…, \(local.name))`")
  }

  static func flowOfLayers(_ flow: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notInvertible, "\(flow) is declared a flow, but the layers of a net cannot be undone",
      at: span, hint: "declare a `net`, or a block of invertible statements")
  }
}
