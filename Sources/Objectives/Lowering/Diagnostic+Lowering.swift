import Diagnostics
import Semantics

/// One mistake ends the lowering of a question.
struct LoweringFailure: Error, Hashable, Sendable {
  let diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

/// Every message of this stage.
extension Diagnostic {
  static func notYetLowered(_ what: String, at span: SourceSpan, hint: String? = nil) -> Diagnostic
  {
    Diagnostic(.notYetLowered, "gmc cannot compute \(what) yet", at: span, hint: hint)
  }

  /// - Parameters:
  ///   - isKnownInPart: whether the data know some of its values.
  ///   - ways: what the question that asks for it can be replaced with, if it is the model's own.
  static func cannotIntegrate(
    _ name: String, isKnownInPart: Bool, ways: String?, at span: SourceSpan
  ) -> Diagnostic {
    let reason = "the log joint is neither quadratic in it nor of a conjugate form"
    guard !isKnownInPart else {
      return Diagnostic(
        .cannotIntegrate, "cannot integrate what is missing of \(name) out: \(reason)", at: span,
        hint: "give the data all values of `\(name)`, or leave out the rows without one"
          + (ways.map { "; or \($0)" } ?? ""))
    }
    return Diagnostic(
      .cannotIntegrate, "cannot integrate \(name) out: \(reason)", at: span,
      caption: "does not mention `\(name)`",
      hint: ways ?? "mention `\(name)` in the query; or draw it, `gmc sample -o fit.nc`, and ask "
        + "with `--fit fit.nc`")
  }

  /// A real variable whose elements have no integrals of their own.
  static func joinedElements(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .cannotIntegrate,
      "cannot integrate \(name) out by quadrature: its elements cannot be taken one by one",
      at: span, caption: "does not mention `\(name)`",
      hint: "quadrature takes numbers that nothing joins with each other, such as one for each "
        + "group; put `\(name)` in a guide, or list it in `over`")
  }

  /// A real variable that the guide of a bound leaves out.
  static func outsideGuide(_ name: String, isKnownInPart: Bool, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .cannotIntegrate, "the guide says nothing about `\(name)`, which the bound needs", at: span,
      caption: "`\(name)` cannot be summed out",
      hint: "add `\(name) ~ …` to the guide, or "
        + (isKnownInPart
          ? "leave out the rows without a value of it" : "take a point: list `\(name)` in `over`"))
  }

  static func crossingSwitches(
    _ first: String, _ second: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .crossingSwitches,
      "summing out `\(first)` and `\(second)` exactly takes a sum over all their joint states",
      at: span, caption: "joins plates that neither has alone",
      hint: "put one of them in a guide, or mention it in the query")
  }

  /// Something reads all elements of a switch at once.
  static func jointStates(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .crossingSwitches,
      "summing out `\(name)` exactly takes a sum over all joint states of its elements",
      at: span, caption: "reads them all together",
      hint: "put `\(name)` in a guide, or mention it in the query")
  }

  /// A whole number without an upper bound.
  static func infiniteStates(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notYetLowered, "gmc cannot sum over all values of `\(name)`: they have no bound", at: span,
      caption: "does not mention `\(name)`",
      hint: "bound it, `truncated (-1, 100)`, or mention it in the query")
  }

  /// A switch is read at a place that is itself summed out.
  static func randomPlace(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .crossingSwitches,
      "summing out `\(name)` exactly takes a sum over all joint states of its elements",
      at: span, caption: "which element is read is itself summed out",
      hint: "put `\(name)` in a guide, or mention it in the query")
  }

  static func largeStates(
    _ name: String, _ count: Double, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .crossingSwitches,
      "summing out `\(name)` exactly takes a table of \(Int(count)) joint states", at: span,
      caption: "too many variables meet here",
      hint: "put some of them in a guide, or mention them in the query")
  }

  static func missingPoint(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingPoint, "`\(name)` has no value here", at: span,
      caption: "neither data, nor a point, nor summed out",
      hint: "list it in `over`, or give it a value with `--init` or `--set`")
  }

  /// A comparison by what no row has a value of.
  static func nothingKnown(_ value: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingData, "no row has a value of what `\(value)` asks for", at: span,
      hint: "compare on rows with labels, as in `--holdout FILE`")
  }

  /// The pixels of an image are no rectangle as it is asked for.
  static func imageShape(
    _ pixels: Int, width: Int?, height: Int?, at span: SourceSpan
  ) -> Diagnostic {
    let wanted =
      switch (width, height) {
      case (let width?, let height?): "\(width) x \(height) pixels"
      case (let width?, nil): "rows of \(width) pixels"
      case (nil, let height?): "\(height) equal rows"
      case (nil, nil): "a square"
      }
    return Diagnostic(
      .sizeMismatch, "an image of \(pixels) pixels is not \(wanted)", at: span,
      hint: "say `width =` and `height =`, whose product is \(pixels)")
  }

  /// What a convolution reads or gives is no image.
  static func noImage(_ what: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notYetLowered, "\(what) is no image", at: span,
      hint: "an image is one axis of pixels, row by row, as in `x : real^Pixels`")
  }

  static func weightCount(
    _ net: String, _ count: Int, wanted: Int, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .sizeMismatch, "the net `\(net)` has \(wanted) weights here, but the fit has \(count)",
      at: span, hint: "the fit is of another model, or of data of other sizes")
  }

  static func parameterWithoutPrior(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .parameterWithoutPrior, "`\(name)` is a param: it has no prior to draw from", at: span,
      hint: "declare `latent \(name)` with a prior, or find a point with `gmc fit`")
  }

  static func badParameter(
    _ bad: BadParameter, of name: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badParameter,
      "`\(name)` cannot be drawn: "
        + "\(bad.parameter.rawValue) of \(bad.family.rawValue) is \(bad.value)",
      at: span, caption: "\(bad.parameter.rawValue) must be \(bad.domain.phrase)")
  }

  static func hugeDraw(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badParameter, "a draw of `\(name)` is no whole number below 2^31", at: span,
      hint: "its arguments are too large, or an empty range")
  }

  static func improperDraw(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .improperPrior, "`\(name)` cannot be drawn: Flat() is no probability distribution", at: span,
      hint: "give `\(name)` a proper prior, or its value by `--fit`")
  }

  static func noMean(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notYetLowered, "the mean of `\(name)` has no closed form that gmc knows", at: span,
      hint: "leave `--mean \(name)` out: then it is drawn")
  }

  static func averagedParent(_ name: String, _ child: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notYetLowered, "`\(child)` depends on `\(name)`, so its mean cannot stand for it", at: span,
      hint: "leave `--mean \(name)` out: then it is drawn")
  }

  static func unavailableTruncation(
    _ family: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .notYetLowered, "gmc cannot truncate \(family) yet", at: span,
      caption: "its distribution function is not available as a formula")
  }
}
