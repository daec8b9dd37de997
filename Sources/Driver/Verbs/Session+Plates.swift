import Binding
import Diagnostics
import GraphvizBridge
import Plates
import Semantics

extension Session {
  /// Writes the plate diagram of a model in the format that the ending of the path names.
  mutating func drawPlates(of chosen: ChosenModel, to path: String) throws(CommandFailure) {
    guard let format = PictureFormat(rawValue: FilePath.ending(of: path)) else {
      throw .usage(
        UsageError(
          "a diagram cannot be written to `\(path)`",
          hint: "end it with .svg, .png, .pdf or .dot"))
    }
    let options = try diagramOptions(of: chosen)
    let bytes: [UInt8]
    do throws(GraphvizFailure) {
      let placed = try layOut(diagram(of: chosen.model, options: options)) {
        (source) throws(GraphvizFailure) in
        String(decoding: try render(dot: source, engine: .dot, format: .plain), as: UTF8.self)
      }
      for layoutNote in placed.notes { note("note: \(layoutNote)") }
      bytes = try format.picture(of: placed)
    } catch {
      throw .fault("Graphviz refuses the diagram: \(error)")
    }
    try write(bytes, to: path)
    note("wrote \(path)")
  }

  private mutating func diagramOptions(
    of chosen: ChosenModel
  ) throws(CommandFailure) -> DiagramOptions {
    if invocation.has(.noGuide), invocation.has(.guideOnly) {
      throw .usage(
        UsageError("`--no-guide` and `--guide-only` leave nothing", hint: "give one of them"))
    }
    var options = DiagramOptions()
    options.given = invocation.text(.givenStyle) == "circle" ? .circle : .dot
    options.chains = invocation.text(.chains) == "loop" ? .loop : .unrolled
    options.guides =
      invocation.has(.noGuide) ? .hidden : invocation.has(.guideOnly) ? .only : .shown
    if invocation.has(.member) { options.question = chosen.objectives.first }
    if invocation.has(.sizes) { options.sizes = .numbers(try knownSizes(of: chosen)) }
    return options
  }

  /// The sizes that the model, the data and the command line fix.
  private mutating func knownSizes(
    of chosen: ChosenModel
  ) throws(CommandFailure) -> [IndexSetID: Int] {
    let hasData = [Option.data, .bind, .size].contains { invocation.has($0) }
    return hasData ? try bound(chosen).sizes : [:]
  }
}

/// The kinds of picture.
private enum PictureFormat: String {
  case svg, png, pdf, dot

  private static let pixelsPerInch = 192

  func picture(of placed: PlacedDiagram) throws(GraphvizFailure) -> [UInt8] {
    switch self {
    case .dot: return Array(Plates.dot(of: placed).utf8)
    case .png:
      let source = Plates.dot(of: placed, resolution: Self.pixelsPerInch)
      return try render(dot: source, engine: .placed, format: .png)
    case .pdf: return try render(dot: Plates.dot(of: placed), engine: .placed, format: .pdf)
    case .svg:
      let source = Plates.dot(of: placed, labels: .none)
      return addingLabels(of: placed, toSVG: try render(dot: source, engine: .placed, format: .svg))
    }
  }
}
