import Diagnostics
import Syntax

// Messages about the order of the story: E6 and E13.
extension Diagnostic {
  /// The edges of a circle; each reads the reader of the next one.
  static func circularStory(_ circle: [StoryEdge], in model: TypedModel) -> Diagnostic {
    // The message starts at the first declaration and points at the last one.
    let last = circle.indices.max { circle[$0].place < circle[$1].place } ?? 0
    let edges = Array(circle[last...] + circle[..<last])
    let names = edges.map { model.variables[$0.reader].name }
    let ordered = edges.map(\.reader).sorted { model.variables[$0].span < model.variables[$1].span }
      .map { model.variables[$0].name }
    let message: String
    switch ordered.count {
    case 1: message = "\(ordered[0]) waits for itself"
    case 2: message = "\(ordered[0]) and \(ordered[1]) each wait for the other"
    default:
      message =
        ordered.dropLast().joined(separator: ", ")
        + " and \(ordered[ordered.count - 1]) wait for each other"
    }
    var caption = "\(names[0]) needs "
    caption += (names.dropFirst() + [names[0]]).joined(separator: ", which needs ")
    return Diagnostic(
      .circularStory, message, at: edges[0].place, caption: caption,
      labels: edges.dropFirst().map { Label("", at: $0.place) },
      hint: jointHint(edges, in: model))
  }

  private static func jointHint(_ edges: [StoryEdge], in model: TypedModel) -> String? {
    let ids = edges.map(\.reader).sorted { model.variables[$0].span < model.variables[$1].span }
    guard 1 < ids.count, ids.allSatisfy({ model.variables[$0].isRandom }) else {
      return "one of them must be said without the other"
    }
    let parts = ids.map { id in
      "\(model.variables[id].parts[0].role.rawValue) \(model.text(with: id)) : "
        + model.text(of: model.variables[id].type)
    }
    let energy = quadraticEnergy(ids, in: model) ?? "…"
    return "for a symmetric joint density write one factor, "
      + "`\(parts.joined(separator: ", ")) ~ exp(\(energy))`"
  }

  /// The joint energy of two normals, each with `c` times the other as its mean.
  private static func quadraticEnergy(_ ids: [VariableID], in model: TypedModel) -> String? {
    guard ids.count == 2 else { return nil }
    var slopes: [Double] = []
    for (id, other) in [(ids[0], ids[1]), (ids[1], ids[0])] {
      guard case .distribution(let distribution)? = model.variables[id].parts.first?.definition,
        case .family(.normal, let arguments) = distribution.kind, distribution.copies.isEmpty,
        let sd = arguments[.sd].flatMap({ model.constant($0) }), sd == 1,
        case .binary(.multiply, let factor, let variable)? = arguments[.mean]?.kind,
        case .variable(other, _) = variable.kind, let slope = model.constant(factor)
      else { return nil }
      slopes.append(slope)
    }
    guard slopes[0] == slopes[1] else { return nil }
    let (x, y) = (model.text(with: ids[0]), model.text(with: ids[1]))
    return "-(\(x)^2 + \(y)^2 - \(TypedModel.text(of: 2 * slopes[0]))*\(x)*\(y)) / 2"
  }

  static func bothDirections(
    _ back: StoryEdge, _ ahead: StoryEdge, letter: String, in model: TypedModel
  ) -> Diagnostic {
    let name = model.variables[back.read].name
    return Diagnostic(
      .circularStory, "\(name) reads both earlier and later elements along \(letter)",
      at: ahead.expression.span, caption: "this looks ahead",
      labels: [Label("this looks back", at: back.expression.span)],
      hint: "a chain's offsets point one way; write a symmetric density as one `factor`")
  }

  static func chainWithoutBeginning(
    _ edge: StoryEdge, letter: IndexID, isAhead: Bool, role: Role, in model: TypedModel
  ) -> Diagnostic {
    let end = isAhead ? "last" : "first"
    let name = model.indices[letter].name
    let variable = model.variables[edge.reader]
    let letters = variable.indices.map { $0 == letter ? end : model.indices[$0].name }
    let left = "\(variable.name)[\(letters.joined(separator: ","))]"
    let start: String
    if role.isRandom {
      start =
        "\(role.rawValue) \(left) : \(model.text(of: variable.type)) ~ "
        + model.plainDistribution(of: variable.type)
    } else {
      start = "\(role == .abbreviation ? "let " : "")\(left) = …"
    }
    return Diagnostic(
      .chainWithoutBeginning,
      "\(model.text(of: edge.expression)) does not exist for the \(end) \(name)",
      at: edge.expression.span, hint: "add the \(end) step, `\(start)`")
  }
}

extension TypedModel {
  /// A distribution that draws values of a type, for a hint.
  func plainDistribution(of type: ValueType) -> String {
    let copies = type.outerSets.isEmpty ? "" : shapeText(type.outerSets)
    switch type.inner {
    case .real: return "Normal(0, 1)" + copies
    case .positive: return "Exponential(1)" + copies
    case .unit: return "Beta(1, 1)" + copies
    case .bool: return "Bernoulli(0.5)" + copies
    case .nat: return "Poisson(1)" + copies
    case .simplex(let set): return "Dirichlet(fill(1, \(text(of: set))))" + copies
    case .member(let set):
      let probabilities = variables.rows.first { variable in
        if case .simplex(set) = variable.type { variable.indices.isEmpty } else { false }
      }
      return (probabilities.map { "Categorical(\($0.name))" } ?? "Uniform(\(text(of: set)))")
        + copies
    case .interval(let lower, let upper):
      return "Uniform(\(text(of: lower)), \(text(of: upper)))" + copies
    case .spread, .int, .ordered, .positiveOrdered, .covariance, .correlation,
      .choleskyFactor, .choleskyCorrelation, .weights, .array, .optional, .record, .group,
      .poison:
      return "…"
    }
  }
}
